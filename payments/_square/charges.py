"""Charging what is on file with Square, and finding out what became of a charge."""

from datetime import datetime

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import ChargeRequest, DeclineReason, PaymentReport, PaymentState
from payments._protocol import never_made
from payments._square.account import (
    CLOCKS_APART,
    ONCE,
    PAGE,
    Account,
    in_doubt,
    rfc3339,
    unavailable,
)
from payments._square.links import Links
from payments._square.wire import Payment, Refusal, most_paid
from payments._square.words import METHOD_ID, OBJECT_ID, PAGE_REF, TYPES, to_reference
from payments._wire import parse

MAX_NOTE = 500
_UNHEARD = (401, 403, 429)


class Charges:
    """The verbs of one seller that take money."""

    def __init__(self, account: Account, links: Links) -> None:
        self._account, self._links = account, links

    def charge(self, request: ChargeRequest) -> PaymentReport:
        reference = to_reference(request.key)
        if reference is None:
            raise ProviderUnavailable("not sent: this key cannot be looked up at Square")
        if request.method_type not in TYPES or not METHOD_ID.fullmatch(request.method_ref):
            return never_made(request, DeclineReason.INVALID_METHOD)
        answer = self._account.ask(lambda: self._create(request, reference))
        if isinstance(answer, Refusal):
            return self._declined(request, answer)
        report = self._account.report(parse(Payment, answer.get("payment")))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("Square's answer is not about this payment, or not final")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        """By Square's id, else by reading what was charged since then: there is no search."""
        if to_reference(reference) is None:
            raise ProviderUnavailable("this reference was never sent to Square")
        if not provider_ref:
            report = self._listed(reference, since)
            if report is None:
                return None
        elif PAGE_REF.fullmatch(provider_ref):
            report = self._links.payment(provider_ref)
        elif OBJECT_ID.fullmatch(provider_ref):
            found = self._account.payment(provider_ref)
            report = self._links.behind(found, self._account.report(found))
        else:
            raise ProviderUnavailable("that is no payment of Square's")
        if report is None or report.reference != reference:
            raise ProviderUnavailable("Square has not decided, or it is another payment")
        return report

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Let approved money go, or report what it became instead."""
        if PAGE_REF.fullmatch(provider_ref):
            return self._links.close(provider_ref)
        if not OBJECT_ID.fullmatch(provider_ref):
            raise ProviderUnavailable("there is nothing at Square to cancel")
        cancel = self._account.api.payments.cancel
        answer = self._account.ask(lambda: cancel(provider_ref, request_options=ONCE))
        if not isinstance(answer, Refusal):
            payment = parse(Payment, answer.get("payment"))
        elif not answer.is_definite:
            raise in_doubt(answer)
        elif answer.status != 400:  # 400: it is over already, or cannot be stopped any more
            raise unavailable(answer)
        else:
            payment = self._account.payment(provider_ref)
        report = self._account.report(payment)
        if report is None or report.provider_ref != provider_ref:
            raise OutcomeUnknown("Square's answer is not about this payment, or not final")
        return report

    def _create(self, request: ChargeRequest, reference: str) -> object:
        """No tip, no partial approval, completed at once: what is taken is what was approved.

        `customer_initiated` is not said: Square then takes the buyer as present, which asks for
        their bank's confirmation where the law does.
        """
        more = {"customer_id": request.customer_ref} if request.customer_ref else {}
        if request.description:
            more["note"] = request.description[:MAX_NOTE]
        amount = request.amount
        return self._account.api.payments.create(
            source_id=request.method_ref,
            idempotency_key=request.key,
            # Any code goes out: Square refuses the ones it does not know.
            amount_money={"amount": amount.amount_minor, "currency": amount.currency},
            autocomplete=True,
            location_id=self._account.location,
            reference_id=reference,
            request_options=ONCE,
            **more,
        )

    def _declined(self, request: ChargeRequest, answer: Refusal) -> PaymentReport:
        """The report of a definite no; raises for any other error answer."""
        if answer.payment is not None and answer.problems and answer.status < 500:
            payment = parse(Payment, answer.payment)
            report = self._account.report(payment, answer.reason)
            ours = report is not None and report.reference == request.key
            if report is None or not ours or report.state is not PaymentState.FAILED:
                raise OutcomeUnknown("Square refused and yet may have charged")
            return report
        if not answer.is_definite:
            raise in_doubt(answer)
        if answer.status in _UNHEARD or any(
            each.field == "location_id" for each in answer.problems
        ):
            raise unavailable(answer)
        # What else a charge names is the method and its customer; Square does not always say which.
        gone = answer.status == 404 or "NOT_FOUND" in answer.codes
        return never_made(request, DeclineReason.INVALID_METHOD if gone else answer.reason)

    def _listed(self, reference: str, since: datetime) -> PaymentReport | None:
        """What was charged with this reference; None when nothing was, as far as the list knows.

        One that carries our reference and cannot be read raises: it is certainly not absent.
        """
        wanted = to_reference(reference)
        begin, account = rfc3339(since - CLOCKS_APART), self._account

        def ask_after(cursor: str | None) -> object:
            return account.api.payments.list(
                begin_time=begin,
                sort_order="ASC",
                location_id=account.location,
                limit=PAGE,
                cursor=cursor,
                request_options=ONCE,
            )

        ours: list[Payment] = []
        for item in account.listed("payments", ask_after):
            payment = parse(Payment, item)
            if payment is None and item.get("reference_id") == wanted:
                raise ProviderUnavailable("a payment of ours at Square is not readable")
            if payment is not None and payment.reference == reference:
                ours.append(payment)
        found = most_paid(ours)
        if found is None:
            page_ref = self._links.find(reference)
            return None if page_ref is None else self._links.payment(page_ref)
        report = account.report(found)
        if report is None:
            raise ProviderUnavailable("Square has not decided")
        return self._links.behind(found, report)
