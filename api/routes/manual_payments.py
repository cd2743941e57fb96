"""Checks, wires and cash: customers announce them, finance records, verifies and reverses them."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from api.routes._common import (
    Body,
    Cursor,
    Customer,
    Limit,
    Parts,
    StaffMember,
    run,
    show_for,
)
from api.schemas import AnnounceIn, RecordIn, ReverseIn, VerifyIn
from api.strict_json import read_model
from billing.back_views import awaiting_view
from billing.errors import InvalidRequest
from billing.ids import BillId, CustomerId
from billing.manual_payments import ManualKind, ManualPayment, ManualState
from billing.manual_views import manual_view, numbers_of, staff_manual_view
from billing.money import Money
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.use_cases.announce_payment import Announcement, announce_payment
from billing.use_cases.list_manual_payments import ManualQuery, list_manual_payments
from billing.use_cases.record_manual_payment import Part, Record, record_manual_payment
from billing.use_cases.reverse_manual_payment import Reversal, reverse_manual_payment
from billing.use_cases.verify_manual_payment import Verdict, verify_manual_payment
from billing.views import View

router = APIRouter(tags=["manual payments"])
_BODY: Final = {"requestBody": {"required": True}}
State = Literal["announced", "waiting", "settled", "refused", "reversed"]


@router.post("/payments/announced", status_code=201, openapi_extra=_BODY)
async def announce(request: Request, parts: Parts, who: Customer) -> Response:
    """The customer says it is on its way; nothing is paid and nothing is blocked by it."""
    wish = await read_model(request, AnnounceIn)
    parts.limits.check_principal("approve", who)

    def work() -> View:
        said = Announcement(
            kind=ManualKind(wish.kind),
            bill_ids=tuple(BillId(each) for each in wish.bill_ids),
            amount_minor=wish.amount_minor,
            reference=wish.reference,
            sent_on=_day(wish.sent_on) if wish.sent_on is not None else None,
        )
        manual = announce_payment(parts.ports, who, said)
        with parts.ports.store.read(who) as tx:
            return manual_view(manual, numbers_of(tx, manual), show_for(parts, tx))

    return JSONResponse(await run(work), 201)


@router.get("/payments/announced")
async def list_own(parts: Parts, who: Customer, limit: Limit = 50, cursor: Cursor = None) -> Body:
    """The customer's checks, wires and cash in every state, newest first."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            page = tx.manual_payments.list(limit=limit, cursor=cursor)
            show = show_for(parts, tx)
            items = [manual_view(each, numbers_of(tx, each), show) for each in page.items]
        return {"items": [*items], "next_cursor": page.next_cursor}

    return await run(work)


@router.post("/customers/{customer_id}/payments/manual", status_code=201, openapi_extra=_BODY)
async def record(request: Request, parts: Parts, who: StaffMember, customer_id: str) -> Response:
    """Finance books what came; 202 where it waits for a second person."""
    wish = await read_model(request, RecordIn)
    parts.limits.check_principal("approve", who)

    def work() -> tuple[int, View]:
        asked = Record(
            customer_id=CustomerId(customer_id),
            request_id=wish.request_id,
            kind=ManualKind(wish.kind),
            amount=Money(wish.amount_minor, wish.currency),
            parts=tuple(Part(BillId(each.bill_id), each.amount_minor) for each in wish.bills),
            received_on=_day(wish.received_on),
            reference=wish.reference,
            announced_id=wish.announced_id,
            note=wish.note,
        )
        manual = record_manual_payment(parts.ports, who, asked)
        status = 202 if manual.state is ManualState.WAITING else 201
        return status, _for_staff(parts.ports, who, manual)

    status, view = await run(work)
    return JSONResponse(view, status)


@router.post("/payments/{payment_id}/verify", openapi_extra=_BODY)
async def verify(request: Request, parts: Parts, who: StaffMember, payment_id: str) -> Body:
    """A second person agrees, or somebody says that it never came."""
    wish = await read_model(request, VerifyIn)
    parts.limits.check_principal("approve", who)

    def work() -> View:
        verdict = Verdict(payment_id, wish.agrees, wish.reason)
        manual = verify_manual_payment(parts.ports, who, verdict)
        return _for_staff(parts.ports, who, manual)

    return await run(work)


@router.post("/payments/{payment_id}/reverse", openapi_extra=_BODY)
async def reverse(request: Request, parts: Parts, who: StaffMember, payment_id: str) -> Response:
    """It came to nothing: the bills are owed again; above the limit two people say so."""
    wish = await read_model(request, ReverseIn)
    parts.limits.check_principal("approve", who)

    def work() -> tuple[int, View]:
        done = reverse_manual_payment(parts.ports, who, Reversal(payment_id, wish.reason))
        if done.awaiting is not None:
            return 202, awaiting_view({"manual_payment_id": done.manual.id}, done.awaiting)
        return 200, _for_staff(parts.ports, who, done.manual)

    status, view = await run(work)
    return JSONResponse(view, status)


@router.get("/manual-payments")
async def list_all(
    parts: Parts,
    who: StaffMember,
    state: Annotated[State | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Body:
    """What was announced, waits, is booked or came to nothing; newest first."""

    def work() -> View:
        wanted = ManualState(state) if state is not None else None
        query = ManualQuery(state=wanted, limit=limit, cursor=cursor)
        page = list_manual_payments(parts.ports, who, query)
        with parts.ports.store.read(who) as tx:
            items = [_staff_view(tx, each) for each in page.items]
        return {"items": [*items], "next_cursor": page.next_cursor}

    return await run(work)


def _for_staff(ports: Ports, who: Principal, manual: ManualPayment) -> View:
    with ports.store.read(who) as tx:
        return _staff_view(tx, tx.manual_payments.get(manual.id))


def _staff_view(tx: Tx, manual: ManualPayment) -> View:
    proposed = None
    if manual.state is ManualState.SETTLED:
        proposed = tx.resolutions.of_subject(manual.id)
    return staff_manual_view(manual, numbers_of(tx, manual), proposed)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise InvalidRequest("that is no day of a calendar") from None
