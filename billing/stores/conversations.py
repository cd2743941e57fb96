"""The transcript in SQL: conversations, their turn lease, and sealed messages."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_

from billing.conversations import Conversation, Message, Speaker
from billing.errors import NotFound
from billing.ids import ConversationId, CustomerId, MessageId, PersonId
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner, Place
from billing.stores.schema_people import CONVERSATIONS, MESSAGES
from billing.stores.sealing import SealedRepository

_C: Final = CONVERSATIONS.c
_M: Final = MESSAGES.c


class SqlConversations(SealedRepository):
    """`ports.Conversations`.

    A thread id belongs to one person. Customers reach only their own; for staff and the system an
    id that two people chose alike means the newest of the two.
    """

    __slots__ = ()

    def get(self, conversation_id: ConversationId) -> Conversation:
        return _conversation(self._thread(conversation_id))

    def add(self, conversation: Conversation) -> None:
        values = {
            "id": conversation.id,
            "customer_id": conversation.customer_id,
            "person_id": conversation.person_id,
            "created_at": conversation.created_at,
            "last_seq": conversation.last_seq,
            "language": conversation.language,
        }
        self._add_new(CONVERSATIONS, values, "conversation")

    def list(self, limit: int = 20) -> tuple[Conversation, ...]:
        newest = self._select(CONVERSATIONS).order_by(_C.created_at.desc(), _C.id.desc())
        return tuple(_conversation(row) for row in self._all(newest.limit(limit)))

    def take_turn(self, conversation_id: ConversationId, owner: str, until: datetime) -> bool:
        now = self._scope.clock.real_now()
        free = or_(_C.turn_owner.is_(None), _C.turn_owner == owner, _C.turn_until <= now)
        lease = self._change(CONVERSATIONS).where(self._only(conversation_id), free)
        return self._run(lease.values(turn_owner=owner, turn_until=until)) == 1

    def end_turn(self, conversation_id: ConversationId, owner: str) -> None:
        held = self._change(CONVERSATIONS).where(
            self._only(conversation_id), _C.turn_owner == owner
        )
        self._run(held.values(turn_owner=None, turn_until=None))

    def free_turns(self) -> None:
        """End every turn of the tenant; only at the start of a database's sole owner."""
        held = self._change(CONVERSATIONS).where(_C.turn_owner.is_not(None))
        self._run(held.values(turn_owner=None, turn_until=None))

    def append(self, message: Message) -> Message:
        counted = (
            self._change(CONVERSATIONS)
            .where(self._only(message.conversation_id))
            .values(last_seq=_C.last_seq + 1)
            .returning(_C.last_seq, _C.person_id, _C.customer_id)
        )
        thread = self._found(counted, "conversation")
        stored = replace(message, seq=thread.last_seq)
        values = {
            "conversation_id": stored.conversation_id,
            "customer_id": thread.customer_id,
            "person_id": thread.person_id,
            "seq": stored.seq,
            "id": stored.id,
            "speaker": stored.speaker,
            "said_at": stored.at,
            "reply_to": stored.reply_to,
            "trace": [dict(step) for step in stored.trace],
            "body": self._seal_body(stored, thread),
        }
        self._add_new(MESSAGES, values, "message")
        return stored

    def messages(
        self, conversation_id: ConversationId, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]:
        later = self._kept(
            "messages",
            lambda: (
                self._said(_M.seq > bindparam("after"))
                .order_by(_M.seq)
                .limit(bindparam("limit", type_=Integer))
            ),
        )
        return self._messages(later, conversation_id, after=after, limit=limit)

    def tail(self, conversation_id: ConversationId, limit: int) -> tuple[Message, ...]:
        last = self._kept(
            "tail",
            lambda: self._said().order_by(_M.seq.desc()).limit(bindparam("limit", type_=Integer)),
        )
        return tuple(reversed(self._messages(last, conversation_id, limit=limit)))

    def by_message_id(
        self, conversation_id: ConversationId, message_id: MessageId
    ) -> Message | None:
        named = self._kept("by_id", lambda: self._said(_M.id == bindparam("id")))
        found = self._messages(named, conversation_id, id=message_id)
        return found[0] if found else None

    def replies_to(
        self, conversation_id: ConversationId, message_id: MessageId
    ) -> tuple[Message, ...]:
        replies = self._kept(
            "replies", lambda: self._said(_M.reply_to == bindparam("id")).order_by(_M.seq)
        )
        return self._messages(replies, conversation_id, id=message_id)

    def rewrite(self, message: Message) -> None:
        thread = self._thread(message.conversation_id)
        row = and_(
            _M.person_id == thread.person_id,
            _M.conversation_id == message.conversation_id,
            _M.seq == message.seq,
            _M.id == message.id,
        )
        body = self._seal_body(message, thread)
        if self._run(self._change(MESSAGES).where(row).values(body=body)) != 1:
            raise NotFound("message")

    def _thread(self, conversation_id: ConversationId) -> Found:
        newest = self._kept(
            "thread",
            lambda: (
                self._select(CONVERSATIONS)
                .where(_C.id == bindparam("id"))
                .order_by(_C.created_at.desc(), _C.person_id)
                .limit(1)
            ),
        )
        return self._found(newest, "conversation", id=conversation_id)

    def _person(self, conversation_id: ConversationId) -> str:
        """Whose thread this is; a customer's person needs no look-up."""
        if self._principal.customer is not None:
            return self._principal.person or ""
        try:
            return str(self._thread(conversation_id).person_id)
        except NotFound:
            return ""

    def _only(self, conversation_id: ConversationId) -> ColumnElement[bool]:
        return and_(_C.id == conversation_id, _C.person_id == self._person(conversation_id))

    def _said(self, *conditions: ColumnElement[bool]) -> Query:
        of_thread = self._select(MESSAGES).where(
            _M.person_id == bindparam("person"), _M.conversation_id == bindparam("thread")
        )
        return of_thread.where(*conditions)

    def _messages(
        self, statement: Query, conversation_id: ConversationId, **values: object
    ) -> tuple[Message, ...]:
        values |= {"person": self._person(conversation_id), "thread": conversation_id}
        return tuple(self._message(row) for row in self._all(statement, **values))

    def _seal_body(self, message: Message, thread: Found) -> bytes:
        body = {
            "text": message.text,
            "cards": [dict(card) for card in message.cards],
            "facts": dict(message.facts),
            "extra": dict(message.extra),
        }
        place = self._body_place(thread.person_id, message.conversation_id, message.seq)
        return self._seal(_owner(thread), place, body)

    def _body_place(self, person_id: str, conversation_id: str, seq: int) -> Place:
        return self._place("messages.body", person_id, conversation_id, seq)

    def _message(self, row: Found) -> Message:
        place = self._body_place(row.person_id, row.conversation_id, row.seq)
        body = self._unseal(_owner(row), place, row.body)
        return Message(
            conversation_id=ConversationId(row.conversation_id),
            seq=row.seq,
            id=MessageId(row.id),
            speaker=Speaker(row.speaker),
            text=body.words("text"),
            at=row.said_at,
            cards=body.mappings("cards"),
            facts=body.mapping("facts"),
            trace=row.trace,
            reply_to=None if row.reply_to is None else MessageId(row.reply_to),
            extra=body.mapping("extra"),
        )


def _owner(row: Found) -> Owner:
    return Owner("person", row.person_id, CustomerId(row.customer_id))


def _conversation(row: Found) -> Conversation:
    return Conversation(
        id=ConversationId(row.id),
        customer_id=CustomerId(row.customer_id),
        person_id=PersonId(row.person_id),
        created_at=row.created_at,
        last_seq=row.last_seq,
        language=row.language,
    )
