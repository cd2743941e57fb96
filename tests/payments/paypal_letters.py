"""PayPal's letters as a test signs them, and certificates by an authority of its own."""

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from payments._paypal.certificates import TEST_HOST, Certificates
from payments.paypal import Adapter
from tests.payments.paypal_words import CREDENTIALS
from tests.payments.rig import QUICK, Recital, connection

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOOK = CREDENTIALS["webhook_id"]
BODY = b'{"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "resource": {"id": "3C67"}}'
NAME = "messageverificationcerts.sandbox.paypal.com"
PATH = "/v1/notifications/certs/CERT-360caa42-fca2a594"


@dataclass(frozen=True)
class Authority:
    """Somebody who issues certificates: a root of the common list, or a forger."""

    key: RSAPrivateKey = field(default_factory=lambda: rsa_key(65537, 2048))
    name: str = "Root"

    @property
    def root(self) -> x509.Certificate:
        return self.issue(self.name, self.key, ca=True)

    def issue(
        self, name: str, key: RSAPrivateKey, *, ca: bool = False, days: int = 30
    ) -> x509.Certificate:
        def called(words: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

        made = (
            x509.CertificateBuilder()
            .subject_name(called(name))
            .issuer_name(called(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=30))
            .not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        if ca:
            usage = x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            )
            made = made.add_extension(usage, critical=True)
        else:
            alternative = x509.SubjectAlternativeName([x509.DNSName(name)])
            made = made.add_extension(alternative, critical=False)
            usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
            made = made.add_extension(usages, critical=False)
        return made.sign(self.key, hashes.SHA256())


ROOT, FORGER = Authority(), Authority(name="Forger")
PAYPAL = rsa_key(65537, 2048)


def letter(key: RSAPrivateKey = PAYPAL, **changes: str) -> dict[str, str]:
    """The headers of a letter with BODY, signed by `key`."""
    return letter_of(BODY, key, **changes)


def letter_of(body: bytes, key: RSAPrivateKey = PAYPAL, **changes: str) -> dict[str, str]:
    """The headers of a letter with this body."""
    sent = {"id": "b2384410-f8d2", "time": "2026-03-01T12:00:00Z", "hook": HOOK} | changes
    message = f"{sent['id']}|{sent['time']}|{sent['hook']}|{zlib.crc32(body)}".encode()
    return {
        "Paypal-Transmission-Id": sent["id"],
        "Paypal-Transmission-Time": sent["time"],
        "Paypal-Transmission-Sig": base64.b64encode(
            key.sign(message, PKCS1v15(), hashes.SHA256())
        ).decode(),
        "Paypal-Cert-Url": changes.get("url", TEST_HOST + PATH),
        "Paypal-Auth-Algo": changes.get("algo", "SHA256withRSA"),
    }


def served(recital: Recital, *chain: x509.Certificate) -> Adapter:
    """An adapter whose certificates come from the recital."""
    recital.say(200, b"".join(each.public_bytes(Encoding.PEM) for each in chain))
    return Adapter.connect(connection("paypal"), CREDENTIALS, base_url=recital.url, timeouts=QUICK)


@dataclass
class Given(Certificates):
    """Certificates that arrive without a network; everything else is the real thing."""

    chain: list[x509.Certificate]
    host: str = TEST_HOST
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.host, QUICK, pinned_roots=[ROOT.root])

    def _fetched(self, url: str) -> list[x509.Certificate]:
        self.asked.append(url)
        return self.chain
