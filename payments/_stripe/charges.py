"""Charging saved methods with payment intents, and finding out what became of a charge.

An idempotency key's first answer is replayed, errors included, for at least 24 hours
(docs.stripe.com `/api/idempotent_requests`); an error body of Stripe's own with a 400 or 402 is a
definite no, 5xx and 409 are not (`/error-low-level`).
"""

from datetime import datetime, timedelta

import stripe
from stripe.params import PaymentIntentCreateParams, PaymentIntentListParams

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import ChargeRequest, DeclineReason, PaymentReport, PaymentState
from payments._protocol import never_made
from payments._stripe.account import PAGE, Account, ask, in_doubt, unavailable
from payments._stripe.links import Links, is_page
from payments._stripe.wire import Intent, ListPage, Refusal, best_id, is_definite
from payments._stripe.words import INTENT_ID, REFERENCE, to_wire
from payments._wire import parse

CLOCKS_APART = timedelta(minutes=5)


class Charges:
    """The verbs of one account that take money."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._intents = account.v1.payment_intents
        self._links = Links(account)

    def charge(self, request: ChargeRequest) -> PaymentReport:
        if not REFERENCE.fullmatch(request.key):
            raise ProviderUnavailable("not sent: the key has characters that cannot be looked up")
        amount = to_wire(request.amount)
        if amount is None:
            return never_made(request, DeclineReason.CURRENCY_NOT_SUPPORTED)
        params = _charging(request, amount)
        answer = ask(lambda: self._intents.create(params, {"idempotency_key": request.key}))
        if isinstance(answer, Refusal):
            return self._declined(request, answer)
        report = self._account.report(parse(Intent, answer))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("Stripe's answer is not about this payment, or not final")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        """The list endpoint reads its own writes, so absence there is definite; the search index
        lags and is only asked for a quicker yes.
        """
        if not REFERENCE.fullmatch(reference):
            raise ProviderUnavailable("this reference was never sent to Stripe")
        found = provider_ref or self._searched(reference) or self._listed(reference, since)
        if found is None:
            return None
        report = self._links.payment(found) if is_page(found) else self._of_intent(found)
        if report is None or report.reference != reference:
            raise ProviderUnavailable("Stripe has not decided, or it is another payment")
        return report

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Cancel, or report what it became instead; raises `OutcomeUnknown` in any doubt."""
        if is_page(provider_ref):
            return self._links.close(provider_ref)
        if not INTENT_ID.fullmatch(provider_ref):
            raise ProviderUnavailable("there is nothing at Stripe to cancel")
        answer = ask(lambda: self._intents.cancel(provider_ref))
        if not isinstance(answer, Refusal):
            report = self._account.report(parse(Intent, answer))
        elif answer.payment_intent is not None:
            report = self._account.report(answer.payment_intent)
        else:
            raise unavailable(answer) if is_definite(answer) else in_doubt(answer)
        if report is None or report.provider_ref != provider_ref:
            raise OutcomeUnknown("Stripe's answer is not about this payment, or not final")
        return report

    def _of_intent(self, intent_id: str) -> PaymentReport | None:
        intent = self._account.fetch(Intent, lambda: self._intents.retrieve(intent_id))
        return self._links.behind(intent, self._account.report(intent))

    def _declined(self, request: ChargeRequest, answer: Refusal) -> PaymentReport:
        """The report of a definite no; raises for any other error answer."""
        if not is_definite(answer):
            raise in_doubt(answer)
        if answer.status not in (400, 402):
            raise unavailable(answer)
        if answer.payment_intent is None:
            return never_made(request, answer.reason)
        report = self._account.report(answer.payment_intent, answer.reason)
        ours = report is not None and report.reference == request.key
        if report is None or not ours or report.state is not PaymentState.FAILED:
            raise OutcomeUnknown("Stripe refused and yet may have charged")
        return report

    def _searched(self, reference: str) -> str | None:
        query = f"metadata['reference']:'{reference}'"
        try:
            answer = self._account.read(lambda: self._intents.search({"query": query, "limit": 10}))
        except ProviderUnavailable:
            return None
        page = None if isinstance(answer, Refusal) else parse(ListPage, answer)
        return None if page is None else best_id(page.data, reference)

    def _listed(self, reference: str, since: datetime) -> str | None:
        """The id by reading every intent since then; raises when there are too many to be sure."""
        begin = int((since - CLOCKS_APART).timestamp())

        def ask_after(last: str | None) -> stripe.StripeObject:
            params: PaymentIntentListParams = {"created": {"gte": begin}, "limit": PAGE}
            if last is not None:
                params["starting_after"] = last
            return self._intents.list(params)

        for page in self._account.pages(ask_after):
            found = best_id(page.data, reference)
            if found is not None:
                return found
        return None


def _charging(request: ChargeRequest, amount: int) -> PaymentIntentCreateParams:
    params: PaymentIntentCreateParams = {
        "amount": amount,
        "currency": request.amount.currency.lower(),
        "payment_method": request.method_ref,
        "confirm": True,
        "metadata": {"reference": request.key},
        "description": request.description,
    }
    if request.return_url is None:
        # No page can be opened: what needs an act of the customer's is a decline.
        params["error_on_requires_action"] = True
        params["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
    else:
        params["return_url"] = request.return_url
        params["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "always"}
    if request.customer_ref:
        params["customer"] = request.customer_ref
    return params
