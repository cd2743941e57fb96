"""Giving money back at PayPal, and what became of a refund.

Our refund's key is the PayPal-Request-Id, kept for 45 days (payments 2.5), and `custom_id`. It is
found by it among the refunds that the capture's order shows, which are its writes at once.
"""

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundReport, RefundRequest
from payments._paypal.account import Account, Answer, in_doubt, unavailable
from payments._paypal.orders import Orders
from payments._paypal.wire import Refund, key_of
from payments._paypal.words import (
    MOST_PAID_FIRST,
    OBJECT_ID,
    REFERENCE,
    REFUND_STATES,
    TOO_MUCH_BACK,
    to_wire,
)
from payments._protocol import refund_never_made, the_refund
from payments._wire import parse


class Refunds:
    """The verbs of one account that give money back."""

    def __init__(self, account: Account, orders: Orders) -> None:
        self._account, self._orders = account, orders

    def refund(self, request: RefundRequest) -> RefundReport:
        if not REFERENCE.fullmatch(request.key) or not OBJECT_ID.fullmatch(request.payment_ref):
            raise ProviderUnavailable("not sent: this is no payment or no key of PayPal's")
        value = to_wire(request.amount)
        if value is None:
            return refund_never_made(request, DeclineReason.CURRENCY_NOT_SUPPORTED)
        body = {
            "amount": {"currency_code": request.amount.currency, "value": value},
            "custom_id": request.key,
        }
        path = f"/v2/payments/captures/{request.payment_ref}/refund"
        answer = self._account.ask("POST", path, body, key=request.key)
        if not answer.ok:
            return _refused(request, answer)
        report = _report(parse(Refund, answer.data))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("PayPal's answer is not about this refund")
        if report.payment_ref != request.payment_ref:
            raise OutcomeUnknown("PayPal gave back another payment, or does not say which")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, payment_ref: str
    ) -> RefundReport | None:
        """By our key among the payment's refunds, or by PayPal's id alone."""
        report = self._by_id(provider_ref) if provider_ref else self._of(payment_ref, reference)
        return the_refund(report, reference=reference, payment_ref=payment_ref)

    def _by_id(self, refund_id: str) -> RefundReport:
        if not OBJECT_ID.fullmatch(refund_id):
            raise ProviderUnavailable("that is no refund of PayPal's")
        report = _report(self._account.fetch(Refund, f"/v2/payments/refunds/{refund_id}"))
        # Even absent: PayPal deletes no refund, so these are the credentials of another account.
        if report is None or report.provider_ref != refund_id:
            raise ProviderUnavailable("PayPal's refund is not readable, or not there")
        return report

    def _of(self, payment_ref: str, reference: str) -> RefundReport | None:
        if not REFERENCE.fullmatch(reference):
            raise ProviderUnavailable("a refund is looked for by its key and its payment")
        capture = self._orders.capture(payment_ref)
        order_id = None if capture is None else capture.order_id
        order = None if order_id is None else self._orders.order(order_id)
        if order is None:
            raise ProviderUnavailable("PayPal does not show the order of this payment")
        reports = []
        for refund in order.unit.payments.refunds:
            if key_of(refund.custom_id) != reference:
                continue
            report = _report(refund)
            if report is None:  # certainly not absent
                raise ProviderUnavailable("PayPal's refund is not readable")
            reports.append(report)
        return min(reports, key=lambda each: MOST_PAID_FIRST.index(each.state), default=None)


def _report(refund: Refund | None) -> RefundReport | None:
    """The refund in our words; None when it is undecided or unreadable."""
    if refund is None:
        return None
    state, money, capture = REFUND_STATES.get(refund.status), refund.amount.money, refund.capture_id
    if state is None or money is None or capture is None:
        return None
    reason = DeclineReason.OTHER if state is PaymentState.FAILED else None
    return RefundReport(key_of(refund.custom_id) or "", refund.id, capture, state, money, reason)


def _refused(request: RefundRequest, answer: Answer) -> RefundReport:
    """The report of a definite no; raises for any other error answer."""
    if not answer.is_definite:
        raise in_doubt(answer)
    if answer.status not in (400, 422):
        raise unavailable(answer)
    if answer.issue in TOO_MUCH_BACK:
        return refund_never_made(request, DeclineReason.LIMIT_EXCEEDED)
    return refund_never_made(request, DeclineReason.OTHER)
