"""Charging saved methods at Paymentus, and finding out what became of a charge."""

from datetime import datetime

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import ChargeRequest, DeclineReason, PaymentReport
from payments._paymentus.account import Account, in_doubt, report_of, unavailable
from payments._paymentus.staged import PAGE_REF, StagedPayments
from payments._paymentus.wire import (
    OBJECT_ID,
    REFERENCE,
    TYPES,
    Fee,
    Payment,
    Refusal,
    charge_body,
    most_paid,
)
from payments._protocol import never_made
from payments._wire import parse

_UNHEARD = (401, 403, 429)


class Charges:
    """The verbs of one biller that take money."""

    def __init__(self, account: Account, staged: StagedPayments) -> None:
        self._account, self._staged = account, staged

    def charge(self, request: ChargeRequest) -> PaymentReport:
        """Send it, once: a second time would be a second payment, and nothing here repeats it."""
        require_reference(request.key)
        refs = (request.method_ref, request.customer_ref)
        if not all(OBJECT_ID.fullmatch(ref) for ref in refs):
            return never_made(request, DeclineReason.INVALID_METHOD)
        answer = self._account.ask("POST", "payments", charge_body(request))
        if isinstance(answer, Refusal):
            if not answer.is_definite:
                raise in_doubt(answer)
            if answer.status in _UNHEARD:
                raise unavailable(answer)
            return never_made(request, answer.reason)
        report = report_of(parse(Payment, answer))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("Paymentus's answer is not about this payment, or not final")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        """By Paymentus's id at once, else by our reference, which is found late.

        None only says that it was not found.
        """
        require_reference(reference)
        if not provider_ref:
            report = self._found(reference)
            if report is None:
                return None
        elif PAGE_REF.fullmatch(provider_ref):
            report = self._staged.payment(provider_ref)
        else:
            report = self._known(provider_ref)
        if report is None or report.reference != reference:
            raise ProviderUnavailable("Paymentus has not decided, or it is another payment")
        return report

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Void what is still processing, or call a page off; else report what it became."""
        if PAGE_REF.fullmatch(provider_ref):
            return self._staged.close(provider_ref)
        if not OBJECT_ID.fullmatch(provider_ref):
            raise ProviderUnavailable("there is nothing at Paymentus to cancel")
        answer = self._account.ask("POST", f"payments/{provider_ref}/void", {})
        if not isinstance(answer, Refusal):
            report = report_of(parse(Payment, answer))
        elif not answer.is_definite:
            raise in_doubt(answer)
        elif answer.status != 409:  # 409: it is over already
            raise unavailable(answer)
        else:
            report = self._known(provider_ref)
        if report is None or report.provider_ref != provider_ref:
            raise OutcomeUnknown("Paymentus's answer is not about this payment, or not final")
        return report

    def fee_for(self, amount: Money, method_type: str) -> Money:
        """The published convenience fee; a question, though another may be published later."""
        shown = amount.to_decimal()
        answer = self._account.read("fees", amount=shown, currency=amount.currency)
        if isinstance(answer, Refusal):
            raise unavailable(answer)
        listed = answer.get("fees")
        for each in listed if isinstance(listed, list) else []:
            fee = parse(Fee, each)
            if fee is not None and TYPES.get(fee.type) == method_type:
                cost = fee.convenience_fee.money
                if cost is not None and cost.currency == amount.currency:
                    return cost
        raise ProviderUnavailable("Paymentus names no fee for this")

    def _known(self, payment_id: str) -> PaymentReport | None:
        if not OBJECT_ID.fullmatch(payment_id):
            raise ProviderUnavailable("that is no payment of Paymentus's")
        found = self._account.payment(payment_id)
        return self._staged.behind(found, report_of(found))

    def _found(self, reference: str) -> PaymentReport | None:
        """What was charged with this reference; None when nothing was found.

        One that carries our reference and cannot be read raises: it is certainly not absent.
        """
        ours: list[Payment] = []
        for item in self._account.listed("payments", "payments", reference=reference):
            payment = parse(Payment, item)
            if payment is None and item.get("reference") == reference:
                raise ProviderUnavailable("a payment of ours at Paymentus is not readable")
            if payment is not None and payment.reference == reference:
                ours.append(payment)
        found = most_paid(ours)
        if found is None:
            return None
        report = report_of(found)
        if report is None:
            raise ProviderUnavailable("Paymentus has not decided")
        return self._staged.behind(found, report)


def require_reference(key: str) -> None:
    """Raises `ProviderUnavailable` for a key that could not be found again."""
    if not REFERENCE.fullmatch(key):
        raise ProviderUnavailable("not sent: this key cannot be looked up at Paymentus")
