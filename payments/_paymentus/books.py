"""What Paymentus says about its own books: every payment of a span of time, and what came back."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from billing.discrepancies import StatementLine
from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentState
from payments._paymentus.account import Account
from payments._paymentus.wire import REFERENCE, RETURNED, Json, Payment
from payments._wire import instant, parse

_log = logging.getLogger(__name__)
_MAX_PAGES: Final = 1000
_PATIENCE = timedelta(minutes=10)


class Books:
    """The verb of one biller that reads them all."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """One line per payment that took money or is taking it, and one per payment sent back.

        A payment that the bank returned took its money and gave all of it back. No webhook tells of
        it, and it may be weeks old: so it is listed in the span in which it was made, and in the
        one in which it came back, that a comparison of the last days sees it. Raises
        `ProviderUnavailable` while it is read, also when a payment of ours is unreadable.
        """
        listed = self._account.listed(
            "payments",
            "payments",
            most=_MAX_PAGES,
            patience=_PATIENCE,
            changedSince=since.isoformat(timespec="seconds"),
        )
        for item in listed:
            line = _line(item, since, until)
            if line is not None:
                yield line


def _line(item: Json, since: datetime, until: datetime) -> StatementLine | None:
    payment = parse(Payment, item)
    amount, made_at = (None, None) if payment is None else (payment.amount, _at(payment))
    if payment is None or payment.state is None or amount is None or made_at is None:
        if _is_ours(item):
            raise ProviderUnavailable("a payment of ours at Paymentus is not readable")
        _log.warning("a payment at Paymentus that is none of ours is not readable")
        return None
    back_at = instant(payment.updated_at) if payment.status == RETURNED else None
    moments = [made_at] if back_at is None else [made_at, back_at]
    if not any(since <= moment < until for moment in moments):
        return None
    reference = payment.reference if payment.reference else None
    if back_at is not None:
        # Taken and given back whole; what never arrived is the same, and owes nobody anything.
        state, refunded = PaymentState.SUCCEEDED, amount
    elif payment.state in (PaymentState.SUCCEEDED, PaymentState.PENDING):
        state, refunded = payment.state, Money.zero(amount.currency)
    else:
        return None
    return StatementLine(
        payment.payment_id, reference, state, amount, refunded, made_at, fee=payment.fee
    )


def _at(payment: Payment) -> datetime | None:
    return instant(payment.created_at)


def _is_ours(item: Json) -> bool:
    reference = item.get("reference")
    return isinstance(reference, str) and REFERENCE.fullmatch(reference) is not None
