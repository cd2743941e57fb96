"""Outgoing webhooks, signed as Standard Webhooks 1.0 says (standardwebhooks.com).

Three headers: `webhook-id` (the same at every try), `webhook-timestamp` (seconds since 1970 of this
try), `webhook-signature` (`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; several,
with a space between, while a secret is being replaced).
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from billing.errors import DeliveryFailed, DeliveryRefused, ForgedReport
from billing.letters import WEBHOOK, Letter
from billing.ports import Clock
from billing.tenants import JsonValue
from delivery._egress import Egress, StatusClass

GONE: Final = "the receiver wants no more of this (410)"
"""The sentence of the refusal on which an endpoint is switched off."""

TOLERANCE: Final = timedelta(minutes=5)
MAX_SECRETS: Final = 8
_PREFIX: Final = "whsec_"
_KEY_BYTES: Final = range(24, 65)
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Webhook:
    """The channel: posts a letter's body to its URL. Only a 2xx counts as arrived."""

    name = WEBHOOK

    def __init__(self, egress: Egress, clock: Clock) -> None:
        self._egress, self._clock = egress, clock

    def deliver(self, letter: Letter) -> None:
        """Sign and send it once.

        Raises `DeliveryRefused` when the URL is not allowed, no usable secret is there or the
        receiver said 410 (then with the sentence `GONE`); `DeliveryFailed`, which names only the
        status' class, for everything else.
        """
        target = self._egress.check_url(letter.to)
        body = letter.body.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "billing-assistant-webhooks/1",
            **sign(letter.secrets, letter.id, self._clock.real_now(), body),
        }
        outcome = self._egress.post(target, body, headers)
        match outcome:
            case StatusClass.ACCEPTED:
                return
            case StatusClass.GONE:
                raise DeliveryRefused(GONE)
            case StatusClass.UNREACHABLE:
                raise DeliveryFailed("no answer from the receiver")
            case _:
                raise DeliveryFailed(f"the receiver answered {outcome.value}")


def event_body(event: str, at: datetime, data: Mapping[str, JsonValue]) -> str:
    """The JSON text of one event: `type`, `timestamp` (aware, written in UTC) and `data`."""
    stamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    message = {"type": event, "timestamp": stamp, "data": dict(data)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def secret_from(key: bytes) -> str:
    """The text of a signing secret, from 24 to 64 random bytes (32 are usual)."""
    if len(key) not in _KEY_BYTES:
        raise ValueError("a signing key has 24 to 64 bytes")
    return _PREFIX + base64.b64encode(key).decode()


def sign(
    secrets: Sequence[str], message_id: str, sent_at: datetime, body: bytes
) -> Mapping[str, str]:
    """The three headers for one try; one signature per secret, in their order.

    `sent_at` is aware. Raises `DeliveryRefused` without a usable secret or id.
    """
    if not 1 <= len(secrets) <= MAX_SECRETS:
        raise DeliveryRefused("the endpoint has no signing secret")
    if not _ID.fullmatch(message_id):
        # A dot in the id could pass for the one before the time.
        raise DeliveryRefused("the message's id cannot be signed")
    seconds = str(int(sent_at.timestamp()))
    signatures = [_signature(_key(secret), message_id, seconds, body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """What a receiver does: returns if the letter is ours and fresh, else raises `ForgedReport`.

    `body` are the bytes as they came, `now` is aware; five minutes of difference are allowed.
    """
    plain = {name.lower(): value for name, value in headers.items()}
    message_id = plain.get("webhook-id", "")
    seconds = plain.get("webhook-timestamp", "")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
        raise ForgedReport("the time-stamp is absent or malformed")
    if abs(int(now.timestamp()) - int(seconds)) > TOLERANCE.total_seconds():
        raise ForgedReport("the signature's time is too far from now")
    expected = f"v1,{_signature(_key(secret), message_id, seconds, body)}".encode()
    given = plain.get("webhook-signature", "").split(" ")
    matches = [hmac.compare_digest(expected, one.encode()) for one in given[:MAX_SECRETS]]
    if not (message_id and any(matches)):
        raise ForgedReport("no signature of this secret")


def _signature(key: bytes, message_id: str, seconds: str, body: bytes) -> str:
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """The bytes of a secret. An empty or short key could be guessed, so it never signs."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX).encode(), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if not secret.startswith(_PREFIX) or len(key) not in _KEY_BYTES:
        raise DeliveryRefused("the endpoint's signing secret is malformed")
    return key
