r"""The one way in for a message, whoever carries it: HTTP, AG-UI or the terminal.

    redact -> take the conversation's turn -> store -> consent? -> approve_quote
                                                    \-> else agent/loop.py -> check -> store

Everything shown is stored as it was shown, before the turn ends.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Protocol

from agent.consent import Consent, read_consent
from agent.turn import Closed, Finished, Ran, Said, Step, Turn
from agent.wishes import wishes_to_act
from api.answers import Answers
from api.exchange import Emit, Incoming, Outcome, Reply, Shown, Text, gap, nobody
from api.model_costs import ModelCosts
from api.transcript import WINDOW, Transcript
from api.waiting import Waiting
from billing.conversations import Conversation, Message, Speaker
from billing.errors import InvalidRequest, NotFound, TurnInProgress
from billing.facts_view import facts_view
from billing.ids import (
    THREAD_SHAPE,
    ConversationId,
    MessageId,
    QuoteId,
    TicketId,
    is_id,
)
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import APPROVE, Principal
from billing.quotes import Quote
from billing.redaction import CardWindow, Redacted
from billing.tenants import JsonValue, Tenant
from billing.use_cases.customer_context import customer_context
from billing.words import Formats, Words
from tools._context import ToolContext

TURN_WAIT_S: Final = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 0.25
TURN_LEASE: Final = timedelta(seconds=60)
CARD_WINDOW: Final = 3
LAST_WORDS: Final = 3
CONSENT_LANGUAGES: Final = ("en", "es", "de", "fr")


class Answering(Protocol):
    """Who answers a message: `agent.loop.Assistant`, or one that watches it."""

    def run(self, turn: Turn) -> Iterator[Step]: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A turn that was taken: the stored message and what was read with it.

    `tail` is the transcript before the message, oldest first; `owner` holds the turn.
    """

    message: Message
    owner: str
    tail: tuple[Message, ...]
    tenant: Tenant
    language: str
    quote: Quote | None


@dataclass(slots=True)
class Turns:
    """Takes turns. One instance serves every conversation; it only counts who waits."""

    ports: Ports
    assistant: Callable[[], Answering]
    transcript: Transcript
    answers: Answers
    formats: Formats
    reading: Callable[[bytes], Mapping[str, object]]
    understand_language: Callable[[str, str], str]
    costs: ModelCosts
    turn_wait_s: float = TURN_WAIT_S
    waiting: Waiting = field(default_factory=Waiting)

    def take(self, principal: Principal, incoming: Incoming, emit: Emit = nobody) -> Outcome:
        """Answer one message. The same `message_id` again gives the stored answer.

        Raises `TurnInProgress` when an earlier message of the conversation takes over ten seconds
        (at once where two of the person's messages wait already), `InvalidRequest` when
        `message_id` names what we said ourselves.
        """
        opened = self._open(principal, incoming)
        if isinstance(opened, Outcome):
            return opened
        try:
            context = self._context(principal, opened, incoming)
            earlier = self.transcript.earlier(principal, opened.message, opened.tail)
            reply = self._consented(principal, opened, context, emit)
            if reply is None:
                reply = self._converse(principal, opened, context, emit, earlier)
            reply = replace(reply, earlier=earlier)
            return self.transcript.store(
                principal, opened.message, reply, context.language, turn=opened.owner
            )
        except BaseException:
            with self.ports.store.write(principal) as tx:
                tx.conversations.end_turn(opened.message.conversation_id, opened.owner)
            raise

    # --- the conversation -------------------------------------------------------------------

    def _open(self, principal: Principal, incoming: Incoming) -> Opened | Outcome:
        """Take the conversation's turn, now or within `turn_wait_s`, and store the message."""
        message_id = MessageId(incoming.message_id or self.ports.ids.new("msg"))
        owner = self.ports.ids.new("turn")
        deadline = time.monotonic() + self.turn_wait_s
        opened = self._try_open(principal, incoming, message_id, owner)
        if opened is not None:
            return opened
        pause = FIRST_PAUSE_S
        with self.waiting.place(principal):
            while time.monotonic() < deadline:
                time.sleep(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE_S)
                opened = self._try_open(principal, incoming, message_id, owner)
                if opened is not None:
                    return opened
        raise TurnInProgress("an earlier message is still being answered")

    def _try_open(
        self, principal: Principal, incoming: Incoming, message_id: MessageId, owner: str
    ) -> Opened | Outcome | None:
        """Take the turn and store the message, in one transaction; None while another holds it."""
        with self.ports.store.write(principal) as tx:
            conversation = self._conversation(tx, incoming.conversation_id)
            until = self.ports.clock.real_now() + TURN_LEASE
            if not tx.conversations.take_turn(conversation.id, owner, until):
                return None
            stored = self.transcript.stored(tx, conversation, message_id)
            if stored is None:
                return self._hear(tx, conversation, message_id, incoming, owner)
            tx.conversations.end_turn(conversation.id, owner)
            return stored

    def _conversation(self, tx: Tx, wanted: str | None) -> Conversation:
        """The principal's own conversation, or a new one: foreign and unknown look alike."""
        named = wanted is not None and THREAD_SHAPE.fullmatch(wanted) is not None
        if wanted is not None and (named or is_id(wanted)):
            try:
                return tx.conversations.get(ConversationId(wanted))
            except NotFound:
                pass
        conversation = Conversation(
            id=ConversationId(wanted if wanted and named else self.ports.ids.new("cnv")),
            customer_id=tx.principal.require_customer(),
            person_id=tx.principal.require_person(),
            created_at=self.ports.clock.now(),
        )
        tx.conversations.add(conversation)
        return conversation

    def _hear(
        self,
        tx: Tx,
        conversation: Conversation,
        message_id: MessageId,
        incoming: Incoming,
        owner: str,
    ) -> Opened:
        """Redact and store the customer's message; card numbers split over messages go too."""
        tail = tx.conversations.tail(conversation.id, WINDOW)
        message = next((each for each in tail if each.id == message_id), None)
        if message is None and conversation.last_seq > WINDOW:
            message = tx.conversations.by_message_id(conversation.id, message_id)
        if message is not None and message.speaker is not Speaker.CUSTOMER:
            raise InvalidRequest("this message id is taken")
        if message is None:
            said = [each for each in tail if each.speaker is Speaker.CUSTOMER][-CARD_WINDOW:]
            verdict = CardWindow((each.id, each.text) for each in said).add(
                message_id, incoming.text
            )
            if verdict.rewrite:
                tail = self._rewritten(tx, tail, verdict.rewrite)
            redacted = verdict.text != incoming.text
            message = tx.conversations.append(
                Message(
                    conversation_id=conversation.id,
                    seq=0,
                    id=message_id,
                    speaker=Speaker.CUSTOMER,
                    text=str(verdict.text),
                    at=self.ports.clock.now(),
                    extra={"attachments": [*incoming.attachments], "redacted": redacted},
                )
            )
        return Opened(
            message=message,
            owner=owner,
            tail=tuple(each for each in tail if each.seq < message.seq),
            tenant=tx.tenants.this(),
            language=tx.customers.get(conversation.customer_id).language,
            quote=tx.quotes.open_in(conversation.id),
        )

    def _rewritten(
        self, tx: Tx, tail: tuple[Message, ...], rewrite: Mapping[str, Redacted]
    ) -> tuple[Message, ...]:
        """The tail without a card number begun earlier, in the store and in the model's window."""
        clean = tuple(
            replace(each, text=str(rewrite[each.id])) if each.id in rewrite else each
            for each in tail
        )
        for each in clean:
            if each.id in rewrite:
                tx.conversations.rewrite(each)
        self.transcript.forget(tx.principal, clean[0].conversation_id)
        return clean

    # --- what is said back ------------------------------------------------------------------

    def _context(self, principal: Principal, opened: Opened, incoming: Incoming) -> ToolContext:
        tenant, message = opened.tenant, opened.message
        spoken = [str(each.extra["language"]) for each in opened.tail if "language" in each.extra]
        usual = spoken[-1] if spoken else opened.language
        language = self.understand_language(message.text, usual)
        return replace(
            self.context_of(principal, tenant, language),
            conversation_id=message.conversation_id,
            attachments=incoming.attachments,
            customer_text=message.text,
            transcript_tail=tuple(f"{m.speaker}: {m.text}" for m in opened.tail[-8:]),
        )

    def context_of(self, principal: Principal, tenant: Tenant, language: str) -> ToolContext:
        """Who asks, with what at hand, where nothing was said: outside of any conversation."""
        return ToolContext(
            ports=self.ports,
            principal=principal,
            tenant=tenant,
            conversation_id=None,
            language=language,
            words=Words(language, self.formats, time_zone=tenant.time_zone),
            today=local_day(self.ports.clock.now(), tenant.time_zone),
            attachments=(),
            reading=self.reading,
        )

    def _consented(
        self, principal: Principal, opened: Opened, context: ToolContext, emit: Emit
    ) -> Reply | None:
        """A whole-message yes or no to the quote shown last, read before any model sees it."""
        quote = opened.quote
        shown = [each.seq for each in opened.tail if each.speaker is not Speaker.CUSTOMER]
        if quote is None or not shown or shown[-1] != quote.shown_seq:
            return None
        match read_consent(opened.message.text, CONSENT_LANGUAGES):
            case Consent.YES if APPROVE in principal.scopes:
                answer = self.answers.approve_by_text(principal, quote, context.words)
            case Consent.NO:
                answer = self.answers.decline(principal, quote.id, context.words)
            case _:
                return None
        emit(Text(answer.text))
        for card in answer.cards:
            emit(Shown(card))
        return Reply(
            closing=answer.text,
            cards=answer.cards,
            facts=answer.facts,
            model="server",
            quote_id=answer.offer.quote.id if answer.offer is not None else None,
        )

    def _converse(
        self,
        principal: Principal,
        opened: Opened,
        context: ToolContext,
        emit: Emit,
        earlier: tuple[str, ...],
    ) -> Reply:
        heard = _Heard()
        message = opened.message
        if message.extra.get("redacted"):
            heard.hear(Said(context.words.say("notice.card_removed")), emit)
        turn = Turn(
            context=context,
            text=Redacted(message.text),
            window=self.transcript.recall(principal, message, opened.tail),
            policy=self.answers.policy_facts(opened.tenant),
            now=self.ports.clock.now(),
            customer=self._beginning(principal, opened),
            earlier=earlier,
        )
        began = time.monotonic()
        for step in self.assistant().run(turn):
            heard.hear(step, emit)
        reply, done = heard.reply()
        cost = self.costs.count(done.model, done.usage, time.monotonic() - began)
        unasked = reply.quote_id is not None and not self._asked(opened, context.language)
        return replace(reply, trace=(*reply.trace, cost), unasked=unasked)

    def _asked(self, opened: Opened, language: str) -> bool:
        """Whether the customer's own last words ask for an act, and no text that others wrote."""
        said = [each.text for each in opened.tail if each.speaker is Speaker.CUSTOMER]
        return wishes_to_act([opened.message.text, *said[-LAST_WORDS:]], language)

    def _beginning(self, principal: Principal, opened: Opened) -> dict[str, object]:
        """How the customer stands, for the first answer of a conversation; then nothing."""
        if any(each.speaker is not Speaker.CUSTOMER for each in opened.tail):
            return {}
        found = customer_context(self.ports, principal)
        known = {
            "open_bills": found.open_bills,
            "bills": [f"bill:{bill}" for bill in found.bills],
            "flags": [*found.states],
            "last_payment": found.last_payment and str(found.last_payment),
            "plan": found.plan,
            "saved_methods": found.methods,
            "open_tickets": found.open_tickets,
        }
        return {name: value for name, value in known.items() if value}


@dataclass(slots=True)
class _Heard:
    """Collects the steps of a turn, and passes on what may be shown as it comes."""

    said: list[str] = field(default_factory=list)
    closed: Closed | None = None
    done: Finished | None = None

    def hear(self, step: Step, emit: Emit) -> None:
        match step:
            case Said(sentence):
                self.said.append(sentence)
                emit(Text(sentence))
            case Ran():
                for card in step.cards:
                    emit(Shown(card))
            case Closed():
                self.closed = step
                emit(Text(step.text))
            case Finished():
                self.done = step

    def reply(self) -> tuple[Reply, Finished]:
        if self.done is None:
            raise RuntimeError("a turn ended without its last step")
        quote_id = self.closed.quote_id if self.closed is not None else None
        tickets = self.done.tickets
        reply = Reply(
            prose=_join(self.said),
            closing=self.closed.text if self.closed is not None else "",
            cards=self.done.cards,
            facts=facts_view((card.kind, card.data) for card in self.done.cards),
            trace=tuple(_json(row) for row in self.done.trace),
            model=self.done.model,
            quote_id=QuoteId(quote_id) if quote_id else None,
            ticket_id=TicketId(tickets[-1]) if tickets else None,
            left_out=self.done.left_out,
        )
        return reply, self.done


def _json(row: Mapping[str, object]) -> dict[str, JsonValue]:
    """A row of the trace: names, ids and flags only."""
    return {
        name: value if isinstance(value, bool | int) else str(value) for name, value in row.items()
    }


def _join(sentences: Sequence[str]) -> str:
    """Sentences as one text; those that bring their own line breaks keep them."""
    text = ""
    for sentence in sentences:
        text += gap(text, sentence) + sentence
    return text.strip()
