"""The transcript over both databases: order, one turn at a time, one person's own thread."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.conversations import Message
from billing.errors import Conflict, NotFound
from billing.ids import ConversationId, MessageId
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ANN_SELF,
    ANN_SON,
    BOB,
    BOB_SELF,
    GLOBEX,
    NOON,
    STAFF,
    THREAD,
    WORKS,
    a_message,
    a_thread,
    speaker,
)
from tests.fakes import FakeClock

LEASE = timedelta(seconds=30)


def _say(store: SqlStore, *texts: str) -> list[Message]:
    with store.write(speaker()) as tx:
        said = [tx.conversations.append(a_message(f"m_{text}", text)) for text in texts]
    return said


@pytest.fixture
def talking(peopled: SqlStore) -> SqlStore:
    with peopled.write(speaker()) as tx:
        tx.conversations.add(a_thread())
    return peopled


def test_messages_come_back_as_they_were_said_in_order(talking: SqlStore) -> None:
    said = _say(talking, "one", "two", "three")
    assert [message.seq for message in said] == [1, 2, 3]
    with talking.read(speaker()) as tx:
        assert [m.text for m in tx.conversations.messages(THREAD)] == ["one", "two", "three"]
        assert [m.seq for m in tx.conversations.messages(THREAD, after=1, limit=1)] == [2]
        assert [m.text for m in tx.conversations.tail(THREAD, 2)] == ["two", "three"]
        first = tx.conversations.by_message_id(THREAD, MessageId("m_one"))
        assert first is not None
        assert (dict(first.facts), list(first.cards), list(first.trace), dict(first.extra)) == (
            {"bills": ["b_1"]},
            [{"kind": "bill", "id": "b_1", "data": {"n": 1}}],
            [{"tool": "list_bills", "ids": ["b_1"]}],
            {"language": "en"},
        )
        assert first.at == NOON
        assert tx.conversations.get(THREAD).last_seq == 3


def test_a_threads_own_person_reads_it_and_nobody_else(talking: SqlStore) -> None:
    _say(talking, "secret")
    others = (speaker(person=ANN_SON), speaker(BOB, BOB_SELF), speaker(tenant=GLOBEX))
    for foreign in (*others, replace(speaker(), person=None)):
        with talking.write(foreign) as tx:
            with pytest.raises(NotFound, match="no such conversation"):
                tx.conversations.get(THREAD)
            with pytest.raises(NotFound):
                tx.conversations.append(a_message("m_x"))
            with pytest.raises(NotFound):
                tx.conversations.rewrite(replace(a_message("m_secret"), seq=1))
            assert tx.conversations.messages(THREAD) == ()
            assert tx.conversations.tail(THREAD, 9) == ()
            assert tx.conversations.by_message_id(THREAD, MessageId("m_secret")) is None
            assert tx.conversations.replies_to(THREAD, MessageId("m_secret")) == ()
            assert tx.conversations.list() == ()
            assert not tx.conversations.take_turn(THREAD, "w", NOON)
    with talking.read(STAFF) as tx:
        assert [m.text for m in tx.conversations.messages(THREAD)] == ["secret"]


def test_two_people_may_choose_the_same_thread_id(talking: SqlStore) -> None:
    _say(talking, "mine")
    son = speaker(person=ANN_SON)
    later = NOON + timedelta(hours=1)
    with talking.write(son) as tx:
        tx.conversations.add(replace(a_thread(person=ANN_SON), created_at=later))
        tx.conversations.append(a_message("m_mine", "his"))
        assert [m.text for m in tx.conversations.messages(THREAD)] == ["his"]
    with talking.read(speaker()) as tx:
        assert [m.text for m in tx.conversations.messages(THREAD)] == ["mine"]
    with talking.write(speaker()) as tx, pytest.raises(Conflict):
        tx.conversations.add(a_thread())
    with talking.read(STAFF) as tx:
        # For staff the id means the newest of the two, never a mixture.
        assert [m.text for m in tx.conversations.messages(THREAD)] == ["his"]


def test_nobody_opens_a_thread_in_anothers_name(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        for thread in (a_thread(person=ANN_SON), a_thread(customer=BOB, person=BOB_SELF)):
            with pytest.raises(NotFound):
                tx.conversations.add(thread)


def test_a_turn_is_held_by_one_owner_until_it_ends_or_runs_out(
    talking: SqlStore, clock: FakeClock
) -> None:
    def take(owner: str) -> bool:
        with talking.write(speaker()) as tx:
            return tx.conversations.take_turn(THREAD, owner, clock.real_now() + LEASE)

    def end(owner: str) -> None:
        with talking.write(speaker()) as tx:
            tx.conversations.end_turn(THREAD, owner)

    assert take("a")
    assert take("a")
    assert not take("b")
    end("b")
    assert not take("b")
    end("a")
    assert take("b")
    clock.move_real(LEASE)
    assert take("a")


def test_a_repeated_message_id_is_refused_and_spends_no_number(talking: SqlStore) -> None:
    _say(talking, "one")
    with pytest.raises(Conflict):
        _say(talking, "one")
    assert [m.seq for m in _say(talking, "two")] == [2]


def test_replies_are_found_by_what_they_answer(talking: SqlStore) -> None:
    _say(talking, "ask")
    with talking.write(speaker()) as tx:
        for n in (1, 2):
            answer = replace(a_message(f"r_{n}", f"answer {n}"), reply_to=MessageId("m_ask"))
            tx.conversations.append(answer)
    with talking.read(speaker()) as tx:
        found = tx.conversations.replies_to(THREAD, MessageId("m_ask"))
    assert [(m.text, m.reply_to) for m in found] == [("answer 1", "m_ask"), ("answer 2", "m_ask")]


def test_a_message_is_rewritten_in_place(talking: SqlStore) -> None:
    (said,) = _say(talking, "card 4242")
    with talking.write(WORKS) as tx:
        tx.conversations.rewrite(replace(said, text="card ••••"))
        with pytest.raises(NotFound):
            tx.conversations.rewrite(replace(said, seq=9))
    with talking.read(speaker()) as tx:
        assert [m.text for m in tx.conversations.messages(THREAD)] == ["card ••••"]


def test_threads_are_listed_newest_first(talking: SqlStore) -> None:
    with talking.write(speaker()) as tx:
        for n in (2, 3):
            thread = a_thread(ConversationId(f"thread-000{n}"))
            tx.conversations.add(replace(thread, created_at=NOON + timedelta(hours=n)))
        newest = tx.conversations.list(limit=2)
    assert [(t.id, t.person_id) for t in newest] == [
        ("thread-0003", ANN_SELF),
        ("thread-0002", ANN_SELF),
    ]
