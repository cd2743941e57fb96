"""What a question about ways to pay asks the tool, and what is no such question."""

import pytest

from agent.language import language_of
from agent.models.builtin.methods import about_methods, asks_of_refunds
from agent.slots import read_slots


@pytest.mark.parametrize(
    "text",
    [
        "Can I get a refund to my PayPal?",
        "How do refunds work?",
        "Do you give refunds at all?",
        "Do refunds go to the bank account?",
        "¿Cómo funcionan los reembolsos?",
        "¿Pueden reembolsar a una cuenta bancaria?",
        "Wie läuft eine Erstattung?",
        "Ist eine Erstattung auf die Kreditkarte möglich?",
        "Comment se passe un remboursement ?",
        "Est-il possible d'être remboursé sur un compte bancaire ?",
    ],
)
def test_a_question_about_refunds_is_answered_from_what_is_declared(text: str) -> None:
    slots = read_slots(text)
    assert asks_of_refunds(text, slots)
    assert about_methods(text, slots) == ("payment_options", {"about": "refunds"})


@pytest.mark.parametrize(
    "text",
    [
        "I want a refund to my card",
        "Can I get a refund for HB-090 to my card?",
        "Could you refund 20 dollars to my visa?",
        "Can I get a refund?",
        "Quiero un reembolso en mi tarjeta",
        "Ich möchte mein Geld zurück",
        "Can I pay by card?",
    ],
)
def test_a_wish_for_money_back_is_no_such_question(text: str) -> None:
    assert not asks_of_refunds(text, read_slots(text))


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Can I pay by wire transfer?", "wire"),
        ("Kann ich per Überweisung zahlen?", "wire"),
        ("Do you accept PayPal?", "paypal"),
        ("Can one pay with a bank account?", "bank_account"),
    ],
)
def test_the_way_asked_about_is_named(text: str, way: str) -> None:
    assert about_methods(text, read_slots(text)) == ("payment_options", {"way": way})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("pay it with my PayPal account", "paypal"),
        ("paga con mi cuenta de PayPal", "paypal"),
        ("pay it from my bank account", "bank account"),
    ],
)
def test_a_wallet_is_no_banks_account(text: str, named: str) -> None:
    assert read_slots(text).method == named


@pytest.mark.parametrize(("text", "language"), [("¿PayPal?", "es"), ("Großartig", "de")])
def test_a_sign_that_only_one_language_writes_decides(text: str, language: str) -> None:
    assert language_of(text, "en") == language
