"""Square's signed events: the signature header, and what an event is about. Pure.

Source: Square's guide `/webhooks/step3validate`: base64 of HMAC-SHA256, keyed with the
subscription's signature key, over the notification address as it was registered and the raw body.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from billing.errors import ForgedReport
from billing.repositories import About
from payments._protocol import WebhookReport
from payments._signatures import hmac_sha256
from payments._square.wire import Json
from payments._square.words import OBJECT_ID, from_mark, from_reference
from payments._wire import Wire

SIGNATURE_HEADER: Final = "x-square-hmacsha256-signature"
SENT_AGAIN_FOR: Final = timedelta(days=2)
"""How old an event may be. Square sends what was not taken again for a day, the same bytes under
the same signature: nothing that is signed tells a repetition from the first delivery. The second
day is for queues and clocks."""

_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{43}=")
_ABOUT: Final = {
    "payment": About.PAYMENT,
    "refund": About.REFUND,
    "dispute": About.DISPUTE,
}


class _EventData(Wire):
    type: str = ""
    id: str | None = None
    object: Annotated[Json, Field(default_factory=dict)]


class Event(Wire):
    """What a webhook delivers."""

    event_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
    merchant_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    created_at: Annotated[str, StringConstraints(max_length=40)]
    data: _EventData


def read_signature(header: str) -> str:
    """The signature as it must be written: 44 characters of base64, and nothing else."""
    if not _SIGNATURE.fullmatch(header):
        raise ForgedReport("the signature header is malformed")
    return header


def signatures(secrets: Iterable[str], url: str, body: bytes) -> Iterator[str]:
    """What the header must be, for each secret that is valid now."""
    signed = url.encode() + body
    for secret in secrets:
        digest = bytes.fromhex(hmac_sha256(secret, signed))
        yield base64.b64encode(digest).decode()


def report_of(event: Event, location: str) -> WebhookReport:
    """What the event is about, as far as it says; nothing in it is believed beyond that.

    What happened at another of the seller's locations is none of this connection's business.
    """
    subject = event.data.object.get(event.data.type)
    about = _ABOUT.get(event.data.type, About.OTHER)
    if not isinstance(subject, dict) or subject.get("location_id", location) != location:
        return WebhookReport(event.event_id, event.type, None, None, About.OTHER)
    own = _id(subject.get("id")) or _id(event.data.id)
    if about is About.PAYMENT:
        return WebhookReport(event.event_id, event.type, _reference(subject), own, about, own)
    if about is About.REFUND:
        key, paid = from_mark(_text(subject.get("reason"))), _id(subject.get("payment_id"))
        return WebhookReport(event.event_id, event.type, key, paid, about, own)
    if about is About.DISPUTE:
        disputed = subject.get("disputed_payment")
        paid = _id(disputed.get("payment_id")) if isinstance(disputed, dict) else None
        return WebhookReport(event.event_id, event.type, None, paid, about, own)
    return WebhookReport(event.event_id, event.type, None, None, about, own)


def _reference(payment: Json) -> str | None:
    """Our key, as `wire.Payment.reference` reads it."""
    given = _text(payment.get("reference_id"))
    return from_reference(given) if given is not None else from_mark(_text(payment.get("note")))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and OBJECT_ID.fullmatch(value) else None
