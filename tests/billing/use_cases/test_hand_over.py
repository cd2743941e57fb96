from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from billing.errors import InvalidRequest, NotFound, TooMany
from billing.ids import ConversationId
from billing.payments import PaymentState
from billing.ports import Ports
from billing.principal import system
from billing.stores.store import SqlStore
from billing.tickets import TICKETS_PER_DAY, Priority, Ticket
from billing.use_cases.hand_over import LONGEST_TEXT, HandOver, hand_over
from tests.builders import (
    HARBOR,
    OMAR,
    bill,
    conversation,
    customer,
    february,
    january,
    method,
    payment,
    person,
    plan,
    ports,
    principal,
    put_world,
    subscription,
)
from tests.fakes import FakeClock

CONVERSATION = ConversationId("conv-0001")


def _ask(ports: Ports, text: str = "I want a human", **changes: Any) -> Ticket:
    request = HandOver(**{"category": "other", "text": text} | changes)
    return hand_over(ports, principal(), request)


def test_the_packet_holds_facts_and_the_transcript_by_reference(sqlite_store: SqlStore) -> None:
    put_world(
        sqlite_store,
        february(),
        january(),
        conversation(),
        plan("hb-home"),
        subscription("hb-home"),
    )
    ticket = _ask(
        ports(sqlite_store), conversation_id=CONVERSATION, about="HB-100", tried=("list_bills",)
    )
    packet: Mapping[str, Any] = ticket.packet
    assert [row["id"] for row in packet["bills"]] == ["HB-100"]
    assert packet["totals"] == [{"amount_minor": 9740, "currency": "USD"}]
    assert [row["state"] for row in packet["payments"]] == ["succeeded"]
    assert packet["subscription"]["plan"] == {"id": "hb-home", "name": "Home"}
    assert packet["transcript"] == {"conversation_id": "conv-0001", "last_seq": 0}
    assert packet["tried"] == ["list_bills"]
    assert (ticket.about, ticket.text) == ("HB-100", "I want a human")
    with sqlite_store.read(principal()) as tx:
        assert tx.tickets.get(ticket.id) == ticket


def test_it_is_audited_and_told(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    ticket = _ask(ports(sqlite_store))
    with sqlite_store.read(system(HARBOR)) as tx:
        assert [entry.verb for entry in tx.trail.of_subject(ticket.id)] == ["ticket.opened"]
        (event,) = tx.events.of_customer(ticket.customer_id)
    assert (event.name, event.data["ticket_id"]) == ("ticket.opened", ticket.id)


def test_a_conversation_has_one_open_ticket_that_grows(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, conversation())
    desk = ports(sqlite_store)
    first = _ask(desk, "I want a human", conversation_id=CONVERSATION)
    again = _ask(desk, "And my meter is broken", conversation_id=CONVERSATION, category="technical")
    assert (again.id, again.category) == (first.id, "other")
    assert again.text == "I want a human\n\nAnd my meter is broken"
    repeated = _ask(desk, "And my meter is broken", conversation_id=CONVERSATION)
    assert repeated.text == again.text
    flooded = _ask(desk, "x" * 9000, conversation_id=CONVERSATION)
    assert len(flooded.text) == LONGEST_TEXT


def test_a_day_has_room_for_so_many_tickets(sqlite_store: SqlStore, clock: FakeClock) -> None:
    put_world(sqlite_store)
    desk = ports(sqlite_store, clock)
    for _ in range(TICKETS_PER_DAY):
        _ask(desk)
    with pytest.raises(TooMany):
        _ask(desk)
    clock.move(timedelta(days=1, minutes=1))
    assert _ask(desk).priority is Priority.NORMAL


@pytest.mark.parametrize(
    ("text", "category", "priority"),
    [
        ("I'd like to talk to somebody", "other", Priority.NORMAL),
        ("This is outrageous, I will call my lawyer!", "other", Priority.HIGH),
        ("Das ist eine Unverschämtheit, Betrug!", "other", Priority.HIGH),
        ("not happy", "complaint", Priority.HIGH),
        ("wrong", "dispute", Priority.NORMAL),
    ],
)
def test_anger_waits_less(
    sqlite_store: SqlStore, text: str, category: str, priority: Priority
) -> None:
    put_world(sqlite_store)
    assert _ask(ports(sqlite_store), text, category=category).priority is priority


def test_a_large_dispute_waits_less(sqlite_store: SqlStore) -> None:
    large = bill("HB-500", ("Energy", "200.00"))
    put_world(sqlite_store, february(), large)
    desk = ports(sqlite_store)
    assert _ask(desk, category="dispute", about="HB-100").priority is Priority.NORMAL
    assert _ask(desk, category="dispute", about="HB-500").priority is Priority.HIGH


def test_money_in_doubt_waits_less(sqlite_store: SqlStore) -> None:
    put_world(
        sqlite_store,
        method(),
        february(),
        payment(bill_id="HB-100", amount="97.40", state=PaymentState.UNKNOWN),
    )
    assert _ask(ports(sqlite_store)).priority is Priority.HIGH


def test_card_numbers_do_not_reach_the_ticket(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    ticket = _ask(ports(sqlite_store), "my card is 4242 4242 4242 4242")
    assert "4242 4242" not in ticket.text


def test_another_customers_bill_is_not_what_it_is_about(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, customer(OMAR), person(OMAR), bill("OM-1", customer_id=OMAR))
    with pytest.raises(NotFound):
        _ask(ports(sqlite_store), about="OM-1")


def test_categories_are_ours(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    with pytest.raises(InvalidRequest):
        _ask(ports(sqlite_store), category="vip")
