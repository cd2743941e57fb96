"""Pages of Stripe's that a customer is sent to: to save a method, to pay, to see an invoice.

A payment page is a Checkout session, not a Payment Link: a link lives until somebody switches it
off and can be paid again and again unless it is limited, a session is made for one payment, is done
once, ends by itself after a day, and leads back to us. Its amount is not the customer's to choose:
one item, fixed quantity, no promotion codes. Stripe may show it in the customer's own currency too
(Adaptive Pricing); the intent keeps ours, and what it took is what we compare.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from stripe.params import InvoiceCreateParams
from stripe.params.checkout import SessionCreateParams

from billing.capabilities import PageKind
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState
from billing.money import Money
from billing.payments import PaymentReport, PaymentState
from payments._stripe.account import Account
from payments._stripe.links import Links
from payments._stripe.methods import Methods, new_customer
from payments._stripe.wire import PAGE_MARK, Intent, Invoice, Named, Session, SetupIntent
from payments._stripe.words import (
    INTENT_ID,
    INVOICE_ID,
    REFERENCE,
    SESSION_ID,
    SETUP_ID,
    TYPES,
    to_wire,
)

DAYS_UNTIL_DUE = 30
PAGE_TYPES = frozenset({"card", "bank_account"})
"""Saved SEPA debits and Link wallets are charged too; new ones are not asked for by a page."""
_PAYMENT_STATES: Mapping[PaymentState, PageState] = {
    PaymentState.SUCCEEDED: PageState.DONE,
    PaymentState.PENDING: PageState.DONE,
    PaymentState.REQUIRES_ACTION: PageState.OPEN,
    PaymentState.FAILED: PageState.FAILED,
    PaymentState.CANCELLED: PageState.EXPIRED,
}
_SETUP_STATES: Mapping[str, PageState] = {
    "succeeded": PageState.DONE,
    "canceled": PageState.FAILED,
    "requires_payment_method": PageState.FAILED,
}


class Pages:
    """The verbs of one account about hosted pages."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._links, self._methods = Links(account), Methods(account)

    def open(self, request: PageRequest) -> OpenedPage:
        if not REFERENCE.fullmatch(request.key):
            raise ProviderUnavailable("not sent: the key has characters that cannot be looked up")
        match request.kind:
            case PageKind.ADD_METHOD:
                return self._add_method(request)
            case PageKind.PAYMENT_LINK:
                return self._payment_link(request)
            case PageKind.INVOICE:
                return self._hosted_invoice(request)
            case PageKind.CONFIRM_PAYMENT:
                raise NotOffered("Stripe's page to confirm a payment is opened by charging")

    def look_up(self, kind: PageKind, provider_ref: str) -> PageReport:
        form = {
            PageKind.ADD_METHOD: SESSION_ID,
            PageKind.PAYMENT_LINK: SESSION_ID,
            PageKind.INVOICE: INVOICE_ID,
            PageKind.CONFIRM_PAYMENT: INTENT_ID,
        }[kind]
        if kind is PageKind.ADD_METHOD and SETUP_ID.fullmatch(provider_ref):
            return self._of_setup(provider_ref, provider_ref, "", over=False)
        if not form.fullmatch(provider_ref):
            raise ProviderUnavailable("that is no such page of Stripe's")
        if kind is PageKind.ADD_METHOD:
            return self._of_session(self._links.session(provider_ref))
        if kind is PageKind.CONFIRM_PAYMENT:
            return _paying(provider_ref, self._confirmed(provider_ref))
        return _paying(provider_ref, self._links.payment(provider_ref))

    def _add_method(self, request: PageRequest) -> OpenedPage:
        types = _types(request)
        customer = self._customer(request)
        named = {"reference": request.key, "customer": request.customer}
        params: SessionCreateParams = {
            "mode": "setup",
            "customer": customer,
            "allowed_payment_method_types": types,
            "client_reference_id": request.customer,
            "metadata": named,
            "setup_intent_data": {"metadata": named},
            "success_url": request.return_url,
            "cancel_url": request.return_url,
        }
        return self._opened(self._session(params, request.key), customer)

    def _payment_link(self, request: PageRequest) -> OpenedPage:
        money, amount = _amount(request)
        params: SessionCreateParams = {
            "mode": "payment",
            "allowed_payment_method_types": _types(request),
            "client_reference_id": request.customer,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": money.currency.lower(),
                        "unit_amount": amount,
                        "product_data": {"name": request.description or "Payment"},
                    },
                }
            ],
            "metadata": {"reference": request.key},
            "payment_intent_data": {
                "metadata": {"reference": request.key, PAGE_MARK: "link"},
                "description": request.description,
            },
            "success_url": request.return_url,
            "cancel_url": request.return_url,
        }
        if request.customer_ref is not None:
            params["customer"] = request.customer_ref
        session = self._session(params, request.key)
        if session.money != money:
            self._links.close(session.id)
            raise ProviderUnavailable("Stripe's page would have asked for another amount")
        return self._opened(session, request.customer_ref)

    def _hosted_invoice(self, request: PageRequest) -> OpenedPage:
        """A draft, one line, then finished: it has its own address from then on.

        Stripe neither mails it nor reminds anybody, and it is never charged by itself.
        """
        money, amount = _amount(request)
        types = _types(request)
        customer = self._customer(request)
        v1, currency = self._account.v1, money.currency.lower()
        params: InvoiceCreateParams = {
            "customer": customer,
            "collection_method": "send_invoice",
            "days_until_due": DAYS_UNTIL_DUE,
            "auto_advance": False,
            "currency": currency,
            "pending_invoice_items_behavior": "exclude",
            "description": request.description,
            "metadata": {"reference": request.key, "customer": request.customer},
            "payment_settings": {"payment_method_types": types},
        }
        draft = self._account.make(
            Invoice, lambda: v1.invoices.create(params, {"idempotency_key": request.key})
        )
        self._account.make(
            Named,
            lambda: v1.invoice_items.create(
                {
                    "customer": customer,
                    "invoice": draft.id,
                    "amount": amount,
                    "currency": currency,
                    "description": request.description or "Payment",
                },
                {"idempotency_key": f"{request.key}-line"},
            ),
        )
        made = self._account.make(
            Invoice,
            lambda: v1.invoices.finalize_invoice(
                draft.id, {"auto_advance": False}, {"idempotency_key": f"{request.key}-finish"}
            ),
        )
        if made.id != draft.id or made.money != money:
            self._links.close(made.id)
            raise ProviderUnavailable("Stripe's invoice would have asked for another amount")
        url = self._account.page_url(made.hosted_invoice_url)
        if url is None:
            raise OutcomeUnknown("Stripe's invoice has no address that a customer can be sent to")
        return OpenedPage(made.id, url, None, customer)

    def _customer(self, request: PageRequest) -> str:
        return request.customer_ref or new_customer(self._account, request.customer, request.key)

    def _session(self, params: SessionCreateParams, key: str) -> Session:
        sessions = self._account.v1.checkout.sessions
        session = self._account.make(
            Session, lambda: sessions.create(params, {"idempotency_key": key})
        )
        if (session.metadata or {}).get("reference") != key:
            raise OutcomeUnknown("Stripe's answer is not about this page")
        return session

    def _opened(self, session: Session, customer: str | None) -> OpenedPage:
        url = self._account.page_url(session.url)
        if url is None:
            raise OutcomeUnknown("Stripe's page has no address that a customer can be sent to")
        until = datetime.fromtimestamp(session.expires_at, UTC)
        return OpenedPage(session.id, url, until, customer)

    def _of_session(self, session: Session) -> PageReport:
        """What became of a page that saves a method."""
        if session.status == "expired":
            return PageReport(session.id, PageState.EXPIRED)
        if session.status == "open" or session.setup_intent is None:
            return PageReport(session.id, PageState.OPEN)
        customer = session.customer or ""
        return self._of_setup(session.id, session.setup_intent, customer, over=True)

    def _of_setup(self, page_id: str, setup_id: str, customer: str, *, over: bool) -> PageReport:
        """Saving a bank account may wait for two small deposits: the page is open until then.

        A refused method ends nothing while the page is not `over`: another may be tried there.
        """
        setups = self._account.v1.setup_intents
        setup = self._account.fetch(SetupIntent, lambda: setups.retrieve(setup_id))
        state = _SETUP_STATES.get(setup.status, PageState.OPEN)
        if setup.status == "requires_payment_method" and not over:
            state = PageState.OPEN
        if state is not PageState.DONE or setup.payment_method is None:
            return PageReport(page_id, state)
        method = self._methods.one(setup.payment_method, setup.customer or customer)
        return PageReport(page_id, state if method else PageState.FAILED, method)

    def _confirmed(self, intent_id: str) -> PaymentReport:
        intents = self._account.v1.payment_intents
        intent = self._account.fetch(Intent, lambda: intents.retrieve(intent_id))
        report = self._account.report(intent)
        if report is None:
            raise ProviderUnavailable("Stripe has not decided, or it is none of ours")
        return report


def _paying(page_id: str, report: PaymentReport) -> PageReport:
    return PageReport(page_id, _PAYMENT_STATES[report.state], payment=report)


def _types(request: PageRequest) -> list[str]:
    """Stripe's names of the types that the page offers, of those asked for."""
    offered = request.types & PAGE_TYPES
    if not offered:
        raise NotOffered("a page of Stripe's offers cards and bank accounts")
    return sorted(TYPES[each] for each in offered)


def _amount(request: PageRequest) -> tuple[Money, int]:
    if request.amount is None or request.amount.amount_minor <= 0:
        raise NotOffered("a page that takes a payment needs an amount")
    amount = to_wire(request.amount)
    if amount is None:
        raise NotOffered("Stripe cannot ask for this amount in this currency")
    return request.amount, amount
