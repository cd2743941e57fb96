"""Which addresses are out on the public internet: an allow-list of our own.

`ipaddress.is_global` is not enough: it holds for multicast, for site-local and IPv4-compatible
IPv6, for NAT64 and 6to4 addresses that lead back inside. The blocks below are those of the IANA
special-purpose registries (RFC 6890 and what followed it), plus what clouds answer on.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

NOT_PUBLIC_4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' NAT; one cloud's metadata service
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # one cloud's host agent, on a public address
        "169.254.0.0/16",  # link-local; most clouds' metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; one cloud's metadata service
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
UNICAST_6: Final = IPv6Network("2000::/3")
"""All that has been given out for global unicast; whatever lies outside is refused unlisted."""

NOT_PUBLIC_6: Final = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: leads to any IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, returned
        "3fff::/20",  # documentation
    )
)
NAT64: Final = IPv6Network("64:ff9b::/96")
"""The well-known prefix (RFC 6052): how a network without IPv4 reaches an IPv4 address."""

ISATAP: Final = (0x00005EFE, 0x02005EFE)
"""The third quarter of an address that tunnels to the IPv4 address in its fourth (RFC 5214)."""

NEAR: Final = (
    IPv4Network("127.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv6Network("::1/128"),
    IPv6Network("fc00::/7"),
)
"""What `allow_private` adds: loopback and private networks, never link-local."""

METADATA_6: Final = tuple(
    IPv6Network(block)
    for block in (
        "fd00:42::42/128",
        "fd00:c1::a9fe:a9fe/128",
        "fd00:ec2::/32",  # one cloud's local services, all of them
        "fd20:ce::254/128",
    )
)
"""Metadata services of clouds that answer inside a private range: what they tell opens doors."""


def is_public(address: Address) -> bool:
    """Whether the address is globally routable unicast, also after decoding what it embeds."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in NOT_PUBLIC_4)
    if address in NAT64:
        return is_public(_last_four_bytes(address))
    if address not in UNICAST_6 or any(address in block for block in NOT_PUBLIC_6):
        return False
    tunnel = (int(address) >> 32) & 0xFFFFFFFF in ISATAP
    return not tunnel or is_public(_last_four_bytes(address))


def is_near(address: Address) -> bool:
    """Whether it is loopback or of a private network, plainly written, and no metadata service."""
    if isinstance(address, IPv6Address) and any(address in block for block in METADATA_6):
        return False
    return any(address in block for block in NEAR)


def _last_four_bytes(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)
