"""Stripe's words in ours: states, reasons, types of methods, amounts, ids. Pure tables.

Sources: docs.stripe.com `/declines/codes`, `/error-codes`, `/currencies`, `/api/refunds/object`,
`/api/disputes/object`, `/payments/ach-direct-debit`.
"""

import re
from collections.abc import Mapping
from typing import Final

from billing.disputes import DisputeState
from billing.errors import InvalidMoney
from billing.money import Money, currency_exponent
from billing.payments import DeclineReason, PaymentState

_R, _S, _D = DeclineReason, PaymentState, DisputeState

STATES: Final = {
    "succeeded": _S.SUCCEEDED,
    "processing": _S.PENDING,
    "requires_action": _S.REQUIRES_ACTION,
    "canceled": _S.CANCELLED,
}
MOST_PAID_FIRST: Final = (_S.SUCCEEDED, _S.PENDING, _S.REQUIRES_ACTION, None, _S.FAILED)

REFUND_STATES: Final = {
    "succeeded": _S.SUCCEEDED,
    "pending": _S.PENDING,
    "requires_action": _S.PENDING,
    "failed": _S.FAILED,
    "canceled": _S.FAILED,
}
# "insufficient_funds" is the company's own balance there, which is no business of the customer's.
REFUND_REASONS: Final = {
    "lost_or_stolen_card": _R.INVALID_METHOD,
    "expired_or_canceled_card": _R.INVALID_METHOD,
    "declined": _R.CARD_DECLINED,
}

DISPUTE_STATES: Final = {
    "needs_response": _D.OPEN,
    "warning_needs_response": _D.OPEN,
    "appeal_needs_response": _D.OPEN,
    "under_review": _D.UNDER_REVIEW,
    "warning_under_review": _D.UNDER_REVIEW,
    "appeal_under_review": _D.UNDER_REVIEW,
    "won": _D.WON,
    "warning_closed": _D.WON,
    "prevented": _D.WON,
    "lost": _D.LOST,
}
INQUIRY: Final = "warning_"
"""How the states of an inquiry begin: a bank's question, before it takes any money."""
DISPUTE_REASONS: Final = frozenset(
    "bank_cannot_process check_returned credit_not_processed customer_initiated"
    " debit_not_authorized duplicate fraudulent incorrect_account_details insufficient_funds"
    " noncompliant product_not_received product_unacceptable subscription_canceled"
    " unrecognized".split()
)

TYPES: Final[Mapping[str, str]] = {
    "card": "card",
    "bank_account": "us_bank_account",
    "sepa_debit": "sepa_debit",
    "link": "link",
}
"""Our types of saved methods, and Stripe's."""
OUR_TYPES: Final[Mapping[str, str]] = {theirs: ours for ours, theirs in TYPES.items()}

# Lost, stolen and suspected cards are plain declines on purpose: whoever holds the card must not
# learn that the bank knows.
REASONS: Final[Mapping[str, DeclineReason]] = {
    code: reason
    for reason, codes in {
        _R.INSUFFICIENT_FUNDS: "insufficient_funds",
        _R.EXPIRED_CARD: "expired_card invalid_expiry_month invalid_expiry_year",
        _R.AUTHENTICATION_REQUIRED: "authentication_required authentication_not_handled"
        " payment_intent_authentication_failure mobile_device_authentication_required",
        _R.CARD_DECLINED: "card_declined generic_decline do_not_honor call_issuer fraudulent"
        " lost_card stolen_card pickup_card restricted_card merchant_blacklist no_action_taken"
        " not_permitted revocation_of_authorization revocation_of_all_authorizations"
        " security_violation service_not_allowed stop_payment_order transaction_not_allowed"
        " do_not_try_again highest_risk_level elevated_risk_level approve_with_id"
        " payment_method_provider_decline",
        _R.INVALID_METHOD: "incorrect_number invalid_number incorrect_cvc invalid_cvc incorrect_zip"
        " incorrect_address invalid_account new_account_information_available card_not_supported"
        " account_closed invalid_account_number incorrect_account_holder_name"
        " bank_ownership_changed bank_account_unusable bank_account_unverified debit_not_authorized"
        " no_account bank_account_restricted payment_method_not_available missing"
        " payment_method_unactivated payment_method_unexpected_state"
        " payment_method_invalid_parameter"
        " payment_intent_mandate_invalid payment_method_microdeposit_failed"
        " payment_method_customer_decline payment_method_bank_account_blocked invalid_pin"
        " payment_method_bank_account_already_verified",
        _R.CURRENCY_NOT_SUPPORTED: "currency_not_supported payment_method_currency_mismatch"
        " invalid_currency",
        _R.LIMIT_EXCEEDED: "amount_too_large amount_too_small invalid_amount card_velocity_exceeded"
        " withdrawal_count_limit_exceeded charge_exceeds_source_limit"
        " charge_exceeds_transaction_limit charge_exceeds_weekly_limit",
        _R.PROVIDER_UNAVAILABLE: "processing_error issuer_not_available reenter_transaction"
        " could_not_process generic_could_not_process"
        " try_again_later payment_method_provider_timeout",
    }.items()
    for code in codes.split()
}
PARAMS: Final = {
    "payment_method": _R.INVALID_METHOD,
    "customer": _R.INVALID_METHOD,
    "currency": _R.CURRENCY_NOT_SUPPORTED,
    "amount": _R.LIMIT_EXCEEDED,
}

# Where Stripe's unit is not the smallest one of ISO 4217: wire = minor x times / parts. Króna and
# shilling keep two places for old integrations, the ariary has none. HUF and TWD differ only in
# payouts.
_WIRE_UNITS: Final = {"ISK": (100, 1), "UGX": (100, 1), "MGA": (1, 100)}

REFERENCE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,255}")
INTENT_ID: Final = re.compile(r"pi_[A-Za-z0-9_]{1,250}")
SESSION_ID: Final = re.compile(r"cs_[A-Za-z0-9_]{1,250}")
INVOICE_ID: Final = re.compile(r"in_[A-Za-z0-9_]{1,250}")
SETUP_ID: Final = re.compile(r"seti_[A-Za-z0-9_]{1,250}")
REFUND_ID: Final = re.compile(r"(?:re|pyr)_[A-Za-z0-9_]{1,250}")
DISPUTE_ID: Final = re.compile(r"(?:dp|du)_[A-Za-z0-9_]{1,250}")
OBJECT_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,255}")
CODE: Final = re.compile(r"[a-z0-9_]{1,64}")


def to_wire(amount: Money) -> int | None:
    """The amount as Stripe wants it, None when Stripe cannot express it."""
    if currency_exponent(amount.currency) == 3 and amount.amount_minor % 10:
        return None  # the card networks have no third place: the last digit must be 0
    times, parts = _WIRE_UNITS.get(amount.currency, (1, 1))
    wire, rest = divmod(amount.amount_minor * times, parts)
    return None if rest else wire


def from_wire(amount: int, currency: str) -> Money | None:
    """The inverse of `to_wire`; None for an unknown currency or a part of our smallest unit."""
    times, parts = _WIRE_UNITS.get(currency, (1, 1))
    minor, rest = divmod(amount * parts, times)
    try:
        return None if rest else Money(minor, currency)
    except InvalidMoney:
        return None
