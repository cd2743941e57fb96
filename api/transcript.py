"""What a turn leaves behind: stored as it was shown, and remembered for the model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.facts import references
from agent.memory import Memory, MemoryKey, Remembered, Window
from agent.prompt import spoken_of
from api.exchange import Nudge, Outcome, Reply, card_json, nobody_listens
from billing.conversations import Conversation, Message, Speaker
from billing.ids import ConversationId, MessageId, TicketId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import Quote
from billing.redaction import Redacted

WINDOW = 20


@dataclass(slots=True)
class Transcript:
    """Reads and writes conversations on behalf of turns."""

    ports: Ports
    memory: Memory
    nudge: Nudge = nobody_listens

    def stored(self, tx: Tx, conversation: Conversation, message_id: MessageId) -> Outcome | None:
        """The answer this message got before; None when it is new, or was never answered."""
        replies = tx.conversations.replies_to(conversation.id, message_id)
        if not replies:
            return None
        quote = tx.quotes.open_in(conversation.id)
        outcome = _outcome(conversation.id, replies, quote)
        return replace(outcome, repeated=True, shown=(message_id, *outcome.shown))

    def store(
        self, principal: Principal, message: Message, reply: Reply, language: str, *, turn: str
    ) -> Outcome:
        """The prose as one message, the server's own words as the next; a quote is now shown.

        The conversation's turn, held by `turn`, ends in the same transaction.
        """
        texts = [(Speaker.ASSISTANT, reply.prose), (Speaker.SERVER, reply.closing)]
        said = [(speaker, text) for speaker, text in texts if text] or [(Speaker.ASSISTANT, "")]
        stored: list[Message] = []
        with self.ports.store.write(principal) as tx:
            for position, (speaker, text) in enumerate(said, start=1):
                answer = self._message(message, speaker, text, reply, language)
                if position < len(said):
                    extra = {**answer.extra, "left_out": []}
                    answer = replace(answer, cards=(), facts={}, trace=(), extra=extra)
                stored.append(tx.conversations.append(answer))
            if reply.quote_id is not None:
                tx.quotes.set_shown(reply.quote_id, stored[-1].seq)
                if reply.unasked:
                    tx.quotes.only_button(reply.quote_id)
            quote = tx.quotes.open_in(message.conversation_id)
            tx.conversations.end_turn(message.conversation_id, turn)
        key = self._key(principal, message.conversation_id)
        self.memory.remember(key, [remembered(each) for each in (message, *stored)])
        self.nudge(principal, message.conversation_id)
        outcome = _outcome(message.conversation_id, stored, quote)
        return replace(outcome, shown=(message.id, *outcome.shown))

    def recall(self, principal: Principal, current: Message, tail: Sequence[Message]) -> Window:
        """The model's window before `current`: from memory, or from the transcript's own `tail`."""
        key = self._key(principal, current.conversation_id)
        return self.memory.recall(
            key, lambda: [remembered(each) for each in tail], last_seq=current.seq - 1
        )

    def earlier(
        self, principal: Principal, current: Message, tail: Sequence[Message]
    ) -> tuple[str, ...]:
        """What was spoken of before `current`, by reference, whatever Redis still has.

        Each answer keeps what was before it, so that a turn reads no more than the `tail`; where
        nothing of that is in it (staff had the thread for long), the whole transcript is read.
        """
        for position in reversed(range(len(tail))):
            known = tail[position].extra.get("earlier")
            if isinstance(known, list):
                since = [remembered(each) for each in tail[position:]]
                return tuple(spoken_of(map(str, known), since))
        found: list[str] = []
        after = 0
        while tail and tail[0].seq > after + 1:
            with self.ports.store.read(principal) as tx:
                page = tx.conversations.messages(current.conversation_id, after=after)
            before = [remembered(each) for each in page if each.seq < tail[0].seq]
            if not before:
                break
            found = spoken_of(found, before)
            after = before[-1].seq
        return tuple(spoken_of(found, map(remembered, tail)))

    def forget(self, principal: Principal, conversation_id: ConversationId) -> None:
        """Drop the model's window: it is rebuilt from the transcript, as that now is."""
        self.memory.forget(self._key(principal, conversation_id))

    def _key(self, principal: Principal, conversation_id: ConversationId) -> MemoryKey:
        return self.memory.key(principal.tenant, principal.require_person(), conversation_id)

    def _message(
        self, message: Message, speaker: Speaker, text: str, reply: Reply, language: str
    ) -> Message:
        return Message(
            conversation_id=message.conversation_id,
            seq=0,
            id=MessageId(self.ports.ids.new("msg")),
            speaker=speaker,
            text=text,
            at=self.ports.clock.now(),
            cards=[card_json(card) for card in reply.cards],
            facts=dict(reply.facts),
            trace=reply.trace,
            reply_to=message.id,
            extra={
                "model": reply.model,
                "language": language,
                "ticket_id": reply.ticket_id,
                "earlier": [*reply.earlier],
                "left_out": [{"text": text, "why": why} for text, why in reply.left_out],
            },
        )


def remembered(message: Message) -> Remembered:
    """A stored message as the model's window keeps it: cards by reference only."""
    shown = [
        reference
        for card in message.cards
        if isinstance(card["data"], dict)
        for reference in references(str(card["kind"]), str(card["id"]), card["data"])
    ]
    return Remembered(message.seq, str(message.speaker), Redacted(message.text), tuple(shown))


def _outcome(
    conversation_id: ConversationId, stored: Sequence[Message], quote: Quote | None
) -> Outcome:
    last = stored[-1]
    ticket_id = last.extra.get("ticket_id")
    showing = quote is not None and quote.shown_seq == last.seq
    return Outcome(
        conversation_id=conversation_id,
        message_id=last.id,
        reply="\n\n".join(each.text for each in stored if each.text),
        cards=tuple(card for each in stored for card in each.cards),
        facts=last.facts,
        quote=quote if showing else None,
        ticket_id=TicketId(str(ticket_id)) if ticket_id else None,
        language=str(last.extra.get("language", "en")),
        model=str(last.extra.get("model", "")),
        shown=tuple(each.id for each in stored),
    )
