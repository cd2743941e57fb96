"""What can be stopped in the chat is stopped; of the rest it is said why not. Receipts, cases."""

import pytest

from tests.flows.talk import card, talk
from tests.house import House

CANCELS = {
    "en": ("pay HB-100", "cancel that payment", "send me a link to pay HB-100", "cancel the link"),
    "es": (
        "paga HB-100",
        "cancela ese pago",
        "mándame un enlace para pagar HB-100",
        "cancela el enlace",
    ),
    "de": (
        "bezahle HB-100",
        "storniere die Zahlung",
        "schick mir einen Zahlungslink für HB-100",
        "den Link bitte stornieren",
    ),
    "fr": (
        "payer HB-100",
        "annule ce paiement",
        "envoyez-moi un lien pour payer HB-100",
        "annulez le lien",
    ),
}
RECEIPTS = {
    "en": ("show me my receipts", "send me the receipt for the water bill"),
    "es": ("muéstrame mis recibos", "envíame el comprobante del agua"),
    "de": ("zeig mir meine Quittungen", "schick mir die Quittung für Wasser"),
    "fr": ("montre-moi mes reçus", "envoie-moi le reçu pour l'eau"),
}
TICKETS = {
    "en": "what is the status of my ticket?",
    "es": "¿cuál es el estado de mi ticket?",
    "de": "wie ist der Stand von meinem Ticket?",
    "fr": "où en est mon ticket ?",
}


@pytest.mark.parametrize("language", CANCELS)
def test_an_offer_is_declined_and_a_link_called_off(house: House, language: str) -> None:
    pays, cancels, links, ends = CANCELS[language]
    nora = talk(house)
    quote = nora.say(pays)["quote"]
    assert nora.say(cancels)["quote"] is None
    assert nora.speaker.get(f"/quotes/{quote['id']}").json()["status"] == "declined"
    (waiting,) = card(nora.say(links), "payments")["payments"]
    assert waiting["state"] == "requires_action"
    (ended,) = card(nora.say(ends), "payments")["payments"]
    assert (ended["id"], ended["state"]) == (waiting["id"], "cancelled")
    assert nora.say(pays)["quote"]["lines"][0]["bill_id"] == "HB-100"
    assert house.charges("harbor") == []


def test_what_was_paid_is_not_called_off_and_that_is_said(house: House) -> None:
    nora = talk(house)
    quote = nora.say("pay HB-100")["quote"]
    assert nora.speaker.post(f"/quotes/{quote['id']}/approve").status_code == 200
    said = nora.say("cancel that payment")["reply"]
    assert said.startswith("The payment of $97.40 for bill HB-100 is made")
    assert len(house.charges("harbor")) == 1


def test_with_nothing_open_there_is_nothing_to_cancel(house: House) -> None:
    assert talk(house).say("cancel that payment")["reply"].startswith("There is nothing to cancel")


def test_a_subscription_is_no_payment_and_ends_by_an_offer_of_its_own(house: House) -> None:
    answer = talk(house).say("cancel my subscription")
    assert card(answer, "quote")["kind"] == "cancel_subscription"


@pytest.mark.parametrize("language", RECEIPTS)
def test_receipts_are_shown_with_the_page_to_download(house: House, language: str) -> None:
    every, of_water = RECEIPTS[language]
    nora = talk(house)
    shown = [each["data"] for each in nora.say(every)["cards"]]
    assert len(shown) == 5
    page = nora.speaker.call("GET", shown[0]["pdf"].removeprefix("/api/v1"))
    assert page.headers["content-type"] == "application/pdf"
    of_its = [each["data"]["bill_number"] for each in nora.say(of_water)["cards"]]
    assert of_its == ["HW-030", "HW-028"]


def test_a_bill_that_nobody_paid_has_no_receipt(house: House) -> None:
    answer = talk(house).say("send me the receipt for HB-100")
    assert answer["reply"].startswith("There is no receipt for bill HB-100")
    assert answer["cards"] == []


@pytest.mark.parametrize("language", TICKETS)
def test_an_open_case_is_told_as_it_stands(house: House, language: str) -> None:
    nora = talk(house)
    assert nora.say(TICKETS[language])["cards"] == []
    opened = card(nora.say("I want a human"), "ticket")
    told = nora.say(TICKETS[language])
    assert card(told, "ticket")["id"] == opened["id"]
    assert opened["id"] in told["reply"]
