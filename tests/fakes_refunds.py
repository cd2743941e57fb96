"""The scripted provider with the ways money goes back: refunds, disputes, and a statement.

Like the charges, what it keeps is the truth, whatever it answered.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from billing.capabilities import Capabilities, Idempotency, Lookup, Refunding
from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport, DisputeState
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentReport, PaymentState
from billing.refunds import RefundReport, RefundRequest
from tests.fakes_provider import ScriptedProvider

REFUNDING = Capabilities(
    Idempotency.KEYED,
    timedelta(hours=24),
    Lookup.STRONG,
    refunds=Refunding.PARTIAL,
    disputes=True,
    statement=True,
)


class Back(StrEnum):
    """What the next refund does; the money leaves where the name says so."""

    SUCCEED = "succeed"
    REFUSE = "refuse"
    PENDING = "pending"
    UNAVAILABLE = "unavailable"
    UNKNOWN_AFTER_REFUND = "unknown_after_refund"
    UNKNOWN_BEFORE_REFUND = "unknown_before_refund"
    WRONG_AMOUNT = "wrong_amount"


@dataclass(slots=True)
class RefundingProvider(ScriptedProvider):
    """`ScriptedProvider` that gives money back; unscripted refunds succeed.

    It refuses by itself to give back more than it took, as providers do.
    """

    capabilities: Capabilities = REFUNDING
    backs: deque[Back] = field(default_factory=deque)
    given: list[RefundReport] = field(default_factory=list)
    """The truth, one report per refund at the provider."""
    refunds_sent: list[RefundRequest] = field(default_factory=list)
    during_refund: Callable[[RefundRequest], None] = lambda _: None
    disputed: dict[str, DisputeReport] = field(default_factory=dict)
    made_at: dict[str, datetime] = field(default_factory=dict)
    statements_asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    breaks_after: int | None = None
    """After so many statements it answers no more."""
    foreign: list[StatementLine] = field(default_factory=list)
    """Charges that are none of ours."""

    def refund(self, request: RefundRequest) -> RefundReport:
        assert not self.in_transaction(), "a provider was called inside a transaction"
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        with self._lock:
            outcome = self.backs.popleft() if self.backs else Back.SUCCEED
            if outcome is Back.UNAVAILABLE:
                raise ProviderUnavailable("nothing listens there")
            self.refunds_sent.append(request)
            report = self._given(request.key) or self._give(request, outcome)
        self.during_refund(request)
        if report is None or outcome is Back.UNKNOWN_AFTER_REFUND:
            raise OutcomeUnknown("the line went dead")
        if outcome is Back.WRONG_AMOUNT:
            return replace(report, amount=report.amount + Money(1, report.amount.currency))
        return report

    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        assert not self.in_transaction(), "a provider was asked inside a transaction"
        assert since.tzinfo is not None
        assert reference or provider_ref
        self.during_lookup()
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        if self.capabilities.lookup is Lookup.NONE:
            raise ProviderUnavailable("this provider answers no questions")
        for report in self.given:
            same = report.reference == reference if reference else False
            if (same or report.provider_ref == provider_ref) and not self.hidden:
                if reference and not same:
                    raise ProviderUnavailable("that is another refund")
                return report
        return None

    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        assert not self.in_transaction(), "a provider was asked inside a transaction"
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        return self.disputed[provider_ref]

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        assert not self.in_transaction(), "a provider was asked inside a transaction"
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        if self.breaks_after == len(self.statements_asked):
            raise ProviderUnavailable("the line went dead")
        self.statements_asked.append((since, until))
        lines = [self.line(charge) for charge in self.made] + self.foreign
        yield from (line for line in lines if since <= line.created_at < until)

    def line(self, charge: PaymentReport) -> StatementLine:
        """The statement's line of one charge."""
        gone = sum(back.amount.amount_minor for back in self.returned(charge.provider_ref))
        return StatementLine(
            provider_ref=charge.provider_ref,
            reference=charge.reference or None,
            state=charge.state,
            amount=charge.amount,
            refunded=Money(gone, charge.amount.currency),
            created_at=self.made_at.get(
                charge.provider_ref, datetime(2026, 11, 21, 12, tzinfo=UTC)
            ),
        )

    def returned(self, payment_ref: str | None = None) -> list[RefundReport]:
        """Every refund that gave money back (of one payment)."""
        return [
            report
            for report in self.given
            if report.state is PaymentState.SUCCEEDED and payment_ref in (None, report.payment_ref)
        ]

    def refund_becomes(self, provider_ref: str, state: PaymentState) -> None:
        """A bank's change of mind."""
        for at, report in enumerate(self.given):
            if report.provider_ref == provider_ref:
                self.given[at] = replace(report, state=state)
                return
        raise AssertionError(f"no refund {provider_ref}")

    def refund_by_hand(self, payment_ref: str, amount: Money) -> RefundReport:
        """Somebody gives money back in the provider's own pages."""
        report = RefundReport(
            "", f"re_{len(self.given) + 1}", payment_ref, PaymentState.SUCCEEDED, amount
        )
        self.given.append(report)
        return report

    def dispute(
        self, payment_ref: str, amount: Money, state: DisputeState = DisputeState.OPEN
    ) -> DisputeReport:
        """A customer's bank takes a payment back, or decides about it."""
        ref = f"dp_{payment_ref}"
        self.disputed[ref] = DisputeReport(ref, payment_ref, state, amount, "fraudulent")
        return self.disputed[ref]

    def _given(self, key: str) -> RefundReport | None:
        if self.capabilities.idempotency is Idempotency.NONE:
            return None
        return next((report for report in self.given if report.reference == key), None)

    def _give(self, request: RefundRequest, outcome: Back) -> RefundReport | None:
        if outcome is Back.UNKNOWN_BEFORE_REFUND:
            return None
        charge = next(made for made in self.made if made.provider_ref == request.payment_ref)
        left = charge.amount.amount_minor - sum(
            back.amount.amount_minor
            for back in self.given
            if back.payment_ref == request.payment_ref and back.state is not PaymentState.FAILED
        )
        state = PaymentState.PENDING if outcome is Back.PENDING else PaymentState.SUCCEEDED
        if outcome is Back.REFUSE or request.amount.amount_minor > left:
            state = PaymentState.FAILED
        reason = DeclineReason.OTHER if state is PaymentState.FAILED else None
        ref = f"re_{len(self.given) + 1}"
        report = RefundReport(request.key, ref, request.payment_ref, state, request.amount, reason)
        self.given.append(report)
        return report
