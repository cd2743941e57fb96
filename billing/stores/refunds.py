"""Refunds in SQL, and the running total that no two refunds of a payment climb over together."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, case, func, null

from billing.disputes import DisputeState
from billing.errors import AmountOutOfRange, Conflict, StaleWorker
from billing.ids import PaymentId
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.refunds import COUNTED_STATES, Refund
from billing.stores.columns import Found, Query
from billing.stores.pages import behind
from billing.stores.repository import Repository
from billing.stores.schema_money import DISPUTES, PAYMENTS, REFUND_TOTALS, REFUNDS

_R: Final = REFUNDS.c
_T: Final = REFUND_TOTALS.c


class SqlRefunds(Repository):
    """`ports.Refunds`."""

    __slots__ = ()

    def add(self, refund: Refund) -> None:
        payment = self._payment(refund.payment_id)
        if refund.amount.currency != payment.currency:
            raise AmountOutOfRange(1, self._left(payment), payment.currency)
        if refund.state in COUNTED_STATES:
            if not _taken(payment):
                # The running total is of what was taken: it may not begin before that is known.
                raise AmountOutOfRange(1, 0, payment.currency)
            self._count_in(refund, payment)
        values = _fixed(refund) | _moving(refund)
        values |= {"bill_id": payment.bill_id, "customer_id": payment.customer_id}
        if not self._add(REFUNDS, values):
            if refund.state in COUNTED_STATES:
                self._give_back(refund)
            raise Conflict("this refund exists already")

    def get(self, refund_id: str) -> Refund:
        wanted = self._kept("get", self._by_id)
        return _refund(self._found(wanted, "refund", id=refund_id))

    def lock(self, refund_id: str) -> Refund:
        wanted = self._kept("lock", lambda: self._locked(self._by_id()))
        return _refund(self._found(wanted, "refund", id=refund_id))

    def by_key(self, key: str) -> Refund | None:
        return self._first(self._select(REFUNDS).where(_R.key == key))

    def by_provider_ref(self, provider_ref: str) -> Refund | None:
        of_ref = self._select(REFUNDS).where(_R.provider_ref == provider_ref)
        return self._first(of_ref.order_by(_R.created_at, _R.id))

    def of_payment(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        wanted = self._kept("of_payment", self._of_payment)
        return tuple(_refund(row) for row in self._all(wanted, payment=payment_id))

    def refundable(self, payment_id: PaymentId) -> Money:
        payment = self._payment(payment_id)
        return Money(self._left(payment), payment.currency)

    def in_states(
        self,
        states: frozenset[PaymentState],
        limit: int = 200,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[Refund, ...]:
        statement = self._select(REFUNDS).where(_R.state.in_(sorted(states)))
        if after is not None:
            statement = statement.where(behind(_R.created_at, _R.id, after))
        # `nullif` as for payments: the index of states serves, not a walk by age.
        oldest = statement.order_by(func.nullif(_R.created_at, null()), _R.id)
        return tuple(_refund(row) for row in self._all(oldest.limit(limit)))

    def update(self, refund: Refund, *, was: PaymentState) -> None:
        statement = self._change(REFUNDS).where(_R.id == refund.id, _R.state == was)
        if self._run(statement.values(**_moving(refund))) != 1:
            self.get(refund.id)
            raise StaleWorker(f"refund is no longer {was}")
        if was in COUNTED_STATES and refund.state not in COUNTED_STATES:
            self._give_back(refund)

    def _payment(self, payment_id: PaymentId) -> Found:
        p = PAYMENTS.c
        columns = (p.id, p.bill_id, p.customer_id, p.amount_minor, p.currency, p.state)
        wanted = self._kept(
            "payment", lambda: self._select(PAYMENTS, *columns).where(p.id == bindparam("id"))
        )
        return self._found(wanted, "payment", id=payment_id)

    def _left(self, payment: Found) -> int:
        row = self._one(
            self._select(REFUND_TOTALS, _T.refunding_minor).where(_T.payment_id == payment.id)
        )
        d = DISPUTES.c
        lost = self._select(DISPUTES, d.amount_minor).where(
            d.payment_id == payment.id, d.state == DisputeState.LOST
        )
        gone = sum(int(each.amount_minor) for each in self._all(lost))
        gone += 0 if row is None else int(row.refunding_minor)
        return max(_taken(payment) - gone, 0)

    def _count_in(self, refund: Refund, payment: Found) -> None:
        minor = refund.amount.amount_minor
        self._add(
            REFUND_TOTALS,
            {
                "payment_id": payment.id,
                "customer_id": payment.customer_id,
                "taken_minor": _taken(payment),
                "refunding_minor": 0,
            },
        )
        # One conditional statement: whoever comes second sees what the first one counted.
        statement = self._change(REFUND_TOTALS).where(
            _T.payment_id == payment.id, _T.refunding_minor + minor <= _T.taken_minor
        )
        if self._run(statement.values(refunding_minor=_T.refunding_minor + minor)) != 1:
            raise AmountOutOfRange(1, self._left(payment), payment.currency)

    def _give_back(self, refund: Refund) -> None:
        minor, counted = refund.amount.amount_minor, _T.refunding_minor
        # Worlds of before the running total may have counted less than was given back.
        left = case((counted >= minor, counted - minor), else_=0)
        statement = self._change(REFUND_TOTALS).where(_T.payment_id == refund.payment_id)
        self._run(statement.values(refunding_minor=left))

    def _by_id(self) -> Query:
        return self._select(REFUNDS).where(_R.id == bindparam("id"))

    def _of_payment(self) -> Query:
        statement = self._select(REFUNDS).where(_R.payment_id == bindparam("payment"))
        return statement.order_by(_R.ordinal, _R.created_at, _R.id)

    def _first(self, statement: Query) -> Refund | None:
        row = self._one(statement)
        return None if row is None else _refund(row)


def _taken(payment: Found) -> int:
    return int(payment.amount_minor) if payment.state == PaymentState.SUCCEEDED else 0


def _fixed(refund: Refund) -> dict[str, object]:
    """What never changes once a refund exists."""
    return {
        "id": refund.id,
        "payment_id": refund.payment_id,
        "amount_minor": refund.amount.amount_minor,
        "currency": refund.amount.currency,
        "created_at": refund.created_at,
        "ordinal": refund.ordinal,
        # Refunds recorded by hand have no key; NULLs do not collide in the unique index.
        "key": refund.key or None,
        "reopens": refund.reopens,
        "asked_by": refund.asked_by or None,
        "reversal": refund.reversal,
    }


def _moving(refund: Refund) -> dict[str, object]:
    return {
        "state": refund.state,
        "provider_ref": refund.provider_ref,
        "reason": refund.reason,
        "submitted_at": refund.submitted_at,
        "settled_at": refund.settled_at,
        "sent_at": refund.sent_at,
    }


def _refund(row: Found) -> Refund:
    return Refund(
        id=row.id,
        payment_id=PaymentId(row.payment_id),
        amount=Money(row.amount_minor, row.currency),
        state=PaymentState(row.state),
        created_at=row.created_at,
        ordinal=row.ordinal,
        key=row.key or "",
        provider_ref=row.provider_ref,
        reason=None if row.reason is None else DeclineReason(row.reason),
        reopens=bool(row.reopens),
        asked_by=row.asked_by or "",
        submitted_at=row.submitted_at,
        settled_at=row.settled_at,
        sent_at=row.sent_at,
        reversal=bool(row.reversal),
    )
