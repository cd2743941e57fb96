"""Payments that a customer makes on a page of Stripe's: Checkout sessions and hosted invoices.

While such a page is open a refused try ends nothing, for the customer may try again there; so an
intent that a page made is never reported `failed` before its page is closed.
"""

from dataclasses import replace

from stripe.params.checkout import SessionListParams

from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentReport, PaymentState
from payments._stripe.account import Account, ask, in_doubt, unavailable
from payments._stripe.wire import (
    PAGE_MARK,
    Intent,
    Invoice,
    InvoicePayment,
    Refusal,
    Session,
    is_definite,
)
from payments._stripe.words import INVOICE_ID, SESSION_ID
from payments._wire import parse

_MOVED = (PaymentState.SUCCEEDED, PaymentState.PENDING)
_MAY_GO_ON = (PaymentState.REQUIRES_ACTION, PaymentState.FAILED)


def is_page(provider_ref: str) -> bool:
    """Whether it is the id of a page or an invoice, not of an intent."""
    return bool(SESSION_ID.fullmatch(provider_ref) or INVOICE_ID.fullmatch(provider_ref))


class Links:
    """What became of a payment that a page asks for."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def session(self, session_id: str) -> Session:
        """The Checkout page itself."""
        sessions = self._account.v1.checkout.sessions
        return self._account.fetch(Session, lambda: sessions.retrieve(session_id))

    def invoice(self, invoice_id: str) -> Invoice:
        invoices = self._account.v1.invoices
        return self._account.fetch(Invoice, lambda: invoices.retrieve(invoice_id))

    def payment(self, page_id: str) -> PaymentReport:
        """The payment that the page asks for; the page's id stands for it until money moves.

        Raises `ProviderUnavailable` when Stripe has not decided.
        """
        if SESSION_ID.fullmatch(page_id):
            return self.of_session(self.session(page_id))
        return self.of_invoice(self.invoice(page_id))

    def of_session(self, session: Session) -> PaymentReport:
        report = self._intent(session.payment_intent)
        if report is not None and report.state in _MOVED:
            return report
        waiting = _waiting(session.metadata, session.id, session.money)
        if session.status == "open":
            return replace(waiting, next_url=self._account.page_url(session.url))
        if session.status == "expired":
            return replace(waiting, state=PaymentState.CANCELLED)
        if report is None:
            raise ProviderUnavailable("Stripe closed the page and does not say what became of it")
        return report

    def of_invoice(self, invoice: Invoice) -> PaymentReport:
        waiting = _waiting(invoice.metadata, invoice.id, invoice.money)
        report = self._intent(self._paying(invoice.id), waiting.reference)
        if report is not None and report.state in _MOVED:
            return report
        match invoice.status:
            case "paid":  # by other means than Stripe's, as the company itself noted there
                return replace(waiting, state=PaymentState.SUCCEEDED)
            case "void":
                return replace(waiting, state=PaymentState.CANCELLED)
            case _:
                url = self._account.page_url(invoice.hosted_invoice_url)
                return replace(waiting, next_url=url)

    def behind(self, intent: Intent, report: PaymentReport | None) -> PaymentReport | None:
        """The report of an intent, corrected by the page or invoice that made it."""
        if report is None and "reference" not in intent.metadata:
            invoice_id = self._invoice_of(intent.id)
            return None if invoice_id is None else self.payment(invoice_id)
        if report is None or report.state not in _MAY_GO_ON or PAGE_MARK not in intent.metadata:
            return report
        sessions = self._account.v1.checkout.sessions
        wanted: SessionListParams = {"payment_intent": intent.id, "limit": 1}
        for page in self._account.pages(lambda _: sessions.list(wanted), limit=1):
            session = parse(Session, page.data[0]) if page.data else None
            if session is not None:
                return self.of_session(session)
        raise ProviderUnavailable("the page that asked for this payment is not to be found")

    def close(self, page_id: str) -> PaymentReport:
        """Close the page, so that nobody pays there; the report says what it became instead.

        Raises `OutcomeUnknown` in any doubt.
        """
        v1 = self._account.v1
        if SESSION_ID.fullmatch(page_id):
            answer = ask(lambda: v1.checkout.sessions.expire(page_id))
        else:
            answer = ask(lambda: v1.invoices.void_invoice(page_id))
        if isinstance(answer, Refusal):
            if not is_definite(answer):
                raise in_doubt(answer)
            if answer.status != 400:  # 400: it is closed already, one way or the other
                raise unavailable(answer)
        return self.payment(page_id)

    def _intent(self, intent_id: str | None, reference: str | None = None) -> PaymentReport | None:
        """What the intent says; `reference` is put in where the intent carries none."""
        if intent_id is None:
            return None
        intents = self._account.v1.payment_intents
        intent = self._account.fetch(Intent, lambda: intents.retrieve(intent_id))
        if reference is not None:
            named = {**intent.metadata, "reference": reference}
            intent = intent.model_copy(update={"metadata": named})
        return self._account.report(intent)

    def _paying(self, invoice_id: str) -> str | None:
        """The intent that pays the invoice: the one that did, else the one that is to."""
        listing = self._account.v1.invoice_payments
        found: list[InvoicePayment] = []
        for page in self._account.pages(lambda _: listing.list({"invoice": invoice_id}), limit=1):
            found += [each for item in page.data if (each := parse(InvoicePayment, item))]
            break
        ranked = sorted(found, key=lambda each: (each.status != "paid", not each.is_default))
        return ranked[0].payment.payment_intent if ranked else None

    def _invoice_of(self, intent_id: str) -> str | None:
        listing = self._account.v1.invoice_payments
        asked = self._account.pages(
            lambda _: listing.list(
                {"payment": {"type": "payment_intent", "payment_intent": intent_id}}
            ),
            limit=1,
        )
        first = next(iter(asked))
        found = [parse(InvoicePayment, item) for item in first.data]
        return next((each.invoice for each in found if each is not None), None)


def _waiting(metadata: dict[str, str] | None, page_id: str, money: Money | None) -> PaymentReport:
    """The payment while the page waits for the customer."""
    reference = (metadata or {}).get("reference")
    if reference is None or money is None:
        raise ProviderUnavailable("this page at Stripe asks for no payment of ours")
    return PaymentReport(reference, page_id, PaymentState.REQUIRES_ACTION, money)
