"""The fee changes between the offer and the yes: nothing is taken, and a new offer stands."""

from collections.abc import Iterator

import pytest

from billing.ids import CustomerId
from billing.principal import system
from payments.sandbox.paymentus import _shapes
from tests.api.test_chat_stream import Chat
from tests.api.town import HARBOR, Town, founded
from tests.api.wire import interrupt_of
from tests.flows.talk import card
from tests.house import House


@pytest.fixture
def town(house: House) -> Iterator[Town]:
    with founded(house) as town:
        town.bill()
        town.pull()
        yield town


def test_the_new_offer_stands_in_the_answer_and_in_the_chat_and_waits_for_its_own_yes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = town.ada()
    quote = ada.say("pay it")["quote"]
    assert quote["fee"]["display"] == "$2.95"
    monkeypatch.setitem(_shapes.FEES, "card", 350)
    refused = ada.post(f"/quotes/{quote['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (402, "fee_changed")
    offer = refused.json()["next_quote"]
    assert (offer["status"], offer["fee"]["display"], offer["total"]["display"]) == (
        "open",
        "$3.50",
        "$100.90",
    )
    assert offer["approve_by"] == ["button"]
    assert town.house.charges("harbor-water") == []
    assert ada.post(f"/quotes/{offer['id']}/approve").status_code == 200
    assert town.there()["status"] == "paid"


def test_a_run_that_resumes_ends_with_the_new_offer(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat(town.ada(), town.house.container.ports.ids.new("portal"))
    first = str(interrupt_of(chat.run("pay it"))["id"])
    monkeypatch.setitem(_shapes.FEES, "card", 350)
    second = str(interrupt_of(chat.resume(first, {"approved": True}))["id"])
    assert second != first
    assert town.house.charges("harbor-water") == []
    chat.resume(second, {"approved": True})
    assert town.there()["status"] == "paid"


def test_a_typed_yes_shows_the_new_offer_and_a_second_yes_takes_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town.house.container.ports.store.write(system(HARBOR, "test")) as tx:
        for saved in tx.methods.of_customer(CustomerId(town.id_of())):
            tx.methods.mark_used(saved.id)  # else only the button counts, for a first payment
    ada = town.ada()
    asked = ada.say("pay it")
    thread = asked["conversation_id"]
    assert "text" in asked["quote"]["approve_by"]
    monkeypatch.setitem(_shapes.FEES, "card", 350)
    answer = ada.say("yes", conversation_id=thread)
    assert card(answer, "quote")["fee"]["display"] == "$3.50"
    again = ada.say("yes", conversation_id=thread)
    assert town.house.charges("harbor-water") == []
    assert "Approve" in again["reply"]
