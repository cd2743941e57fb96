"""What Square says about its own books: disputes, and every charge of a span of time."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport
from billing.errors import ProviderUnavailable
from billing.payments import PaymentState
from payments._square.account import ONCE, PAGE, Account, rfc3339
from payments._square.wire import Dispute, Json, Payment
from payments._square.words import (
    DISPUTE_REASONS,
    DISPUTE_STATES,
    OBJECT_ID,
    from_mark,
    from_reference,
)
from payments._wire import instant, parse

_log = logging.getLogger(__name__)
_MAX_PAGES: Final = 1000
_PATIENCE = timedelta(minutes=10)
_TOOK = (PaymentState.SUCCEEDED, PaymentState.PENDING)


class Books:
    """The verbs of one seller that only read."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def dispute(self, dispute_id: str) -> DisputeReport:
        if not OBJECT_ID.fullmatch(dispute_id):
            raise ProviderUnavailable("that is no dispute of Square's")
        get = self._account.api.disputes.get
        dispute = self._account.fetch(
            Dispute, "dispute", lambda: get(dispute_id, request_options=ONCE)
        )
        state, money = DISPUTE_STATES.get(dispute.state), dispute.amount_money.money
        if state is None or money is None or dispute.id != dispute_id:
            raise ProviderUnavailable("Square's dispute is not readable")
        return DisputeReport(
            provider_ref=dispute.id,
            payment_ref=dispute.disputed_payment.payment_id,
            state=state,
            amount=money,
            reason=DISPUTE_REASONS.get(dispute.reason or "", "other"),
            evidence_due_at=instant(dispute.due_at),
        )

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """One line per payment at this location that took money or is taking it.

        Raises `ProviderUnavailable` while it is read, also when a payment of ours is unreadable.
        """
        account = self._account

        def ask_after(cursor: str | None) -> object:
            return account.api.payments.list(
                begin_time=rfc3339(since),
                end_time=rfc3339(until),
                sort_order="ASC",
                location_id=account.location,
                limit=PAGE,
                cursor=cursor,
                request_options=ONCE,
            )

        asked = account.listed("payments", ask_after, limit=_MAX_PAGES, patience=_PATIENCE)
        for item in asked:
            line = _line(item)
            # Square's span ends with its last instant, ours before it.
            if line is not None and since <= line.created_at < until:
                yield line


def _line(item: Json) -> StatementLine | None:
    payment = parse(Payment, item)
    if payment is not None and payment.state is not None and payment.state not in _TOOK:
        return None
    if payment is not None and payment.state is not None:
        money, refunded, at = payment.money, payment.refunded, instant(payment.created_at)
        if money is not None and refunded is not None and at is not None:
            return StatementLine(payment.id, payment.reference, payment.state, money, refunded, at)
    if _reference(item) is not None:
        raise ProviderUnavailable("a payment of ours at Square is not readable")
    _log.warning("a payment at Square that is none of ours is not readable")
    return None


def _reference(item: Json) -> str | None:
    given, note = item.get("reference_id"), item.get("note")
    found = from_reference(given) if isinstance(given, str) else None
    return found or (from_mark(note) if isinstance(note, str) else None)
