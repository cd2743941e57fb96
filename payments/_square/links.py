"""Payments that a customer makes on a payment link of Square's.

A link asks for one order, which is paid once. Our name of such a page holds both ids, for the link
is no more once it was deleted; its order stays, and says what became of it. While a page is open a
refused card ends nothing, for the customer may try another one there.
"""

from billing.errors import ProviderUnavailable
from billing.payments import PaymentReport, PaymentState
from payments._square.account import ONCE, Account, in_doubt, unavailable
from payments._square.wire import Order, Payment, PaymentLink, Refusal, most_paid
from payments._square.words import PAGE_REF, from_reference, to_mark
from payments._wire import parse

_MOVED = (PaymentState.SUCCEEDED, PaymentState.PENDING)
_LINKS_A_PAGE = 1000


def page_ref(link: PaymentLink) -> str:
    return f"{link.id}.{link.order_id}"


class Links:
    """What became of a payment that a page asks for."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._api = account.api.checkout.payment_links

    def order(self, order_id: str) -> Order:
        get = self._account.api.orders.get
        return self._account.fetch(Order, "order", lambda: get(order_id, request_options=ONCE))

    def payment(self, ref: str) -> PaymentReport:
        """The payment that the page asks for; the page's name stands for it until money moves.

        Raises `ProviderUnavailable` when Square has not decided, or it is no page of ours.
        """
        link_id, order_id = _ids(ref)
        order = self.order(order_id)
        reference, total = from_reference(order.reference_id), order.total_money.money
        if order.id != order_id or reference is None or total is None:
            raise ProviderUnavailable("Square's order is not readable, or none of ours")
        tried = most_paid(self._account.payment(each) for each in order.paid_by)
        report = self._account.report(tried, reference=reference)
        if report is not None and report.state in _MOVED:
            return report
        if tried is not None and report is None:
            raise ProviderUnavailable("Square has not decided what became of the page's payment")
        if order.state == "CANCELED":
            return PaymentReport(reference, ref, PaymentState.CANCELLED, total)
        get = self._api.get
        answer = self._account.read(lambda: get(link_id, request_options=ONCE))
        if isinstance(answer, Refusal):
            if answer.status == 404 and answer.is_definite:  # nobody can pay there any more
                return PaymentReport(reference, ref, PaymentState.CANCELLED, total)
            raise unavailable(answer)
        link = parse(PaymentLink, answer.get("payment_link"))
        if link is None or page_ref(link) != ref:
            raise ProviderUnavailable("Square's payment link is not readable")
        url = self._account.page_url(link.url)
        return PaymentReport(reference, ref, PaymentState.REQUIRES_ACTION, total, next_url=url)

    def behind(self, payment: Payment, report: PaymentReport | None) -> PaymentReport | None:
        """The report of a payment, corrected by the page on which it was tried."""
        if report is None or report.state in _MOVED or not payment.is_of_a_page:
            return report
        ref = self.find(report.reference)
        return report if ref is None else self.payment(ref)

    def find(self, reference: str) -> str | None:
        """Our name of the page that was opened with this key; None when there is none any more."""
        mark = to_mark(reference)

        def ask_after(cursor: str | None) -> object:
            return self._api.list(cursor=cursor, limit=_LINKS_A_PAGE, request_options=ONCE)

        for item in self._account.listed("payment_links", ask_after):
            if item.get("payment_note") == mark:
                link = parse(PaymentLink, item)
                if link is None:
                    raise ProviderUnavailable("Square's payment link is not readable")
                return page_ref(link)
        return None

    def close(self, ref: str) -> PaymentReport:
        """Delete the link, so that nobody pays there; the report says what it became instead.

        Raises `OutcomeUnknown` in any doubt.
        """
        link_id, _ = _ids(ref)
        delete = self._api.delete
        answer = self._account.ask(lambda: delete(link_id, request_options=ONCE))
        if isinstance(answer, Refusal):
            if not answer.is_definite:
                raise in_doubt(answer)
            if answer.status not in (400, 404):  # it is paid, or deleted already
                raise unavailable(answer)
        return self.payment(ref)


def _ids(ref: str) -> tuple[str, str]:
    found = PAGE_REF.fullmatch(ref)
    if found is None:
        raise ProviderUnavailable("that is no payment link of Square's")
    return found[1], found[2]
