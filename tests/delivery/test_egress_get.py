"""A small document from an address a tenant chose: whole, soon, from outside, or not at all."""

import ssl
import time
from ipaddress import ip_address

import pytest

from billing.errors import DeliveryFailed, DeliveryRefused
from delivery._egress import Egress
from tests.delivery.rig import (
    NAME,
    PUBLIC,
    Answer,
    Authority,
    StubDns,
    Switchboard,
    plainly,
    receiving,
)
from tests.delivery.test_egress import reached, trickle
from tests.delivery.test_urls import LOOPBACK_SPELLINGS

URL = f"https://{NAME}/jwks.json?v=1"
KEYS = b'{"keys": []}'


def get(egress: Egress, most: int = 4096) -> bytes:
    return egress.get(egress.check_url(URL), most)


def test_a_document_comes_whole_from_the_pinned_address(authority: Authority) -> None:
    with reached(authority, plainly(200, body=KEYS)) as (egress, receiver, board):
        assert get(egress) == KEYS
    (heard,) = receiver.heard
    assert board.dialled == [PUBLIC]
    assert (heard.line, heard.body) == ("GET /jwks.json?v=1 HTTP/1.1", b"")
    assert heard.headers["accept"] == "application/json"
    assert not {"content-length", "cookie", "authorization"} & heard.headers.keys()


@pytest.mark.parametrize("status", [204, 301, 302, 307, 401, 404, 410, 500, 503])
def test_anything_but_a_whole_200_is_no_document_and_no_way(
    authority: Authority, status: int
) -> None:
    answer = plainly(status, "Location: https://169.254.169.254/", body=b"")
    with reached(authority, answer) as (egress, _, board):
        with pytest.raises(DeliveryFailed) as failed:
            get(egress)
        assert board.dialled == [PUBLIC]
    assert str(status) not in str(failed.value)


def cut(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + KEYS)


@pytest.mark.parametrize(
    "answer", [plainly(200, body=b"x" * 5000), cut], ids=["too long", "cut off"]
)
def test_what_is_too_long_or_cut_off_is_no_document(authority: Authority, answer: Answer) -> None:
    with reached(authority, answer) as (egress, _, _), pytest.raises(DeliveryFailed):
        get(egress)


def test_a_document_that_trickles_ends_on_time(authority: Authority) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    with reached(authority, trickle(head), seconds=0.5) as (egress, _, _):
        begun = time.monotonic()
        with pytest.raises(DeliveryFailed):
            get(egress)
        assert time.monotonic() - begun < 2


def test_an_authority_nobody_trusts_gives_no_document(authority: Authority) -> None:
    with receiving(authority.serving(NAME), plainly(200, body=KEYS)) as receiver:
        egress = Egress(resolve=StubDns([[PUBLIC]]), dial=Switchboard(receiver.port))
        with pytest.raises(DeliveryFailed):
            get(egress)
    assert receiver.heard == []


def test_a_name_that_leads_inside_is_not_visited(authority: Authority) -> None:
    board = Switchboard(1)
    for inside in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"):
        egress = Egress(resolve=StubDns([[PUBLIC, ip_address(inside)]]), dial=board)
        with pytest.raises(DeliveryFailed):
            get(egress)
    assert board.dialled == []


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
def test_no_spelling_of_home_is_asked_for_a_document(host: str) -> None:
    egress = Egress(dial=Switchboard(1))
    with pytest.raises(DeliveryRefused):
        egress.check_url(f"https://{host}/jwks.json")
