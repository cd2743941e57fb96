"""Every spelling by which a stranger's address could lead us home."""

import pytest

from billing.errors import DeliveryRefused
from delivery._urls import UrlRules, check_url

LOOPBACK_SPELLINGS = [
    *"""
    127.0.0.1 127.1 127.0.1 0177.0.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001
    127.0.0.1. 127.000.000.001 0 0.0.0.0 00000177.1 0x7f.1 127.0.0.0x1 1.2.3.4.5 256.1.1.1
    [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:7f00:1] [::ffff:127.0.0.1] [::127.0.0.1] [fec0::1]
    [64:ff9b::a9fe:a9fe] [64:ff9b::7f00:1] [2002:7f00:1::] [2002:7f00:1::1] [fe80::1%25eth0]
    [fe80::1%eth0] [fe80::1] [::1%25lo] [fd00:ec2::254] [ff02::1] [2001:0:7f00:1::] [v1.x]
    169.254.169.254 100.100.100.200 192.0.0.192 192.0.0.8 168.63.129.16 10.0.0.1 192.168.0.1
    """.split(),
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "１２７.0.0.1",
    "127.0.0.\u00ad1",
    "127.0.\u200b0.1",
    "١٢٧.0.0.1",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "0ｘ7f000001",
    "²130706433",
]
NAMES_INSIDE = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "ⓛocalhost",
    "loc\u00adalhost",
    "foo.localhost",
    "db",
    "metadata.google.internal",
    "printer.local",
    "vault.corp",
    "nas.lan",
    "router.home.arpa",
    "1.0.0.127.in-addr.arpa",
    "x.onion",
    "example.com.",
    "example.com。",
    ".example.com",
    "a..example.com",
    "-a.example.com",
    "a_b.example.com",
    "a b.example.com",
    "exa%6dple.com",
    "%31%32%37.0.0.1",
    "x" * 64 + ".com",
    "a." * 130 + "com",
    "",
    ".",
]


@pytest.mark.parametrize("host", [*LOOPBACK_SPELLINGS, *NAMES_INSIDE])
def test_no_spelling_of_an_inside_address_passes(host: str) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        check_url(f"https://{host}/hook")
    assert str(refused.value)
    assert len(host) < 3 or host not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    """
    http://hooks.example.com/ ftp://hooks.example.com/ file:///etc/passwd gopher://example.com/
    javascript:alert(1) //hooks.example.com/ hooks.example.com https: https:/// https://
    https:hooks.example.com https://user@hooks.example.com/ https://user:pw@hooks.example.com/
    https://@hooks.example.com/ https://hooks.example.com@127.0.0.1/ https://127.0.0.1@a.example.com/
    https://hooks.example.com:80/ https://hooks.example.com:8443/ https://hooks.example.com:0/
    https://hooks.example.com:/ https://hooks.example.com:65536/ https://hooks.example.com:x/
    https://hooks.example.com:４４３/ https://hooks.example.com/#part https://hooks.example.com/#
    https://hooks.example.com\\@127.0.0.1/ https://127.0.0.1\\.example.com/
    https://hooks.example.com/übung https://[::1 https://::1]/ https://[::1]x/ https://x[::1]/
    https://hooks.example.com／@127.0.0.1/
    """.split(),
)
def test_nothing_but_plain_https_on_the_usual_port_passes(url: str) -> None:
    with pytest.raises(DeliveryRefused):
        check_url(url)


@pytest.mark.parametrize("bad", [" ", "\t", "\n", "\r\n", "\x00", "\x7f", "\u00a0", "\u2028"])
def test_no_blank_or_control_character_is_dropped_in_silence(bad: str) -> None:
    for url in (f"https://hooks.example.com/{bad}x", f"{bad}https://hooks.example.com/"):
        with pytest.raises(DeliveryRefused):
            check_url(url)
    with pytest.raises(DeliveryRefused):
        check_url(f"https://hooks{bad}.example.com/")


def test_a_refusal_says_what_to_do() -> None:
    for url, sentence in (
        ("http://hooks.example.com/", "must begin with https://"),
        ("https://u:p@hooks.example.com/", "user name or password"),
        ("https://hooks.example.com:8443/", "the usual port, 443"),
        ("https://hooks.example.com./", "must not end in a dot"),
        ("https://hooks.example.com。/", "must not end in a dot"),
        ("https://localhost/", "must be a public one"),
        ("https://127.1/", "four plain numbers"),
        ("https://10.0.0.1/", "on the public internet"),
        ("https://[fe80::1%25eth0]/", "network interface"),
    ):
        with pytest.raises(DeliveryRefused, match=sentence):
            check_url(url)


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(DeliveryRefused):
        check_url("https://hooks.example.com/" + "a" * 2048)


def test_an_honest_address_is_taken_apart() -> None:
    target = check_url("https://Hooks.Example.com/in/42?key=a%20b")
    assert (target.host, target.port, target.path) == ("hooks.example.com", 443, "/in/42?key=a%20b")
    assert target.authority == "hooks.example.com"
    assert check_url("https://hooks.example.com").path == "/"
    assert check_url("https://hooks.example.com:443?x=1").path == "/?x=1"
    assert "key" not in repr(target)


def test_a_name_outside_ascii_becomes_its_dns_form() -> None:
    assert check_url("https://bücher.example.com/").host == "xn--bcher-kva.example.com"
    assert check_url("https://例え.example.com/").host == "xn--r8jz45g.example.com"


def test_a_public_number_passes_only_in_its_plain_form() -> None:
    assert str(check_url("https://8.8.8.8/").literal) == "8.8.8.8"
    assert check_url("https://[2606:4700:4700:0::1111]/").authority == "[2606:4700:4700::1111]"
    for odd in ("134744072", "010.8.8.8", "8.8.2056", "0x08.8.8.8", "⑧.8.8.8"):
        with pytest.raises(DeliveryRefused):
            check_url(f"https://{odd}/")


def test_a_company_inside_its_own_walls_may_open_ports_and_private_networks() -> None:
    home = UrlRules(ports=None, allow_private=True)
    assert check_url("https://127.0.0.1:8443/", home).authority == "127.0.0.1:8443"
    assert check_url("https://[::1]:9/", home).authority == "[::1]:9"
    assert check_url("https://hooks.internal:8443/", home).host == "hooks.internal"
    assert check_url("https://receiver/", home).host == "receiver"
    for still in ("169.254.169.254", "[fe80::1]", "[::ffff:127.0.0.1]", "2130706433", "0.1.2.3"):
        with pytest.raises(DeliveryRefused):
            check_url(f"https://{still}/", home)
    with pytest.raises(DeliveryRefused):
        check_url("http://127.0.0.1:8443/", home)
