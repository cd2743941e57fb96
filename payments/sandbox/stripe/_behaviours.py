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
    "decline_velocity_exceeded": Decline(
        "card_declined",
        "card_velocity_exceeded",
        "Your card was declined for making repeated attempts too frequently or exceeding its"
        " amount limit.",
    ),
}
# Can be saved; the issuer says no only when it is charged.
ATTACHES_THEN_DECLINES = "decline_after_attaching"
# Bank debits that come back days later -> the failure's code.
LATE_FAILURES = {
    "fail_later": "insufficient_funds",
    "fail_later_account_closed": "account_closed",
    "fail_later_debit_not_authorized": "debit_not_authorized",
    "fail_later_no_account": "no_account",
}
# 3-D Secure: when the issuer wants to see the payer.
AUTHENTICATING = frozenset(
    {
        "requires_authentication",  # always
        "authenticate_unless_setup",  # not for a payer who is away, once the card was set up
        "already_set_up",  # not for a payer who is away
        "authenticate_then_decline",  # always, and there is no money on it
    }
)
# What a refund of the charge does.
REFUND_PENDING, REFUND_FAILS = "succeed_refund_pending", "succeed_refund_fails"
REFUND_ASKS = "succeed_refund_needs_action"
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
BEHAVIOURS = (
    NINE
    | DECLINES.keys()
    | LATE_FAILURES.keys()
    | AUTHENTICATING
    | {ATTACHES_THEN_DECLINES, REFUND_PENDING, REFUND_FAILS, REFUND_ASKS}
    | {"never_settles", "succeed_then_dispute", "succeed_then_inquiry"}
)

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
    "pm_card_chargeCustomerFail": _card("0341", ATTACHES_THEN_DECLINES),
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
    "pm_card_authenticationRequiredOnSetup": _card("3155", "authenticate_unless_setup"),
    "pm_card_threeDSecure2Required": _card("3220", "requires_authentication"),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": _card(
        "3178", "authenticate_then_decline"
    ),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": _card("6975", "decline_velocity_exceeded"),
    "pm_card_createDispute": _card("0259", "succeed_then_dispute"),
    "pm_card_createDisputeInquiry": _card("1976", "succeed_then_inquiry"),
    "pm_card_pendingRefund": _card("7726", REFUND_PENDING),
    "pm_card_refundFail": _card("5126", REFUND_FAILS),
    "pm_usBankAccount_success": Token("us_bank_account", "", "6789", "succeed_later"),
    "pm_usBankAccount_insufficientFunds": Token("us_bank_account", "", "2227", "fail_later"),
    "pm_usBankAccount_accountClosed": Token(
        "us_bank_account", "", "1113", "fail_later_account_closed"
    ),
    "pm_usBankAccount_debitNotAuthorized": Token(
        "us_bank_account", "", "3335", "fail_later_debit_not_authorized"
    ),
    "pm_usBankAccount_noAccount": Token("us_bank_account", "", "1116", "fail_later_no_account"),
    "pm_usBankAccount_processing": Token("us_bank_account", "", "2228", "never_settles"),
}
