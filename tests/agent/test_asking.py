"""Questions that look like a wish to pay and are none: what paying costs, what was sent."""

import pytest

from agent.models.builtin.asking import asked_apart, plan_apart
from agent.models.builtin.outside import announces
from agent.slots import read_slots

FEES = [
    "is there a fee?",
    "what does it cost to pay by card?",
    "do you charge extra for cards?",
    "Are there any fees for paying with my bank account?",
    "how much is the convenience fee?",
    "does paying by card cost anything?",
    "¿hay alguna comisión?",
    "¿cuánto cuesta pagar con tarjeta?",
    "¿cobran algo por pagar con tarjeta?",
    "gibt es eine Gebühr?",
    "Was kostet die Zahlung mit Karte?",
    "Fallen Gebühren an?",
    "y a-t-il des frais ?",
    "combien coûte le paiement par carte ?",
    "combien ça coûte de payer par carte ?",
]
NO_FEES = [
    "why is there a grid fee?",
    "is there a late fee?",
    "what is this fee?",
    "pay $20 of the water bill, is there a fee?",
    "can you waive the fee?",
    "pay the water bill",
    "what does my plan cost?",
    "how much is my water bill?",
    "warum gibt es eine Netzgebühr?",
    "¿por qué hay una comisión?",
    "pourquoi ces frais ?",
    "hay un recargo por mora?",
    "what do I owe?",
]
ARRIVED = [
    ("did you get my check?", "check"),
    ("has my wire transfer arrived?", "wire"),
    ("where is my check?", "check"),
    ("¿recibieron mi cheque?", "check"),
    ("¿ha llegado mi transferencia?", "wire"),
    ("ist mein Scheck angekommen?", "check"),
    ("Haben Sie meine Überweisung erhalten?", "wire"),
    ("avez-vous reçu mon chèque ?", "check"),
    ("mon virement est-il arrivé ?", "wire"),
]
COMING = [
    ("I'll mail a check tomorrow", "check"),
    ("I'm going to wire the money on Friday", "wire"),
    ("we will send a cheque next week", "check"),
    ("mañana enviaré un cheque", "check"),
    ("voy a hacer una transferencia", "wire"),
    ("ich schicke morgen einen Scheck", "check"),
    ("Ich werde das Geld morgen überweisen", "wire"),
    ("j'enverrai un chèque demain", "check"),
    ("je vais faire un virement lundi", "wire"),
]
NOT_COMING = [
    "will you send me a check?",
    "I will pay with my card",
    "please transfer me to a person",
    "I'll check my bill",
    "pay by bank transfer",
    "check my last bill",
    "überweise die Rechnung",
]


@pytest.mark.parametrize("text", FEES)
def test_what_paying_costs_is_asked_of_those_who_take_the_fee(text: str) -> None:
    slots = read_slots(text)
    assert asked_apart(text, slots) == "fees"
    plan = plan_apart("fees", text, slots)
    assert plan is not None
    assert (plan[0], plan[1]["about"]) == ("payment_options", "fees")


@pytest.mark.parametrize("text", NO_FEES)
def test_a_fee_that_stands_on_a_bill_is_another_question(text: str) -> None:
    assert asked_apart(text, read_slots(text)) != "fees"


@pytest.mark.parametrize(("text", "kind"), ARRIVED)
def test_what_became_of_money_sent_is_looked_up(text: str, kind: str) -> None:
    slots = read_slots(text)
    assert not announces(text)
    assert asked_apart(text, slots) == "sent_state"
    assert plan_apart("sent_state", text, slots) == ("payment_history", {"sent": kind})


@pytest.mark.parametrize(("text", "kind"), COMING)
def test_money_that_will_be_sent_is_announced_too(text: str, kind: str) -> None:
    assert announces(text), kind
    assert asked_apart(text, read_slots(text)) is None


@pytest.mark.parametrize("text", NOT_COMING)
def test_a_wish_is_no_announcement(text: str) -> None:
    assert not announces(text)
