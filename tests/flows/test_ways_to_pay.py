"""Saved ways to pay, seen and changed in the chat in each of its languages."""

import pytest

from tests.flows.talk import card, talk
from tests.house import House


@pytest.mark.parametrize(
    ("lists", "adds", "prefers", "removes", "usual"),
    [
        (
            "which cards do you have?",
            "add a card",
            "make the bank account my usual one",
            "remove my visa",
            "your usual one",
        ),
        (
            "¿qué tarjetas tengo guardadas?",
            "quiero agregar una tarjeta",
            "usa siempre mi cuenta bancaria como método habitual",
            "elimina mi visa",
            "el habitual",
        ),
        (
            "welche Karten habe ich hinterlegt?",
            "ich möchte eine neue Karte hinzufügen",
            "mach mein Bankkonto zur Standard-Zahlungsart",
            "lösche meine Visa",
            "Ihre übliche",
        ),
        (
            "quelles cartes ai-je enregistrées ?",
            "je voudrais ajouter une carte",
            "mets mon compte bancaire par défaut",
            "supprime ma visa",
            "habituel",
        ),
    ],
    ids=["en", "es", "de", "fr"],
)
def test_methods_are_listed_added_preferred_and_offered_for_removal(
    house: House, lists: str, adds: str, prefers: str, removes: str, usual: str
) -> None:
    nora = talk(house)
    listed = nora.say(lists)
    first, *others = card(listed, "methods")["methods"]
    assert first["label"] == "Visa •••• 4242"
    assert usual in listed["reply"]
    assert card(nora.say(adds), "page")["kind"] == "add_method"
    (now_usual,) = card(nora.say(prefers), "methods")["methods"]
    assert (now_usual["type"], now_usual["is_default"]) == ("bank_account", True)
    shown = card(nora.say(removes), "method_removal")
    assert shown["method"]["label"] == "Visa •••• 4242"
    kept = nora.speaker.get("/methods").json()["items"]
    assert {each["id"] for each in kept} == {each["id"] for each in (first, *others)}


@pytest.mark.parametrize(
    ("pays", "instead", "name"),
    [
        ("pay HB-101 with my visa", "try my bank account instead", "Bank account"),
        ("paga HB-101 con mi visa", "prueba con mi cuenta bancaria", "Cuenta bancaria"),
        ("HB-101 mit meiner Visa bezahlen", "nimm stattdessen mein Bankkonto", "Bankkonto"),
        ("paie HB-101 avec ma visa", "essaie plutôt avec mon compte bancaire", "Compte bancaire"),
    ],
    ids=["en", "es", "de", "fr"],
)
def test_after_a_decline_another_method_is_a_new_offer_and_never_a_silent_charge(
    house: House, pays: str, instead: str, name: str
) -> None:
    luis = talk(house, "c-luis")
    quote = luis.say(pays)["quote"]
    refused = luis.speaker.post(f"/quotes/{quote['id']}/approve")
    assert refused.status_code == 402
    assert house.charges("harbor") == []
    offer = luis.say(instead)["quote"]
    assert offer["id"] != quote["id"]
    assert (offer["method"]["label"], offer["status"]) == (f"{name} •••• 2210", "open")
    assert [line["bill_id"] for line in offer["lines"]] == ["HB-101"]
    assert house.charges("harbor") == []
    paid = luis.speaker.post(f"/quotes/{offer['id']}/approve").json()["payments"][0]
    assert paid["state"] == "pending"  # a bank takes its days
