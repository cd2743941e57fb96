"""The certificate chain that webhooks are signed with: made once per store, kept in it.

Ground truth of its own: root, intermediate and leaf with 2048-bit RSA keys. The signature is over
`transmission id|transmission time|webhook id|CRC-32 of the body in decimal`, RSA with SHA-256 and
PKCS #1 padding, in base64, as the provider documents it.
"""

import base64
import json
import secrets
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from payments.sandbox._store import Tx, real_ms

from ._call import instant, new_ref

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ALGORITHM = "SHA256withRSA"
HOST = "messageverificationcerts.sandbox.example"
PRACTICE_YEARS = 10


@dataclass(frozen=True, slots=True)
class Chain:
    """PEM texts; `served` is what the certificate's address gives: leaf, then intermediate."""

    name: str
    root: str
    served: str
    key: str


@dataclass(frozen=True, slots=True)
class Transmission:
    """What one letter's signature covers beside the body."""

    id: str
    time: str
    webhook_id: str

    def message(self, body: bytes) -> bytes:
        return self.of_crc(zlib.crc32(body))

    def of_crc(self, crc: int) -> bytes:
        return f"{self.id}|{self.time}|{self.webhook_id}|{crc}".encode()


def chain_of(tx: Tx) -> Chain:
    """The store's chain, made when it is asked for first."""
    kept = tx.meta("paypal_chain", "")
    if kept:
        return Chain(**json.loads(kept))
    chain = make_chain()
    tx.set_meta("paypal_chain", json.dumps(asdict(chain)))
    return chain


def make_chain() -> Chain:
    """A fresh root with an intermediate and a leaf below it."""
    # Slow to import, and most sandboxes never sign for this provider.
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import rsa

    root_key, between_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(3))
    root = _certificate("Sandbox Root", root_key, "Sandbox Root", root_key)
    between = _certificate("Sandbox Signing", between_key, "Sandbox Root", root_key)
    leaf = _certificate(HOST, key, "Sandbox Signing", between_key, leaf=True)
    pem = form.Encoding.PEM
    secret = key.private_bytes(pem, form.PrivateFormat.PKCS8, form.NoEncryption())
    served = leaf.public_bytes(pem) + between.public_bytes(pem)
    name = f"CERT-{new_ref().lower()[:8]}-{new_ref().lower()[:8]}"
    return Chain(name, root.public_bytes(pem).decode(), served.decode(), secret.decode())


def _certificate(
    name: str, key: "RSAPrivateKey", issuer: str, issuer_key: "RSAPrivateKey", *, leaf: bool = False
) -> "x509.Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    def called(words: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    # The wall clock: receivers compare validity with theirs.
    today = datetime.fromtimestamp(real_ms() // 1000, UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(called(name))
        .issuer_name(called(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=365 * PRACTICE_YEARS))
        .add_extension(x509.BasicConstraints(ca=not leaf, path_length=None), critical=True)
    )
    if leaf:
        names = x509.SubjectAlternativeName([x509.DNSName(HOST)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def address(tx: Tx, chain: Chain) -> str:
    return f"{tx.meta('base_url', '')}/paypal/v1/notifications/certs/{chain.name}"


def seal(tx: Tx, webhook_id: str) -> str:
    """What `signed` needs, from inside the store: the webhook, the key, the address."""
    chain = chain_of(tx)
    return json.dumps({"webhook": webhook_id, "key": chain.key, "url": address(tx, chain)})


def signed(sealed: str, body: bytes, sent_at: int) -> dict[str, str]:
    """The headers of a letter sent now (seconds of the wall clock)."""
    return signed_crc(sealed, zlib.crc32(body), sent_at)


def signed_crc(sealed: str, crc: int, sent_at: int) -> dict[str, str]:
    """The same for any body with this CRC-32."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    known = json.loads(sealed)
    sent = Transmission(_transmission_id(), instant(sent_at), known["webhook"])
    signature = _loaded(known["key"]).sign(sent.of_crc(crc), PKCS1v15(), hashes.SHA256())
    return {
        "PAYPAL-TRANSMISSION-ID": sent.id,
        "PAYPAL-TRANSMISSION-TIME": sent.time,
        "PAYPAL-TRANSMISSION-SIG": base64.b64encode(signature).decode(),
        "PAYPAL-CERT-URL": known["url"],
        "PAYPAL-AUTH-ALGO": ALGORITHM,
        "PAYPAL-AUTH-VERSION": "v2",
        "User-Agent": "PayPal/AUHD-215.0-58843018",
    }


@cache
def _loaded(pem: str) -> "RSAPrivateKey":
    """Reading a key checks its primes, which takes longer than signing."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the chain's key is RSA")
    return key


def _transmission_id() -> str:
    """In the manner of a UUID, with a letter in it as the description demands."""
    digits = "e" + secrets.token_hex(16)[1:]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def genuine(chain: Chain, sent: Transmission, body: bytes, signature: str) -> bool:
    """Whether the leaf of this chain signed exactly this body for this webhook."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    key = x509.load_pem_x509_certificate(chain.served.encode()).public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, sent.message(body), PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
