"""The hosted pages' HTML: plain forms with labels, no script, readable on a phone."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from ._testcards import CARDS

NO_DECIMALS = frozenset("BIF CLP DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 30rem; padding: 1rem }
.sandbox { background: #fde68a; color: #422006; padding: .5rem .75rem; border-radius: .4rem }
.problem { background: #fecaca; color: #450a0a; padding: .5rem .75rem; border-radius: .4rem }
fieldset { border: 1px solid #8888; border-radius: .4rem; margin: 1rem 0; padding: .75rem }
label { display: block; margin: .5rem 0 }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem;
  min-height: 2.75rem }
button { margin-top: .5rem; cursor: pointer }
table { border-collapse: collapse; width: 100% }
td { padding: .25rem; text-align: left; border-bottom: 1px solid #8884 }
td.money { text-align: right; white-space: nowrap }
"""
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


def esc(text: object) -> str:
    return html.escape(str(text), quote=True)


def amount_words(minor: int, currency: str) -> str:
    """`97.40 USD` of 9740 minor units; currencies without or with three decimals likewise."""
    places = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    digits = str(minor).zfill(places + 1)
    shown = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"{shown} {currency}"


def page(heading: str, content: str) -> str:
    """A whole document around `content`, which is HTML already."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(heading)} - Sandbox</title><style>{STYLE}</style></head><body><main>"
        '<p class="sandbox"><strong>Sandbox: no real money.</strong> Test cards only.</p>'
        f"<h1>{esc(heading)}</h1>{content}</main></body></html>"
    )


def note(heading: str, text: str) -> str:
    return page(heading, f"<p>{esc(text)}</p>")


def challenge(what: str) -> str:
    """The bank's page: two buttons."""
    forms = "".join(
        f'<form method="post" action="?outcome={outcome}"><button>{words}</button></form>'
        for outcome, words in (("succeeded", "Authenticate"), ("failed", "Refuse"))
    )
    return page("Sandbox bank", f"<p>Your bank asks: is it you? {esc(what)}</p>{forms}")


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
