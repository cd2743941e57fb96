"""Stripe's signed events: the signature header, and what an event is about. Pure.

Sources: docs.stripe.com `/webhooks/signature`, `/api/events/types`.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from billing.errors import ForgedReport
from billing.repositories import About
from payments._protocol import WebhookReport
from payments._stripe.wire import Json, reference_of
from payments._stripe.words import INTENT_ID, OBJECT_ID
from payments._wire import Wire

_SIGNED_AT = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"[a-z0-9]{1,8}")
_MAX_HEADER, _MAX_PARTS = 4096, 16

_ABOUT: Final = {
    "payment_intent": About.PAYMENT,
    "charge": About.PAYMENT,
    "invoice": About.PAYMENT,
    "checkout.session": About.PAYMENT,
    "setup_intent": About.PAGE,
    "refund": About.REFUND,
    "dispute": About.DISPUTE,
}


class _EventData(Wire):
    object: Json


class Event(Wire):
    """What a webhook delivers."""

    id: Annotated[str, StringConstraints(pattern=r"^evt_[A-Za-z0-9_]{1,250}$")]
    object: Literal["event"]
    type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
    livemode: bool
    account: None = None  # present only on events of an account connected to ours: not this one
    data: _EventData


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


def report_of(event: Event) -> WebhookReport:
    """What the event is about, as far as it says; nothing in it is believed beyond that.

    A page that takes a payment is about that payment; one that saves a method is about itself.
    """
    subject = event.data.object
    kind = str(subject.get("object"))
    own = _id(subject.get("id"))
    about = _ABOUT.get(kind, About.OTHER)
    if kind == "checkout.session" and subject.get("mode") != "payment":
        about = About.PAGE
    reference = None if about is About.OTHER else reference_of(subject)
    paid_by = _paid_by(kind, subject, own) if about is not About.PAGE else None
    return WebhookReport(event.id, event.type, reference, paid_by, about, own)


def _paid_by(kind: str, subject: Mapping[str, object], own: str | None) -> str | None:
    """The provider's id of the payment: the intent, else the page or invoice that asks for it."""
    if kind == "invoice":
        return own  # which intent pays it is a question of its own in this version of the API
    found = own if kind == "payment_intent" else subject.get("payment_intent")
    intent = _id(found.get("id") if isinstance(found, Mapping) else found)
    if intent is not None and INTENT_ID.fullmatch(intent):
        return intent
    return own if kind == "checkout.session" else None


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and OBJECT_ID.fullmatch(value) else None
