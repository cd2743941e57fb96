"""Adapters that are wrong about money given back, in one way each. See `charging.py`."""

import itertools
from dataclasses import replace
from datetime import datetime

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundReport, RefundRequest
from payments.stripe import Adapter

_S = PaymentState
_numbers = itertools.count()


class RefundsUnderANewKey(Adapter):
    def refund(self, request: RefundRequest) -> RefundReport:
        renewed = replace(request, key=f"{request.key}-{next(_numbers)}")
        return replace(super().refund(renewed), reference=request.key)


class RefundsTheWhole(Adapter):
    def refund(self, request: RefundRequest) -> RefundReport:
        whole = replace(request, amount=Money(9740, "USD"))
        return replace(super().refund(whole), amount=request.amount)


class RefundsAPart(Adapter):
    def refund(self, request: RefundRequest) -> RefundReport:
        part = replace(request, amount=Money(100, "USD"))
        return replace(super().refund(part), amount=request.amount)


class GivesALittleLess(Adapter):
    def refund(self, request: RefundRequest) -> RefundReport:
        report = super().refund(request)
        if report.state is not _S.FAILED:
            return report
        return super().refund(replace(request, key=f"{request.key}-less", amount=Money(100, "USD")))


class RefusalIsDone(Adapter):
    def refund(self, request: RefundRequest) -> RefundReport:
        return replace(super().refund(request), state=_S.SUCCEEDED, reason=None)


class RefundDoubtHasFailed(Adapter):
    def refund(self, request: RefundRequest) -> RefundReport:
        try:
            return super().refund(request)
        except OutcomeUnknown:
            return RefundReport(
                request.key, "", request.payment_ref, _S.FAILED, request.amount, DeclineReason.OTHER
            )


class RefundsNeverFail(Adapter):
    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        found = super().look_up_refund(
            reference=reference, provider_ref=provider_ref, payment_ref=payment_ref, since=since
        )
        return None if found is None else replace(found, state=_S.SUCCEEDED, reason=None)


class RefundSilenceIsAbsence(Adapter):
    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        try:
            return super().look_up_refund(
                reference=reference, provider_ref=provider_ref, payment_ref=payment_ref, since=since
            )
        except ProviderUnavailable:
            return None


class KnowsOnlyItsOwnRefunds(Adapter):
    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        if not reference:
            return None
        return super().look_up_refund(
            reference=reference, provider_ref=provider_ref, payment_ref=payment_ref, since=since
        )


class TakesAnyRefundForOurs(Adapter):
    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        usd = Money(500, "USD")
        return RefundReport(reference, provider_ref or "re_1", payment_ref, _S.SUCCEEDED, usd)
