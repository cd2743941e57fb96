"""The signature of PayPal's webhooks: what is signed, and by whose certificate.

RSA with SHA-256 over `transmission id|time|webhook id|CRC-32 of the raw body, in decimal`
(developer.paypal.com, "Verify webhooks"; webhooks 1.11). The certificate's address stands in a
header, so it is held against the one place that we ask: nothing else is ever fetched.
"""

import base64
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from billing.errors import ForgedReport
from payments._signatures import the_header

ALGORITHM: Final = "SHA256withRSA"
_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SIGNATURE: Final = re.compile(r"[A-Za-z0-9+/]{86,1400}={0,2}")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the headers of one webhook say, well-formed; nothing of it is proven yet."""

    transmission_id: str
    time: str
    signature: bytes
    cert_url: str

    @property
    def sent_at(self) -> datetime:
        """Raises `ForgedReport` for a day that does not exist."""
        try:
            found = datetime.strptime(self.time, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - set below
        except ValueError:
            found = None
        if found is None:
            raise ForgedReport("the signature's time is malformed")
        return found.replace(tzinfo=UTC)

    def message(self, webhook_id: str, body: bytes) -> bytes:
        return f"{self.transmission_id}|{self.time}|{webhook_id}|{zlib.crc32(body)}".encode()


def read_letter(headers: Mapping[str, str]) -> Letter:
    """The five headers, each exactly once; raises `ForgedReport`."""
    sent_by, sent_at = (the_header(headers, f"paypal-transmission-{n}") for n in ("id", "time"))
    signature = the_header(headers, "paypal-transmission-sig")
    cert_url = the_header(headers, "paypal-cert-url")
    if the_header(headers, "paypal-auth-algo") != ALGORITHM:
        raise ForgedReport("the signature is of no kind that we accept")
    well_formed = _ID.fullmatch(sent_by) and _TIME.fullmatch(sent_at)
    if not well_formed or not _SIGNATURE.fullmatch(signature):
        raise ForgedReport("the signature headers are malformed")
    return Letter(sent_by, sent_at, _raw(signature), cert_url)


def is_genuine(letter: Letter, webhook_id: str, body: bytes, key: RSAPublicKey) -> bool:
    """Whether the holder of `key` signed exactly this body for this webhook of ours."""
    try:
        key.verify(letter.signature, letter.message(webhook_id, body), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _raw(signature: str) -> bytes:
    """The bytes of strict base64: another spelling of the same bytes is refused."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        raw = b""
    if not raw or base64.b64encode(raw).decode() != signature:
        raise ForgedReport("the signature headers are malformed")
    return raw
