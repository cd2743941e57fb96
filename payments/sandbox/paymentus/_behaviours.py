"""How a saved method behaves when it is charged; the names are those of every provider."""

DECLINES = {
    "decline_insufficient_funds": "insufficient_funds",
    "decline_expired_card": "expired_card",
    "decline_generic": "declined",
    "decline_lost_card": "declined",
    "decline_stolen_card": "declined",
    "decline_fraudulent": "declined",
    "decline_incorrect_cvc": "invalid_security_code",
    "decline_processing_error": "processor_error",
    "decline_velocity_exceeded": "limit_exceeded",
    "decline_after_attaching": "declined",
    # Nobody can be sent to a bank through this API: what needs an act is a decline.
    "requires_authentication": "authentication_required",
}
LATE_FAILURES = {
    "fail_later": "insufficient_funds",
    "fail_later_account_closed": "account_closed",
    "fail_later_debit_not_authorized": "not_authorized",
    "fail_later_no_account": "no_account",
}
SLOW = LATE_FAILURES.keys() | {"succeed_later", "never_settles"}
BEHAVIOURS = (
    DECLINES.keys()
    | SLOW
    | {"succeed", "error_500"}
    | {"timeout_after_charge"}
    | {"timeout_before_charge"}
)
TYPES = {"card": "card", "bank_account": "bank", "us_bank_account": "bank"}
# Documented nowhere: ours, for the hosted page. Number -> (brand, behaviour, words).
CARDS = {
    "4111111111111111": ("visa", "succeed", "Visa, pays"),
    "5555555555554444": ("mastercard", "succeed", "Mastercard, pays"),
    "4000000000000002": ("visa", "decline_generic", "is declined"),
    "4000000000009995": ("visa", "decline_insufficient_funds", "has insufficient funds"),
}
ACCOUNTS = {
    "success": ("6789", "succeed_later", "pays after some days"),
    "insufficient_funds": ("2227", "fail_later", "comes back: insufficient funds"),
}
