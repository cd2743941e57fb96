"""The allow-list of addresses: what is out there, and everything that only looks like it."""

import random
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from delivery._addresses import (
    NOT_PUBLIC_4,
    NOT_PUBLIC_6,
    Address,
    Network,
    is_near,
    is_public,
)

INSIDE = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1
    127.255.255.254 168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8
    192.0.0.9 192.0.0.170 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1
    192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1
    255.255.255.255
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8
    ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::10.0.0.1 64:ff9b:1::8.8.8.8
    100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1
    2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:808:808::1 2620:4f:8000::1
    3ffe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fe80::a9fe:a9fe
    febf::1 fec0::1 feff::1 ff02::1 ff0e::1 4000::1 e000::1
    2606:4700::5efe:127.0.0.1 2606:4700::200:5efe:10.0.0.1 2a00:1450::5efe:a9fe:a9fe
""".split()
OUTSIDE = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.167.255.255
    192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 2001:200::1 2001:4860:4860::8888
    2003::1 2606:4700:4700::1111 2a00:1450:4001::1 3ffd::1 64:ff9b::8.8.8.8
    2606:4700::5efe:8.8.8.8
""".split()


@pytest.mark.parametrize("text", INSIDE)
def test_what_leads_inside_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_is_out_there_is_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_both_ends_of_every_listed_block_are_refused() -> None:
    blocks: list[Network] = [*NOT_PUBLIC_4, *NOT_PUBLIC_6]
    for block in blocks:
        assert not is_public(block[0])
        assert not is_public(block[-1])


def test_nothing_passes_that_the_standard_library_knows_as_special() -> None:
    """A second opinion over 20,000 addresses: ours may be stricter, never looser."""
    dice = random.Random(50)
    four = [IPv4Address(dice.getrandbits(32)) for _ in range(10_000)]
    six = [IPv6Address(dice.getrandbits(128)) for _ in range(5_000)]
    near = [IPv6Address(0x20 << 120 | dice.getrandbits(120)) for _ in range(5_000)]
    addresses: list[Address] = [*four, *six, *near]
    for address in addresses:
        if is_public(address):
            assert address.is_global, address
            assert not address.is_multicast, address
            assert not address.is_reserved, address


def test_private_networks_are_near_and_metadata_never_is() -> None:
    assert all(is_near(ip_address(t)) for t in ("127.0.0.1", "::1", "10.1.2.3", "fd00::5"))
    assert all(is_near(ip_address(t)) for t in ("fd20:ce::1", "fd00:ec3::254", "fd00:42::43"))
    far = ("169.254.169.254", "fe80::1", "0.1.2.3", "::ffff:127.0.0.1", "100.100.100.200")
    assert not any(is_near(ip_address(t)) for t in far)
    far = ("fd00:ec2::254", "fd00:ec2::253", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "fd00:42::42")
    assert not any(is_near(ip_address(t)) for t in far)
