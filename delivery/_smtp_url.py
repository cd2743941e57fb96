"""The mail server's address, from one URL, refusing what would send a password in the clear."""

import ipaddress
from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class Security(Enum):
    """How the connection is protected."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"  # asked for before anything else is said; refused means no mail
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    security: Security
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)


_PORTS: Final = {"smtp": 587, "smtps": 465}
_SHAPE: Final = "SMTP_URL must look like smtp://user:password@host:587?starttls=required"


def parse_smtp_url(url: str) -> SmtpServer:
    """`smtp://user:password@host:587?starttls=required`, `smtps://host:465`, percent-encoded.

    `smtp` means STARTTLS or nothing, except on loopback, or where `starttls=never` says so and no
    password is sent. Raises `ValueError` with a sentence that never repeats the URL.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise ValueError(_SHAPE) from None
    if parts.scheme not in _PORTS or not host or parts.path not in ("", "/") or parts.fragment:
        raise ValueError(_SHAPE)
    security = _security(parts, host)
    user = unquote(parts.username) if parts.username else None
    if user and security is Security.NONE and not _is_loopback(host):
        raise ValueError("SMTP_URL would send a password in the clear: use starttls=required")
    chosen = port if port is not None else _PORTS[parts.scheme]
    return SmtpServer(host, chosen, security, user, unquote(parts.password or ""))


def _security(parts: SplitResult, host: str) -> Security:
    options = parse_qs(parts.query, keep_blank_values=True)
    wanted = options.pop("starttls", None)
    if options or (wanted is not None and wanted not in (["required"], ["never"])):
        raise ValueError("SMTP_URL knows one option: starttls=required or starttls=never")
    if parts.scheme == "smtps":
        return Security.TLS
    if wanted is not None:
        return Security.STARTTLS if wanted == ["required"] else Security.NONE
    return Security.NONE if _is_loopback(host) else Security.STARTTLS


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
