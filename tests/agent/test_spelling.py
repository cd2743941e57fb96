"""A word with one slip of the keyboard is read as the known one; a word of another kind is not."""

import pytest

from agent.spelling import mended

KNOWN = frozenset("pagar factura invoice invoices electricity bill pay refund".split())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pagra", "pagar"),
        ("facutra", "factura"),
        ("invoce", "invoice"),
        ("invoicce", "invoice"),
        ("elecrticity", "electricity"),
        ("electrixity", "electricity"),
        ("refnud", "refund"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str) -> None:
    assert mended([typed], KNOWN.__contains__) == [meant]


@pytest.mark.parametrize("word", ["bell", "paid", "netflix", "invoices", "onvoice", "rest"])
def test_short_known_and_strange_words_stay(word: str) -> None:
    assert mended([word], KNOWN.__contains__) == [word]
