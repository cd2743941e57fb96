r"""The one way in for a message, whoever carries it: HTTP, AG-UI or the terminal.

    redact -> take the conversation's turn -> store -> consent? -> approve_quote
                                                    \-> else agent/loop.py -> check -> store

Everything shown is stored as it was shown, before the turn ends.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from agent.consent import Consent, read_consent
from agent.loop import Assistant
from agent.turn import Closed, Finished, Ran, Said, Step, Turn
from api.answers import Answers
from api.exchange import Emit, Incoming, Outcome, Reply, Shown, Text, gap, nobody
from api.transcript import WINDOW, Transcript
from billing.conversations import Conversation, Message, Speaker
from billing.errors import NotFound, TurnInProgress
from billing.ids import (
    THREAD_SHAPE,
    ConversationId,
    MessageId,
    QuoteId,
    TicketId,
    is_id,
)
from billing.periods import local_day
from billing.ports import Ports
from billing.principal import APPROVE, Principal
from billing.redaction import CardWindow, Redacted
from billing.tenants import JsonValue, Tenant
from billing.views import facts_view
from billing.words import Formats, Words
from tools._context import ToolContext

TURN_WAIT_S: Final = 10.0
TURN_LEASE: Final = timedelta(seconds=60)
CARD_WINDOW: Final = 3
CONSENT_LANGUAGES: Final = ("en", "es", "de", "fr")


@dataclass(slots=True)
class Turns:
    """Takes turns. One instance serves every conversation; it holds no state of any of them."""

    ports: Ports
    assistant: Callable[[], Assistant]
    transcript: Transcript
    answers: Answers
    formats: Formats
    reading: Callable[[bytes], Mapping[str, object]]
    understand_language: Callable[[str, str], str]

    def take(self, principal: Principal, incoming: Incoming, emit: Emit = nobody) -> Outcome:
        """Answer one message. The same `message_id` again gives the stored answer.

        Raises `TurnInProgress` when an earlier message of the conversation takes over ten seconds.
        """
        conversation = self._conversation(principal, incoming.conversation_id)
        message_id = MessageId(incoming.message_id or self.ports.ids.new("msg"))
        with self._turn(principal, conversation.id):
            stored = self.transcript.stored(principal, conversation, message_id)
            if stored is not None:
                return stored
            message = self._hear(principal, conversation, message_id, incoming)
            return self._answer(principal, conversation, message, incoming, emit)

    def _answer(
        self,
        principal: Principal,
        conversation: Conversation,
        message: Message,
        incoming: Incoming,
        emit: Emit,
    ) -> Outcome:
        context, tenant = self._context(principal, conversation, message, incoming)
        reply = self._consented(principal, conversation.id, context, message, emit)
        if reply is None:
            reply = self._converse(principal, context, tenant, message, emit)
        return self.transcript.store(principal, message, reply, context.language)

    # --- the conversation -------------------------------------------------------------------

    def _conversation(self, principal: Principal, wanted: str | None) -> Conversation:
        """The principal's own conversation, or a new one: foreign and unknown look alike."""
        ours = wanted is not None and (is_id(wanted) or THREAD_SHAPE.fullmatch(wanted) is not None)
        if wanted is not None and ours:
            try:
                with self.ports.store.read(principal) as tx:
                    return tx.conversations.get(ConversationId(wanted))
            except NotFound:
                pass
        fresh = wanted is not None and THREAD_SHAPE.fullmatch(wanted) is not None
        conversation = Conversation(
            id=ConversationId(wanted if wanted and fresh else self.ports.ids.new("cnv")),
            customer_id=principal.require_customer(),
            person_id=principal.require_person(),
            created_at=self.ports.clock.now(),
        )
        with self.ports.store.write(principal) as tx:
            tx.conversations.add(conversation)
        return conversation

    @contextmanager
    def _turn(self, principal: Principal, conversation_id: ConversationId) -> Iterator[None]:
        owner = self.ports.ids.new("turn")
        deadline = time.monotonic() + TURN_WAIT_S
        while not self._lease(principal, conversation_id, owner):
            if time.monotonic() >= deadline:
                raise TurnInProgress("an earlier message is still being answered")
            time.sleep(0.05)
        try:
            yield
        finally:
            with self.ports.store.write(principal) as tx:
                tx.conversations.end_turn(conversation_id, owner)

    def _lease(self, principal: Principal, conversation_id: ConversationId, owner: str) -> bool:
        until = self.ports.clock.real_now() + TURN_LEASE
        with self.ports.store.write(principal) as tx:
            return tx.conversations.take_turn(conversation_id, owner, until)

    def _hear(
        self,
        principal: Principal,
        conversation: Conversation,
        message_id: MessageId,
        incoming: Incoming,
    ) -> Message:
        """Redact and store the customer's message; card numbers split over messages go too."""
        with self.ports.store.write(principal) as tx:
            before = tx.conversations.by_message_id(conversation.id, message_id)
            if before is not None:
                return before
            recent = tx.conversations.tail(conversation.id, 2 * CARD_WINDOW)
            said = [each for each in recent if each.speaker is Speaker.CUSTOMER][-CARD_WINDOW:]
            window = CardWindow((each.id, each.text) for each in said)
            verdict = window.add(message_id, incoming.text)
            for each in said:
                if each.id in verdict.rewrite:
                    tx.conversations.rewrite(replace(each, text=str(verdict.rewrite[each.id])))
            return tx.conversations.append(
                Message(
                    conversation_id=conversation.id,
                    seq=0,
                    id=message_id,
                    speaker=Speaker.CUSTOMER,
                    text=str(verdict.text),
                    at=self.ports.clock.now(),
                    extra={
                        "attachments": list(incoming.attachments),
                        "redacted": verdict.text != incoming.text,
                    },
                )
            )

    # --- what is said back ------------------------------------------------------------------

    def _context(
        self,
        principal: Principal,
        conversation: Conversation,
        message: Message,
        incoming: Incoming,
    ) -> tuple[ToolContext, Tenant]:
        with self.ports.store.read(principal) as tx:
            tenant = tx.tenants.this()
            customer = tx.customers.get(principal.require_customer())
            tail = tx.conversations.tail(conversation.id, WINDOW)
        spoken = next(
            (str(m.extra["language"]) for m in reversed(tail) if "language" in m.extra), ""
        )
        language = self.understand_language(message.text, spoken or customer.language)
        context = ToolContext(
            ports=self.ports,
            principal=principal,
            tenant=tenant,
            conversation_id=conversation.id,
            language=language,
            words=Words(language, self.formats),
            today=local_day(self.ports.clock.now(), tenant.time_zone),
            attachments=incoming.attachments,
            reading=self.reading,
            customer_text=message.text,
            transcript_tail=tuple(f"{m.speaker}: {m.text}" for m in tail[-8:]),
        )
        return context, tenant

    def _consented(
        self,
        principal: Principal,
        conversation_id: ConversationId,
        context: ToolContext,
        message: Message,
        emit: Emit,
    ) -> Reply | None:
        """A whole-message yes or no to the quote that is open, read before any model sees it."""
        with self.ports.store.read(principal) as tx:
            quote = tx.quotes.open_in(conversation_id)
            tail = tx.conversations.tail(conversation_id, 3)
        if quote is None or quote.shown_seq is None:
            return None
        shown = [each.seq for each in tail if each.speaker is not Speaker.CUSTOMER]
        if not shown or shown[-1] != quote.shown_seq:
            return None
        match read_consent(message.text, CONSENT_LANGUAGES):
            case Consent.YES if APPROVE in principal.scopes:
                answer = self.answers.approve_by_text(principal, quote, context.words)
            case Consent.NO:
                answer = self.answers.decline(principal, quote.id, context.words)
            case _:
                return None
        emit(Text(answer.text))
        for card in answer.cards:
            emit(Shown(card))
        return Reply(closing=answer.text, cards=answer.cards, facts=answer.facts, model="server")

    def _converse(
        self,
        principal: Principal,
        context: ToolContext,
        tenant: Tenant,
        message: Message,
        emit: Emit,
    ) -> Reply:
        heard = _Heard()
        if message.extra.get("redacted"):
            heard.hear(Said(context.words.say("notice.card_removed")), emit)
        turn = Turn(
            context=context,
            text=Redacted(message.text),
            window=self.transcript.recall(principal, message),
            policy=self.answers.policy_facts(tenant),
            now=self.ports.clock.now(),
        )
        for step in self.assistant().run(turn):
            heard.hear(step, emit)
        return heard.reply()


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

    def reply(self) -> Reply:
        if self.done is None:
            raise RuntimeError("a turn ended without its last step")
        quote_id = self.closed.quote_id if self.closed is not None else None
        tickets = self.done.tickets
        return Reply(
            prose=_join(self.said),
            closing=self.closed.text if self.closed is not None else "",
            cards=self.done.cards,
            facts=facts_view((card.kind, card.data) for card in self.done.cards),
            trace=tuple(_json(row) for row in self.done.trace),
            model=self.done.model,
            quote_id=QuoteId(quote_id) if quote_id else None,
            ticket_id=TicketId(tickets[-1]) if tickets else None,
        )


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
