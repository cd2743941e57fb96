"""A customer whose bills are of two connections pays all in the chat: in two steps, as told."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from billing.ids import CustomerId, MethodId
from billing.principal import system
from tests.api.town import HARBOR, HERE, Town, founded
from tests.builders import bill, method
from tests.flows.talk import Talk
from tests.house import House


@pytest.fixture
def town(house: House) -> Iterator[Town]:
    """Ada owes two water bills at Paymentus, and one for electricity here; her Visa is here."""
    with founded(house) as town:
        town.bill()
        town.bill("b-2", minor=2000)
        town.pull()
        ada = CustomerId(town.id_of())
        with house.container.ports.store.write(system(HARBOR, "test")) as tx:
            here = next(each for each in tx.connections.list() if each.id != HERE)
            visa = method("pm-ada-visa", customer_id=ada, last4="1111", is_default=True)
            tx.methods.put(replace(visa, connection_id=here.id))
            tx.bills.put(bill("HB-ADA", ("Energy", "30.00"), customer_id=ada))
        yield town


@pytest.mark.parametrize(
    ("says", "second", "again"),
    [
        ("pay all my bills", "second step", "pay HB-ADA"),
        ("bezahle alle meine Rechnungen", "zweiter Schritt", "HB-ADA bezahlen"),
    ],
    ids=["en", "de"],
)
def test_all_bills_are_paid_one_connections_at_a_time(
    town: Town, says: str, second: str, again: str
) -> None:
    ada = Talk(town.ada())
    answer = ada.say(says)
    quote = answer["quote"]
    assert {each["bill_number"] for each in quote["lines"]} == {"HW-b-1", "HW-b-2"}
    assert [each["label"][-4:] for each in quote["methods"]] == ["4242"]
    assert "HB-ADA" in answer["reply"]
    assert second in answer["reply"]
    assert ada.speaker.post(f"/quotes/{quote['id']}/approve").status_code == 200
    assert (town.there()["status"], town.there("b-2")["status"]) == ("paid", "paid")
    rest = ada.say(again)["quote"]
    assert [each["bill_number"] for each in rest["lines"]] == ["HB-ADA"]
    assert rest["method"]["id"] == MethodId("pm-ada-visa")


def test_bills_of_two_connections_make_no_offer_by_the_api(town: Town) -> None:
    water = town.here()["id"]
    refused = town.ada().post("/payments", {"bill_ids": [water, "HB-ADA"]})
    assert refused.status_code == 422
    assert "several services" in refused.json()["problem"]
