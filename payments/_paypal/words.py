"""PayPal's words in ours: states, reasons, amounts, ids. Pure tables.

Sources: the OpenAPI descriptions of orders 2.13, payments 2.5, payment method tokens 3.1 (issues,
processor response codes, statuses); developer.paypal.com "Currency codes", "Disputes".
"""

import re
from collections.abc import Mapping
from typing import Final

from billing.disputes import DisputeState
from billing.errors import InvalidMoney
from billing.money import Money, currency_exponent
from billing.payments import DeclineReason, PaymentState

_R, _S, _D = DeclineReason, PaymentState, DisputeState

CAPTURE_STATES: Final = {
    "COMPLETED": _S.SUCCEEDED,
    "PARTIALLY_REFUNDED": _S.SUCCEEDED,
    "REFUNDED": _S.SUCCEEDED,
    "PENDING": _S.PENDING,
    "DECLINED": _S.FAILED,
    "FAILED": _S.FAILED,
}
MOST_PAID_FIRST: Final = (_S.SUCCEEDED, _S.PENDING, None, _S.FAILED)
WAITING: Final = frozenset({"CREATED", "SAVED", "PAYER_ACTION_REQUIRED"})
"""An order in one of these was not agreed to by its payer."""

REFUND_STATES: Final = {
    "COMPLETED": _S.SUCCEEDED,
    "PENDING": _S.PENDING,
    "FAILED": _S.FAILED,
    "CANCELLED": _S.FAILED,
}

DISPUTE_STATES: Final = {
    "OPEN": _D.OPEN,
    "WAITING_FOR_SELLER_RESPONSE": _D.OPEN,
    "WAITING_FOR_BUYER_RESPONSE": _D.UNDER_REVIEW,
    "UNDER_REVIEW": _D.UNDER_REVIEW,
    "OTHER": _D.UNDER_REVIEW,
}
DISPUTE_ENDS: Final = {
    "RESOLVED_BUYER_FAVOUR": _D.LOST,
    "ACCEPTED": _D.LOST,
    "RESOLVED_SELLER_FAVOUR": _D.WON,
    "RESOLVED_WITH_PAYOUT": _D.WON,
    "CANCELED_BY_BUYER": _D.WON,
    "DENIED": _D.WON,
}
DISPUTE_REASONS: Final = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "product_not_received",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "product_unacceptable",
    "UNAUTHORISED": "fraudulent",
    "CREDIT_NOT_PROCESSED": "credit_not_processed",
    "DUPLICATE_TRANSACTION": "duplicate",
    "CANCELED_RECURRING_BILLING": "subscription_canceled",
}

TYPES: Final = frozenset({"card", "paypal"})
"""Our types of saved methods; PayPal's names of the sources are the same."""

# Lost, stolen and suspected cards are plain declines on purpose: whoever holds the card must not
# learn that the bank knows.
_REASONS: Final[Mapping[DeclineReason, str]] = {
    _R.INSUFFICIENT_FUNDS: "5120",
    _R.EXPIRED_CARD: "5400 CARD_EXPIRED REFERENCED_CARD_EXPIRED INVALID_EXPIRY_DATE",
    _R.AUTHENTICATION_REQUIRED: "5650 PAYER_ACTION_REQUIRED CONSENT_NEEDED",
    _R.CARD_DECLINED: "0500 1000 5100 5150 5160 5700 9500 9510 9520 9530 9540 INSTRUMENT_DECLINED"
    " PAYMENT_SOURCE_DECLINED_BY_PROCESSOR TRANSACTION_REFUSED TRANSACTION_BLOCKED_BY_PAYEE"
    " PAYEE_BLOCKED_TRANSACTION ALIAS_DECLINED_BY_PROCESSOR DECLINED_DUE_TO_RELATED_TXN"
    " REDIRECT_PAYER_FOR_ALTERNATE_FUNDING COMPLIANCE_VIOLATION",
    _R.INVALID_METHOD: "00N7 1330 5110 5130 5135 5140 5170 5180 5190 5500 5930 TOKEN_ID_NOT_FOUND"
    " TOKEN_EXPIRED MISMATCHED_VAULT_ID_TO_PAYMENT_SOURCE PAYER_CANNOT_PAY CARD_BRAND_NOT_SUPPORTED"
    " CARD_TYPE_NOT_SUPPORTED PAYER_ACCOUNT_LOCKED_OR_CLOSED PAYER_ACCOUNT_RESTRICTED"
    " PAYMENT_SOURCE_CANNOT_BE_USED PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED INVALID_ACCOUNT_STATUS"
    " AGREEMENT_ALREADY_CANCELLED BILLING_AGREEMENT_NOT_FOUND IDENTIFIER_NOT_FOUND",
    _R.CURRENCY_NOT_SUPPORTED: "INVALID_CURRENCY_CODE CURRENCY_NOT_SUPPORTED_FOR_BANK"
    " CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE CURRENCY_NOT_SUPPORTED_FOR_COUNTRY DECIMAL_PRECISION",
    _R.LIMIT_EXCEEDED: "5710 MAX_VALUE_EXCEEDED TRANSACTION_LIMIT_EXCEEDED"
    " TRANSACTION_RECEIVING_LIMIT_EXCEEDED MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    _R.PROVIDER_UNAVAILABLE: "5910 5920 9100",
}
REASONS: Final[Mapping[str, DeclineReason]] = {
    code: reason for reason, codes in _REASONS.items() for code in codes.split()
}

TRY_ANOTHER: Final = frozenset(
    {"INSTRUMENT_DECLINED", "PAYER_ACTION_REQUIRED", "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING"}
)
"""At a capture: the payer may go back to the page and choose something else."""
SAID_NO: Final = TRY_ANOTHER - {"PAYER_ACTION_REQUIRED"}
"""Of these: what the payer chose was declined, without any reason."""
NOT_YET: Final = frozenset({"ORDER_NOT_APPROVED", "ORDER_IS_PENDING_APPROVAL"})
DONE_ALREADY: Final = frozenset(
    {"ORDER_ALREADY_CAPTURED", "ORDER_COMPLETED_OR_VOIDED", "ORDER_COMPLETION_IN_PROGRESS"}
    | {"ORDER_ALREADY_COMPLETED"}
)
PAID_ALREADY: Final = "DUPLICATE_INVOICE_ID"
"""A payment with our key as its invoice's number was taken: an earlier try of this very one."""
TOO_MUCH_BACK: Final = frozenset(
    {"REFUND_AMOUNT_EXCEEDED", "CAPTURE_FULLY_REFUNDED", "MAX_NUMBER_OF_REFUNDS_EXCEEDED"}
)

# Requests with a key end in at most eight more characters, and PayPal takes 108.
REFERENCE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,90}")
OBJECT_ID: Final = re.compile(r"[A-Z0-9]{1,36}")
"""Orders, captures, refunds and setup tokens."""
VAULT_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,36}")
CUSTOMER_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,36}")
DISPUTE_ID: Final = re.compile(r"[A-Z0-9-]{1,255}")
CODE: Final = re.compile(r"[A-Z0-9_]{1,64}")

OFF: Final = "/off"
"""Behind our key in `custom_id`: we called this order off and shall never capture it. PayPal has no
request that cancels an order; our keys have no slash."""

_WHOLE_ONLY: Final = frozenset({"HUF", "JPY", "TWD"})
_CURRENCIES: Final = _WHOLE_ONLY | frozenset(
    "AUD BRL CAD CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD CHF THB USD".split()
)
_DECIMAL: Final = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,6}))?")


def to_wire(amount: Money) -> str | None:
    """The amount as PayPal writes it, None when PayPal cannot express or take it.

    HUF and TWD have two places in ISO 4217 and none at PayPal.
    """
    if amount.currency not in _CURRENCIES or amount.amount_minor <= 0:
        return None
    if amount.currency not in _WHOLE_ONLY:
        return amount.to_decimal()
    whole, rest = divmod(amount.amount_minor, 10 ** currency_exponent(amount.currency))
    return None if rest else str(whole)


def from_wire(value: str, currency: str) -> Money | None:
    """The inverse of `to_wire`; None for an unknown currency or a part of our smallest unit."""
    match = _DECIMAL.fullmatch(value)
    try:
        places = currency_exponent(currency)
        if match is None:
            return None
        part = (match[3] or "").rstrip("0")
        if len(part) > places:
            return None
        minor = int(match[2] + part.ljust(places, "0"))
        return Money(-minor if match[1] else minor, currency)
    except InvalidMoney:
        return None
