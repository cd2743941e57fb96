"""Pages of Square's that a customer is sent to: payment links, and nothing else.

Square saves cards and bank accounts through its browser library inside a page of the company's own,
not on a hosted page, and asks for a bank's confirmation there too. Its invoices need a customer
with an e-mail address, which we do not send.
"""

from collections.abc import Mapping

from square.requests.checkout_options import CheckoutOptionsParams
from square.requests.order import OrderParams

from billing.capabilities import PageKind
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState
from billing.money import Money
from billing.payments import PaymentState
from payments._square.account import ONCE, Account, in_doubt, unavailable
from payments._square.links import Links, page_ref
from payments._square.wire import PaymentLink, Refusal
from payments._square.words import OBJECT_ID, from_reference, to_mark, to_reference
from payments._wire import parse

MAX_NAME = 512
_STATES: Mapping[PaymentState, PageState] = {
    PaymentState.SUCCEEDED: PageState.DONE,
    PaymentState.PENDING: PageState.DONE,
    PaymentState.REQUIRES_ACTION: PageState.OPEN,
    PaymentState.FAILED: PageState.FAILED,
    PaymentState.CANCELLED: PageState.EXPIRED,
}
_OPTIONS: CheckoutOptionsParams = {
    # The amount is not the customer's to choose.
    "allow_tipping": False,
    "ask_for_shipping_address": False,
    "enable_coupon": False,
    "enable_loyalty": False,
}


class Pages:
    """The verbs of one seller about pages."""

    def __init__(self, account: Account, links: Links) -> None:
        self._account, self._links = account, links

    def open(self, request: PageRequest) -> OpenedPage:
        """A payment link; the same key again is the same one. It never ends by itself."""
        if request.kind is not PageKind.PAYMENT_LINK:
            raise NotOffered(f"Square has no page for {request.kind}")
        if request.amount is None or request.amount.amount_minor <= 0:
            raise NotOffered("a page that takes a payment needs an amount")
        reference = to_reference(request.key)
        if reference is None:
            raise ProviderUnavailable("not sent: this key cannot be looked up at Square")
        order = self._order(request, request.amount, reference)
        create = self._account.api.checkout.payment_links.create
        answer = self._account.ask(
            lambda: create(
                idempotency_key=request.key,
                order=order,
                checkout_options={**_OPTIONS, "redirect_url": request.return_url},
                payment_note=to_mark(request.key),
                request_options=ONCE,
            )
        )
        if isinstance(answer, Refusal):
            raise unavailable(answer) if answer.is_definite else in_doubt(answer)
        link = parse(PaymentLink, answer.get("payment_link"))
        if link is None:
            raise OutcomeUnknown("Square's answer is not readable")
        self._check(link, request)
        url = self._account.page_url(link.url)
        if url is None:
            raise OutcomeUnknown("Square's page has no address that a customer can be sent to")
        return OpenedPage(page_ref(link), url, None, request.customer_ref)

    def look_up(self, kind: PageKind, provider_ref: str) -> PageReport:
        if kind is not PageKind.PAYMENT_LINK:
            raise NotOffered(f"Square has no page for {kind}")
        report = self._links.payment(provider_ref)
        return PageReport(provider_ref, _STATES[report.state], payment=report)

    def _order(self, request: PageRequest, amount: Money, reference: str) -> OrderParams:
        """One line, no tax: what the bill says is what is asked for. Of the customer our id goes
        out, and Square's own where it is known.
        """
        name = request.description[:MAX_NAME] or "Payment"
        order: OrderParams = {
            "location_id": self._account.location,
            "reference_id": reference,
            "line_items": [
                {
                    "name": name,
                    "quantity": "1",
                    "base_price_money": {
                        "amount": amount.amount_minor,
                        "currency": amount.currency,
                    },
                }
            ],
            "metadata": {"customer": request.customer},
        }
        if request.customer_ref is not None and OBJECT_ID.fullmatch(request.customer_ref):
            order["customer_id"] = request.customer_ref
        return order

    def _check(self, link: PaymentLink, request: PageRequest) -> None:
        """Raises when the page would ask for another amount (a tax of the location's, a fee), or
        for another payment; it is closed first.
        """
        order = self._links.order(link.order_id)
        if from_reference(order.reference_id) != request.key:
            raise OutcomeUnknown("Square's answer is not about this page")
        if order.total_money.money != request.amount:
            self._links.close(page_ref(link))
            raise ProviderUnavailable("Square's page would have asked for another amount")
