"""Adapters that are wrong about doubt in one way each: Paymentus's, which has no keys.

The conformance kit must fail every one of them; none is ever used for anything else.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from billing.capabilities import Capabilities, Idempotency, Lookup
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import ChargeRequest, DeclineReason, PaymentReport, PaymentState
from payments.paymentus import Adapter


class SendsAgain(Adapter):
    """Takes a lost answer for a lost request."""

    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return super().charge(request)
        except OutcomeUnknown:
            return super().charge(request)


class ClaimsKeys(Adapter):
    """Says that the same request again is harmless: the core then sends it again."""

    capabilities: Capabilities = replace(
        Adapter.capabilities, idempotency=Idempotency.KEYED, key_window=timedelta(hours=24)
    )


class ClaimsToKnowAbsence(Adapter):
    """Says that what is not found was never made: the core then calls it failed."""

    capabilities: Capabilities = replace(
        Adapter.capabilities, lookup=Lookup.STRONG, lookup_horizon=timedelta(0)
    )


class FindsNothing(Adapter):
    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        return None


class DoubtHasFailed(Adapter):
    """Calls an answer that was lost a no."""

    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return super().charge(request)
        except OutcomeUnknown:
            reason = DeclineReason.PROVIDER_UNAVAILABLE
            return PaymentReport(request.key, "", PaymentState.FAILED, request.amount, reason)


class RefusalIsADoubt(Adapter):
    """Calls a plain "not now" a doubt, which keeps the customer waiting for nothing."""

    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return super().charge(request)
        except ProviderUnavailable as refused:
            raise OutcomeUnknown("who knows") from refused
