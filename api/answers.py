"""The server's own words and cards for what a customer decides about a quote.

Button, typed yes, terminal and AG-UI resume all come here, so that each says and stores the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from api.exchange import card_json
from api.log import log
from billing.conversations import Message, Speaker
from billing.errors import (
    BillChanged,
    BillingError,
    Conflict,
    MethodUnusable,
    NotFound,
    PaymentInDoubt,
    QuoteExpired,
    QuoteSuperseded,
    Refused,
    ScopeRequired,
    StoreUnavailable,
)
from billing.ids import ConversationId, MessageId, QuoteId
from billing.methods import Method
from billing.money import Money
from billing.payments import DeclineReason, Payment, PaymentState
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import BUTTON, TEXT, Quote
from billing.receipts import Receipt
from billing.tenants import JsonValue, Tenant
from billing.use_cases.approve_quote import Approved, approve_quote
from billing.use_cases.decline_quote import decline_quote
from billing.views import (
    PaymentLine,
    Show,
    View,
    facts_view,
    payment_result_view,
    payment_view,
    quote_view,
    receipt_view,
)
from billing.words import Formats, Words
from tools._tool import Card

DECLINED: Final = "payment_declined"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a quote: words, cards, facts, and for REST the status and the body.

    `mark` differs where the news does: each is kept once in the transcript.
    """

    text: str
    cards: tuple[Card, ...] = ()
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    status: int = 200
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    """One payment of an approved quote with what there is to say about it."""

    payment: Payment
    receipt: Receipt | None
    number: str
    card: Card


@dataclass(slots=True)
class Answers:
    """Approves and declines, in the customer's language."""

    ports: Ports
    formats: Formats

    def words(self, principal: Principal, quote: Quote | None = None) -> Words:
        """Words in the language of the quote's conversation, else of the customer."""
        with self.ports.store.read(principal) as tx:
            language = tx.customers.get(principal.require_customer()).language
            if quote is not None and quote.conversation_id is not None:
                tail = tx.conversations.tail(quote.conversation_id, 4)
                spoken = [str(m.extra["language"]) for m in tail if "language" in m.extra]
                language = spoken[-1] if spoken else language
        return Words(language, self.formats)

    def approve(self, principal: Principal, quote_id: QuoteId) -> Answer:
        """The button: approve, pay, say what became of it, and keep it in the transcript."""
        approved = approve_quote(self.ports, principal, quote_id, channel=BUTTON)
        words = self.words(principal, approved.quote)
        answer = self._approved(principal, approved, words)
        self._keep(principal, approved.quote, answer, words.language)
        return answer

    def approve_by_text(self, principal: Principal, quote: Quote, words: Words) -> Answer:
        """A typed yes: the same act, where it counts; else say that only the button does."""
        if TEXT not in quote.approve_by:
            return Answer(words.say("quote.only_button"))
        try:
            approved = approve_quote(self.ports, principal, quote.id, channel=TEXT)
        except (Conflict, Refused) as refused:
            return Answer(_refusal(refused, words))
        return self._approved(principal, approved, words)

    def decline(self, principal: Principal, quote_id: QuoteId, words: Words | None) -> Answer:
        """Close the quote; without `words` (a button) the answer is kept in the transcript."""
        quote = decline_quote(self.ports, principal, quote_id)
        said = words or self.words(principal, quote)
        view = self.quote_json(principal, quote, said)
        answer = Answer(said.say("quote.declined"), body=view, mark=str(quote.status))
        if words is None:
            self._keep(principal, quote, answer, said.language)
        return answer

    def quote_json(self, principal: Principal, quote: Quote, words: Words) -> View:
        """The quote as the wire has it."""
        with self.ports.store.read(principal) as tx:
            return self._quote(tx, quote, words)

    def policy_facts(self, tenant: Tenant) -> dict[str, JsonValue]:
        """What the prompt may know of a tenant's policy: the same for all customers."""
        policy = tenant.policy
        return {
            "company": tenant.name,
            "kind": tenant.kind,
            "currency": tenant.currency,
            "languages": [*tenant.languages],
            "partial_payments": policy.partial_allowed,
            "uploads": policy.uploads_accepted,
            "payment_extension": "human only" if policy.extension_days is None else "by policy",
            "plan_upgrade": policy.upgrade,
            "plan_downgrade": policy.downgrade,
        }

    def _quote(self, tx: Tx, quote: Quote, words: Words) -> View:
        today = local_day(self.ports.clock.now(), tx.tenants.this().time_zone)
        show = Show(words.language, self.formats)
        return quote_view(quote, tx.methods.list(), today=today, show=show)

    def _approved(self, principal: Principal, approved: Approved, words: Words) -> Answer:
        show = Show(words.language, self.formats)
        with self.ports.store.read(principal) as tx:
            quote = self._quote(tx, approved.quote, words)
            method = _method(tx, approved.quote)
            results = [self._result(tx, each, method, show) for each in approved.payments]
        status, code = _status(approved.payments)
        body: dict[str, JsonValue] = {
            "quote": quote,
            "payments": [payment_result_view(r.payment, r.receipt, show) for r in results],
        }
        if code is not None:
            body["code"] = code
        cards = tuple(result.card for result in results)
        return Answer(
            text="\n".join(_sentence(result, words) for result in results),
            cards=cards,
            facts=facts_view((card.kind, card.data) for card in cards),
            status=status,
            body=body,
            mark=_mark(approved.payments),
        )

    def _result(self, tx: Tx, payment: Payment, method: Method | None, show: Show) -> _Result:
        bill = tx.bills.get(payment.bill_id)
        receipt = tx.payments.receipt_of(payment.id)
        if receipt is not None:
            data = receipt_view(receipt, bill=bill, method=method, show=show)
            return _Result(payment, receipt, bill.number, Card("receipt", receipt.id, data))
        nothing = Money.zero(payment.amount.currency)
        line = PaymentLine(payment, bill.number, method, None, nothing)
        card = Card("payments", payment.id, {"payments": [payment_view(line, show)]})
        return _Result(payment, None, bill.number, card)

    def _keep(self, principal: Principal, quote: Quote, answer: Answer, language: str) -> None:
        """Store what a button's answer showed, once, in the conversation the quote belongs to.

        The quote is decided by now and money may have moved, so nothing here fails the answer: the
        conversation may be a colleague's, or a twin of this click may have stored it first.
        """
        if quote.conversation_id is None:
            return
        message_id = MessageId(f"{quote.id}-{answer.mark}")
        try:
            self._append(principal, quote.conversation_id, message_id, answer, language)
        except (NotFound, Conflict, StoreUnavailable) as lost:
            log.info("answer not kept", quote=quote.id, error=type(lost).__name__)

    def _append(
        self,
        principal: Principal,
        thread: ConversationId,
        message_id: MessageId,
        answer: Answer,
        language: str,
    ) -> None:
        with self.ports.store.write(principal) as tx:
            if tx.conversations.by_message_id(thread, message_id) is not None:
                return
            tx.conversations.append(
                Message(
                    conversation_id=thread,
                    seq=0,
                    id=message_id,
                    speaker=Speaker.SERVER,
                    text=answer.text,
                    at=self.ports.clock.now(),
                    cards=[card_json(card) for card in answer.cards],
                    facts=answer.facts,
                    extra={"model": "server", "language": language},
                )
            )


def _method(tx: Tx, quote: Quote) -> Method | None:
    try:
        return tx.methods.get(quote.method_id)
    except NotFound:
        return None


def _mark(payments: tuple[Payment, ...]) -> str:
    """Which news this is: a later click's answer, with the payments further on, is kept too."""
    states = ",".join(f"{payment.id}:{payment.state}" for payment in payments)
    return hashlib.sha256(states.encode()).hexdigest()[:12]


def _status(payments: tuple[Payment, ...]) -> tuple[int, str | None]:
    """200 if any succeeded, else 202 if any may yet, else 402 (503 when nothing was ever sent)."""
    states = {payment.state for payment in payments}
    if PaymentState.SUCCEEDED in states:
        return 200, None
    if states - {PaymentState.FAILED, PaymentState.CANCELLED}:
        return 202, None
    reasons = {payment.reason for payment in payments}
    if reasons == {DeclineReason.PROVIDER_UNAVAILABLE}:
        return 503, "provider_unavailable"
    if DeclineReason.AUTHENTICATION_REQUIRED in reasons:
        return 402, "authentication_required"
    return 402, DECLINED


def _sentence(result: _Result, words: Words) -> str:
    """What to tell the customer about one payment; a failed one says why and what to do."""
    payment = result.payment
    receipt = result.receipt.number if result.receipt is not None else "-"
    said = words.say(
        f"payment.{payment.state}"
        if payment.state is not PaymentState.CREATED
        else "payment.submitting",
        amount=payment.amount,
        bill=result.number,
        receipt=receipt,
    )
    if payment.state is not PaymentState.FAILED:
        return said
    reason = payment.reason or DeclineReason.OTHER
    return f"{said} {words.say(f'decline.{reason}', currency=payment.amount.currency)}"


def _refusal(error: BillingError, words: Words) -> str:
    """Why a typed yes could not be followed."""
    match error:
        case QuoteExpired():
            return words.say("quote.expired")
        case BillChanged():
            return words.say("quote.changed")
        case QuoteSuperseded():
            return words.say("quote.superseded")
        case ScopeRequired():
            return words.say("quote.only_button")
        case PaymentInDoubt():
            return words.say("error.payment_in_doubt")
        case MethodUnusable():
            return words.say("error.method_expired")
        case _:
            return words.say("error.conflict")
