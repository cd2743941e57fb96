"""Which saved method a customer means: an id, "4242", "my visa", "the bank account"."""

import re
from typing import Final

from billing._heard import words_of
from billing.methods import Method
from billing.ports import Tx

_KINDS: Final = {
    "card": "card karte kreditkarte tarjeta carte credit debit",
    "bank_account": "bank account checking konto bankkonto cuenta compte ach",
    "sepa_debit": "sepa lastschrift konto bankkonto prelevement domiciliacion iban bank account",
}
_USUAL: Final = frozenset("default usual standard normal same habitual ubliche habituelle".split())


def find_methods(tx: Tx, said: str) -> tuple[Method, ...]:
    """The methods that `said` may mean: by id, by last four digits, by brand, else by kind."""
    methods = tx.methods.list()
    by_id = tuple(method for method in methods if method.id == said.strip())
    if by_id:
        return by_id
    digits = set(re.findall(r"\d{4}", said))
    words = set(words_of(said))
    if digits:
        return tuple(method for method in methods if method.last4 in digits)
    by_brand = tuple(
        method
        for method in methods
        if method.brand and not words.isdisjoint(words_of(method.brand))
    )
    if by_brand:
        return by_brand
    if words & _USUAL:
        return methods[:1]
    return tuple(
        method for method in methods if words & set(_KINDS.get(method.type, method.type).split())
    )
