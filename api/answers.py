"""The server's own words and cards for what a customer decides about a quote.

Button, typed yes, terminal and AG-UI resume all come here, so that each says and stores the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from api.act_answers import done_act
from api.exchange import Nudge, card_json, nobody_listens
from api.log import log
from api.offered_again import OfferedAgain, offer_again
from api.payment_words import payment_words, waiting_words, waits_for_another
from billing.act_views import act_quote_view
from billing.act_words import offer_words
from billing.acts import Act
from billing.conversations import Message, Speaker
from billing.errors import (
    BillChanged,
    BillingError,
    Conflict,
    Forbidden,
    MethodUnusable,
    NotFound,
    PaymentInDoubt,
    QuoteExpired,
    QuoteSuperseded,
    Refused,
    ScopeRequired,
    StoreUnavailable,
)
from billing.facts_view import facts_view
from billing.hosted_pages import HostedPage
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
from billing.use_cases._home import home_of
from billing.use_cases._provider import chargeable
from billing.use_cases.approve_quote import Approved, approve_quote
from billing.use_cases.decline_quote import decline_quote
from billing.use_cases.open_confirmation import confirmation_of
from billing.use_cases.payment_history import method_of
from billing.views import (
    PaymentLine,
    Show,
    View,
    payment_result_view,
    payment_view,
    quote_view,
    receipt_view,
)
from billing.words import Formats, Value, Words
from tools._tool import Card

DECLINED: Final = "payment_declined"
MOST_OTHERS: Final = 3
_SAME_AGAIN: Final = frozenset({DeclineReason.FEE_CHANGED})
"""Refusals after which the same way to pay is as good as any other."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a quote: words, cards, facts, and for REST the status and the body.

    `mark` differs where the news does: each is kept once in the transcript. `shown`: the ids of
    the messages that say it there, so that a client which hears them again knows them. `offer`: a
    new one, opened because the provider's fee is another by now; nobody has agreed to it.
    """

    text: str
    cards: tuple[Card, ...] = ()
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    status: int = 200
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    mark: str = ""
    shown: tuple[MessageId, ...] = ()
    offer: OfferedAgain | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One payment as it stands, with what there is to say and to show about it."""

    payment: Payment
    receipt: Receipt | None
    page: HostedPage | None
    card: Card
    text: str
    method: Method | None = None

    @property
    def message_id(self) -> MessageId:
        """Where the transcript says it: one message for each payment and state, whoever tells."""
        mark = f"told-{self.payment.id}-{self.payment.state}"
        declined = self.payment.state is PaymentState.REQUIRES_ACTION and self.payment.reason
        return MessageId(f"{mark}-{declined}" if declined else mark)


@dataclass(slots=True)
class Answers:
    """Approves and declines, in the customer's language."""

    ports: Ports
    formats: Formats
    nudge: Nudge = nobody_listens

    def words(self, principal: Principal, quote: Quote | None = None) -> Words:
        """Words in the language of the quote's conversation, else of the customer."""
        return self.words_in(principal, quote.conversation_id if quote is not None else None)

    def words_in(self, principal: Principal, thread: ConversationId | None) -> Words:
        """Words in the language last spoken in a conversation, else of the customer."""
        with self.ports.store.read(principal) as tx:
            language = tx.customers.get(principal.require_customer()).language
            if thread is not None:
                tail = tx.conversations.tail(thread, 4)
                spoken = [str(m.extra["language"]) for m in tail if "language" in m.extra]
                language = spoken[-1] if spoken else language
        return Words(language, self.formats)

    def approve(self, principal: Principal, quote_id: QuoteId) -> Answer:
        """The button: approve, pay, say what became of it, and keep it in the transcript."""
        approved = approve_quote(self.ports, principal, quote_id, channel=BUTTON)
        words = self.words(principal, approved.quote)
        act = approved.quote.act
        if act is not None:
            return self._acted(principal, approved.quote, act, words, keep=True)
        told, answer = self._approved(principal, approved, words)
        for each in told:
            self._keep(principal, approved.quote, each.message_id, self.kept(each, words))
        shown = [each.message_id for each in told]
        if (again := answer.offer) is not None:
            shown.append(MessageId(f"offered-{again.quote.id}"))
            spoken = Spoken(again.text, answer.cards[-1:], {}, words.language)
            self._keep(principal, again.quote, shown[-1], spoken)
        return replace(answer, shown=tuple(shown))

    def approve_by_text(self, principal: Principal, quote: Quote, words: Words) -> Answer:
        """A typed yes: the same act, where it counts; else say that only the button does."""
        about = "act" if quote.act is not None else "quote"
        if TEXT not in quote.approve_by:
            return Answer(words.say(f"{about}.only_button"))
        try:
            approved = approve_quote(self.ports, principal, quote.id, channel=TEXT)
        except (Conflict, Refused) as refused:
            return Answer(_refusal(refused, words, about))
        if approved.quote.act is not None:
            return self._acted(principal, approved.quote, approved.quote.act, words, keep=False)
        return self._approved(principal, approved, words)[1]

    def decline(self, principal: Principal, quote_id: QuoteId, words: Words | None) -> Answer:
        """Close the quote; without `words` (a button) the answer is kept in the transcript."""
        quote = decline_quote(self.ports, principal, quote_id)
        said = words or self.words(principal, quote)
        view = self.quote_json(principal, quote, said)
        about = "act" if quote.act is not None else "quote"
        answer = Answer(said.say(f"{about}.declined"), body=view, mark=str(quote.status))
        if words is not None:
            return answer
        message_id = MessageId(f"{quote.id}-{answer.mark}")
        spoken = Spoken(answer.text, (), {}, said.language)
        self._keep(principal, quote, message_id, spoken)
        return replace(answer, shown=(message_id,))

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
        if quote.act is not None:
            summary = offer_words(words, quote.act)
            return act_quote_view(quote, quote.act, summary=summary, show=show)
        methods = tx.methods.list()
        offered = chargeable(self.ports, tx, methods, quote.currency)
        return quote_view(quote, methods, offered=offered, today=today, show=show)

    def told(
        self, tx: Tx, payment: Payment, words: Words, again: OfferedAgain | None = None
    ) -> Told:
        """What there is to say about one payment as it now stands, from the rows of `tx`.

        `again`: the offer that was opened instead of the payment's own.
        """
        show = Show(words.language, self.formats)
        bill = tx.bills.get(payment.bill_id)
        method = method_of(tx, payment.method_id)
        receipt = tx.payments.receipt_of(payment.id)
        page = confirmation_of(tx, payment)
        if receipt is not None:
            data = receipt_view(receipt, bill=bill, method=method, show=show)
            card = Card("receipt", receipt.id, data)
        else:
            nothing = Money.zero(payment.amount.currency)
            line = PaymentLine(payment, bill.number, method, None, nothing, page)
            card = Card("payments", payment.id, {"payments": [payment_view(line, show)]})
        number = receipt.number if receipt is not None else "-"
        offered = again is not None and again.is_for(payment)
        text = payment_words(
            payment, words, bill=bill.number, receipt=number, offered_again=offered
        )
        another = page is None and waits_for_another(tx, payment)
        shown, number = page is not None, bill.number
        waiting = waiting_words(payment, method, words, bill=number, another=another, page=shown)
        text = waiting or text
        retry = payment.state is PaymentState.FAILED and payment.reason not in _SAME_AGAIN
        if retry and (others := self._others(tx, payment, words.language)):
            text += " " + words.say("payment.try_other", methods=words.listing(others))
        return Told(payment, receipt, page, card, text, method)

    def kept(self, told: Told, words: Words) -> "Spoken":
        """One payment's news as the transcript keeps it."""
        facts = facts_view([(told.card.kind, told.card.data)])
        return Spoken(told.text, (told.card,), facts, words.language)

    def _approved(
        self, principal: Principal, approved: Approved, words: Words
    ) -> tuple[tuple[Told, ...], Answer]:
        show = Show(words.language, self.formats)
        again = offer_again(self.ports, principal, approved, words)
        with self.ports.store.read(principal) as tx:
            quote = self._quote(tx, approved.quote, words)
            told = tuple(self.told(tx, each, words, again) for each in approved.payments)
            offer = self._quote(tx, again.quote, words) if again is not None else None
        status, code = _status(approved.payments)
        body: dict[str, JsonValue] = {
            "quote": quote,
            "payments": [
                payment_result_view(t.payment, t.receipt, show, t.page, t.method) for t in told
            ],
        }
        if code is not None:
            body["code"] = code
        cards = tuple(each.card for each in told)
        texts = [each.text for each in told]
        if again is not None and offer is not None:
            body["next_quote"] = offer
            cards, texts = (*cards, Card("quote", again.quote.id, offer)), [*texts, again.text]
        return told, Answer(
            text="\n".join(texts),
            cards=cards,
            offer=again,
            facts=facts_view((card.kind, card.data) for card in cards),
            status=status,
            body=body,
        )

    def _acted(
        self, principal: Principal, quote: Quote, act: Act, words: Words, *, keep: bool
    ) -> Answer:
        """What became of an approved act; with `keep` (a button) also in the transcript."""
        show = Show(words.language, self.formats)
        with self.ports.store.read(principal) as tx:
            today = local_day(self.ports.clock.now(), tx.tenants.this().time_zone)
            done = done_act(tx, quote, act, words, (show, today))
            body: dict[str, JsonValue] = {"quote": self._quote(tx, quote, words)}
        body |= {"payments": [], "act": done.view}
        if done.code is not None:
            body["code"] = done.code
        facts = facts_view((card.kind, card.data) for card in done.cards)
        answer = Answer(done.text, done.cards, facts, done.status, body)
        if not keep:
            return answer
        spoken = Spoken(done.text, done.cards, facts, words.language)
        self._keep(principal, quote, done.message_id, spoken)
        return replace(answer, shown=(done.message_id,))

    def _others(self, tx: Tx, payment: Payment, language: str) -> Sequence[Value]:
        """What else of the customer's could pay this: a few names, never the one that failed."""
        today = local_day(self.ports.clock.now(), tx.tenants.this().time_zone)
        currency = payment.amount.currency
        home = home_of(tx, payment.bill_id)
        saved = tx.methods.of_customer(payment.customer_id)
        return [
            method.label(language)
            for method in chargeable(self.ports, tx, saved, currency)
            if method.id != payment.method_id
            and home in (None, method.connection_id)
            and not method.expired(today)
            and currency in (method.currencies or (currency,))
        ][:MOST_OTHERS]

    def _keep(
        self, principal: Principal, quote: Quote, message_id: MessageId, spoken: "Spoken"
    ) -> None:
        """Store what a button's answer showed, once, in the conversation the quote belongs to.

        The quote is decided by now and money may have moved, so nothing here fails the answer: the
        conversation may be a colleague's, or a twin of this click may have stored it first.
        """
        thread = quote.conversation_id
        if thread is None:
            return
        try:
            with self.ports.store.write(principal) as tx:
                self.append(tx, thread, message_id, spoken)
        except (NotFound, Conflict, StoreUnavailable) as lost:
            log.info("answer not kept", quote=quote.id, error=type(lost).__name__)
            return
        self.nudge(principal, thread)

    def append(
        self, tx: Tx, thread: ConversationId, message_id: MessageId, spoken: "Spoken"
    ) -> bool:
        """The server's own words at the end of a conversation; False when they are there."""
        if tx.conversations.by_message_id(thread, message_id) is not None:
            return False
        stored = tx.conversations.append(
            Message(
                conversation_id=thread,
                seq=0,
                id=message_id,
                speaker=Speaker.SERVER,
                text=spoken.text,
                at=self.ports.clock.now(),
                cards=[card_json(card) for card in spoken.cards],
                facts=spoken.facts,
                extra={"model": "server", "language": spoken.language},
            )
        )
        for card in spoken.cards:
            if card.kind == "quote":
                tx.quotes.set_shown(QuoteId(card.id), stored.seq)
        return True


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of the server's own with their cards, in a language."""

    text: str
    cards: tuple[Card, ...]
    facts: Mapping[str, JsonValue]
    language: str


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
    for reason in (DeclineReason.AUTHENTICATION_REQUIRED, DeclineReason.FEE_CHANGED):
        if reason in reasons:
            return 402, str(reason)
    return 402, DECLINED


def _refusal(error: BillingError, words: Words, about: str = "quote") -> str:
    """Why a typed yes could not be followed; `about`: whether to a payment or to an act."""
    match error:
        case QuoteExpired():
            return words.say(f"{about}.expired")
        case BillChanged():
            return words.say("quote.changed")
        case QuoteSuperseded():
            return words.say(f"{about}.superseded")
        case ScopeRequired():
            return words.say(f"{about}.only_button")
        case Forbidden():
            return words.say("act.only_admin")
        case PaymentInDoubt():
            return words.say("error.payment_in_doubt")
        case MethodUnusable():
            return words.say("error.method_expired")
        case _:
            return words.say("error.conflict")
