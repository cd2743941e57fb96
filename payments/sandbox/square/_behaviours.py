"""How a source behaves when it is charged, and the provider's documented test values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decline:
    """Why the issuer said no: the published code, and the status it is answered with."""

    code: str
    status: int = 402


# What the card's data says is answered 400, what the issuer says 402; clients read the code.
DECLINES = {
    "decline_insufficient_funds": Decline("INSUFFICIENT_FUNDS"),
    "decline_expired_card": Decline("CARD_EXPIRED"),
    "decline_generic": Decline("GENERIC_DECLINE"),
    "decline_lost_card": Decline("CARD_DECLINED_CALL_ISSUER"),
    "decline_stolen_card": Decline("CARD_DECLINED_CALL_ISSUER"),
    "decline_fraudulent": Decline("CARD_DECLINED"),
    "decline_incorrect_cvc": Decline("CVV_FAILURE", 400),
    "decline_incorrect_postal_code": Decline("ADDRESS_VERIFICATION_FAILURE", 400),
    "decline_invalid_expiration": Decline("INVALID_EXPIRATION", 400),
    "decline_processing_error": Decline("TEMPORARY_ERROR"),
    "decline_velocity_exceeded": Decline("TRANSACTION_LIMIT"),
}
# Can be saved; the issuer says no only when it is charged.
SAVED_THEN_DECLINES = "decline_after_attaching"
# Bank transfers that come back days later -> the payment's error code.
LATE_FAILURES = {
    "fail_later": "INSUFFICIENT_FUNDS",
    "fail_later_account_closed": "ACCOUNT_UNUSABLE",
    "fail_later_debit_not_authorized": "BUYER_REFUSED_PAYMENT",
    "fail_later_no_account": "INVALID_ACCOUNT",
}
# Strong customer authentication: when the issuer wants a verification token.
AUTHENTICATING = frozenset(
    {
        "requires_authentication",  # always
        "authenticate_unless_setup",  # not for a payer who is away, once verified when saved
        "already_set_up",  # not for a payer who is away
        "authenticate_then_decline",  # always, and there is no money on it
    }
)
# What a refund of the payment does.
REFUND_PENDING, REFUND_FAILS = "succeed_refund_pending", "succeed_refund_fails"
REFUND_REJECTED = "succeed_refund_rejected"
BEHAVIOURS = (
    DECLINES.keys()
    | LATE_FAILURES.keys()
    | AUTHENTICATING
    | {SAVED_THEN_DECLINES, REFUND_PENDING, REFUND_FAILS, REFUND_REJECTED}
    | {"succeed", "succeed_later", "never_settles", "error_500"}
    | {"timeout_after_charge", "timeout_before_charge"}
    | {"succeed_then_dispute", "succeed_then_inquiry"}
)
# The world's words for a type -> where it is kept.
TYPES = {"card": "card", "bank_account": "bank", "us_bank_account": "bank"}
BRANDS = {
    "visa": "VISA",
    "mastercard": "MASTERCARD",
    "amex": "AMERICAN_EXPRESS",
    "discover": "DISCOVER",
    "diners": "DISCOVER_DINERS",
    "jcb": "JCB",
    "unionpay": "CHINA_UNIONPAY",
}


@dataclass(frozen=True, slots=True)
class Token:
    """What a documented test value stands for."""

    kind: str  # card, or bank
    brand: str
    last4: str
    behaviour: str
    on_file: bool = False


def _card(last4: str, behaviour: str, *, on_file: bool = False) -> Token:
    return Token("card", "VISA", last4, behaviour, on_file)


# Names and meanings as documented for the provider's own sandbox; they may be used again.
TOKENS = {
    "cnon:card-nonce-ok": _card("5858", "succeed"),
    "cnon:card-nonce-declined": _card("0002", "decline_generic"),
    "cnon:card-nonce-rejected-cvv": _card("0911", "decline_incorrect_cvc"),
    "cnon:card-nonce-rejected-postalcode": _card("9999", "decline_incorrect_postal_code"),
    "cnon:card-nonce-rejected-expiration": _card("0140", "decline_invalid_expiration"),
    "cnon:card-nonce-requires-verification": _card("1019", "requires_authentication"),
    "ccof:customer-card-id-ok": _card("1111", "succeed", on_file=True),
    "ccof:customer-card-id-declined": _card("0002", "decline_generic", on_file=True),
    "ccof:customer-card-id-rejected-cvv": _card("0911", "decline_incorrect_cvc", on_file=True),
    "ccof:customer-card-id-rejected-postalcode": _card(
        "9999", "decline_incorrect_postal_code", on_file=True
    ),
    "ccof:customer-card-id-rejected-expiration": _card(
        "0140", "decline_invalid_expiration", on_file=True
    ),
    "ccof:customer-card-id-requires-verification": _card(
        "1019", "requires_authentication", on_file=True
    ),
    "bnon:bank-nonce-ok": Token("bank", "", "6789", "succeed_later"),
    "bnon:bank-nonce-insufficient-funds": Token("bank", "", "2227", "fail_later"),
}
USED_TOKEN = "cnon:card-nonce-already-used"  # noqa: S105  a documented test value
# Amounts that end in a dispute, as documented for the provider's own sandbox -> its reason.
DISPUTED_AMOUNTS = {
    8801: "AMOUNT_DIFFERS",
    8802: "CANCELLED",
    8803: "DUPLICATE",
    8804: "NO_KNOWLEDGE",
    8805: "NOT_AS_DESCRIBED",
    8806: "NOT_RECEIVED",
    8807: "PAID_BY_OTHER_MEANS",
    8808: "CUSTOMER_REQUESTS_CREDIT",
    8809: "EMV_LIABILITY_SHIFT",
}
REASONS = tuple(DISPUTED_AMOUNTS.values())
