"""What customers say about paying without wishing to pay: answered, and never with an offer."""

import pytest

from tests.flows.talk import card, talk
from tests.house import House

WAYS = {
    "en": ("can I pay with a bank account?", "pay the water bill", "yes, with that"),
    "es": ("¿puedo pagar con cuenta bancaria?", "paga la factura del agua", "sí, con esa"),
    "de": ("kann ich mit Bankkonto zahlen?", "bezahle die Wasserrechnung", "ja, damit"),
    "fr": ("puis-je payer par compte bancaire ?", "payer la facture d'eau", "oui, avec ça"),
}
SPENT = {
    "en": "what did I pay for water?",
    "es": "¿cuánto pagué por el agua?",
    "de": "was habe ich für Wasser bezahlt?",
    "fr": "combien ai-je payé pour l'eau ?",
}
PAID = {
    "en": ("show me bill HB-090", "is it paid?"),
    "es": ("muéstrame la factura HB-090", "¿está pagada?"),
    "de": ("zeig mir die Rechnung HB-090", "ist sie bezahlt?"),
    "fr": ("montre-moi la facture HB-090", "est-elle payée ?"),
}
BELOW_ZERO = {"en": "pay -5", "es": "paga -5 euros", "de": "zahle -5", "fr": "payer -5 €"}


@pytest.mark.parametrize("language", WAYS)
def test_a_way_only_asked_about_is_not_taken_for_the_next_payment(
    house: House, language: str
) -> None:
    question, pays, _ = WAYS[language]
    nora = talk(house)
    assert nora.say(question)["quote"] is None
    quote = nora.say(pays)["quote"]
    assert quote["method"]["label"] == "Visa •••• 4242"
    assert [line["bill_id"] for line in quote["lines"]] == ["HW-032"]


@pytest.mark.parametrize("language", WAYS)
def test_a_way_asked_about_and_then_taken_is_offered(house: House, language: str) -> None:
    question, _, takes = WAYS[language]
    nora = talk(house)
    nora.say(question)
    assert nora.say(takes)["quote"] is None, "two bills are due: it asks which"
    quote = nora.say("HW-032")["quote"]
    assert quote["method"]["label"].endswith("•••• 9876")


def test_a_way_that_is_not_there_does_not_stand_in_the_way_of_paying(house: House) -> None:
    nora = talk(house)
    assert "not possible" in nora.say("can I pay with PayPal?")["reply"]
    assert nora.say("pay the water bill")["quote"]["method"]["label"] == "Visa •••• 4242"


@pytest.mark.parametrize("language", SPENT)
def test_what_was_paid_for_is_history_and_never_an_offer(house: House, language: str) -> None:
    answer = talk(house).say(SPENT[language])
    assert answer["quote"] is None
    assert {row["bill_id"] for row in card(answer, "payments")["payments"]} == {"HW-028", "HW-030"}
    assert "HW-030" in answer["reply"]


@pytest.mark.parametrize("language", PAID)
def test_whether_it_is_paid_is_told_of_the_bill_shown_last(house: House, language: str) -> None:
    shows, asks = PAID[language]
    nora = talk(house)
    nora.say(shows)
    answer = nora.say(asks)
    (row,) = card(answer, "payments")["payments"]
    assert (row["bill_id"], row["state"]) == ("HB-090", "succeeded")
    assert answer["quote"] is None


def test_of_a_bill_without_payments_that_is_said(house: House) -> None:
    nora = talk(house)
    answer = nora.say("have I paid HB-100?")
    assert answer["reply"].startswith("There is no payment for bill HB-100 yet.")
    assert "$97.40, due on March 20, 2026" in answer["reply"]


@pytest.mark.parametrize("language", BELOW_ZERO)
def test_less_than_nothing_is_no_amount_and_never_the_whole(house: House, language: str) -> None:
    nora = talk(house)
    nora.say("what do I owe?")
    answer = nora.say(BELOW_ZERO[language])
    assert answer["quote"] is None
    assert "quote" not in {each["kind"] for each in answer["cards"]}


def test_four_digits_after_a_cards_name_are_no_year(house: House) -> None:
    diego = talk(house, "c-diego", "lumen")
    shown = card(diego.say("remove visa 2024"), "method_removal")
    assert shown["method"]["label"] == "Visa •••• 2024"


def test_german_without_a_hint_is_german(house: House) -> None:
    answer = talk(house).say("welche Zahlungsarten gibt es?")
    assert answer["language"] == "de"
    assert answer["reply"].startswith("Hier können Sie zahlen mit")
