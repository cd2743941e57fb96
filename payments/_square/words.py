"""Square's words in ours: states, reasons, brands, ids, keys and references. Pure tables.

Sources: Square's API reference (`/enums/ErrorCode`, `/objects/Payment`, `/objects/PaymentRefund`,
`/objects/Dispute`, `/objects/Card`) and its guides on declines and disputes.
"""

import re
from collections.abc import Mapping
from typing import Final

from billing.disputes import DisputeState
from billing.errors import InvalidMoney
from billing.money import Money
from billing.payments import DeclineReason, PaymentState

_R, _S, _D = DeclineReason, PaymentState, DisputeState

# APPROVED is money that is reserved and not yet taken: a payment that completes by itself may pass
# through it.
STATES: Final = {
    "COMPLETED": _S.SUCCEEDED,
    "PENDING": _S.PENDING,
    "APPROVED": _S.PENDING,
    "FAILED": _S.FAILED,
    "CANCELED": _S.CANCELLED,
}
MOST_PAID_FIRST: Final = (_S.SUCCEEDED, _S.PENDING, None, _S.FAILED, _S.CANCELLED)

REFUND_STATES: Final = {
    "COMPLETED": _S.SUCCEEDED,
    "PENDING": _S.PENDING,
    "REJECTED": _S.FAILED,
    "FAILED": _S.FAILED,
}

# An inquiry moves no money: one that is closed cost the seller nothing.
DISPUTE_STATES: Final = {
    "INQUIRY_EVIDENCE_REQUIRED": _D.OPEN,
    "INQUIRY_PROCESSING": _D.UNDER_REVIEW,
    "INQUIRY_CLOSED": _D.WON,
    "EVIDENCE_REQUIRED": _D.OPEN,
    "PROCESSING": _D.UNDER_REVIEW,
    "WON": _D.WON,
    "LOST": _D.LOST,
    "ACCEPTED": _D.LOST,
}
DISPUTE_REASONS: Final = {
    "CANCELLED": "subscription_canceled",
    "CUSTOMER_REQUESTS_CREDIT": "credit_not_processed",
    "DUPLICATE": "duplicate",
    "EMV_LIABILITY_SHIFT": "fraudulent",
    "NO_KNOWLEDGE": "unrecognized",
    "NOT_AS_DESCRIBED": "product_unacceptable",
    "NOT_RECEIVED": "product_not_received",
    "PAID_BY_OTHER_MEANS": "duplicate",
}

TYPES: Final = frozenset({"card", "bank_account"})
BRANDS: Final[Mapping[str, str]] = {
    "VISA": "visa",
    "MASTERCARD": "mastercard",
    "AMERICAN_EXPRESS": "amex",
    "DISCOVER": "discover",
    "DISCOVER_DINERS": "diners",
    "JCB": "jcb",
    "CHINA_UNIONPAY": "unionpay",
    "INTERAC": "interac",
    "EFTPOS": "eftpos",
}

# Suspected cards are plain declines on purpose: whoever holds the card must not learn that the bank
# knows.
REASONS: Final[Mapping[str, DeclineReason]] = {
    code: reason
    for reason, codes in {
        _R.INSUFFICIENT_FUNDS: "INSUFFICIENT_FUNDS GIFT_CARD_AVAILABLE_AMOUNT",
        _R.EXPIRED_CARD: "CARD_EXPIRED BAD_EXPIRATION EXPIRATION_FAILURE INVALID_EXPIRATION"
        " INVALID_EXPIRATION_DATE INVALID_EXPIRATION_YEAR",
        _R.AUTHENTICATION_REQUIRED: "CARD_DECLINED_VERIFICATION_REQUIRED",
        _R.CARD_DECLINED: "CARD_DECLINED CARD_DECLINED_CALL_ISSUER GENERIC_DECLINE VOICE_FAILURE"
        " RESERVATION_DECLINED CARDHOLDER_INSUFFICIENT_PERMISSIONS",
        _R.INVALID_METHOD: "CVV_FAILURE ADDRESS_VERIFICATION_FAILURE VERIFY_CVV_FAILURE"
        " VERIFY_AVS_FAILURE PAN_FAILURE INVALID_ACCOUNT INVALID_CARD INVALID_CARD_DATA"
        " INVALID_ENCRYPTED_CARD INVALID_PIN MISSING_PIN INVALID_POSTAL_CODE ACCOUNT_UNUSABLE"
        " BUYER_REFUSED_PAYMENT CARD_MISMATCH CARD_NOT_SUPPORTED CARD_PRESENCE_REQUIRED"
        " CARD_TOKEN_EXPIRED CARD_TOKEN_USED CHIP_INSERTION_REQUIRED CUSTOMER_NOT_FOUND"
        " ALLOWABLE_PIN_TRIES_EXCEEDED MANUALLY_ENTERED_PAYMENT_NOT_SUPPORTED SOURCE_EXPIRED"
        " SOURCE_USED UNSUPPORTED_CARD_BRAND UNSUPPORTED_ENTRY_METHOD UNSUPPORTED_INSTRUMENT_TYPE"
        " UNSUPPORTED_SOURCE_TYPE INSUFFICIENT_PERMISSIONS PLAID_ERROR_ITEM_LOGIN_REQUIRED",
        _R.CURRENCY_NOT_SUPPORTED: "CURRENCY_MISMATCH UNSUPPORTED_CURRENCY",
        _R.LIMIT_EXCEEDED: "TRANSACTION_LIMIT PAYMENT_LIMIT_EXCEEDED AMOUNT_TOO_HIGH"
        " VALUE_TOO_HIGH VALUE_TOO_LOW REFUND_AMOUNT_INVALID",
        _R.PROVIDER_UNAVAILABLE: "TEMPORARY_ERROR PLAID_ERROR PLAID_ERROR_RATE_LIMIT",
    }.items()
    for code in codes.split()
}
FIELDS: Final = {
    "source_id": _R.INVALID_METHOD,
    "customer_id": _R.INVALID_METHOD,
    "amount_money.currency": _R.CURRENCY_NOT_SUPPORTED,
    "amount_money.amount": _R.LIMIT_EXCEEDED,
}

# "Try again with the same key", or about an earlier or a running request with it: no answer yet.
UNDECIDED: Final = frozenset(
    "TEMPORARY_ERROR IDEMPOTENCY_KEY_REUSED CONFLICT REQUEST_TIMEOUT GATEWAY_TIMEOUT".split()
)

OBJECT_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,254}")
METHOD_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_-]{0,254}")
PAGE_REF: Final = re.compile(r"([A-Za-z0-9_-]{1,192})\.([A-Za-z0-9_-]{1,192})")
"""A payment link and its order: the link's own id is no more once it was deleted."""
CODE: Final = re.compile(r"[A-Z0-9_]{1,64}")

_KEY: Final = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_OURS: Final = re.compile(r"ba([0-9a-f]{40})")
_DIGITS: Final = re.compile(r"[0-9a-f]{40}")
_MARK: Final = re.compile(r"ref:([A-Za-z0-9_.:-]{1,45})")


def to_reference(key: str) -> str | None:
    """The `reference_id` of a payment with this key; None when it has none.

    Our keys are `ba` and 40 hexadecimal digits, two characters more than a `reference_id` may have.
    Only the constant `ba` is left out, so nothing of the key's 160 bits is lost, and no other key
    has the same reference: one that looks like 40 such digits by itself has none.
    """
    ours = _OURS.fullmatch(key)
    if ours is not None:
        return ours[1]
    return key if _KEY.fullmatch(key) and not _DIGITS.fullmatch(key) else None


def from_reference(reference: str | None) -> str | None:
    """The inverse of `to_reference`; None for what was never made by it."""
    if reference is None or not _KEY.fullmatch(reference):
        return None
    return f"ba{reference}" if _DIGITS.fullmatch(reference) else reference


def to_mark(key: str) -> str:
    """The key as it is put into a note or a reason, where there is no field for references."""
    return f"ref:{key}"


def from_mark(text: str | None) -> str | None:
    """The key in a note or a reason of ours; None in anybody else's."""
    found = _MARK.fullmatch(text or "")
    return None if found is None else found[1]


def from_wire(amount: int, currency: str) -> Money | None:
    """Square's unit is the smallest one of the currency, as ours is; None for none we know."""
    try:
        return Money(amount, currency)
    except InvalidMoney:
        return None
