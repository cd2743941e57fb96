"""Quotes and approvals over both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import Conflict, NotFound
from billing.ids import ConversationId, QuoteId
from billing.principal import system
from billing.quotes import BUTTON, Approval, QuoteStatus
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ANN,
    ANN_SELF,
    ANN_SON,
    BOB,
    BOB_SELF,
    GLOBEX,
    NOON,
    THREAD,
    WORKS,
    a_quote,
    speaker,
)


def test_a_quote_comes_back_with_the_same_fingerprint(peopled: SqlStore) -> None:
    quote = replace(a_quote(), shown_seq=4)
    with peopled.write(speaker()) as tx:
        tx.quotes.add(quote)
    with peopled.write(speaker()) as tx:
        assert tx.quotes.get(quote.id) == quote
        assert tx.quotes.lock(quote.id).fingerprint() == quote.fingerprint()


def test_another_customers_quote_is_not_found(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.quotes.add(a_quote())
    for foreign in (speaker(BOB, BOB_SELF), speaker(tenant=GLOBEX), system(GLOBEX)):
        with peopled.write(foreign) as tx:
            for ask in (tx.quotes.get, tx.quotes.lock):
                with pytest.raises(NotFound):
                    ask(QuoteId("q_1"))
            with pytest.raises(NotFound):
                tx.quotes.set_status(QuoteId("q_1"), QuoteStatus.DECLINED)
            with pytest.raises(NotFound):
                tx.quotes.set_shown(QuoteId("q_1"), 9)
            assert tx.quotes.open_of(ANN) == ()
            assert tx.quotes.open_in(THREAD) is None
            assert tx.quotes.approval(QuoteId("q_1")) is None


@pytest.mark.parametrize("end", sorted(set(QuoteStatus) - {QuoteStatus.OPEN}))
def test_a_quote_leaves_open_once(peopled: SqlStore, end: QuoteStatus) -> None:
    with peopled.write(speaker()) as tx:
        tx.quotes.add(a_quote())
        tx.quotes.set_status(QuoteId("q_1"), end)
        tx.quotes.set_status(QuoteId("q_1"), end)
        for other in set(QuoteStatus) - {end}:
            with pytest.raises(Conflict):
                tx.quotes.set_status(QuoteId("q_1"), other)
        assert tx.quotes.get(QuoteId("q_1")).status is end


def test_the_open_quote_of_a_conversation_is_the_persons_newest(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.quotes.add(a_quote("q_1"))
        tx.quotes.add(replace(a_quote("q_2"), created_at=NOON + timedelta(seconds=1)))
        tx.quotes.add(replace(a_quote("q_3"), conversation_id=ConversationId("thread-0002")))
        open_one = tx.quotes.open_in(THREAD)
        assert open_one is not None
        assert open_one.id == "q_2"
        assert [quote.id for quote in tx.quotes.open_of(ANN)] == ["q_1", "q_3", "q_2"]
    with peopled.read(speaker(person=ANN_SON)) as tx:
        assert tx.quotes.open_in(THREAD) is None
    with peopled.write(speaker()) as tx:
        for quote in tx.quotes.open_of(ANN):
            tx.quotes.set_status(quote.id, QuoteStatus.SUPERSEDED)
        assert tx.quotes.open_in(THREAD) is None


def test_where_a_quote_was_shown_is_kept(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.quotes.add(a_quote())
        tx.quotes.set_shown(QuoteId("q_1"), 7)
        assert tx.quotes.get(QuoteId("q_1")).shown_seq == 7


def test_an_approval_is_written_once(peopled: SqlStore) -> None:
    approval = Approval(QuoteId("q_1"), ANN_SELF, "sess", BUTTON, "f" * 64, NOON)
    with peopled.write(speaker()) as tx:
        tx.quotes.add(a_quote())
        tx.quotes.add_approval(approval)
        with pytest.raises(Conflict):
            tx.quotes.add_approval(replace(approval, channel="text"))
    with peopled.read(WORKS) as tx:
        assert tx.quotes.approval(QuoteId("q_1")) == approval
    with peopled.write(speaker(BOB, BOB_SELF)) as tx, pytest.raises(NotFound):
        tx.quotes.add_approval(approval)


def test_only_this_customers_quotes_count_for_the_hourly_cap(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.quotes.add(a_quote("q_1"))
        tx.quotes.add(replace(a_quote("q_2"), created_at=NOON - timedelta(hours=2)))
        tx.quotes.add(a_quote("q_3", customer=BOB, person=BOB_SELF))
    with peopled.read(speaker()) as tx:
        assert tx.quotes.made_since(NOON - timedelta(hours=1)) == 1
        assert tx.quotes.made_since(NOON - timedelta(hours=3)) == 2
