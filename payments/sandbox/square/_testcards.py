"""Documented test cards that a person types into a hosted page; no number is ever kept."""

import re
from dataclasses import dataclass

from payments.sandbox._fields import still_good

from ._behaviours import Token

EXPIRY = re.compile(r"(0?[1-9]|1[0-2]) ?[/-] ?(?:20)?(\d{2})")
BAD_CVV, BAD_POSTAL, BAD_EXPIRY = "911", "99999", (2040, 1)


@dataclass(frozen=True, slots=True)
class TestCard:
    """One documented number: how the card behaves, and what a person reads about it."""

    number: str
    brand: str
    behaviour: str
    words: str


CARDS = (
    TestCard("4111111111111111", "VISA", "succeed", "Visa, pays"),
    TestCard("5105105105105100", "MASTERCARD", "succeed", "Mastercard, pays"),
    TestCard("6011000000000004", "DISCOVER", "succeed", "Discover, pays"),
    TestCard("30000000000004", "DISCOVER_DINERS", "succeed", "Diners Club, pays"),
    TestCard("3569990010095841", "JCB", "succeed", "JCB, pays"),
    TestCard("340000000000009", "AMERICAN_EXPRESS", "succeed", "Amex, pays (four-digit code)"),
    TestCard("6222988812340000", "CHINA_UNIONPAY", "succeed", "China UnionPay, pays"),
    TestCard("4310000000201019", "VISA", "requires_authentication", "Visa EU, asks the bank"),
    TestCard("5500000000201016", "MASTERCARD", "requires_authentication", "asks the bank"),
    TestCard("4000000000000002", "VISA", "decline_generic", "is declined"),
    TestCard("4000000000009995", "VISA", "decline_insufficient_funds", "has insufficient funds"),
)
BY_NUMBER = {card.number: card for card in CARDS}


class Mistyped(Exception):
    """What the person typed cannot be used; the text is for them, and holds nothing they typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A test card a person entered: no number, only what may be kept."""

    token: Token
    expires: tuple[int, int]  # year, month


def read_card(form: dict[str, str], now: int) -> Typed:
    """The card behind a documented number; raises Mistyped for anything else.

    `now` is the virtual clock in seconds. As documented for the provider's sandbox, code 911,
    postal code 99999 and expiry 01/40 make a card that is declined for them.
    """
    card = BY_NUMBER.get(re.sub(r"[ -]", "", form.get("number", "")))
    if card is None:
        raise Mistyped(
            "This is a sandbox: only the test cards listed below work here. Never type a real card."
        )
    match = EXPIRY.fullmatch(form.get("expiry", "").strip())
    if match is None:
        raise Mistyped("Write the expiry as month and year, for example 12/34.")
    expires = 2000 + int(match[2]), int(match[1])
    if not still_good(expires, now):
        raise Mistyped("The expiry is in the past: use a date to come, for example 12/34.")
    cvv, digits = form.get("cvv", "").strip(), 4 if card.brand == "AMERICAN_EXPRESS" else 3
    if not re.fullmatch(rf"[0-9]{{{digits}}}", cvv):
        raise Mistyped(f"The security code has {digits} digits.")
    postal, behaviour = form.get("postal", "").strip(), card.behaviour
    if not re.fullmatch(r"[0-9A-Za-z -]{3,10}", postal):
        raise Mistyped("Write a postal code, for example 10003.")
    if cvv == BAD_CVV:
        behaviour = "decline_incorrect_cvc"
    elif postal == BAD_POSTAL:
        behaviour = "decline_incorrect_postal_code"
    elif expires == BAD_EXPIRY:
        behaviour = "decline_invalid_expiration"
    return Typed(Token("card", card.brand, card.number[-4:], behaviour), expires)
