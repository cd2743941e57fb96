"""Reading an address that a stranger wrote: every part plain, every trick refused with a sentence.

Nothing is resolved here and nothing is connected: see `_egress` for that.
"""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NoReturn
from urllib.parse import SplitResult, urlsplit

import idna

from billing.errors import DeliveryRefused
from delivery._addresses import Address, is_near, is_public

MAX_URL: Final = 2048
HTTPS: Final = 443

_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE: Final = frozenset(
    "alt arpa corp example home internal intranet invalid lan local localdomain localhost mail "
    "onion private test".split()
)
"""Last labels that never lead out (RFC 6761, 6762, 7686, 9476, and those in use indoors)."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: `host` is lower-case ASCII, `literal` its number if it is one.

    Path and query are never shown: customers put secrets there.
    """

    host: str
    port: int
    path: str = field(repr=False)
    literal: Address | None = None

    @property
    def authority(self) -> str:
        """The host as the Host header and the URL say it."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return host if self.port == HTTPS else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class UrlRules:
    """What may be asked for. The default is for addresses that strangers enter.

    `allow_private` lets loopback and private networks in, for tests and for a company that runs
    this inside its own walls; link-local and metadata addresses stay out even then.
    """

    ports: frozenset[int] | None = frozenset({HTTPS})
    allow_private: bool = False

    def admits(self, address: Address) -> bool:
        """Whether a connection to this address is allowed."""
        return is_public(address) or (self.allow_private and is_near(address))


STRANGERS: Final = UrlRules()


def check_url(url: str, rules: UrlRules = STRANGERS) -> Target:
    """The address, taken apart and found harmless. Raises `DeliveryRefused` with one sentence."""
    parts = _split(url)
    if parts.scheme.lower() != "https":
        _refuse("the address must begin with https://")
    if "@" in parts.netloc:
        _refuse("the address must not contain a user name or password")
    if parts.fragment or "#" in url:
        _refuse("the address must not contain a fragment (#)")
    port = _port(parts)
    if rules.ports is not None and port not in rules.ports:
        _refuse("the address must use the usual port, 443")
    host, literal = _host(parts)
    if literal is None:
        _require_outside(host, rules)
    elif not rules.admits(literal):
        _refuse("the address must be on the public internet")
    query = f"?{parts.query}" if parts.query else ""
    return Target(host, port, (parts.path or "/") + query, literal)


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL:
        _refuse(f"the address is longer than {MAX_URL} characters")
    # Parsers disagree about these, or drop them silently; an honest address has none.
    if any(ord(c) <= 0x20 or ord(c) == 0x7F or c == "\\" or c.isspace() for c in url):
        _refuse("the address must not contain spaces, control characters or backslashes")
    try:
        parts = urlsplit(url)
    except ValueError:
        _refuse("this is not a web address")
    if not (parts.path + parts.query).isascii():
        _refuse("letters outside ASCII must be percent-encoded after the host's name")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or parts.netloc.endswith(":"):
        _refuse("the port is not a number between 1 and 65535")
    return HTTPS if port is None else port


def _host(parts: SplitResult) -> tuple[str, Address | None]:
    written = parts.hostname or ""
    if "[" in parts.netloc or "]" in parts.netloc:
        return _six(written)
    plain = _ascii(written)
    # The URL standard's rule: what ends in a number is an IPv4 address, in whichever spelling.
    if _NUMERIC.fullmatch(plain.rpartition(".")[2]):
        return _four(written)
    return plain, None


def _six(written: str) -> tuple[str, Address]:
    if "%" in written:
        _refuse("an address must not name a network interface (%)")
    try:
        address = IPv6Address(written)
    except ValueError:
        _refuse("this is not an IPv6 address")
    return str(address), address


def _four(written: str) -> tuple[str, Address]:
    try:
        address = IPv4Address(written)
    except ValueError:
        _refuse("an IP address must be written as four plain numbers, or better as a name")
    return written, address


def _ascii(written: str) -> str:
    """The name as DNS and certificates know it, after every folding that a resolver might do."""
    try:
        # UTS 46 turns circled, full-width and mathematical digits and all kinds of dots into plain
        # ones, and takes out what is invisible.
        name = written if written.isascii() else idna.encode(written, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        _refuse("the host's name is not a valid one")
    if name.endswith("."):
        _refuse("the host's name must not end in a dot")
    return name.lower()


def _require_outside(host: str, rules: UrlRules) -> None:
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        _refuse("the host's name is not a valid one")
    if not rules.allow_private and (len(labels) < 2 or labels[-1] in _INSIDE):
        _refuse("the host's name must be a public one, like hooks.your-company.com")


def _refuse(sentence: str) -> NoReturn:
    # Without the cause: a parser's own words would repeat the address.
    raise DeliveryRefused(sentence) from None
