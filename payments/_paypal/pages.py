"""Pages of PayPal's that a customer is sent to: to pay, to save a wallet, to agree to a charge.

A page to pay is an order without a way to pay: made for one payment, its amount sealed, captured by
us once its payer agreed. It is made as `CREATED`, the status in which PayPal's description lets us
change an order, so that it can be called off. Nobody agreed for six hours: PayPal deletes it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from billing.capabilities import PageKind
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState
from billing.payments import PaymentReport, PaymentState
from payments._paypal.account import Account, in_doubt, unavailable
from payments._paypal.orders import PAGE_LINKS, Orders
from payments._paypal.vault import Vault
from payments._paypal.wire import Json, Order
from payments._paypal.words import REFERENCE, to_wire
from payments._wire import instant, parse

ORDER_LIFE: Final = timedelta(hours=6)
_STATES: Final[Mapping[PaymentState, PageState]] = {
    PaymentState.SUCCEEDED: PageState.DONE,
    PaymentState.PENDING: PageState.DONE,
    PaymentState.REQUIRES_ACTION: PageState.OPEN,
    PaymentState.FAILED: PageState.FAILED,
    PaymentState.CANCELLED: PageState.EXPIRED,
}


class Pages:
    """The verbs of one account about hosted pages."""

    def __init__(self, account: Account, orders: Orders, vault: Vault) -> None:
        self._account, self._orders, self._vault = account, orders, vault

    def open(self, request: PageRequest) -> OpenedPage:
        if not REFERENCE.fullmatch(request.key):
            raise ProviderUnavailable("not sent: the key has characters that cannot be looked up")
        match request.kind:
            case PageKind.ADD_METHOD:
                return self._vault.open_page(request)
            case PageKind.PAYMENT_LINK:
                return self._payment_link(request)
            case PageKind.INVOICE:
                raise NotOffered("no invoices are made at PayPal")
            case PageKind.CONFIRM_PAYMENT:
                raise NotOffered("PayPal's page to confirm a payment is opened by charging")

    def look_up(self, kind: PageKind, provider_ref: str) -> PageReport:
        if kind is PageKind.INVOICE:
            raise NotOffered("no invoices are made at PayPal")
        if kind is PageKind.ADD_METHOD:
            return self._vault.look_up_page(provider_ref)
        known = self._orders.known(provider_ref)
        if known is None:
            return PageReport(provider_ref, PageState.EXPIRED)
        if isinstance(known, Order):
            known = self._settled(known)
        return PageReport(provider_ref, _STATES[known.state], payment=known)

    def _settled(self, order: Order) -> PaymentReport:
        try:
            return self._orders.settle(order, order.reference or "")
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def _payment_link(self, request: PageRequest) -> OpenedPage:
        money = request.amount
        if money is None or money.amount_minor <= 0:
            raise NotOffered("a page that takes a payment needs an amount")
        value = to_wire(money)
        if value is None:
            raise NotOffered("PayPal cannot ask for this amount in this currency")
        body: Json = {
            "intent": "CAPTURE",
            "purchase_units": [self._orders.unit(request.key, money, value, request.description)],
            "application_context": {
                "return_url": request.return_url,
                "cancel_url": request.cancel_url or request.return_url,
                "shipping_preference": "NO_SHIPPING",
                "user_action": "PAY_NOW",
            },
        }
        answer = self._account.ask("POST", "/v2/checkout/orders", body, key=request.key)
        if not answer.ok:
            raise unavailable(answer) if answer.is_definite else in_doubt(answer)
        order = parse(Order, answer.data)
        if order is None or order.reference != request.key:
            raise OutcomeUnknown("PayPal's answer is not about this page")
        if order.unit.amount.money != money:
            self._orders.call_off(order)
            raise ProviderUnavailable("PayPal's page would have asked for another amount")
        url = self._account.page_url(order.links, *PAGE_LINKS)
        if url is None:
            raise OutcomeUnknown("PayPal's page has no address that a customer can be sent to")
        made_at = instant(order.create_time)
        expires_at = None if made_at is None else made_at + ORDER_LIFE
        return OpenedPage(order.id, url, expires_at, request.customer_ref)
