"""What Stripe says about its own books: disputes, and every charge of a span of time."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

import stripe
from stripe.params import ChargeListParams

from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport
from billing.errors import ProviderUnavailable
from billing.payments import PaymentState
from payments._stripe.account import PAGE, Account
from payments._stripe.wire import Charge, Dispute, Json, reference_of
from payments._stripe.words import (
    DISPUTE_ID,
    DISPUTE_REASONS,
    DISPUTE_STATES,
    INQUIRY,
    OBJECT_ID,
    from_wire,
)
from payments._wire import parse

_log = logging.getLogger(__name__)
_MAX_PAGES: Final = 1000
_PATIENCE = timedelta(minutes=10)


class Books:
    """The verbs of one account that only read."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def dispute(self, dispute_id: str) -> DisputeReport:
        if not DISPUTE_ID.fullmatch(dispute_id):
            raise ProviderUnavailable("that is no dispute of Stripe's")
        disputes = self._account.v1.disputes
        dispute = self._account.fetch(Dispute, lambda: disputes.retrieve(dispute_id))
        state = DISPUTE_STATES.get(dispute.status)
        money = from_wire(dispute.amount, dispute.currency.upper())
        paid_by = dispute.payment_intent or dispute.charge
        if state is None or money is None or paid_by is None:
            raise ProviderUnavailable("Stripe's dispute is not readable")
        due_by = dispute.evidence_details.due_by
        return DisputeReport(
            provider_ref=dispute.id,
            payment_ref=paid_by,
            state=state,
            amount=money,
            reason=dispute.reason if dispute.reason in DISPUTE_REASONS else "other",
            evidence_due_at=None if due_by is None else datetime.fromtimestamp(due_by, UTC),
            inquiry=dispute.status.startswith(INQUIRY),
        )

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """One line per charge that took money or is taking it; a refused try took none.

        Raises `ProviderUnavailable` while it is read, also when a charge of ours is unreadable.
        """
        window = {"gte": _seconds(since), "lt": _seconds(until)}

        def ask_after(last: str | None) -> stripe.StripeObject:
            params: ChargeListParams = {
                "created": {"gte": window["gte"], "lt": window["lt"]},
                "limit": PAGE,
                "expand": ["data.payment_intent"],
            }
            if last is not None:
                params["starting_after"] = last
            return self._account.v1.charges.list(params)

        asked = self._account.pages(ask_after, limit=_MAX_PAGES, patience=_PATIENCE)
        for page in asked:
            for item in page.data:
                line = self._line(item)
                if line is not None:
                    yield line

    def _line(self, item: Json) -> StatementLine | None:
        charge = parse(Charge, item)
        reference = _reference(item)
        if charge is not None and (charge.status == "failed" or not self._account.is_ours(charge)):
            return None
        pending = charge is not None and charge.status == "pending"
        taken = charge is not None and charge.status == "succeeded" and charge.captured
        if charge is not None and charge.status == "succeeded" and not charge.captured:
            return None  # reserved, not taken; nothing of ours does that
        money = refunded = None
        if charge is not None and (pending or taken):
            amount = charge.amount if pending else charge.amount_captured
            money = from_wire(amount, charge.currency.upper())
            refunded = from_wire(charge.amount_refunded, charge.currency.upper())
        if charge is None or money is None or refunded is None:
            if reference is not None:
                raise ProviderUnavailable("a charge of ours at Stripe is not readable")
            _log.warning("a charge at Stripe that is none of ours is not readable")
            return None
        state = PaymentState.PENDING if pending else PaymentState.SUCCEEDED
        created_at = datetime.fromtimestamp(charge.created, UTC)
        paid_by = _intent_id(charge) or charge.id
        return StatementLine(paid_by, reference, state, money, refunded, created_at)


def _reference(item: Json) -> str | None:
    """Our key, from the intent; the charge's own copy is as old as the charge."""
    intent = item.get("payment_intent")
    found = reference_of(intent) if isinstance(intent, dict) else None
    return found or reference_of(item)


def _intent_id(charge: Charge) -> str | None:
    intent = charge.payment_intent
    found = intent.get("id") if isinstance(intent, dict) else intent
    return found if isinstance(found, str) and OBJECT_ID.fullmatch(found) else None


def _seconds(at: datetime) -> int:
    """Whole seconds, rounded up: a window that begins within a second begins with the next."""
    return ceil(at.timestamp())
