"""Stripe's words in ours: its objects, its reasons, its amounts, its signature header. Pure.

Sources: docs.stripe.com `/api/payment_intents`, `/declines/codes`, `/error-codes`, `/currencies`,
`/webhooks/signature`. Used by `payments/stripe.py` only.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from billing.errors import ForgedReport, InvalidMoney
from billing.money import Money, currency_exponent
from billing.payments import DeclineReason, PaymentState

_log = logging.getLogger(__name__)
_R, _S = DeclineReason, PaymentState

_STATES: Final = {
    "succeeded": _S.SUCCEEDED,
    "processing": _S.PENDING,
    "requires_action": _S.REQUIRES_ACTION,
    "canceled": _S.CANCELLED,
}
_MOST_PAID_FIRST: Final = (_S.SUCCEEDED, _S.PENDING, _S.REQUIRES_ACTION, None, _S.FAILED)

# Lost, stolen and suspected cards are plain declines on purpose: whoever holds the card must not
# learn that the bank knows.
_REASONS: Final[Mapping[str, DeclineReason]] = {
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
        " account_closed bank_account_unusable bank_account_unverified debit_not_authorized"
        " no_account bank_account_restricted payment_method_not_available missing"
        " payment_method_unactivated payment_method_unexpected_state"
        " payment_method_invalid_parameter"
        " payment_method_customer_decline payment_method_bank_account_blocked invalid_pin"
        " payment_method_bank_account_already_verified",
        _R.CURRENCY_NOT_SUPPORTED: "currency_not_supported payment_method_currency_mismatch",
        _R.LIMIT_EXCEEDED: "amount_too_large amount_too_small invalid_amount card_velocity_exceeded"
        " withdrawal_count_limit_exceeded charge_exceeds_source_limit"
        " charge_exceeds_transaction_limit charge_exceeds_weekly_limit",
        _R.PROVIDER_UNAVAILABLE: "processing_error issuer_not_available reenter_transaction"
        " try_again_later payment_method_provider_timeout",
    }.items()
    for code in codes.split()
}
_PARAMS: Final = {
    "payment_method": _R.INVALID_METHOD,
    "customer": _R.INVALID_METHOD,
    "currency": _R.CURRENCY_NOT_SUPPORTED,
    "amount": _R.LIMIT_EXCEEDED,
}

# Where Stripe's unit is not the smallest one of ISO 4217: wire = minor x times / parts. Króna and
# shilling keep two places for old integrations, the ariary has none. HUF and TWD differ only in
# payouts.
_WIRE_UNITS: Final = {"ISK": (100, 1), "UGX": (100, 1), "MGA": (1, 100)}

_SIGNED_AT = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"[a-z0-9]{1,8}")
REFERENCE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,255}")
INTENT_ID: Final = re.compile(r"pi_[A-Za-z0-9_]{1,250}")
_CODE = re.compile(r"[a-z0-9_]{1,64}")
_MAX_HEADER, _MAX_PARTS = 4096, 16


Json: TypeAlias = dict[str, object]


class _Wire(BaseModel):
    """Something Stripe said: the members we use, strictly typed; the rest is not our business."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Problem(_Wire):
    """Why a charge did not succeed, in Stripe's codes."""

    type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    param: str | None = None

    @property
    def reason(self) -> DeclineReason:
        for code in (self.decline_code, self.code):
            if code is not None and code in _REASONS:
                return _REASONS[code]
        if self.param is not None and self.param in _PARAMS:
            return _PARAMS[self.param]
        code = self.decline_code or self.code or ""
        _log.warning("unknown decline code: %s", code if _CODE.fullmatch(code) else "(unreadable)")
        return _R.OTHER


class Intent(_Wire):
    """One try to move money."""

    id: Annotated[str, StringConstraints(pattern=r"^pi_[A-Za-z0-9_]{1,250}$")]
    object: Literal["payment_intent"]
    status: str
    amount: Annotated[int, Field(ge=0)]
    amount_received: Annotated[int, Field(ge=0)] = 0
    currency: Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
    livemode: bool
    metadata: dict[str, str]
    last_payment_error: Problem | None = None

    @property
    def state(self) -> PaymentState | None:
        """None while Stripe itself has not decided: nothing may be concluded from it."""
        if self.status == "requires_payment_method" and self.last_payment_error is not None:
            return _S.FAILED
        return _STATES.get(self.status)

    @property
    def money(self) -> Money | None:
        """What was taken, or is to be; None when it is no amount of a currency we know."""
        amount = self.amount_received if self.status == "succeeded" else self.amount
        return from_wire(amount, self.currency.upper())


class Refusal(Problem):
    """An error answer. `type` is None when the body is not Stripe's own."""

    status: int
    payment_intent: Intent | None = None


class ListPage(_Wire):
    """One page of a list or of search results."""

    object: Literal["list", "search_result"]
    data: list[Json]
    has_more: bool


class _EventData(_Wire):
    object: Json


class Event(_Wire):
    """What a webhook delivers."""

    id: Annotated[str, StringConstraints(pattern=r"^evt_[A-Za-z0-9_]{1,250}$")]
    object: Literal["event"]
    type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
    livemode: bool
    account: None = None  # present only on events of an account connected to ours: not this one
    data: _EventData


_W = TypeVar("_W", bound=_Wire)


def parse(model: type[_W], data: object) -> _W | None:
    """The data as `model`, None when it is not that; a chained error would quote the data."""
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def read_refusal(status: int, body: object) -> Refusal:
    error = body.get("error") if isinstance(body, dict) else None
    members = error if isinstance(error, dict) else {}
    return parse(Refusal, {**members, "status": status}) or Refusal(status=status)


def is_definite(answer: Refusal) -> bool:
    """Whether it says that nothing was charged: Stripe's own body with a client's error.

    An idempotency error is none: it tells of an earlier request with this key. Nor is a lock
    time-out, the one 429 that may come from inside a running request.
    """
    known = answer.type not in (None, "idempotency_error", "api_error")
    return (
        known and answer.code != "lock_timeout" and answer.status in (400, 401, 402, 403, 404, 429)
    )


def best_id(data: Iterable[Mapping[str, object]], reference: str) -> str | None:
    """The id of the intent with our reference; of several, of the one most likely paid.

    One that carries our reference and cannot be read counts as paid: it is certainly not absent.
    """
    ours = [item for item in data if reference_of(item) == reference]
    states = [(parse(Intent, item), item) for item in ours]
    ranked = sorted(states, key=lambda pair: 0 if pair[0] is None else _rank(pair[0].state))
    return str(ranked[0][1].get("id")) if ranked else None


def _rank(state: PaymentState | None) -> int:
    return (*_MOST_PAID_FIRST, state).index(state)


def reference_of(subject: Mapping[str, object]) -> str | None:
    metadata = subject.get("metadata")
    found = metadata.get("reference") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, str) and REFERENCE.fullmatch(found) else None


def subject_of(subject: Mapping[str, object]) -> tuple[str | None, str | None]:
    """(our reference, the intent's id) of what an event is about, as far as it says."""
    found = subject.get("payment_intent")
    if subject.get("object") == "payment_intent":
        found = subject.get("id")
    elif isinstance(found, Mapping):
        found = found.get("id")
    known = isinstance(found, str) and INTENT_ID.fullmatch(found)
    return reference_of(subject), str(found) if known else None


def read_signature(header: str) -> tuple[str, list[str]]:
    """(time, v1 signatures) of `t=1700000000,v1=...`; other schemes are skipped, not trusted."""
    parts = [part.partition("=") for part in header.split(",", _MAX_PARTS)]
    times = [value for scheme, _, value in parts if scheme == "t"]
    given = [value for scheme, _, value in parts if scheme == "v1"]
    well_formed = (
        len(header) <= _MAX_HEADER
        and len(parts) <= _MAX_PARTS
        and all(_SCHEME.fullmatch(scheme) for scheme, _, _ in parts)
        and len(times) == 1
        and _SIGNED_AT.fullmatch(times[0]) is not None
        and all(_SIGNATURE.fullmatch(value) for value in given)
    )
    if not well_formed or not given:
        raise ForgedReport("the signature header is malformed")
    return times[0], given


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
