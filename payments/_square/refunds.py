"""Giving money back at Square, and what became of a refund.

A refund has no field for references: our key is its idempotency key, and its `reason`. Square lists
refunds by time, a little late; a payment names its own refunds.
"""

from datetime import datetime

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundReport, RefundRequest
from payments._protocol import the_refund
from payments._square.account import (
    CLOCKS_APART,
    ONCE,
    PAGE,
    Account,
    in_doubt,
    rfc3339,
    unavailable,
)
from payments._square.wire import Json, Payment, Refund, Refusal
from payments._square.words import (
    MOST_PAID_FIRST,
    OBJECT_ID,
    REFUND_STATES,
    to_mark,
    to_reference,
)
from payments._wire import parse

_MOST = 100
_UNHEARD = (401, 403, 404, 429)


class Refunds:
    """The verbs of one seller that give money back."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._refunds = account.api.refunds

    def refund(self, request: RefundRequest) -> RefundReport:
        if to_reference(request.key) is None or not OBJECT_ID.fullmatch(request.payment_ref):
            raise ProviderUnavailable("not sent: this is no payment or no key of Square's")
        answer = self._account.ask(lambda: self._create(request))
        if isinstance(answer, Refusal):
            return _refused(request, answer)
        report = _report(parse(Refund, answer.get("refund")))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("Square's answer is not about this refund")
        if report.payment_ref != request.payment_ref:
            raise OutcomeUnknown("Square gave back another payment")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        """By our reference among the payment's refunds, or by Square's id alone."""
        if provider_ref:
            report: RefundReport | None = self._by_id(provider_ref)
        else:
            report = self._by_reference(reference, payment_ref, since)
        return the_refund(report, reference=reference, payment_ref=payment_ref)

    def _create(self, request: RefundRequest) -> object:
        amount = request.amount
        return self._refunds.refund_payment(
            idempotency_key=request.key,
            payment_id=request.payment_ref,
            amount_money={"amount": amount.amount_minor, "currency": amount.currency},
            reason=to_mark(request.key),
            request_options=ONCE,
        )

    def _by_id(self, refund_id: str) -> RefundReport:
        if not OBJECT_ID.fullmatch(refund_id):
            raise ProviderUnavailable("that is no refund of Square's")
        get = self._refunds.get
        found = self._account.fetch(Refund, "refund", lambda: get(refund_id, request_options=ONCE))
        report = _report(found)
        if report is None or found.id != refund_id:
            raise ProviderUnavailable("Square's refund is not readable")
        return report

    def _by_reference(
        self, reference: str, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        """Those that the payment names, then those that the list shows: absent is what is in
        neither.
        """
        if to_reference(reference) is None or not OBJECT_ID.fullmatch(payment_ref):
            raise ProviderUnavailable("a refund is looked for by its key and its payment")
        payment: Payment = self._account.payment(payment_ref)
        if len(payment.refund_ids) > _MOST:
            raise ProviderUnavailable("too many refunds to read to be sure that it is absent")
        found = [self._by_id(refund_id) for refund_id in payment.refund_ids]
        ours = [report for report in found if report.reference == reference]
        if not ours:
            ours = self._listed(reference, payment_ref, since)
        return min(ours, key=lambda report: MOST_PAID_FIRST.index(report.state), default=None)

    def _listed(self, reference: str, payment_ref: str, since: datetime) -> list[RefundReport]:
        begin, refunds, mark = rfc3339(since - CLOCKS_APART), self._refunds, to_mark(reference)

        def ask_after(cursor: str | None) -> object:
            return refunds.list(
                begin_time=begin, sort_order="ASC", limit=PAGE, cursor=cursor, request_options=ONCE
            )

        items: list[Json] = [
            item
            for item in self._account.listed("refunds", ask_after)
            if item.get("payment_id") == payment_ref and item.get("reason") == mark
        ]
        reports = [_report(parse(Refund, item)) for item in items]
        if None in reports:
            raise ProviderUnavailable("Square's refund is not readable")
        return [report for report in reports if report is not None]


def _report(refund: Refund | None) -> RefundReport | None:
    """The refund in our words; None when it is undecided or unreadable."""
    state = None if refund is None else REFUND_STATES.get(refund.status)
    money = None if refund is None else refund.amount_money.money
    if refund is None or state is None or money is None:
        return None
    reason = DeclineReason.OTHER if state is PaymentState.FAILED else None
    return RefundReport(refund.reference, refund.id, refund.payment_id, state, money, reason)


def _refused(request: RefundRequest, answer: Refusal) -> RefundReport:
    """The report of a definite no; raises for any other error answer."""
    if not answer.is_definite:
        raise in_doubt(answer)
    if answer.status in _UNHEARD or "REFUND_ALREADY_PENDING" in answer.codes:
        raise unavailable(answer)
    limit = answer.reason is DeclineReason.LIMIT_EXCEEDED
    reason = DeclineReason.LIMIT_EXCEEDED if limit else DeclineReason.OTHER
    return RefundReport(
        request.key, "", request.payment_ref, PaymentState.FAILED, request.amount, reason
    )
