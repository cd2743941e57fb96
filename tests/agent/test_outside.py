"""The built-in model hears that money was sent outside, and does not hear it where it was not."""

import pytest

from agent.models.builtin.outside import about_outside, announces
from agent.slots import read_slots

SENT = [
    ("I mailed you a check yesterday", "check"),
    ("we've sent a cheque for HB-100", "check"),
    ("the check is in the mail", "check"),
    ("I already wired the money on Friday", "wire"),
    ("I made a bank transfer for the water bill", "wire"),
    ("I dropped off cash at your office", "cash"),
    ("ya he enviado un cheque por la factura de luz", "check"),
    ("He hecho una transferencia ayer", "wire"),
    ("Ich habe gestern einen Scheck geschickt", "check"),
    ("Ich habe den Betrag überwiesen", "wire"),
    ("J'ai envoyé un chèque hier", "check"),
    ("Nous avons fait un virement lundi", "wire"),
]
NOT_SENT = [
    "can I pay by check?",
    "do you take cash",
    "I want to pay with my card",
    "pay my electricity bill",
    "please check my bill",
    "I paid with my Visa",
    "kann ich bar zahlen",
    "¿puedo pagar con cheque?",
    "did you get my check?",
    "what do I owe",
    "I sent you an email",
]


@pytest.mark.parametrize(("text", "kind"), SENT)
def test_what_was_sent_is_heard_with_its_kind(text: str, kind: str) -> None:
    assert announces(text)
    tool, arguments = about_outside(text, read_slots(text))
    assert (tool, arguments["kind"]) == ("announce_payment", kind)


@pytest.mark.parametrize("text", NOT_SENT)
def test_a_question_or_a_wish_is_no_announcement(text: str) -> None:
    assert not announces(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("I mailed check 1042 for HB-100", "1042"),
        ("I sent check no. 77", "77"),
        ("Ich habe Scheck Nr. 5 geschickt", "5"),
        ("I sent a check for $50", None),
    ],
)
def test_the_number_on_it_is_taken_where_it_is_said(text: str, number: str | None) -> None:
    assert about_outside(text, read_slots(text))[1].get("reference") == number


def test_the_amount_is_taken_as_it_is_said() -> None:
    text = "I sent a check for $50.25 for HB-100"
    assert about_outside(text, read_slots(text))[1]["amount"] == "50.25"
    text = "I mailed check 1042 for HB-100"
    assert "amount" not in about_outside(text, read_slots(text))[1]


def test_the_bill_is_taken_where_it_is_named() -> None:
    text = "I mailed check 1042 for HB-100"
    assert about_outside(text, read_slots(text))[1]["bills"] == ["HB-100"]
