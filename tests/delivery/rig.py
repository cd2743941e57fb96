"""What the delivery tests stand on: a certificate authority, HTTPS receivers and bare listeners."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from delivery._addresses import Address
from delivery._wire import dial

NAME = "hooks.northwind-shop.com"
PUBLIC = ip_address("93.184.215.14")
BORN = datetime(2026, 1, 1, tzinfo=UTC)
Answer = Callable[[ssl.SSLSocket], None]


@dataclass(frozen=True)
class Authority:
    """A certificate authority for the tests; `folder` keeps its servers' keys."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def name(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A test authority")])

    def trusted(self) -> ssl.SSLContext:
        """A client's context that trusts this authority alone."""
        own = self._certificate("authority", [], self.key, ca=True)
        return ssl.create_default_context(
            cadata=own.public_bytes(serialization.Encoding.PEM).decode()
        )

    def serving(self, *names: str) -> ssl.SSLContext:
        """A server's context with a certificate for these names and numbers."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives: list[x509.GeneralName] = []
        for name in names:
            try:
                alternatives.append(x509.IPAddress(ipaddress.ip_address(name)))
            except ValueError:
                alternatives.append(x509.DNSName(name))
        certificate = self._certificate(names[0], alternatives, key, ca=False)
        pem = self.folder / f"{names[0].replace(':', '_')}.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context

    def _certificate(
        self,
        subject: str,
        names: Sequence[x509.GeneralName],
        key: ec.EllipticCurvePrivateKey,
        *,
        ca: bool,
    ) -> x509.Certificate:
        who = self.name if ca else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(who)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BORN - timedelta(days=3650))
            .not_valid_after(BORN + timedelta(days=36500))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())


@dataclass
class Heard:
    """One request as it arrived."""

    sni: str | None
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTPS server on loopback that answers as it was told and remembers what it heard."""

    port: int
    heard: list[Heard] = field(default_factory=list)
    connects: int = 0


def plainly(status: int, *headers: str, body: bytes = b"") -> Answer:
    """Answer with a status, headers and a body, and hang up."""
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", *headers]

    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    return answer


@contextmanager
def receiving(
    context: ssl.SSLContext, answer: Answer, address: str = "127.0.0.1"
) -> Iterator[Receiver]:
    """A receiver for as long as the block lasts."""
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with _listening(address) as listener:
        receiver = Receiver(listener.getsockname()[1])

        def serve(plain: socket.socket) -> None:
            with contextlib.suppress(OSError), plain:
                plain.settimeout(5)
                with context.wrap_socket(plain, server_side=True) as connection:
                    receiver.heard.append(_hear(connection, names[-1]))
                    answer(connection)
                    with contextlib.suppress(OSError, ValueError):
                        connection.unwrap()

        def accept() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                receiver.connects += 1
                threading.Thread(target=serve, args=(plain,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield receiver


def _hear(connection: ssl.SSLSocket, sni: str | None) -> Heard:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            raise OSError("hung up")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v for k, v in (field.split(": ", 1) for field in fields)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Heard(sni, line, headers, body)


@contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, 0))
        listener.listen()
        yield listener
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes a waiting accept


@contextmanager
def counting_knocks(*addresses: str) -> Iterator[tuple[list[int], list[int]]]:
    """Bare listeners: their ports, and a list that grows by one at every connection."""
    knocks: list[int] = []
    with contextlib.ExitStack() as stack:
        ports = []
        for address in addresses:
            listener = stack.enter_context(_listening(address))
            ports.append(listener.getsockname()[1])
            threading.Thread(target=_count, args=(listener, knocks), daemon=True).start()
        yield ports, knocks


def _count(listener: socket.socket, knocks: list[int]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        knocks.append(1)
        connection.close()


@dataclass
class StubDns:
    """A resolver that gives its answers in turn, the last one for ever, and counts."""

    answers: list[list[Address]]
    asked: int = 0

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if not answer:
            raise OSError("no such name")
        return answer


@dataclass
class Switchboard:
    """Dials loopback whatever the address, and remembers which address was asked for."""

    port: int
    dialled: list[Address] = field(default_factory=list)

    def __call__(self, address: Address, port: int, seconds: float) -> socket.socket:
        self.dialled.append(address)
        return dial(ip_address("127.0.0.1"), self.port, seconds)
