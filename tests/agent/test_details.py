"""Billing details in a message: what is given in full, in the customer's own spelling."""

import pytest

from agent.models.builtin.details import details_in

GIVEN = [
    (
        "en",
        "we moved, my new address is 12 Elm Street, Portland 97201",
        "address",
        "12 Elm Street, Portland 97201",
    ),
    (
        "en",
        "Please change the address to 5 High St. Apt. 4, Salem 97301. Thanks",
        "address",
        "5 High St. Apt. 4, Salem 97301",
    ),
    (
        "en",
        "I want to change my address: 7 Oak Lane, Salem 97301",
        "address",
        "7 Oak Lane, Salem 97301",
    ),
    (
        "en",
        "our company is now called Fuentes Media",
        "company",
        "Fuentes Media",
    ),
    (
        "en",
        "my last name is now Blake-Miller",
        "name",
        "Blake-Miller",
    ),
    (
        "en",
        "invoices to the attention of Maria Lopez",
        "invoice_recipient",
        "Maria Lopez",
    ),
    (
        "en",
        "purchase order 7731 please",
        "po_number",
        "7731",
    ),
    (
        "en",
        "my e-mail is now a.b@mail.example",
        "email",
        "a.b@mail.example",
    ),
    (
        "en",
        "the code is 1234 5678",
        "code",
        "1234 5678",
    ),
    (
        "es",
        "Mi nueva dirección es Calle Mayor 5, 28013 Madrid, por favor",
        "address",
        "Calle Mayor 5, 28013 Madrid",
    ),
    (
        "es",
        "me llamo ahora Ana Ruiz",
        "name",
        "Ana Ruiz",
    ),
    (
        "de",
        "Bitte ändern Sie die Rechnungsadresse auf Lindenweg 3, 10115 Berlin",
        "address",
        "Lindenweg 3, 10115 Berlin",
    ),
    (
        "de",
        "Ich heiße jetzt Weber-Klein",
        "name",
        "Weber-Klein",
    ),
    (
        "fr",
        "nous avons déménagé au 4 bd Voltaire, 75011 Paris",
        "address",
        "4 bd Voltaire, 75011 Paris",
    ),
    (
        "fr",
        "à l'attention de Claire Petit",
        "invoice_recipient",
        "Claire Petit",
    ),
]
NOT_GIVEN = [
    "I want to change my address",
    "what is my address?",
    "please send the bill to my new address",
    "is my name to be Miller?",
    "my name is wrong on the bill",
]


@pytest.mark.parametrize(("language", "text", "field", "value"), GIVEN)
def test_a_detail_is_taken_as_it_is_written(
    language: str, text: str, field: str, value: str
) -> None:
    assert details_in(text, language) == {field: value}


@pytest.mark.parametrize("text", NOT_GIVEN)
def test_a_wish_without_a_value_gives_no_detail(text: str) -> None:
    assert details_in(text, "en") == {}
