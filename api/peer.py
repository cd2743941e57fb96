"""Who sent a request: the address that connected, or whom a proxy that we trust names for it.

`X-Forwarded-For` is a list to which each proxy appends the address that connected to it. Whoever
connects can write its beginning, so it is read from its end, and only as far as trusted proxies.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

from starlette.requests import Request

Networks: TypeAlias = tuple[IPv4Network | IPv6Network, ...]
NOBODY: Final = "-"
_MOST: Final = 16
"""How many addresses of the list are looked at: no road here has so many proxies."""


@lru_cache(maxsize=8)
def networks(text: str) -> Networks:
    """Addresses and networks, commas between; raises `ValueError` for anything else."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(ip_network(part) for part in parts if part)


def peer_of(request: Request, trusted_proxies: str | None) -> str:
    """The sender's address as its budgets count it; `-` where nobody knows.

    `trusted_proxies`: what `TRUSTED_PROXIES` says, already found readable.
    """
    peer = request.client.host if request.client else NOBODY
    if not trusted_proxies:
        return peer
    trusted = networks(trusted_proxies)
    if not _is_among(peer, trusted):
        return peer
    named = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    return _sender(peer, named, trusted)


def _sender(peer: str, named: Sequence[str], trusted: Networks) -> str:
    """The last of `named` that is no proxy of ours; the proxy itself where nothing can be read."""
    for each in reversed(named[-_MOST:]):
        address = _address(each.strip())
        if address is None:
            return peer
        peer = str(address)
        if not _is_among(peer, trusted):
            return peer
    return peer


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_among(peer: str, trusted: Networks) -> bool:
    found = _address(peer)
    return found is not None and any(found in network for network in trusted)
