from typing import Any

import pytest

from billing.ids import ConversationId
from billing.stores.store import SqlStore
from billing.tickets import TICKETS_PER_DAY
from tests.builders import bill, conversation, february, ports, principal, put_world
from tests.tools.worlds import context
from tools._tool import ToolFailed
from tools.hand_over import TOOL

HERE = ConversationId("conv-0001")


def _arguments(**given: Any) -> Any:
    return TOOL.Arguments.model_validate(given)


def test_a_human_is_told_in_the_servers_own_words(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), conversation())
    around = context(ports(sqlite_store), conversation_id=HERE, text="I want a human now")
    result = TOOL.run(around, _arguments(category="dispute", bill="electricity"))
    assert result.ticket_id is not None
    assert result.closing is not None
    assert result.ticket_id in result.closing
    (card,) = result.cards
    assert (card.kind, card.data["about"], card.data["category"]) == ("ticket", "HB-100", "dispute")
    with sqlite_store.read(principal()) as tx:
        ticket = tx.tickets.list().items[0]
    assert (ticket.id, ticket.text) == (result.ticket_id, "I want a human now")


def test_asking_again_adds_to_the_same_ticket(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, conversation())
    desk = ports(sqlite_store)
    first = TOOL.run(context(desk, conversation_id=HERE, text="A human"), _arguments())
    again = TOOL.run(context(desk, conversation_id=HERE, text="Hello?"), _arguments())
    assert again.ticket_id == first.ticket_id
    assert again.closing is not None
    assert "already open" in again.closing


def test_an_unclear_bill_keeps_nobody_from_a_human(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-W", category="water"))
    result = TOOL.run(context(ports(sqlite_store)), _arguments(bill="it"))
    assert result.cards[0].data["about"] is None


def test_beyond_the_days_cap_the_customer_is_told(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    around = context(ports(sqlite_store))
    for _ in range(TICKETS_PER_DAY):
        TOOL.run(around, _arguments())
    with pytest.raises(ToolFailed, match="tomorrow"):
        TOOL.run(around, _arguments())
