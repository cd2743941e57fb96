"""Payments that a customer makes on Paymentus's page: a staged payment, paid once, with its fee.

Our name of such a page is `staged.` and its id. While it is open a refused card ends nothing, for
the customer may try another one there.
"""

import re
from collections.abc import Mapping
from typing import Final

from billing.capabilities import PageKind
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState
from billing.payments import PaymentReport, PaymentState
from payments._paymentus.account import Account, in_doubt, report_of, unavailable
from payments._paymentus.wire import (
    OPEN,
    OVER,
    PAID,
    REFERENCE,
    Payment,
    Refusal,
    Staged,
    staged_body,
)
from payments._wire import instant, parse

PAGE_REF: Final = re.compile(r"staged\.([A-Za-z0-9][A-Za-z0-9_-]{0,63})")
_MOVED = (PaymentState.SUCCEEDED, PaymentState.PENDING)
_STATES: Final[Mapping[PaymentState, PageState]] = {
    PaymentState.SUCCEEDED: PageState.DONE,
    PaymentState.PENDING: PageState.DONE,
    PaymentState.REQUIRES_ACTION: PageState.OPEN,
    PaymentState.FAILED: PageState.FAILED,
    PaymentState.CANCELLED: PageState.EXPIRED,
}


class StagedPayments:
    """The verbs of one biller about pages."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def open(self, request: PageRequest) -> OpenedPage:
        """A page for one amount. Without keys the same request again is another page."""
        if request.kind is not PageKind.PAYMENT_LINK:
            raise NotOffered(f"Paymentus has no page for {request.kind}")
        if request.amount is None or request.amount.amount_minor <= 0:
            raise NotOffered("a page that takes a payment needs an amount")
        if request.customer_ref is None:
            raise NotOffered("Paymentus takes payments of the biller's own customers only")
        if not REFERENCE.fullmatch(request.key):
            raise ProviderUnavailable("not sent: this key cannot be looked up at Paymentus")
        body = staged_body(request, request.amount)
        answer = self._account.ask("POST", "staged-payments", body)
        if isinstance(answer, Refusal):
            raise unavailable(answer) if answer.is_definite else in_doubt(answer)
        staged = parse(Staged, answer)
        if staged is None:
            raise OutcomeUnknown("Paymentus's answer is not readable")
        if staged.reference != request.key or staged.payment.money != request.amount:
            raise OutcomeUnknown("Paymentus's answer is not about this page")
        url, ends = self._account.page_url(staged.url), instant(staged.expires_at)
        if url is None:
            raise OutcomeUnknown("Paymentus's page has no address that a customer can be sent to")
        return OpenedPage(_ref(staged), url, ends, request.customer_ref)

    def look_up(self, kind: PageKind, provider_ref: str) -> PageReport:
        if kind is not PageKind.PAYMENT_LINK:
            raise NotOffered(f"Paymentus has no page for {kind}")
        report = self.payment(provider_ref)
        return PageReport(provider_ref, _STATES[report.state], payment=report)

    def payment(self, ref: str) -> PaymentReport:
        """The payment that the page asks for; the page's name stands for it until money moves.

        Raises `ProviderUnavailable` when Paymentus has not decided, or it is no page of ours.
        """
        staged = self._staged(_id(ref))
        reference, amount = staged.reference, staged.payment.money
        if not reference or amount is None:
            raise ProviderUnavailable("Paymentus's page is not readable, or none of ours")
        if staged.status == PAID and staged.payment_id is not None:
            paid = report_of(self._account.payment(staged.payment_id))
            if paid is None or paid.reference != reference:
                raise ProviderUnavailable("Paymentus has not decided about the page's payment")
            return paid
        if staged.status in OVER:
            return PaymentReport(reference, ref, PaymentState.CANCELLED, amount)
        if staged.status != OPEN:
            raise ProviderUnavailable("Paymentus's page is in no state we know")
        url = self._account.page_url(staged.url)
        return PaymentReport(reference, ref, PaymentState.REQUIRES_ACTION, amount, next_url=url)

    def behind(self, payment: Payment, report: PaymentReport | None) -> PaymentReport | None:
        """The report of a payment, corrected by the page on which it was tried."""
        if report is None or report.state in _MOVED or payment.staged_payment_id is None:
            return report
        page = self.payment(f"staged.{payment.staged_payment_id}")
        return page if page.reference == report.reference else None

    def close(self, ref: str) -> PaymentReport:
        """Call the page off, so that nobody pays there; the report says what it became instead.

        Raises `OutcomeUnknown` in any doubt.
        """
        answer = self._account.ask("POST", f"staged-payments/{_id(ref)}/cancel", {})
        if isinstance(answer, Refusal):
            if not answer.is_definite:
                raise in_doubt(answer)
            if answer.status != 409:  # 409: it is paid
                raise unavailable(answer)
        return self.payment(ref)

    def _staged(self, staged_id: str) -> Staged:
        found = self._account.fetch(Staged, f"staged-payments/{staged_id}")
        if found.staged_payment_id != staged_id:
            raise ProviderUnavailable("Paymentus's answer is about another page")
        return found


def _ref(staged: Staged) -> str:
    return f"staged.{staged.staged_payment_id}"


def _id(ref: str) -> str:
    found = PAGE_REF.fullmatch(ref)
    if found is None:
        raise ProviderUnavailable("that is no page of Paymentus's")
    return found[1]
