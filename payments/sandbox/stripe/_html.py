"""The hosted pages' HTML: plain forms with labels, no script, readable on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from payments.sandbox._html import esc, page
from payments.sandbox._store import Json

from ._cards import BANK_ACCOUNTS, CARDS

ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split())
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())


@dataclass(frozen=True, slots=True)
class Offer:
    """A page that asks for a way to pay: heading, what the buttons do, which ways there are."""

    heading: str
    verb: str  # "Save" or "Pay 97.40 USD"
    lines: Sequence[tuple[str, str]] = ()  # what is paid for and its amount, in words
    saved: Sequence[tuple[str, str]] = ()  # id and words of the customer's methods
    types: Sequence[str] = ("card", "us_bank_account")
    cancel_url: str | None = None
    problem: str | None = None


def amount_words(minor: int, currency: str) -> str:
    """`97.40 USD` of 9740 minor units; currencies without or with three decimals likewise."""
    code = currency.lower()
    places = 0 if code in ZERO_DECIMAL else 3 if code in THREE_DECIMAL else 2
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).zfill(places + 1)
    shown = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"{sign}{shown} {code.upper()}"


def method_words(method: Json) -> str:
    """`Visa ending 4242` of a payment method."""
    details = method[method["type"]]
    name = details.get("brand") or details.get("bank_name") or method["type"].replace("_", " ")
    last4 = details.get("last4")
    return f"{str(name).title()} ending {last4}" if last4 else str(name).title()


def offer(wanted: Offer) -> str:
    """The page where a person types a test card, or chooses a test account or a saved method."""
    parts = []
    if wanted.problem:
        parts.append(f'<p class="problem" role="alert">{esc(wanted.problem)}</p>')
    if wanted.lines:
        rows = "".join(
            f'<tr><td>{esc(words)}</td><td class="money">{esc(money)}</td></tr>'
            for words, money in wanted.lines
        )
        parts.append(f"<table>{rows}</table>")
    if wanted.saved:
        parts.append(_saved(wanted))
    if "card" in wanted.types:
        parts.append(_card(wanted))
    if "us_bank_account" in wanted.types:
        parts.append(_bank(wanted))
    if wanted.cancel_url:
        parts.append(f'<p><a href="{esc(wanted.cancel_url)}">Cancel</a></p>')
    if "card" in wanted.types:
        parts.append(_help())
    return page(wanted.heading, "".join(parts))


def _form(kind: str, legend: str, inputs: str, button: str) -> str:
    return (
        f'<form method="post"><fieldset><legend>{esc(legend)}</legend>'
        f'<input type="hidden" name="kind" value="{kind}">{inputs}'
        f"<button>{esc(button)}</button></fieldset></form>"
    )


def _card(wanted: Offer) -> str:
    fields = (
        ("number", "Card number", "4242 4242 4242 4242", 23),
        ("expiry", "Expiry (MM/YY)", "12/34", 7),
        ("cvc", "Security code (CVC)", "123", 4),
    )
    inputs = "".join(
        f'<label for="{name}">{words}</label><input id="{name}" name="{name}" required'
        f' inputmode="{"text" if name == "expiry" else "numeric"}" autocomplete="off"'
        f' maxlength="{length}" placeholder="{example}">'
        for name, words, example, length in fields
    )
    verb = "Save card" if wanted.verb == "Save" else f"{wanted.verb} by card"
    return _form("card", "Card", inputs, verb)


def _bank(wanted: Offer) -> str:
    options = "".join(
        f'<option value="{choice}">Test bank ending {last4}: {esc(words)}</option>'
        for choice, (words, last4, _) in BANK_ACCOUNTS.items()
    )
    inputs = (
        '<label for="account">Test account</label>'
        f'<select id="account" name="account">{options}</select>'
    )
    verb = "Save bank account" if wanted.verb == "Save" else f"{wanted.verb} by bank debit"
    return _form("bank", "US bank account", inputs, verb)


def _saved(wanted: Offer) -> str:
    options = "".join(
        f'<option value="{esc(method)}">{esc(words)}</option>' for method, words in wanted.saved
    )
    inputs = (
        '<label for="method">Saved method</label>'
        f'<select id="method" name="method">{options}</select>'
    )
    return _form("saved", "A method you saved", inputs, f"{wanted.verb} with saved method")


def _help() -> str:
    rows = "".join(
        f"<tr><td><code>{card.number}</code></td><td>{esc(card.words)}</td></tr>" for card in CARDS
    )
    return f"<details><summary>Test cards</summary><table>{rows}</table></details>"
