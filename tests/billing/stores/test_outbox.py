"""What waits to leave, over both databases: once per id, newest first, each company its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import NotFound
from billing.letters import OutboxState
from billing.principal import system
from billing.stores.store import SqlStore
from tests.billing.stores.rows import ANN, BOB, GLOBEX, NOON, WORKS, a_letter, speaker

_S = OutboxState


def test_a_letter_is_written_down_once_and_moves_on(peopled: SqlStore) -> None:
    row = replace(a_letter(), data={"bill_id": "b_1", "amount_minor": 9740})
    with peopled.write(WORKS) as tx:
        assert tx.outbox.add(row)
        assert not tx.outbox.add(replace(row, kind="other"))
        assert tx.outbox.get(row.id) == row
        failed = replace(row, tries=1, problem="the receiver answered 5xx")
        tx.outbox.update(failed)
        assert tx.outbox.get(row.id) == failed
        sent = replace(failed, state=_S.SENT, tries=2, problem=None, sent_at=NOON)
        tx.outbox.update(replace(sent, kind="forged", to="ep_9", data={}))
        assert tx.outbox.get(row.id) == sent, "what it says and to whom is fixed"
        with pytest.raises(NotFound):
            tx.outbox.update(a_letter("msg_9"))
        with pytest.raises(NotFound):
            tx.outbox.get("msg_9")


def test_letters_are_listed_newest_first_by_state(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for number, state in enumerate((_S.WAITING, _S.DEAD, _S.WAITING, _S.SENT)):
            made_at = NOON + timedelta(minutes=number)
            tx.outbox.add(replace(a_letter(f"msg_{number}"), state=state, created_at=made_at))
    with peopled.read(WORKS) as tx:
        assert [row.id for row in tx.outbox.list()] == ["msg_3", "msg_2", "msg_1", "msg_0"]
        assert [row.id for row in tx.outbox.list(state=_S.WAITING)] == ["msg_2", "msg_0"]
        assert [row.id for row in tx.outbox.list(state=_S.WAITING, limit=1)] == ["msg_2"]


def test_when_a_receiver_last_took_something(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.outbox.add(a_letter("msg_0"))
        assert tx.outbox.last_sent("ep_1") is None
        for number in (2, 1):
            at = NOON + timedelta(minutes=number)
            tx.outbox.add(replace(a_letter(f"msg_{number}"), state=_S.SENT, sent_at=at))
        assert tx.outbox.last_sent("ep_1") == NOON + timedelta(minutes=2)
        assert tx.outbox.last_sent("ep_2") is None


def test_another_company_has_its_own(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.outbox.add(replace(a_letter(), state=_S.SENT, sent_at=NOON))
    with peopled.write(system(GLOBEX)) as tx:
        assert tx.outbox.list() == ()
        assert tx.outbox.last_sent("ep_1") is None
        with pytest.raises(NotFound):
            tx.outbox.get("msg_1")
        with pytest.raises(NotFound):
            tx.outbox.update(a_letter())
        assert tx.outbox.add(a_letter())


def test_a_customers_act_owes_letters_about_itself(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        assert tx.outbox.add(a_letter("msg_1", customer=ANN))
    with peopled.write(WORKS) as tx:
        tx.outbox.add(a_letter("msg_2", customer=BOB))
    with peopled.read(speaker()) as tx:
        assert [row.id for row in tx.outbox.list()] == ["msg_1"]
        with pytest.raises(NotFound):
            tx.outbox.get("msg_2")
