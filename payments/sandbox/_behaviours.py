"""How a saved method behaves when it is charged, and the provider's documented test tokens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decline:
    """Why the issuer said no; `decline_code` is absent where the provider leaves it out."""

    code: str
    decline_code: str | None
    message: str


DECLINES = {
    "decline_insufficient_funds": Decline(
        "card_declined", "insufficient_funds", "Your card has insufficient funds."
    ),
    "decline_expired_card": Decline("expired_card", "expired_card", "Your card has expired."),
    "decline_generic": Decline("card_declined", "generic_decline", "Your card was declined."),
    "decline_lost_card": Decline("card_declined", "lost_card", "Your card was declined."),
    "decline_stolen_card": Decline("card_declined", "stolen_card", "Your card was declined."),
    "decline_fraudulent": Decline("card_declined", "fraudulent", "Your card was declined."),
    "decline_incorrect_cvc": Decline(
        "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."
    ),
    "decline_processing_error": Decline(
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
NINE = frozenset(
    {
        "succeed",
        "succeed_later",
        "decline_insufficient_funds",
        "decline_expired_card",
        "decline_generic",
        "requires_authentication",
        "timeout_after_charge",
        "timeout_before_charge",
        "error_500",
    }
)
# Beyond the nine: what the provider's documented tokens need.
BEHAVIOURS = NINE | DECLINES.keys() | {"fail_later", "never_settles", "succeed_then_dispute"}

# The world's words for a type -> the provider's.
TYPES = {
    "card": "card",
    "bank_account": "us_bank_account",
    "us_bank_account": "us_bank_account",
    "sepa_debit": "sepa_debit",
    "wallet": "link",
    "link": "link",
    "paypal": "paypal",
}


@dataclass(frozen=True, slots=True)
class Token:
    """What a documented test token stands for; using it makes a fresh method of this kind."""

    type: str
    brand: str
    last4: str
    behaviour: str


def _card(last4: str, behaviour: str, brand: str = "visa") -> Token:
    return Token("card", brand, last4, behaviour)


# Names and meanings as documented at docs.stripe.com/testing; so are the last four
# digits.
TOKENS = {
    "pm_card_visa": _card("4242", "succeed"),
    "pm_card_visa_debit": _card("5556", "succeed"),
    "pm_card_mastercard": _card("4444", "succeed", "mastercard"),
    "pm_card_amex": _card("8431", "succeed", "amex"),
    "pm_card_discover": _card("1117", "succeed", "discover"),
    "pm_card_chargeDeclined": _card("0002", "decline_generic"),
    "pm_card_visa_chargeDeclined": _card("0002", "decline_generic"),
    "pm_card_chargeCustomerFail": _card("0341", "decline_generic"),
    "pm_card_chargeDeclinedInsufficientFunds": _card("9995", "decline_insufficient_funds"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": _card("9995", "decline_insufficient_funds"),
    "pm_card_chargeDeclinedLostCard": _card("9987", "decline_lost_card"),
    "pm_card_visa_chargeDeclinedLostCard": _card("9987", "decline_lost_card"),
    "pm_card_chargeDeclinedStolenCard": _card("9979", "decline_stolen_card"),
    "pm_card_visa_chargeDeclinedStolenCard": _card("9979", "decline_stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": _card("0069", "decline_expired_card"),
    "pm_card_chargeDeclinedFraudulent": _card("0019", "decline_fraudulent"),
    "pm_card_chargeDeclinedIncorrectCvc": _card("0127", "decline_incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _card("0119", "decline_processing_error"),
    "pm_card_authenticationRequired": _card("3184", "requires_authentication"),
    "pm_card_authenticationRequiredOnSetup": _card("3155", "requires_authentication"),
    "pm_card_threeDSecure2Required": _card("3220", "requires_authentication"),
    "pm_card_createDispute": _card("0259", "succeed_then_dispute"),
    "pm_usBankAccount_success": Token("us_bank_account", "", "6789", "succeed_later"),
    "pm_usBankAccount_insufficientFunds": Token("us_bank_account", "", "2227", "fail_later"),
    "pm_usBankAccount_processing": Token("us_bank_account", "", "2228", "never_settles"),
}
