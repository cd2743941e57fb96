"""Adapters that are wrong about charging in one way each: Stripe's, with one verb spoiled.

The conformance kit must fail every one of them; none is ever used for anything else.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Self

from billing.capabilities import Capabilities, Idempotency
from billing.connections import Connection
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import ChargeRequest, DeclineReason, PaymentReport, PaymentState
from payments._protocol import PATIENCE, Timeouts
from payments._stripe.wire import Intent
from payments.stripe import Adapter

_S = PaymentState
_numbers = itertools.count()


class Retold(Adapter):
    """Says of every payment something else than the provider did."""

    def retell(self, report: PaymentReport) -> PaymentReport:
        return report

    def charge(self, request: ChargeRequest) -> PaymentReport:
        return self.retell(super().charge(request))

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        found = super().look_up(reference=reference, provider_ref=provider_ref, since=since)
        return None if found is None else self.retell(found)


class PendingIsPaid(Retold):
    def retell(self, report: PaymentReport) -> PaymentReport:
        return replace(report, state=_S.SUCCEEDED) if report.state is _S.PENDING else report


class ForgetsWhy(Retold):
    def retell(self, report: PaymentReport) -> PaymentReport:
        return replace(report, reason=DeclineReason.OTHER) if report.reason else report


class RefusedOnAPageHasFailed(Retold):
    def retell(self, report: PaymentReport) -> PaymentReport:
        return replace(report, state=_S.FAILED, next_url=None) if report.next_url else report


class _Loud(PaymentReport):
    def __repr__(self) -> str:
        return f"see {self.next_url}"


class PrintsTheAddress(Retold):
    def retell(self, report: PaymentReport) -> PaymentReport:
        return _Loud(
            report.reference, report.provider_ref, report.state, report.amount,
            report.reason, report.next_url,
        )  # fmt: skip


class ChargesTwice(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        super().charge(replace(request, key=f"{request.key}-again"))
        return super().charge(request)


class NewKeyEachTime(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        renewed = replace(request, key=f"{request.key}-{next(_numbers)}")
        return replace(super().charge(renewed), reference=request.key)


class EchoesWhatItAsked(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        return replace(super().charge(request), amount=request.amount)


class NeverSendsToTheBank(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        return super().charge(replace(request, return_url=None))


class DeclineIsAnError(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        report = super().charge(request)
        if report.state is _S.FAILED:
            raise ProviderUnavailable("declined")
        return report


class DoubtHasFailed(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return super().charge(request)
        except OutcomeUnknown:
            return PaymentReport(request.key, "", _S.FAILED, request.amount, DeclineReason.OTHER)


class NothingSentIsADoubt(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return super().charge(request)
        except ProviderUnavailable as nothing_sent:
            why = str(nothing_sent)
        raise OutcomeUnknown(why)


class SentMayBeNothing(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return super().charge(request)
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)


class Impatient(Adapter):
    @classmethod
    def connect(
        cls,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        base_url: str | None = None,
        timeouts: Timeouts = PATIENCE,
    ) -> Self:
        hasty = Timeouts(total=timedelta(milliseconds=100))
        return super().connect(connection, credentials, base_url=base_url, timeouts=hasty)


class SilenceIsAbsence(Adapter):
    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        try:
            return super().look_up(reference=reference, provider_ref=provider_ref, since=since)
        except ProviderUnavailable:
            return None


class FindsNothing(Adapter):
    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        return None


class FindsWhatNobodyMade(Adapter):
    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        found = super().look_up(reference=reference, provider_ref=provider_ref, since=since)
        return found or PaymentReport(reference, "", _S.FAILED, Money(9740, "USD"))


class TakesAnyPaymentForOurs(Adapter):
    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        intents = self._account.v1.payment_intents
        intent = self._account.fetch(Intent, lambda: intents.retrieve(provider_ref or ""))
        report = self._account.report(intent)
        return None if report is None else replace(report, reference=reference)


class ProvesWhatItLikes(Adapter):
    def never_took(self, *, reference: str, provider_ref: str, since: datetime) -> bool:
        return True


class CancelsNothing(Adapter):
    def cancel(self, provider_ref: str) -> PaymentReport:
        return PaymentReport("pay", provider_ref, _S.CANCELLED, Money(9740, "USD"))


class ChecksByCharging(Adapter):
    def check_credentials(self) -> None:
        self.charge(ChargeRequest("check", Money(1, "USD"), "", "pm_card_visa", "check", "card"))


def declaring(**changes: object) -> type[Adapter]:
    """An adapter that is right, and declares something else."""
    said: Capabilities = replace(Adapter.capabilities, **changes)  # type: ignore[arg-type]  # by name

    class Declaring(Adapter):
        capabilities = said

    return Declaring


ClaimsALongWindow = declaring(key_window=timedelta(days=3))
ClaimsAWindowWithoutKeys = declaring(idempotency=Idempotency.NONE)


class ChangesItsMind(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        self.capabilities = replace(self.capabilities, disputes=False)
        return super().charge(request)


def chained(act: Callable[[], PaymentReport]) -> PaymentReport:
    try:
        return act()
    except OutcomeUnknown as inner:
        raise OutcomeUnknown("no answer") from inner


class ChainsItsErrors(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        charge = super().charge
        return chained(lambda: charge(request))
