"""Acts besides paying: asked for here, each as an offer that the customer approves at its quote."""

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.container import Container
from api.routes._common import Body, Customer, Parts, Speaker, run, show_for
from api.schemas import (
    BillDisputeEndIn,
    BillDisputeIn,
    CodeIn,
    DetailsIn,
    EndIn,
    PlanIn,
    PromiseIn,
)
from api.strict_json import read_model
from billing.act_views import details_view
from billing.bill_disputes import BillDisputeReason, BillDisputeState
from billing.dispute_views import bill_dispute_view
from billing.errors import Forbidden, InvalidRequest
from billing.ids import BillId, PlanId
from billing.plan_views import plan_view, subscription_view
from billing.principal import CUSTOMERS, STAFF, Principal
from billing.promises import PromiseKind
from billing.quotes import Quote
from billing.tickets import Ticket
from billing.use_cases.cancel_subscription import EndWish, cancel_subscription
from billing.use_cases.change_plan import PlanWish, change_plan
from billing.use_cases.close_bill_dispute import Ending, close_bill_dispute
from billing.use_cases.confirm_email import confirm_email
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from billing.use_cases.promise_to_pay import PromiseWish, promise_to_pay
from billing.use_cases.update_billing_details import DetailsWish, update_billing_details
from billing.views import View, ticket_view

router = APIRouter(tags=["acts"])
_BODY: Final = {"requestBody": {"required": True}}


@router.get("/subscription")
async def get_subscription(parts: Parts, who: Customer) -> Body:
    """The customer's subscription, what is planned for it, and the plans there are."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            found, plans, show = tx.plans.subscription(), tx.plans.list(), show_for(parts, tx)
        current = next((plan for plan in plans if found and plan.id == found.plan_id), None)
        return {
            "subscription": subscription_view(found, current) if found is not None else None,
            "plans": [plan_view(plan, show) for plan in plans],
        }

    return await run(work)


@router.post("/subscription/change", status_code=201, openapi_extra=_BODY)
async def change(request: Request, parts: Parts, who: Customer) -> Response:
    """An offer to change the plan, with its price; nothing changes until it is approved."""
    wish = await read_model(request, PlanIn)
    parts.limits.check_principal("approve", who)

    def work() -> Quote:
        return change_plan(parts.ports, who, PlanWish(PlanId(wish.plan_id), wish.interval))

    return await run(lambda: _offered(parts, who, work()))


@router.post("/subscription/cancel", status_code=201, openapi_extra=_BODY)
async def cancel(request: Request, parts: Parts, who: Customer) -> Response:
    """An offer to end the subscription, or to keep one that is to end."""
    wish = await read_model(request, EndIn)
    parts.limits.check_principal("approve", who)

    def work() -> Quote:
        return cancel_subscription(parts.ports, who, EndWish(wish.keep))

    return await run(lambda: _offered(parts, who, work()))


@router.post("/bills/{bill_id}/dispute", status_code=201, openapi_extra=_BODY)
async def dispute(request: Request, parts: Parts, who: Customer, bill_id: str) -> Response:
    """An offer to dispute a part of the bill, or the ticket of whoever decides about it."""
    wish = await read_model(request, BillDisputeIn)
    parts.limits.check_principal("approve", who)

    def work() -> Quote | Ticket:
        asked = DisputeWish(
            bill_id=BillId(bill_id),
            reason=BillDisputeReason(wish.reason),
            line=wish.line,
            amount_minor=wish.amount_minor,
            text=wish.text,
        )
        return dispute_charge(parts.ports, who, asked)

    return await run(lambda: _offered(parts, who, work()))


@router.post("/bills/{bill_id}/promise", status_code=201, openapi_extra=_BODY)
async def promise(request: Request, parts: Parts, who: Customer, bill_id: str) -> Response:
    """An offer to note when the bill will be paid, or the ticket of whoever decides about it."""
    wish = await read_model(request, PromiseIn)
    parts.limits.check_principal("approve", who)

    def work() -> Quote | Ticket:
        asked = PromiseWish(
            bill_id=BillId(bill_id),
            kind=PromiseKind(wish.kind),
            on=_day(wish.on) if wish.on is not None else None,
            parts=wish.parts,
            text=wish.text,
        )
        return promise_to_pay(parts.ports, who, asked)

    return await run(lambda: _offered(parts, who, work()))


@router.get("/billing-details")
async def get_details(parts: Parts, who: Customer) -> Body:
    """Who the customer's bills are made out to."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            return details_view(tx.customers.get(who.require_customer()))

    return await run(work)


@router.post("/billing-details", status_code=201, openapi_extra=_BODY)
async def change_details(request: Request, parts: Parts, who: Customer) -> Response:
    """An offer to change them; a new e-mail address counts only with the code sent to it."""
    wish = await read_model(request, DetailsIn)
    parts.limits.check_principal("approve", who)

    def work() -> Quote:
        wanted = DetailsWish(wish.model_dump(exclude_none=True))
        return update_billing_details(parts.ports, who, wanted)

    return await run(lambda: _offered(parts, who, work()))


@router.post("/billing-details/confirm", openapi_extra=_BODY)
async def confirm(request: Request, parts: Parts, who: Customer) -> Body:
    """The code of a new e-mail address: from now on it counts, and the old one is told."""
    wish = await read_model(request, CodeIn)
    parts.limits.check_principal("approve", who)
    return await run(lambda: details_view(confirm_email(parts.ports, who, wish.code)))


@router.get("/bill-disputes")
async def list_bill_disputes(parts: Parts, who: Speaker, open: bool = True) -> Body:
    """Newest first: the customer's own, or for staff the company's."""
    _require_somebody(who)
    parts.limits.check_principal("read", who)

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            show, staff = show_for(parts, tx), who.role in STAFF
            rows = tx.bill_disputes.list(open_only=open, limit=200)
        items = [bill_dispute_view(row, show, for_staff=staff) for row in rows]
        return {"items": [*items], "next_cursor": None}

    return await run(work)


@router.post("/bill-disputes/{dispute_id}/close", openapi_extra=_BODY)
async def close(request: Request, parts: Parts, who: Speaker, dispute_id: str) -> Body:
    """Finance decides about a dispute; its customer may withdraw it."""
    wish = await read_model(request, BillDisputeEndIn)
    _require_somebody(who)
    parts.limits.check_principal("approve", who)

    def work() -> View:
        ending = Ending(BillDisputeState(wish.outcome), wish.note)
        ended = close_bill_dispute(parts.ports, who, dispute_id, ending)
        with parts.ports.store.read(who) as tx:
            return bill_dispute_view(ended, show_for(parts, tx), for_staff=who.role in STAFF)

    return await run(work)


def _offered(parts: Container, who: Principal, made: Quote | Ticket) -> Response:
    """201 with the quote; 202 with the ticket where a human has to decide."""
    if isinstance(made, Ticket):
        return JSONResponse({"ticket": ticket_view(made)}, 202)
    view = parts.answers.quote_json(who, made, parts.answers.words(who, made))
    return JSONResponse(view, 201)


def _require_somebody(who: Principal) -> None:
    if who.role not in CUSTOMERS | STAFF:
        raise Forbidden("this is for customers and staff")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidRequest("there is no such day") from None
