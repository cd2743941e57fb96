"""Which saved method a customer means: an id, "4242", "my visa", "the bank account"."""

import re
from typing import Final

from billing._heard import words_of
from billing.ids import MethodId
from billing.methods import Method
from billing.ports import Tx

_KINDS: Final = {
    "card": "card karte kreditkarte tarjeta carte credit debit",
    "bank_account": "bank account checking konto bankkonto cuenta compte ach",
    "sepa_debit": "sepa lastschrift konto bankkonto prelevement domiciliacion iban bank account",
}
_OWN_NAMES: Final = ("paypal",)
_NAMED: Final = frozenset(" ".join(_KINDS.values()).split())
_USUAL: Final = frozenset("default usual standard normal same habitual ubliche habituelle".split())


_OTHER: Final = frozenset(
    "other another different else andere anderen anderer anderes otra otro autre autres".split()
)


def find_methods(tx: Tx, said: str) -> tuple[Method, ...]:
    """The methods that `said` may mean: by id, by last four digits, by brand, else by kind.

    "The other card" is any but the one tried or offered last.
    """
    methods = tx.methods.list()
    if _OTHER & set(words_of(said)):
        tried = _tried_last(tx)
        methods = tuple(method for method in methods if method.id != tried)
        if not set(words_of(said)) & _NAMED:
            return methods
    by_id = tuple(method for method in methods if method.id == said.strip())
    if by_id:
        return by_id
    digits = set(re.findall(r"\d{4}", said))
    words = set(words_of(said))
    if digits:
        return tuple(method for method in methods if method.last4 in digits)
    kind = type_named(said)
    if kind is not None:
        return tuple(method for method in methods if method.type == kind)
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


def type_named(said: str) -> str | None:
    """The type of method that goes by a name of its own: "my PayPal account" is no bank's."""
    words = set(words_of(said))
    return next((kind for kind in _OWN_NAMES if kind in words), None)


def _tried_last(tx: Tx) -> MethodId | None:
    """The method of the customer's open offer, else of their newest payment."""
    every = tx.quotes.open_of(tx.principal.require_customer())
    offers = [each for each in every if each.act is None]
    if offers:
        return offers[-1].method_id
    payments = tx.payments.list(limit=1).items
    return payments[0].method_id if payments else None
