"""The hosted pages' HTML: plain forms with labels, no script, readable on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from payments.sandbox._html import esc, page

from ._testcards import CARDS

NO_DECIMALS = frozenset("BIF CLP DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
FIELDS = (
    ("number", "Card number", "4111 1111 1111 1111", 23),
    ("expiry", "Expiry (MM/YY)", "12/34", 7),
    ("cvv", "Security code (CVV)", "111", 4),
    ("postal", "Postal code", "10003", 10),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A page that asks for a card: what is paid for and its amount, in words."""

    total: str
    lines: Sequence[tuple[str, str]] = ()
    problem: str | None = None


def amount_words(minor: int, currency: str) -> str:
    """`97.40 USD` of 9740 minor units; currencies without or with three decimals likewise."""
    places = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    digits = str(minor).zfill(places + 1)
    shown = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"{shown} {currency}"


def offer(wanted: Offer) -> str:
    """The page where a person types a test card."""
    parts = []
    if wanted.problem:
        parts.append(f'<p class="problem" role="alert">{esc(wanted.problem)}</p>')
    rows = "".join(
        f'<tr><td>{esc(words)}</td><td class="money">{esc(money)}</td></tr>'
        for words, money in wanted.lines
    )
    inputs = "".join(
        f'<label for="{name}">{words}</label><input id="{name}" name="{name}" required'
        f' autocomplete="off" maxlength="{length}" placeholder="{example}">'
        for name, words, example, length in FIELDS
    )
    parts.append(f"<table>{rows}</table>")
    parts.append(
        f'<form method="post"><fieldset><legend>Card</legend>{inputs}'
        f"<button>Pay {esc(wanted.total)} by card</button></fieldset></form>"
    )
    cards = "".join(
        f"<tr><td><code>{card.number}</code></td><td>{esc(card.words)}</td></tr>" for card in CARDS
    )
    parts.append(f"<details><summary>Test cards</summary><table>{cards}</table></details>")
    return page(f"Pay {wanted.total}", "".join(parts))
