"""Payments, allocations and receipts in SQL."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, literal_column, null

from billing.errors import Conflict, PaymentInDoubt, StaleWorker
from billing.ids import (
    BillId,
    ConnectionId,
    CustomerId,
    MethodId,
    PaymentId,
    QuoteId,
    ReceiptId,
)
from billing.money import Money
from billing.payments import (
    ENDED_STATES,
    OPEN_STATES,
    Allocation,
    DeclineReason,
    Payment,
    PaymentState,
)
from billing.receipts import Receipt
from billing.repositories import Page
from billing.stores.columns import Found, Query, quoted
from billing.stores.counting import next_value
from billing.stores.crypto import Owner
from billing.stores.pages import after, after_values, behind, cursor_of, page_size, paged
from billing.stores.schema_money import ALLOCATIONS, PAYMENTS, RECEIPTS
from billing.stores.sealing import SealedRepository

_P: Final = PAYMENTS.c
_IS_OPEN: Final[ColumnElement[bool]] = literal_column(f"payments.state IN ({quoted(OPEN_STATES)})")

_NAMELESS: Final = frozenset({PaymentState.SUBMITTING, PaymentState.UNKNOWN, PaymentState.HOLD})


class SqlPayments(SealedRepository):
    """`ports.Payments`."""

    __slots__ = ()

    def add(self, payment: Payment) -> None:
        values = _fixed(payment) | self._moving(payment)
        if self._add(PAYMENTS, values):
            return
        self._refuse_second_open(payment.bill_id)
        raise Conflict("this payment exists already")

    def get(self, payment_id: PaymentId) -> Payment:
        return self._payment(self._found(self._kept("get", self._by_id), "payment", id=payment_id))

    def lock(self, payment_id: PaymentId) -> Payment:
        wanted = self._kept("lock", lambda: self._locked(self._by_id()))
        return self._payment(self._found(wanted, "payment", id=payment_id))

    def by_key(self, key: str) -> Payment | None:
        row = self._one(self._select(PAYMENTS).where(_P.key == key))
        return None if row is None else self._payment(row)

    def by_provider_ref(self, connection_id: ConnectionId, provider_ref: str) -> Payment | None:
        named = self._select(PAYMENTS).where(
            _P.provider_ref == provider_ref, _P.connection_id == connection_id
        )
        return self._settled_first(named)

    def known_at(self, connection_id: ConnectionId) -> Payment | None:
        known = self._select(PAYMENTS).where(
            _P.connection_id == connection_id, _P.provider_ref.is_not(None), _P.key.is_not(None)
        )
        return self._settled_first(known)

    def of_quote(self, quote_id: QuoteId) -> tuple[Payment, ...]:
        of_quote = self._kept("of_quote", lambda: self._ordered(_P.quote_id))
        return self._payments_of(of_quote, wanted=quote_id)

    def of_bill(self, bill_id: BillId) -> tuple[Payment, ...]:
        of_bill = self._kept("of_bill", lambda: self._ordered(_P.bill_id))
        return self._payments_of(of_bill, wanted=bill_id)

    def list(
        self,
        *,
        limit: int = 50,
        cursor: str | None = None,
        customer_id: CustomerId | None = None,
    ) -> Page[Payment]:
        limit = page_size(limit)
        values: dict[str, object] = {"rows": limit + 1}
        shape = "first page"
        if cursor is not None:
            shape, values = "later page", values | after_values(cursor, days=False)
        if customer_id is not None:
            shape, values = f"{shape} of one", values | {"customer": customer_id}
        statement = self._kept(shape, lambda: self._page(cursor is not None, bool(customer_id)))
        rows = self._all(statement, **values)
        return paged(rows, limit, self._payment, lambda row: cursor_of(row.created_at, row.id))

    def _page(self, later: bool, of_one: bool) -> Query:
        newest = self._select(PAYMENTS).order_by(_P.created_at.desc(), _P.id.desc())
        if later:
            newest = newest.where(after(_P.created_at, _P.id))
        if of_one:
            newest = newest.where(_P.customer_id == bindparam("customer"))
        return newest.limit(bindparam("rows", type_=Integer))

    def in_states(
        self,
        states: frozenset[PaymentState],
        limit: int = 200,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[Payment, ...]:
        statement = self._select(PAYMENTS).where(_P.state.in_(sorted(states)))
        if after is not None:
            statement = statement.where(behind(_P.created_at, _P.id, after))
        # `nullif` keeps SQLite from walking all payments by age until it met enough of these.
        oldest = statement.order_by(func.nullif(_P.created_at, null()), _P.id)
        return self._payments_of(oldest.limit(limit))

    def nameless(self, connection_id: ConnectionId, limit: int = 200) -> tuple[Payment, ...]:
        statement = self._select(PAYMENTS).where(
            _P.connection_id == connection_id,
            _P.provider_ref.is_(None),
            _P.state.in_(sorted(_NAMELESS)),
        )
        # `nullif` as in `in_states`: the index of states serves, not a walk by age.
        newest = statement.order_by(func.nullif(_P.created_at, null()).desc(), _P.id.desc())
        return self._payments_of(newest.limit(limit))

    def settled_in(
        self,
        connection_id: ConnectionId,
        submitted: tuple[datetime, datetime],
        limit: int = 200,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[Payment, ...]:
        statement = self._select(PAYMENTS).where(
            _P.connection_id == connection_id,
            _P.submitted_at >= submitted[0],
            _P.submitted_at < submitted[1],
            _P.state == PaymentState.SUCCEEDED,
        )
        if after is not None:
            statement = statement.where(behind(_P.submitted_at, _P.id, after))
        return self._payments_of(statement.order_by(_P.submitted_at, _P.id).limit(limit))

    def ended_attempts(self, bill_id: BillId) -> int:
        ended = self._select(PAYMENTS, func.count()).where(
            _P.bill_id == bill_id, _P.state.in_(sorted(ENDED_STATES))
        )
        return self._count(ended)

    def update(self, payment: Payment, *, was: PaymentState) -> None:
        if payment.state in OPEN_STATES and was not in OPEN_STATES:
            self._refuse_second_open(payment.bill_id)
        statement = self._change(PAYMENTS).where(_P.id == payment.id, _P.state == was)
        if self._run(statement.values(**self._moving(payment))) != 1:
            self.get(payment.id)
            raise StaleWorker(f"payment is no longer {was}")

    def allocate(self, allocation: Allocation, at: datetime) -> None:
        payment = self.get(allocation.payment_id)
        self._add(
            ALLOCATIONS,
            {
                "payment_id": allocation.payment_id,
                "bill_id": allocation.bill_id,
                "customer_id": payment.customer_id,
                "amount_minor": allocation.amount.amount_minor,
                "currency": allocation.amount.currency,
                "allocated_at": at,
            },
        )

    def allocations(self, bill_id: BillId) -> tuple[Allocation, ...]:
        columns = ALLOCATIONS.c
        statement = self._select(ALLOCATIONS).where(columns.bill_id == bill_id)
        rows = self._all(statement.order_by(columns.allocated_at, columns.payment_id))
        return tuple(
            Allocation(
                PaymentId(row.payment_id),
                BillId(row.bill_id),
                Money(row.amount_minor, row.currency),
            )
            for row in rows
        )

    def add_receipt(self, receipt: Receipt) -> Receipt:
        # Whoever numbers a receipt holds the payment's row, so no number is spent in vain.
        self.lock(receipt.payment_id)
        stored = self.receipt_of(receipt.payment_id)
        if stored is not None:
            return stored
        made = replace(receipt, number=f"R-{next_value(self._scope, 'receipts'):06d}")
        values = {
            "id": made.id,
            "number": made.number,
            "customer_id": made.customer_id,
            "payment_id": made.payment_id,
            "bill_id": made.bill_id,
            "amount_minor": made.amount.amount_minor,
            "currency": made.amount.currency,
            "issued_at": made.issued_at,
            "fee_minor": made.fee_minor,
        }
        self._add_new(RECEIPTS, values, "receipt")
        return made

    def receipt_of(self, payment_id: PaymentId) -> Receipt | None:
        row = self._one(self._select(RECEIPTS).where(RECEIPTS.c.payment_id == payment_id))
        return None if row is None else _receipt(row)

    def receipt_by_id(self, receipt_id: ReceiptId) -> Receipt:
        wanted = self._select(RECEIPTS).where(RECEIPTS.c.id == receipt_id)
        return _receipt(self._found(wanted, "receipt"))

    def _settled_first(self, some: Query) -> Payment | None:
        settled_first = case((_P.state == PaymentState.SUCCEEDED, 0), else_=1)
        row = self._one(some.order_by(settled_first, _P.created_at.desc(), _P.id.desc()).limit(1))
        return None if row is None else self._payment(row)

    def _refuse_second_open(self, bill_id: BillId) -> None:
        row = self._one(self._select(PAYMENTS, _P.state).where(_P.bill_id == bill_id, _IS_OPEN))
        if row is not None:
            raise PaymentInDoubt(bill_id, row.state)

    def _by_id(self) -> Query:
        return self._select(PAYMENTS).where(_P.id == bindparam("id"))

    def _ordered(self, by: ColumnElement[str]) -> Query:
        statement = self._select(PAYMENTS).where(by == bindparam("wanted"))
        return statement.order_by(_P.created_at, _P.id)

    def _payments_of(self, statement: Query, **values: object) -> tuple[Payment, ...]:
        return tuple(self._payment(row) for row in self._all(statement, **values))

    def _moving(self, payment: Payment) -> dict[str, object]:
        return {
            "state": payment.state,
            "method_id": payment.method_id,
            "connection_id": payment.connection_id,
            # Payments recorded by hand have no key; NULLs do not collide in the unique index.
            "key": payment.key or None,
            "provider_ref": payment.provider_ref,
            "reason": payment.reason,
            "submitted_at": payment.submitted_at,
            "settled_at": payment.settled_at,
            "note": self._sealed_note(payment),
            "sent_at": payment.sent_at,
            # On a page of the provider's it is agreed to there, and told later.
            "fee_minor": payment.fee_minor,
        }

    def _payment(self, row: Found) -> Payment:
        return Payment(
            id=PaymentId(row.id),
            customer_id=CustomerId(row.customer_id),
            bill_id=BillId(row.bill_id),
            amount=Money(row.amount_minor, row.currency),
            state=PaymentState(row.state),
            created_at=row.created_at,
            method_id=None if row.method_id is None else MethodId(row.method_id),
            connection_id=None if row.connection_id is None else ConnectionId(row.connection_id),
            quote_id=None if row.quote_id is None else QuoteId(row.quote_id),
            ordinal=row.ordinal,
            key=row.key or "",
            provider_ref=row.provider_ref,
            reason=None if row.reason is None else DeclineReason(row.reason),
            submitted_at=row.submitted_at,
            settled_at=row.settled_at,
            note=self._note_of(row),
            sent_at=row.sent_at,
            fee_minor=row.fee_minor,
        )

    def _sealed_note(self, payment: Payment) -> bytes | None:
        if payment.note is None:
            return None
        place = self._place("payments.note", payment.id)
        return self._seal(_owner(payment.customer_id), place, payment.note.encode())

    def _note_of(self, row: Found) -> str | None:
        if row.note is None:
            return None
        place = self._place("payments.note", row.id)
        owner = _owner(CustomerId(row.customer_id))
        return self._unseal_bytes(owner, place, row.note).decode()


def _receipt(row: Found) -> Receipt:
    return Receipt(
        id=ReceiptId(row.id),
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        payment_id=PaymentId(row.payment_id),
        bill_id=BillId(row.bill_id),
        amount=Money(row.amount_minor, row.currency),
        issued_at=row.issued_at,
        fee_minor=row.fee_minor,
    )


def _owner(customer: CustomerId) -> Owner:
    return Owner("customer", customer, customer)


def _fixed(payment: Payment) -> dict[str, object]:
    """What never changes once a payment exists."""
    return {
        "id": payment.id,
        "customer_id": payment.customer_id,
        "bill_id": payment.bill_id,
        "amount_minor": payment.amount.amount_minor,
        "currency": payment.amount.currency,
        "created_at": payment.created_at,
        "quote_id": payment.quote_id,
        "ordinal": payment.ordinal,
    }
