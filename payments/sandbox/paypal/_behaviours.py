"""How a way to pay behaves when it is charged: the sandbox's common names, in this provider's wire.

A card that says no is a capture with status DECLINED and a processor's code, as documented for
the provider's negative card tests; a wallet that says no is 422 INSTRUMENT_DECLINED, without any
reason, which is all that the provider tells.
"""

# Behaviour -> the processor's response code (of the description's list) for a card.
DECLINES = {
    "decline_insufficient_funds": "5120",
    "decline_expired_card": "5400",
    "decline_generic": "0500",
    "decline_lost_card": "9520",
    "decline_stolen_card": "9520",
    "decline_fraudulent": "9500",
    "decline_incorrect_cvc": "00N7",
    "decline_processing_error": "9100",
    "decline_velocity_exceeded": "9510",
    "decline_after_attaching": "0500",
}
APPROVED = "0000"
# Bank payments that come back days later.
LATE_FAILURES = frozenset(
    {
        "fail_later",
        "fail_later_account_closed",
        "fail_later_debit_not_authorized",
        "fail_later_no_account",
    }
)
# What a processor says of a card whose payment fails later; by behaviour, or as `settle` names it.
LATE_CODES = {
    "fail_later": "5120",
    "insufficient_funds": "5120",
    "fail_later_account_closed": "5140",
    "fail_later_no_account": "1330",
    "fail_later_debit_not_authorized": "5160",
}
LATE = LATE_FAILURES | {"succeed_later", "never_settles"}
# The payer has to come to the provider's page: always, or only while the payer is there anyway.
ALWAYS_ASKS = frozenset({"requires_authentication", "authenticate_then_decline"})
ASKS_WHEN_THERE = frozenset({"authenticate_unless_setup", "already_set_up"})
# What a refund of the capture does.
REFUND_PENDING, REFUND_FAILS = "succeed_refund_pending", "succeed_refund_fails"
REFUND_WAITS = "succeed_refund_needs_action"
DISPUTED = {"succeed_then_dispute": False, "succeed_then_inquiry": True}

BEHAVIOURS = (
    DECLINES.keys()
    | LATE
    | ALWAYS_ASKS
    | ASKS_WHEN_THERE
    | DISPUTED.keys()
    | {REFUND_PENDING, REFUND_FAILS, REFUND_WAITS}
    | {"succeed", "timeout_after_charge", "timeout_before_charge", "error_500"}
)

# What a person can choose on the approval page -> the words there.
ACCOUNTS = {
    "succeed": "Balance: pays at once",
    "succeed_later": "Bank (eCheck): takes days, then pays",
    "fail_later": "Bank (eCheck): comes back days later",
    "never_settles": "Bank (eCheck): stays on its way",
    "decline_generic": "Wallet that is declined",
    "decline_insufficient_funds": "Wallet without money",
    "succeed_then_dispute": "Balance: pays, then the payer disputes it",
    "succeed_refund_pending": "Balance: pays, refunds take days",
    "succeed_refund_fails": "Balance: pays, refunds come back",
    "error_500": "Wallet that breaks the provider",
}

# The world's words for a type -> the wire's payment source.
TYPES = {"paypal": "paypal", "wallet": "paypal", "bank_account": "paypal", "card": "card"}
