"""Who counts as the sender: what a stranger writes is believed by nobody."""

import pytest
from starlette.requests import Request

from api.peer import peer_of

OURS = "10.0.0.0/8, 2001:db8::1"


def came(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    client = (peer, 4711) if peer is not None else None
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("10.0.0.1", ("203.0.113.7",), "203.0.113.7"),
        ("2001:db8::1", ("203.0.113.7, 10.1.1.1",), "203.0.113.7"),
        ("10.0.0.1", ("6.6.6.6, 203.0.113.7",), "203.0.113.7"),
        ("10.0.0.1", ("6.6.6.6", "203.0.113.7"), "203.0.113.7"),
        ("::ffff:10.0.0.1", ("::ffff:203.0.113.7",), "203.0.113.7"),
        ("203.0.113.9", ("203.0.113.7",), "203.0.113.9"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("unknown",), "10.0.0.1"),
        ("10.0.0.1", ("10.0.0.2",), "10.0.0.2"),
        (None, ("203.0.113.7",), "-"),
    ],
)
def test_only_what_our_own_proxies_say_counts(
    peer: str | None, forwarded: tuple[str, ...], sender: str
) -> None:
    assert peer_of(came(peer, *forwarded), OURS) == sender


def test_without_proxies_of_ours_nothing_that_is_sent_counts() -> None:
    assert peer_of(came("10.0.0.1", "203.0.113.7"), None) == "10.0.0.1"
