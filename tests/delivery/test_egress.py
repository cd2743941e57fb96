"""The one way out: pinned to what was checked, bounded in time and bytes, and tight-lipped."""

import gzip
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from billing.errors import DeliveryRefused
from delivery._addresses import Address
from delivery._egress import Egress, StatusClass, status_class
from delivery._urls import Target, UrlRules
from tests.delivery.rig import (
    NAME,
    PUBLIC,
    Answer,
    Authority,
    Receiver,
    StubDns,
    Switchboard,
    counting_knocks,
    plainly,
    receiving,
)
from tests.delivery.test_urls import LOOPBACK_SPELLINGS

HOME = UrlRules(ports=None, allow_private=True)
ME = ip_address("127.0.0.1")
URL = f"https://{NAME}/in?key=1"


@contextmanager
def reached(
    authority: Authority, answer: Answer, seconds: float = 5.0
) -> Iterator[tuple[Egress, Receiver, Switchboard]]:
    """A strict client whose name resolves to a public address, and the server it then meets."""
    with receiving(authority.serving(NAME), answer) as receiver:
        board = Switchboard(receiver.port)
        egress = Egress(
            seconds=seconds, resolve=StubDns([[PUBLIC]]), dial=board, trust=authority.trusted()
        )
        yield egress, receiver, board


def post(egress: Egress, url: str = URL, body: bytes = b"{}") -> StatusClass:
    return egress.post(egress.check_url(url), body, {"Content-Type": "application/json"})


# --- the connection ----------------------------------------------------------------------------


def test_the_pinned_address_hears_the_name(authority: Authority) -> None:
    with reached(authority, plainly(204)) as (egress, receiver, board):
        assert post(egress, body=b'{"a": 1}') is StatusClass.ACCEPTED
    (heard,) = receiver.heard
    assert board.dialled == [PUBLIC]
    assert (heard.sni, heard.headers["host"]) == (NAME, NAME)
    assert (heard.line, heard.body) == ("POST /in?key=1 HTTP/1.1", b'{"a": 1}')
    assert heard.headers["accept-encoding"] == "identity"
    assert "cookie" not in heard.headers


def test_a_certificate_for_another_name_is_no_answer(authority: Authority) -> None:
    with receiving(authority.serving("other.example.com"), plainly(200)) as receiver:
        egress = Egress(
            resolve=StubDns([[PUBLIC]]),
            dial=Switchboard(receiver.port),
            trust=authority.trusted(),
        )
        assert post(egress) is StatusClass.UNREACHABLE
    assert receiver.heard == []


def test_an_authority_nobody_trusts_is_no_answer(authority: Authority) -> None:
    with receiving(authority.serving(NAME), plainly(200)) as receiver:
        egress = Egress(resolve=StubDns([[PUBLIC]]), dial=Switchboard(receiver.port))
        assert post(egress) is StatusClass.UNREACHABLE
    assert (receiver.connects, receiver.heard) == (1, [])


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_number_is_reached_with_its_own_certificate(authority: Authority, address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with receiving(authority.serving(address), plainly(200), address) as receiver:
        egress = Egress(HOME, trust=authority.trusted())
        assert post(egress, f"https://{host}:{receiver.port}/") is StatusClass.ACCEPTED
    assert receiver.heard[0].headers["host"] == f"{host}:{receiver.port}"


def test_no_proxy_of_the_environment_is_used(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counting_knocks("127.0.0.1") as ((port,), knocks):
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        with reached(authority, plainly(200)) as (egress, _, _):
            assert post(egress) is StatusClass.ACCEPTED
    assert knocks == []


# --- where it does not go ----------------------------------------------------------------------


def test_no_spelling_of_home_ever_connects() -> None:
    with counting_knocks("127.0.0.1", "::1") as (ports, knocks):
        for spelling in LOOPBACK_SPELLINGS:
            for port in ports:
                with pytest.raises(DeliveryRefused):
                    post(Egress(UrlRules(ports=None)), f"https://{spelling}:{port}/")
        assert knocks == []


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["::1"],
        ["fd00::1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::1"],
        ["93.184.215.14", "127.0.0.1"],
        ["10.0.0.1", "93.184.215.14"],
        ["2606:4700:4700::1111", "fe80::1"],
        [],
    ],
)
def test_a_name_with_one_inside_address_is_not_visited_at_all(answer: list[str]) -> None:
    board = Switchboard(1)
    egress = Egress(resolve=StubDns([[ip_address(a) for a in answer]]), dial=board)
    assert post(egress) is StatusClass.UNREACHABLE
    assert board.dialled == []


def test_a_name_that_changes_its_mind_is_asked_once(authority: Authority) -> None:
    """DNS rebinding: public for the check, private for the connection."""
    with reached(authority, plainly(200)) as (egress, _, board):
        dns = StubDns([[PUBLIC], [ME], [PUBLIC], [ME]])
        rebinding = Egress(resolve=dns, dial=board, trust=egress.trust)
        assert post(rebinding) is StatusClass.ACCEPTED
        assert (dns.asked, board.dialled) == (1, [PUBLIC])
        assert post(rebinding) is StatusClass.UNREACHABLE
        assert (dns.asked, board.dialled) == (2, [PUBLIC])


def test_a_forged_target_is_checked_again() -> None:
    with counting_knocks("127.0.0.1") as ((port,), knocks):
        forged = Target("127.0.0.1", port, "/", ME)
        assert Egress().post(forged, b"", {}) is StatusClass.UNREACHABLE
    assert knocks == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_not_a_way(authority: Authority, status: int) -> None:
    with counting_knocks("127.0.0.1") as ((port,), knocks):
        for where in (f"https://127.0.0.1:{port}/", "http://169.254.169.254/latest/meta-data/"):
            with reached(authority, plainly(status, f"Location: {where}")) as (egress, _, board):
                assert post(egress) is StatusClass.REDIRECT
                assert board.dialled == [PUBLIC]
    assert knocks == []


# --- how long and how much ---------------------------------------------------------------------


def trickle(head: bytes) -> Answer:
    """Send the head, then a byte every 20 ms, for at most 10 s."""

    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall(head)
        for _ in range(500):
            connection.sendall(b"x")
            time.sleep(0.02)

    return answer


def test_a_head_that_trickles_ends_on_time(authority: Authority) -> None:
    with reached(authority, trickle(b"HTTP/1.1 200 OK\r\nX-"), seconds=0.6) as (egress, _, _):
        begun = time.monotonic()
        assert post(egress) is StatusClass.UNREACHABLE
        assert time.monotonic() - begun < 2


def test_a_body_that_trickles_ends_on_time_and_the_status_counts(authority: Authority) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    with reached(authority, trickle(head), seconds=0.6) as (egress, _, _):
        begun = time.monotonic()
        assert post(egress) is StatusClass.ACCEPTED
        assert time.monotonic() - begun < 2


def test_a_silent_server_ends_on_time() -> None:
    """No hand-shake, no word: the whole request has one time, not each of its steps."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        egress = Egress(HOME, seconds=0.4)
        begun = time.monotonic()
        outcome = post(egress, f"https://127.0.0.1:{silent.getsockname()[1]}/")
    assert outcome is StatusClass.UNREACHABLE
    assert time.monotonic() - begun < 2


def test_a_receiver_that_takes_nothing_in_ends_on_time(authority: Authority) -> None:
    context = authority.serving(NAME)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def shake_and_stall() -> None:
            plain, _ = server.accept()
            with plain, context.wrap_socket(plain, server_side=True):
                done.wait(5)

        thread = threading.Thread(target=shake_and_stall)
        thread.start()
        egress = Egress(
            seconds=0.5,
            resolve=StubDns([[PUBLIC]]),
            dial=Switchboard(server.getsockname()[1]),
            trust=authority.trusted(),
        )
        begun = time.monotonic()
        outcome = post(egress, body=b"x" * 20_000_000)
        took = time.monotonic() - begun
        done.set()
        thread.join()
    assert outcome is StatusClass.UNREACHABLE
    assert took < 2


def test_a_resolver_that_hangs_ends_on_time() -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> list[Address]:
        release.wait(5)
        return [PUBLIC]

    begun = time.monotonic()
    assert post(Egress(seconds=0.3, resolve=hang)) is StatusClass.UNREACHABLE
    assert time.monotonic() - begun < 2
    release.set()


def flood(head: bytes, chunk: bytes, sent: list[int]) -> Answer:
    """Send up to 64 MB of what claims to be more, counting what the other side took."""

    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall(head)
        for _ in range(64 * 1024 * 1024 // len(chunk)):
            connection.sendall(chunk)
            sent.append(len(chunk))

    return answer


@pytest.mark.parametrize(
    ("head", "outcome"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", StatusClass.ACCEPTED),
        (b"HTTP/1.1 200 OK\r\nX-Endless: ", StatusClass.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\n\r\n", StatusClass.ACCEPTED),
    ],
)
def test_ten_gigabytes_are_not_read(
    authority: Authority, head: bytes, outcome: StatusClass
) -> None:
    sent: list[int] = []
    with reached(authority, flood(head, os.urandom(8192).hex().encode(), sent)) as (egress, _, _):
        begun = time.monotonic()
        assert post(egress) is outcome
        assert time.monotonic() - begun < 3
    assert sum(sent) < 16 * 1024 * 1024  # what the system's own buffers swallow, not 64 MB


def test_a_gzip_bomb_stays_packed(authority: Authority) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    answer = plainly(200, "Content-Encoding: gzip", body=bomb)
    with reached(authority, answer) as (egress, _, _):
        begun = time.process_time()
        assert post(egress) is StatusClass.ACCEPTED
        assert time.process_time() - begun < 1


# --- what is told ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (200, StatusClass.ACCEPTED),
        (299, StatusClass.ACCEPTED),
        (400, StatusClass.REJECTED),
        (401, StatusClass.REJECTED),
        (410, StatusClass.GONE),
        (500, StatusClass.BROKEN),
        (599, StatusClass.BROKEN),
        (101, StatusClass.UNREACHABLE),
        (600, StatusClass.UNREACHABLE),
    ],
)
def test_of_an_answer_only_its_class_survives(
    authority: Authority, status: int, told: StatusClass
) -> None:
    with reached(authority, plainly(status, body=b"a secret of the inside")) as (egress, _, _):
        assert post(egress) is told
    assert status_class(status) is told


def test_refused_silent_unknown_and_garbled_look_alike(authority: Authority) -> None:
    def garbled(connection: ssl.SSLSocket) -> None:
        connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")

    def hanging_up(connection: ssl.SSLSocket) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    outcomes = set()
    for answer in (garbled, hanging_up):
        with reached(authority, answer) as (egress, _, _):
            outcomes.add(post(egress))
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed = gone.getsockname()[1]
    outcomes.add(post(Egress(HOME), f"https://127.0.0.1:{closed}/"))
    outcomes.add(post(Egress(resolve=StubDns([[]]))))
    with counting_knocks("127.0.0.1") as ((port,), knocks):
        outcomes.add(post(Egress(HOME), f"https://127.0.0.1:{port}/"))
    assert knocks == [1]
    assert outcomes == {StatusClass.UNREACHABLE}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Note", "a\r\nHost: evil"),
        ("X-Note\r\nHost", "evil"),
        ("Host", "evil.example.com"),
        ("content-length", "0"),
        ("Cookie", "a=b"),
        ("X-Nöte", "a"),
        ("X-Note", "ü"),
        ("", "a"),
    ],
)
def test_no_header_can_smuggle_another(name: str, value: str) -> None:
    egress = Egress(resolve=StubDns([[PUBLIC]]), dial=Switchboard(1))
    with pytest.raises(DeliveryRefused):
        egress.post(egress.check_url(URL), b"", {name: value})


def test_the_second_address_is_tried_when_the_first_is_dead(authority: Authority) -> None:
    context = authority.serving(NAME)
    with receiving(context, plainly(200)) as receiver:
        board = Switchboard(receiver.port)
        dead = ip_address("2606:4700:4700::1111")

        def dial(address: Address, port: int, seconds: float) -> socket.socket:
            if address == dead:
                raise ConnectionRefusedError
            return board(address, port, seconds)

        egress = Egress(resolve=StubDns([[dead, PUBLIC]]), dial=dial, trust=authority.trusted())
        assert post(egress) is StatusClass.ACCEPTED
    assert board.dialled == [PUBLIC]
