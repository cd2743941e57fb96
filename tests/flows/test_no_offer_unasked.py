"""What a newcomer typed that must not become an offer to pay, and what must be paid as said."""

import pytest

from tests.house import House

UNASKED = [
    (("pay HB-100",), "hold on, I want to check with my wife first"),
    (("pay HB-100",), "thanks, let me think about it first"),
    (("pay HB-100 with bitcoin",), "what's the goodwill credit?"),
    (("pay HB-100", "no"), "which bill is overdue?"),
    ((), "can I pay the water bill on march 20?"),
    ((), "pay the water bill next friday"),
    ((), "pay my bill tomorrow"),
    ((), "ich kann erst am 20. März zahlen"),
]


@pytest.mark.parametrize(("before", "last"), UNASKED, ids=[last for _, last in UNASKED])
def test_nobody_is_offered_a_payment_they_did_not_ask_for(
    house: House, before: tuple[str, ...], last: str
) -> None:
    nora = house.speaker()
    thread: dict[str, str] = {}
    for text in before:
        thread = {"conversation_id": nora.say(text, **thread)["conversation_id"]}
    told = nora.say(last, **thread)
    assert [card["kind"] for card in told["cards"] if card["kind"] == "quote"] == []
    assert told["quote"] is None
    nora.say("ok", conversation_id=told["conversation_id"])
    assert house.charges("harbor") == []


@pytest.mark.parametrize(
    ("customer", "text"),
    [
        ("c-nora", "pay 20 dollars of HB-100"),
        ("c-nora", "bezahle 20 Dollar von HB-100"),
        ("c-luis", "paga 20 dólares de HB-101"),
    ],
)
def test_an_amount_is_taken_in_the_customers_words(house: House, customer: str, text: str) -> None:
    assert house.speaker(customer).say(text)["quote"]["total"]["amount_minor"] == 2000


def test_a_method_may_be_changed_while_the_offer_stands(house: House) -> None:
    nora = house.speaker()
    first = nora.say("pay HB-100")
    told = nora.say("use my bank account instead", conversation_id=first["conversation_id"])
    assert told["quote"]["method"]["id"] == "pm-nora-bank"
