"""Payments made outside in SQL; references and notes are sealed under the customer's key."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, func

from billing.errors import Conflict, StaleWorker
from billing.ids import BillId, ConversationId, CustomerId, PaymentId, PersonId
from billing.manual_payments import (
    ANNOUNCED_FOR,
    HERE_STATES,
    ManualKind,
    ManualLine,
    ManualPayment,
    ManualState,
    folded,
)
from billing.money import Money
from billing.repositories import Page
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner
from billing.stores.pages import after, after_values, cursor_of, page_size, paged
from billing.stores.schema_manual import MANUAL_LINES, MANUAL_PAYMENTS
from billing.stores.sealing import SealedRepository

_M: Final = MANUAL_PAYMENTS.c
_L: Final = MANUAL_LINES.c
_REFERENCE: Final = "manual_reference"


class SqlManualPayments(SealedRepository):
    """`ports.ManualPayments`."""

    __slots__ = ()

    def add(self, manual: ManualPayment) -> None:
        values = {
            "id": manual.id,
            "customer_id": manual.customer_id,
            "kind": manual.kind,
            "created_at": manual.created_at,
            "person_id": manual.person_id,
            "conversation_id": manual.conversation_id,
        }
        if not self._add(MANUAL_PAYMENTS, values | self._moving(manual)):
            self._refuse(manual)
        self._put_lines(manual)

    def get(self, manual_id: str) -> ManualPayment:
        return self._manual(self._found(self._by_id(), "payment", id=manual_id))

    def lock(self, manual_id: str) -> ManualPayment:
        return self._manual(self._found(self._locked(self._by_id()), "payment", id=manual_id))

    def by_request(self, request_id: str) -> ManualPayment | None:
        row = self._one(self._select(MANUAL_PAYMENTS).where(_M.request_id == request_id))
        return None if row is None else self._manual(row)

    def of_payment(self, payment_id: PaymentId) -> ManualPayment | None:
        wanted = self._kept("of_payment", self._by_payment)
        row = self._one(wanted, payment=payment_id)
        return None if row is None else self.get(row.manual_id)

    def known(
        self, customer_id: CustomerId, kind: ManualKind, reference: str
    ) -> ManualPayment | None:
        index = self._blind_to_find(_REFERENCE, folded(reference))
        wanted = self._select(MANUAL_PAYMENTS).where(
            _M.customer_id == customer_id,
            _M.kind == kind,
            _M.reference_index == index,
            _M.state.in_(sorted(HERE_STATES)),
        )
        row = self._one(wanted)
        return None if row is None else self._manual(row)

    def list(
        self,
        *,
        states: frozenset[ManualState] = frozenset(ManualState),
        limit: int = 50,
        cursor: str | None = None,
        customer_id: CustomerId | None = None,
    ) -> Page[ManualPayment]:
        limit = page_size(limit)
        wanted = self._select(MANUAL_PAYMENTS).where(_M.state.in_(sorted(states)))
        values: dict[str, object] = {}
        if customer_id is not None:
            wanted = wanted.where(_M.customer_id == customer_id)
        if cursor is not None:
            wanted = wanted.where(after(_M.created_at, _M.id))
            values = dict(after_values(cursor, days=False))
        newest = wanted.order_by(_M.created_at.desc(), _M.id.desc()).limit(limit + 1)
        rows = self._all(newest, **values)
        return paged(rows, limit, self._manual, lambda row: cursor_of(row.created_at, row.id))

    def announced(self, customer_id: CustomerId) -> int:
        open_ones = self._select(MANUAL_PAYMENTS, func.count())
        state = _M.state == ManualState.ANNOUNCED
        return self._count(open_ones.where(_M.customer_id == customer_id, state))

    def update(self, manual: ManualPayment, *, was: ManualState) -> None:
        statement = self._change(MANUAL_PAYMENTS).where(_M.id == manual.id, _M.state == was)
        if self._run(statement.values(**self._moving(manual))) != 1:
            self.get(manual.id)
            raise StaleWorker(f"this payment is no longer {was}")
        self._run(self._remove(MANUAL_LINES).where(_L.manual_id == manual.id))
        self._put_lines(manual)

    def _refuse(self, manual: ManualPayment) -> None:
        if manual.request_id is not None and self.by_request(manual.request_id) is not None:
            raise Conflict("this request was carried out already")
        raise Conflict("this is recorded already")

    def _put_lines(self, manual: ManualPayment) -> None:
        until = None
        if manual.state is ManualState.ANNOUNCED:
            until = (manual.created_at + ANNOUNCED_FOR).date()
        for line in manual.lines:
            values: dict[str, object] = {
                "manual_id": manual.id,
                "bill_id": line.bill_id,
                "customer_id": manual.customer_id,
                "amount_minor": None if line.amount is None else line.amount.amount_minor,
                "payment_id": line.payment_id,
                "announced_until": until,
            }
            self._add_new(MANUAL_LINES, values, "line")

    def _by_id(self) -> Query:
        return self._select(MANUAL_PAYMENTS).where(_M.id == bindparam("id"))

    def _by_payment(self) -> Query:
        lines = self._select(MANUAL_LINES, _L.manual_id)
        return lines.where(_L.payment_id == bindparam("payment"))

    def _moving(self, manual: ManualPayment) -> dict[str, object]:
        details = {"reference": manual.reference, "note": manual.note, "reason": manual.reason}
        place = self._place("manual_payments.details", manual.id)
        plain = folded(manual.reference)
        return {
            "amount_minor": manual.amount.amount_minor,
            "currency": manual.amount.currency,
            "state": manual.state,
            "details": self._seal(_owner(manual.customer_id), place, details),
            # Cash without a number is never the same cash; NULLs do not collide.
            "reference_index": self._blind(_REFERENCE, plain) if plain else None,
            "dated_on": manual.dated_on,
            "recorded_by": manual.recorded_by or None,
            "recorded_at": manual.recorded_at,
            "verified_by": manual.verified_by or None,
            "verified_at": manual.verified_at,
            "ended_by": manual.ended_by or None,
            "ended_at": manual.ended_at,
            "request_id": manual.request_id,
        }

    def _manual(self, row: Found) -> ManualPayment:
        place = self._place("manual_payments.details", row.id)
        details = self._unseal(_owner(CustomerId(row.customer_id)), place, row.details)
        currency: str = row.currency
        lines = self._select(MANUAL_LINES).where(_L.manual_id == row.id).order_by(_L.bill_id)
        thread = row.conversation_id
        return ManualPayment(
            id=row.id,
            customer_id=CustomerId(row.customer_id),
            kind=ManualKind(row.kind),
            amount=Money(row.amount_minor, currency),
            state=ManualState(row.state),
            created_at=row.created_at,
            lines=tuple(_lines(self._all(lines), currency)),
            reference=details.words("reference"),
            dated_on=row.dated_on,
            person_id=None if row.person_id is None else PersonId(row.person_id),
            conversation_id=None if thread is None else ConversationId(thread),
            recorded_by=row.recorded_by or "",
            recorded_at=row.recorded_at,
            verified_by=row.verified_by or "",
            verified_at=row.verified_at,
            ended_by=row.ended_by or "",
            ended_at=row.ended_at,
            note=details.words("note"),
            reason=details.words("reason"),
            request_id=row.request_id,
        )


def _lines(rows: Iterable[Found], currency: str) -> Iterable[ManualLine]:
    for row in rows:
        minor: int | None = row.amount_minor
        yield ManualLine(
            BillId(row.bill_id),
            None if minor is None else Money(minor, currency),
            None if row.payment_id is None else PaymentId(row.payment_id),
        )


def _owner(customer: CustomerId) -> Owner:
    return Owner("customer", customer, customer)
