"""Giving money back at Stripe, and what became of a refund.

Our refund's key is the idempotency key and `metadata.reference`. Stripe lists the refunds of one
payment and that list reads its own writes (docs.stripe.com `/api/refunds/list`): absence in it is
definite. A bank may return a refund days after `succeeded`: it is `failed` then.
"""

from collections.abc import Iterable

import stripe
from stripe.params import RefundCreateParams, RefundListParams

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundReport, RefundRequest
from payments._protocol import refund_never_made, the_refund
from payments._stripe.account import PAGE, Account, ask, in_doubt, unavailable
from payments._stripe.wire import Json, Refund, Refusal, is_definite, reference_of
from payments._stripe.words import (
    INTENT_ID,
    MOST_PAID_FIRST,
    REFERENCE,
    REFUND_ID,
    REFUND_REASONS,
    REFUND_STATES,
    from_wire,
    to_wire,
)
from payments._wire import parse


class Refunds:
    """The verbs of one account that give money back."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._refunds = account.v1.refunds

    def refund(self, request: RefundRequest) -> RefundReport:
        if not REFERENCE.fullmatch(request.key) or not INTENT_ID.fullmatch(request.payment_ref):
            raise ProviderUnavailable("not sent: this is no payment or no key of Stripe's")
        amount = to_wire(request.amount)
        if amount is None:
            return refund_never_made(request, DeclineReason.CURRENCY_NOT_SUPPORTED)
        params: RefundCreateParams = {
            "payment_intent": request.payment_ref,
            "amount": amount,
            "metadata": {"reference": request.key},
        }
        answer = ask(lambda: self._refunds.create(params, {"idempotency_key": request.key}))
        if isinstance(answer, Refusal):
            return _refused(request, answer)
        report = _report(parse(Refund, answer))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("Stripe's answer is not about this refund")
        if report.payment_ref != request.payment_ref:
            raise OutcomeUnknown("Stripe gave back another payment, or does not say which")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, payment_ref: str
    ) -> RefundReport | None:
        """By our reference among the payment's refunds, or by Stripe's id alone."""
        report = self._by_id(provider_ref) if provider_ref else self._listed(reference, payment_ref)
        return the_refund(report, reference=reference, payment_ref=payment_ref)

    def _by_id(self, refund_id: str) -> RefundReport:
        if not REFUND_ID.fullmatch(refund_id):
            raise ProviderUnavailable("that is no refund of Stripe's")
        answer = self._account.read(lambda: self._refunds.retrieve(refund_id))
        if isinstance(answer, Refusal):
            # Even 404: Stripe deletes no refund, so these are the keys of another account.
            raise unavailable(answer)
        report = _report(parse(Refund, answer))
        if report is None:
            raise ProviderUnavailable("Stripe's refund is not readable")
        return report

    def _listed(self, reference: str, payment_ref: str) -> RefundReport | None:
        if not REFERENCE.fullmatch(reference) or not INTENT_ID.fullmatch(payment_ref):
            raise ProviderUnavailable("a refund is looked for by its key and its payment")

        def ask_after(last: str | None) -> stripe.StripeObject:
            params: RefundListParams = {"payment_intent": payment_ref, "limit": PAGE}
            if last is not None:
                params["starting_after"] = last
            return self._refunds.list(params)

        items = [item for page in self._account.pages(ask_after) for item in page.data]
        return _most_paid(item for item in items if reference_of(item) == reference)


def _most_paid(items: Iterable[Json]) -> RefundReport | None:
    """Of several refunds with our reference the one most likely given; raises on unreadable ones:
    they are certainly not absent.
    """
    reports = []
    for item in items:
        report = _report(parse(Refund, item))
        if report is None:
            raise ProviderUnavailable("Stripe's refund is not readable")
        reports.append(report)
    return min(reports, key=lambda report: MOST_PAID_FIRST.index(report.state), default=None)


def _report(refund: Refund | None) -> RefundReport | None:
    """The refund in our words; None when it is undecided or unreadable."""
    if refund is None or refund.status is None:
        return None
    state, money = (
        REFUND_STATES.get(refund.status),
        from_wire(refund.amount, refund.currency.upper()),
    )
    if state is None or money is None:
        return None
    reason = None
    if state is PaymentState.FAILED:
        reason = REFUND_REASONS.get(refund.failure_reason or "", DeclineReason.OTHER)
    reference = (refund.metadata or {}).get("reference", "")
    paid_by = refund.payment_intent or refund.charge or ""
    return RefundReport(reference, refund.id, paid_by, state, money, reason)


def _refused(request: RefundRequest, answer: Refusal) -> RefundReport:
    """The report of a definite no; raises for any other error answer."""
    if not is_definite(answer):
        raise in_doubt(answer)
    if answer.status not in (400, 402):
        raise unavailable(answer)
    if answer.code == "charge_already_refunded" or answer.param == "amount":
        return refund_never_made(request, DeclineReason.LIMIT_EXCEEDED)
    return refund_never_made(request, DeclineReason.OTHER)
