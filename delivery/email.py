"""E-mail over SMTP: one letter, one connection, one recipient, and an honest verdict.

Refused for good (5xx to recipient or content) and not now (all else) are told apart. Nothing here
logs, and no error repeats an address or what the server said, which often holds one.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from billing.errors import DeliveryFailed, DeliveryProblem, DeliveryRefused
from billing.letters import EMAIL, Letter
from delivery._message import message, recipient
from delivery._smtp_url import Security, SmtpServer, parse_smtp_url

_PERMANENT: Final = range(500, 600)


@dataclass(frozen=True, slots=True)
class MailPatience:
    """Seconds: for one connection, and for the whole letter however slowly the server trickles."""

    connect: float = 10.0
    total: float = 60.0


USUAL: Final = MailPatience()


class Email:
    """The channel: hands a letter to the company's mail server.

    `smtp_url` as `parse_smtp_url` reads it; `sender` is `Name <address>` or an address. Raises
    `ValueError` for either when it is made.
    """

    name = EMAIL

    def __init__(
        self,
        smtp_url: str,
        sender: str,
        patience: MailPatience = USUAL,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._server = parse_smtp_url(smtp_url)
        self._sender = _sender(sender)
        self._patience = patience
        self._trust = trust or ssl.create_default_context()

    def deliver(self, letter: Letter) -> None:
        """Hand it over once; a repetition carries the same Message-ID.

        Raises `DeliveryRefused` when the recipient or the content is refused for good,
        `DeliveryFailed` for everything that may pass, our own configuration included.
        """
        mail = message(letter, self._sender)
        verdict = self._hand_over(mail, recipient(letter.to).addr_spec)
        # Raised here, not in a handler: a chained error would carry the address into logs.
        if verdict is not None:
            raise verdict

    def _hand_over(self, mail: EmailMessage, to: str) -> DeliveryProblem | None:
        try:
            with self._session() as session:
                session.send(mail, self._sender.addr_spec, to)
        except (smtplib.SMTPException, OSError, ValueError) as problem:
            return _verdict(problem)
        return None

    @contextmanager
    def _session(self) -> Iterator["_Session"]:
        session = _Session(self._server, self._patience, self._trust, self._sender.domain)
        try:
            session.open()
            yield session
        finally:
            session.close()


@dataclass(slots=True)
class _Session:
    """One conversation with the server, cut off by a timer when its time is over."""

    server: SmtpServer
    patience: MailPatience
    trust: ssl.SSLContext
    our_name: str
    _smtp: smtplib.SMTP = field(init=False)
    _timer: threading.Timer = field(init=False)
    _late: threading.Event = field(init=False, default_factory=threading.Event)

    def __post_init__(self) -> None:
        seconds = min(self.patience.connect, self.patience.total)
        if self.server.security is Security.TLS:
            self._smtp = smtplib.SMTP_SSL(
                local_hostname=self.our_name, timeout=seconds, context=self.trust
            )
        else:
            self._smtp = smtplib.SMTP(local_hostname=self.our_name, timeout=seconds)
        self._timer = threading.Timer(self.patience.total, self._cut)
        self._timer.daemon = True

    def open(self) -> None:
        """Connect, protect, sign in."""
        self._timer.start()
        # The name is checked against the certificate; smtplib takes it from here.
        self._smtp._host = self.server.host  # type: ignore[attr-defined]  # only its __init__ sets it
        code, _ = self._smtp.connect(self.server.host, self.server.port)
        self._require_time()
        if code != 220:
            raise smtplib.SMTPConnectError(code, "")
        self._smtp.ehlo_or_helo_if_needed()
        if self.server.security is Security.STARTTLS:
            self._smtp.starttls(context=self.trust)
            self._require_time()
            self._smtp.ehlo_or_helo_if_needed()
        if self.server.user is not None:
            self._smtp.login(self.server.user, self.server.password)

    def send(self, mail: EmailMessage, sender: str, to: str) -> None:
        """One message. Returns once the server has taken it over."""
        self._smtp.send_message(mail, from_addr=sender, to_addrs=[to])

    def close(self) -> None:
        """Say good-bye; what goes wrong now changes nothing, the letter is theirs or is not."""
        with suppress(smtplib.SMTPException, OSError, ValueError):
            self._smtp.quit()
        self._timer.cancel()
        self._smtp.close()

    def _require_time(self) -> None:
        # While a connection or its protection is being made there is no socket that `_cut` could
        # shut; both have the time-out of a connection, and then this.
        if self._late.is_set():
            raise TimeoutError

    def _cut(self) -> None:
        self._late.set()
        connection = self._smtp.sock
        if connection is not None:
            with suppress(OSError):
                # The plain shutdown, also under TLS: the other thread's read ends at once.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _verdict(problem: Exception) -> DeliveryProblem:
    """What SMTP's complaint means for the letter, without its words."""
    match problem:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code = min((code for code, _ in recipients.values()), default=450)
            return _by_code(code, "the mail server refused the recipient")
        case smtplib.SMTPDataError(smtp_code=code):
            return _by_code(code, "the mail server refused the message")
        case smtplib.SMTPNotSupportedError():
            return DeliveryFailed("the mail server lacks STARTTLS, our way to sign in, or UTF-8")
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return DeliveryFailed(f"the mail server refused our sign-in ({code})")
        case smtplib.SMTPSenderRefused(smtp_code=code):
            return DeliveryFailed(f"the mail server refused our sender ({code})")
        case _:
            return DeliveryFailed(f"the mail server could not be used ({type(problem).__name__})")


def _by_code(code: int, sentence: str) -> DeliveryProblem:
    kind = DeliveryRefused if code in _PERMANENT else DeliveryFailed
    return kind(f"{sentence} ({code})")


def _sender(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        if not text.isprintable():
            raise ValueError
        where = recipient(address)
        return Address(display_name=name, username=where.username, domain=where.domain)
    except (DeliveryRefused, ValueError, MessageError):
        raise ValueError("the sender must look like: Billing <billing@your-company.com>") from None
