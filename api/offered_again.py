"""A new offer where a payment was refused because the provider's fee is another by now.

It shows the new fee and waits for its own yes like any other, by the button only: a "yes" that was
typed twice is about the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing.errors import BillingError
from billing.payments import DeclineReason, Payment, PaymentState
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import Quote
from billing.use_cases.approve_quote import Approved
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.verdicts import DocumentRefused
from billing.words import Words
from tools._context import ToolContext
from tools._quotes import closing_words
from tools._wanted import Wanted

SOON: Final = timedelta(minutes=1)
"""How long after the refusal the approval's answer still opens the offer anew."""


@dataclass(frozen=True, slots=True)
class OfferedAgain:
    """The offer, and the server's own words for it."""

    quote: Quote
    text: str

    def is_for(self, payment: Payment) -> bool:
        return _refused(payment) and any(
            line.bill_id == payment.bill_id for line in self.quote.lines
        )


def offer_again(
    ports: Ports, principal: Principal, approved: Approved, words: Words
) -> OfferedAgain | None:
    """A fresh offer for what was refused for its fee; None where nothing was, or none can be made.

    Asked again later, when something else was offered or tried since, it opens nothing.
    """
    with ports.store.read(principal) as tx:
        lines = [
            payment
            for payment in approved.payments
            if _refused(payment) and _last(ports, tx, payment)
        ]
        busy = any(
            each.id != approved.quote.id
            and not {line.bill_id for line in each.lines} <= {one.bill_id for one in lines}
            for each in tx.quotes.open_of(principal.require_customer())
        )
    if not lines or busy:
        return None
    request = PayRequest(
        bill_ids=tuple(each.bill_id for each in lines),
        amount_minor=lines[0].amount.amount_minor if len(lines) == 1 else None,
        method_id=approved.quote.method_id,
        conversation_id=approved.quote.conversation_id,
        button_only=True,
    )
    try:
        quote = pay_bill(ports, principal, request)
    except BillingError:
        return None  # then the customer asks, as the refusal says
    return OfferedAgain(quote, _words_for(ports, principal, quote, words))


def _refused(payment: Payment) -> bool:
    return payment.state is PaymentState.FAILED and payment.reason is DeclineReason.FEE_CHANGED


def _last(ports: Ports, tx: Tx, payment: Payment) -> bool:
    """Whether it was refused just now, and nothing was tried on its bill since."""
    ended = payment.settled_at
    newest = max(tx.payments.of_bill(payment.bill_id), key=lambda each: each.created_at)
    return newest.id == payment.id and ended is not None and ports.clock.now() - ended < SOON


def _words_for(ports: Ports, principal: Principal, quote: Quote, words: Words) -> str:
    with ports.store.read(principal) as tx:
        tenant, methods = tx.tenants.this(), tx.methods.list()
        bills = tuple(tx.bills.get(line.bill_id) for line in quote.lines)
    context = ToolContext(
        ports=ports,
        principal=principal,
        tenant=tenant,
        conversation_id=quote.conversation_id,
        language=words.language,
        words=words,
        today=local_day(ports.clock.now(), tenant.time_zone),
        attachments=(),
        reading=_reads_nothing,
    )
    return closing_words(context, quote, Wanted(bills), methods)


def _reads_nothing(_: bytes) -> Mapping[str, object]:
    raise DocumentRefused("unsupported_file", "Nothing is read here.")
