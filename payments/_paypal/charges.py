"""Charging saved ways to pay, and finding out what became of a payment.

PayPal-Request-Id (orders 2.13): kept for six hours; the same one again shows what the first
request made. It is our key, and so are `custom_id`, by which the report is read, and `invoice_id`:
an account takes one payment per invoice number unless its owner allowed more, which guards beyond
the six hours.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import ChargeRequest, DeclineReason, PaymentReport, PaymentState
from payments._paypal.account import Account, Answer, in_doubt, unavailable
from payments._paypal.books import Books
from payments._paypal.orders import Orders
from payments._paypal.vault import vault_id_of
from payments._paypal.wire import Json, Order, reason_of
from payments._paypal.words import PAID_ALREADY, REFERENCE, TYPES, to_wire
from payments._protocol import never_made
from payments._wire import parse

KEY_WINDOW: Final = timedelta(hours=5, minutes=50)
"""Keys live six hours; ten minutes are left for clocks and for the way there."""

ORDER_END: Final = timedelta(hours=9, minutes=10)
"""Six hours in which an order can be agreed to, three to capture it, and ten minutes for clocks."""


class Charges:
    """The verbs of one account that take money."""

    def __init__(self, account: Account, orders: Orders, books: Books) -> None:
        self._account, self._orders, self._books = account, orders, books

    def charge(self, request: ChargeRequest) -> PaymentReport:
        if not REFERENCE.fullmatch(request.key):
            raise ProviderUnavailable("not sent: the key has characters that cannot be looked up")
        value = to_wire(request.amount)
        if value is None:
            return never_made(request, DeclineReason.CURRENCY_NOT_SUPPORTED)
        kind, vault_id = request.method_type, vault_id_of(request.method_ref)
        if kind not in TYPES or vault_id is None:
            return never_made(request, DeclineReason.INVALID_METHOD)
        body: Json = {
            "intent": "CAPTURE",
            "purchase_units": [
                self._orders.unit(request.key, request.amount, value, request.description)
            ],
            "payment_source": {kind: _source(kind, vault_id, request)},
        }
        answer = self._account.ask("POST", "/v2/checkout/orders", body, key=request.key)
        if not answer.ok:
            return self._refused(request, answer)
        order = parse(Order, answer.data)
        if order is None or order.reference != request.key:
            raise OutcomeUnknown("PayPal's answer is not about this payment")
        return self._made(order, request)

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        """By PayPal's id of the order or the capture at once, else in the report, which lags.

        An order that its payer has agreed to is captured here: that is the one thing it waits for.
        """
        if not REFERENCE.fullmatch(reference):
            raise ProviderUnavailable("this reference was never sent to PayPal")
        found = self._by_id(provider_ref, reference) if provider_ref else None
        if found is None:
            capture_id = self._books.find(reference, since, sure_after=KEY_WINDOW)
            found = self._of_capture(capture_id) if capture_id is not None else None
        if found is not None and found.reference != reference:
            raise ProviderUnavailable("PayPal's id is another payment's")
        return found

    def never_took(self, *, reference: str, provider_ref: str, since: datetime) -> bool:
        """Proven by two things together: the order is gone, and the report has nothing of our key.

        An order can be captured until six hours for an approval and three for the capture are over;
        what was captured before stands in the report, once that reaches so far.
        """
        if not REFERENCE.fullmatch(reference) or self._orders.known(provider_ref) is not None:
            return False
        return self._books.has_nothing(reference, since, since + ORDER_END)

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Call the order off, or report what it became; raises `OutcomeUnknown` in any doubt.

        One that its payer has agreed to is captured: that yes was given before our no.
        """
        known = self._orders.known(provider_ref)
        if known is None:
            raise ProviderUnavailable("there is nothing at PayPal to cancel")
        if isinstance(known, PaymentReport):
            return known
        report = self._orders.report(known) or self._orders.settle(known, known.reference or "")
        waits = report.state is PaymentState.REQUIRES_ACTION
        return self._orders.call_off(known) if waits else report

    def _by_id(self, provider_ref: str, reference: str) -> PaymentReport | None:
        known = self._orders.known(provider_ref)
        if not isinstance(known, Order):
            return known
        try:
            return self._orders.settle(known, reference)
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def _of_capture(self, capture_id: str) -> PaymentReport:
        capture = self._orders.capture(capture_id)
        report = None if capture is None else capture.report
        if report is None:
            raise ProviderUnavailable("PayPal's report names a payment that it does not show")
        return report

    def _made(self, order: Order, request: ChargeRequest) -> PaymentReport:
        """What the order of a charge became; it may be an earlier one of the same key."""
        try:
            report = self._orders.report(order) or self._orders.settle(order, request.key)
        except ProviderUnavailable as unclear:
            why = str(unclear)
        else:
            there = request.return_url is not None
            if report.state is PaymentState.REQUIRES_ACTION and not there:
                raise OutcomeUnknown("PayPal wants the payer to act, who was said to be away")
            return report
        # The order exists, so this is no "nothing was sent".
        raise OutcomeUnknown(why)

    def _refused(self, request: ChargeRequest, answer: Answer) -> PaymentReport:
        """The report of a definite no; raises for any other error answer."""
        if answer.is_definite and answer.issue == PAID_ALREADY:
            return self._paid_already(request, answer)
        if not answer.is_definite:
            raise in_doubt(answer)
        if answer.status not in (400, 422):
            raise unavailable(answer)
        return never_made(request, reason_of(answer.issue))

    def _paid_already(self, request: ChargeRequest, answer: Answer) -> PaymentReport:
        """A payment with our key was taken before PayPal forgot the key: which one?"""
        at, found = answer.at or datetime.fromtimestamp(0, UTC), None
        try:
            capture_id = self._books.find_lately(request.key, at)
            found = None if capture_id is None else self._of_capture(capture_id)
        except ProviderUnavailable:
            pass  # then it stays in doubt
        if found is None or found.reference != request.key:
            raise in_doubt(answer)
        return found


def _source(kind: str, vault_id: str, request: ChargeRequest) -> Json:
    source: Json = {"vault_id": vault_id}
    if kind == "card":
        source["stored_credential"] = {
            "payment_initiator": "CUSTOMER",
            "payment_type": "ONE_TIME",
            "usage": "SUBSEQUENT",
        }
    back_to = request.return_url
    if back_to is not None:
        turned = request.cancel_url or back_to
        source["experience_context"] = {"return_url": back_to, "cancel_url": turned}
    return source
