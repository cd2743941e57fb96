"""The documented test cards and bank accounts that a person may type into a hosted page.

A number lives only while the form is read: it is looked up here, and what is kept is the brand, the
last four digits, the expiry and the behaviour. Any other number is refused and forgotten.
Source: docs.stripe.com/testing and docs.stripe.com/payments/ach-direct-debit (test accounts).
"""

import re
from dataclasses import dataclass

from payments.sandbox._fields import still_good

from ._behaviours import ATTACHES_THEN_DECLINES, REFUND_FAILS, REFUND_PENDING, Token

EXPIRY = re.compile(r"(0?[1-9]|1[0-2]) ?[/-] ?(?:20)?(\d{2})")


@dataclass(frozen=True, slots=True)
class TestCard:
    """One documented number: what it is for, and how the card behaves."""

    number: str
    brand: str
    behaviour: str
    words: str


def _visa(number: str, behaviour: str, words: str) -> TestCard:
    return TestCard(number, "visa", behaviour, words)


CARDS = (
    _visa("4242424242424242", "succeed", "Visa, pays"),
    _visa("4000056655665556", "succeed", "Visa debit, pays"),
    TestCard("5555555555554444", "mastercard", "succeed", "Mastercard, pays"),
    TestCard("378282246310005", "amex", "succeed", "American Express, pays (four-digit code)"),
    TestCard("6011111111111117", "discover", "succeed", "Discover, pays"),
    _visa("4000002500003155", "authenticate_unless_setup", "asks the bank, unless saved before"),
    _visa("4000002760003184", "requires_authentication", "asks the bank every time"),
    _visa("4000003800000446", "already_set_up", "asks the bank only while you are there"),
    _visa("4000008260003178", "authenticate_then_decline", "asks the bank, then has no funds"),
    _visa("4000000000000002", "decline_generic", "is declined"),
    _visa("4000000000009995", "decline_insufficient_funds", "has insufficient funds"),
    _visa("4000000000009987", "decline_lost_card", "is a lost card"),
    _visa("4000000000009979", "decline_stolen_card", "is a stolen card"),
    _visa("4000000000000069", "decline_expired_card", "has expired"),
    _visa("4000000000000127", "decline_incorrect_cvc", "has another security code"),
    _visa("4000000000000119", "decline_processing_error", "meets a processing error"),
    _visa("4000000000006975", "decline_velocity_exceeded", "was used too often"),
    _visa("4000000000000341", ATTACHES_THEN_DECLINES, "can be saved, then declines"),
    _visa("4000000000000259", "succeed_then_dispute", "pays, then is disputed as fraud"),
    _visa("4000000000001976", "succeed_then_inquiry", "pays, then the bank inquires"),
    _visa("4000000000007726", REFUND_PENDING, "pays; its refunds take a while"),
    _visa("4000000000005126", REFUND_FAILS, "pays; its refunds fail later"),
)
BY_NUMBER = {card.number: card for card in CARDS}

# Account numbers at routing 110000000, by what the person chooses: (words, last four, behaviour).
BANK_ACCOUNTS = {
    "success": ("pays after some days", "6789", "succeed_later"),
    "insufficient_funds": ("comes back: insufficient funds", "2227", "fail_later"),
    "account_closed": ("comes back: account closed", "1113", "fail_later_account_closed"),
    "no_account": ("comes back: no such account", "1116", "fail_later_no_account"),
    "debit_not_authorized": (
        "comes back: debit not authorized",
        "3335",
        "fail_later_debit_not_authorized",
    ),
    "processing": ("stays on its way", "0009", "never_settles"),
}


class Mistyped(Exception):
    """What the person typed cannot be used; the text is for them, and holds nothing they typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A test method a person entered: no number, only what may be kept."""

    token: Token
    expires: tuple[int, int]  # year, month


def read_card(number: str, expiry: str, cvc: str, now: int) -> Typed:
    """The card behind a documented test number; raises Mistyped for anything else.

    `now` is the virtual clock in seconds; `expiry` is MM/YY.
    """
    card = BY_NUMBER.get(re.sub(r"[ -]", "", number))
    if card is None:
        raise Mistyped(
            "This is a sandbox: only the test cards listed below work here. Never type a real card."
        )
    match = EXPIRY.fullmatch(expiry.strip())
    if match is None:
        raise Mistyped("Write the expiry as month and year, for example 12/34.")
    expires = 2000 + int(match[2]), int(match[1])
    if not still_good(expires, now):
        raise Mistyped("The expiry is in the past: use a date to come, for example 12/34.")
    digits = 4 if card.brand == "amex" else 3
    if not re.fullmatch(rf"[0-9]{{{digits}}}", cvc.strip()):
        raise Mistyped(f"The security code has {digits} digits.")
    return Typed(Token("card", card.brand, card.number[-4:], card.behaviour), expires)


def read_account(choice: str) -> Typed:
    """The test bank account the person chose; raises Mistyped for any other value."""
    if choice not in BANK_ACCOUNTS:
        raise Mistyped("Choose one of the test accounts.")
    _, last4, behaviour = BANK_ACCOUNTS[choice]
    return Typed(Token("us_bank_account", "", last4, behaviour), (0, 0))
