"""What customers say of a document they gave, in four languages, and what is no statement."""

import pytest

from agent.models.builtin.corrections import corrections

SAID = [
    ("en", "the due date is 5 December", {"due_date": "12-05"}),
    ("en", "The due date should be December 5th, 2026.", {"due_date": "2026-12-05"}),
    ("en", "due date: 2026-12-05", {"due_date": "2026-12-05"}),
    ("en", "no, the due date is not 5 May but 5 Dec 2026", {"due_date": "2026-12-05"}),
    ("en", "The invoice date was 25/12/2025", {"issue_date": "2025-12-25"}),
    ("en", "The total is 120.50", {"total_amount": "120.50"}),
    ("en", "the total amount is $1,234.50", {"total_amount": "1234.50"}),
    ("en", "the number is INV-7.", {"invoice_number": "INV-7"}),
    ("en", "the currency is EUR", {"currency": "EUR"}),
    ("en", "the vat is 19.00 and the net amount is 100.00", {"tax_amount": "19.00"}),
    ("de", "Das Fälligkeitsdatum ist der 5. Dezember", {"due_date": "12-05"}),
    ("de", "fällig ist es am 05.12.2026", {"due_date": "2026-12-05"}),
    ("de", "der Gesamtbetrag ist 1.120,50 €", {"total_amount": "1120.50"}),
    ("de", "die Rechnungsnummer lautet RE-2026/77", {"invoice_number": "RE-2026/77"}),
    ("fr", "la date d'échéance est le 5 décembre", {"due_date": "12-05"}),
    ("fr", "le total est de 120,50 €", {"total_amount": "120.50"}),
    ("fr", "le numéro de facture est F-7", {"invoice_number": "F-7"}),
    ("es", "la fecha de vencimiento es el 5 de diciembre de 2026", {"due_date": "2026-12-05"}),
    ("es", "el total es 120,50", {"total_amount": "120.50"}),
    ("es", "el número es INV-7", {"invoice_number": "INV-7"}),
    ("es", "el total no es 5,00 sino 6,00", {"total_amount": "6.00"}),
]


@pytest.mark.parametrize(("language", "text", "values"), SAID)
def test_a_statement_gives_its_field_the_value(
    language: str, text: str, values: dict[str, str]
) -> None:
    found = corrections(text, language)
    assert values.items() <= found.items()


def test_one_message_may_put_several_things_right() -> None:
    said = "the due date is 5 December, the total is 120.50 and the number is INV-7"
    assert corrections(said, "en") == {
        "due_date": "12-05",
        "total_amount": "120.50",
        "invoice_number": "INV-7",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "is the total 120.50?"),
        ("en", "when is the due date?"),
        ("en", "the due date is wrong"),
        ("en", "the due date is not 5 May"),
        ("en", "the due date is 03/04/2026"),  # March or April?
        ("en", "the total is 1.234"),  # a thousand or one?
        ("en", "the due date is 31 February 2026"),
        ("en", "pay 50 of the total"),
        ("en", "why is the total 20 higher"),
        ("en", "hello"),
        ("en", ""),
        ("de", "zahl 50 Euro von dem Betrag"),
        ("fr", "le total est faux"),
        ("es", "el total no es 5,00"),
    ],
)
def test_a_question_a_wish_and_what_could_mean_two_things_are_no_statement(
    language: str, text: str
) -> None:
    assert corrections(text, language) == {}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_long_rubbish_is_read_in_no_time(language: str) -> None:
    for text in ("the total is " * 700, "1 " * 4000, "date d'echeance not " * 400, "ß" * 8000):
        corrections(text, language)
