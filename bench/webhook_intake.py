"""Webhooks in: our route beside a bare FastAPI application that verifies nothing.

Ours checks a rate limit, finds the connection by its token, opens its sealed credentials, verifies
the signature over the raw bytes, reads strict JSON, and in one transaction writes the event down
once and owes its application. The rival parses the body and inserts one row with plain SQLAlchemy,
into a database of the same kind with the same durability. Both are served by uvicorn in a process
of their own, over loopback, in turns, so that a noisy machine is noisy for both. No worker runs
beside ours: what it does later is not intake. The limit of webhooks is on, as in production; this
many a minute do not reach it. Ours writes whatever came meanwhile in one transaction, and answers
none before it is committed; the rival commits each by itself.
"""

import json
import multiprocessing
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import text

from api.settings import Settings
from bench.bare_webhooks import serve_app, serve_bare
from tests._postgres import ROLE, PrivatePostgres, private_postgres
from tests.payments.rig import running_sandbox
from tests.trust.forged import sign
from tests.trust.lanes import fresh_databases
from tests.trust.serving import WORKER, Site, site
from tests.trust.stage import TravelClock

ROUNDS, WARM_UP, REQUESTS = 7, 2, 400
CALLERS, ALONE = 8, 1
BUDGET = 0.7
"""For `CALLERS` at once. A sender alone is measured too: nothing shares its commit."""

START_S = 120
Serve = Callable[[Connection, Any], None]


def serve_ours(pipe: Connection, given: tuple[Settings, str]) -> None:
    """The real application over a site's settings, with a private Valkey for its limits."""
    from api.app import create_app
    from api.bootstrap import make_container
    from api.embedded import EmbeddedValkey

    settings, sandbox_url = given
    valkey = EmbeddedValkey()
    container = make_container(settings, redis_url=valkey.url, sandbox_url=sandbox_url, as_of=None)
    try:
        serve_app(create_app(container), pipe)
    finally:
        container.close()
        valkey.close()


@contextmanager
def served(serve: Serve, given: object) -> Iterator[int]:
    """A server in a process of its own; gives its port."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs, given))
    process.start()
    try:
        if not ours.poll(START_S):
            raise AssertionError("a server did not start")
        yield ours.recv()
        ours.send("stop")
    finally:
        process.join(5)
        process.kill()
        process.join()


class Caller:
    """One kept connection from a loopback address of its own: each has its own rate limit."""

    def __init__(self, number: int, port: int) -> None:
        source = (f"127.0.0.{2 + number}", 0)
        self._socket = socket.create_connection(("127.0.0.1", port), 10, source_address=source)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post_all(self, requests: Sequence[bytes]) -> None:
        for request in requests:
            self._socket.sendall(request)
            answer = b""
            while b"}" not in answer:
                piece = self._socket.recv(65536)
                assert piece, f"closed after {answer[:300]!r}"
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200"), answer[:300]

    def close(self) -> None:
        self._socket.close()


def letters(path: str, secret: str, first: int, count: int) -> list[bytes]:
    """Requests with distinct, valid, signed events, ready to be sent."""
    now = int(TravelClock().wall().timestamp())
    found = []
    for number in range(first, first + count):
        subject = {"id": f"pi_{number}", "object": "payment_intent", "amount": 9740}
        subject |= {"currency": "usd", "metadata": {"reference": f"ba{number:040x}"}}
        told = {"id": f"evt_{number:024x}", "object": "event", "livemode": False}
        told |= {"type": "payment_intent.succeeded", "created": now, "data": {"object": subject}}
        body = json.dumps(told, indent=2).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}\r\nStripe-Signature: {sign(body, secret, now)}\r\n"
        found.append(head.encode() + b"\r\n" + body)
    return found


def rate(callers: Sequence[Caller], requests: Sequence[bytes]) -> float:
    """Requests a second, sent by all callers at once."""
    shares = [requests[at :: len(callers)] for at in range(len(callers))]
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(callers)) as pool:
        list(pool.map(lambda pair: pair[0].post_all(pair[1]), zip(callers, shares, strict=True)))
    return len(requests) / (time.perf_counter() - begun)


def address(here: Site) -> tuple[str, str]:
    """(path, secret) of the site's own webhook endpoint."""
    with here.ports.store.read(WORKER) as tx:
        connection = tx.connections.first()
        assert connection is not None
        secret = tx.connections.credentials(connection.id)["webhook_secret"]
    return f"/api/v1/webhooks/stripe/{connection.endpoint_token}", secret


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Two databases of one kind, as durable as in production: ours migrated, the rival's empty."""
    if kind == "sqlite":
        with fresh_databases(kind, folder, 1) as (ours,):
            yield ours, f"sqlite:///{folder / 'bare.db'}"
        return
    with private_postgres() as server, server.database() as ours, server.database("template1") as b:
        _durable(server)
        yield server.url(ours, ROLE), server.url(b)


def _durable(server: PrivatePostgres) -> None:
    with server.maintenance.connect() as connection:
        for setting in ("fsync = on", "full_page_writes = on"):
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))


def compare(kind: str) -> dict[int, dict[str, list[float]]]:
    """Requests a second of each round, by the number of senders and by rival."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox(folder / "sandbox.db"))
        ours_url, bare_url = stack.enter_context(databases(kind, folder / "db"))
        here = stack.enter_context(site(folder / "site", ours_url, sandbox.url, 1))
        ports = {
            "ours": stack.enter_context(served(serve_ours, (here.settings, sandbox.url))),
            "bare": stack.enter_context(served(serve_bare, bare_url)),
        }
        path, secret = address(here)
        paths = {"ours": path, "bare": "/webhooks"}
        callers = {who: [Caller(n, port) for n in range(CALLERS)] for who, port in ports.items()}
        rates: dict[int, dict[str, list[float]]] = {}
        for crowd in (CALLERS, ALONE):
            rates[crowd] = {who: [] for who in ports}
            for number in range(ROUNDS + WARM_UP):
                for who, each in callers.items():
                    first = (crowd * 100 + number) * REQUESTS
                    found = rate(each[:crowd], letters(paths[who], secret, first, REQUESTS))
                    if number >= WARM_UP:
                        rates[crowd][who].append(found)
        for each in callers.values():
            for caller in each:
                caller.close()
    return rates


def run() -> bool:
    """Measure and print; True when ours takes in at least `BUDGET` of what the bare one does."""
    print(
        f"webhook intake, {ROUNDS} rounds of {REQUESTS} signed events in turns; each sender has an "
        "address, and so a rate limit, of its own\n"
        "(again: python -m bench webhook_intake), requests/s"
    )
    ratios = {}
    for kind in ("sqlite", "postgresql"):
        for crowd, rates in compare(kind).items():
            for who, each in rates.items():
                name = "ours, POST /webhooks" if who == "ours" else "bare FastAPI + insert"
                spread = f"{min(each):.0f} to {max(each):.0f}"
                print(
                    f"  {kind:11} {crowd} senders  {name:22} median "
                    f"{statistics.median(each):7.0f}   {spread}"
                )
            ratio = statistics.median(rates["ours"]) / statistics.median(rates["bare"])
            ratios[kind, crowd] = ratio
            budget = f"(budget {BUDGET})" if crowd == CALLERS else "(no budget)"
            print(f"  {kind:11} {crowd} senders  ours / bare = {ratio:.2f} {budget}")
    told = {f"webhook_ratio_{kind}_{crowd}": round(it, 2) for (kind, crowd), it in ratios.items()}
    print(json.dumps(told))
    return all(found >= BUDGET for (_, crowd), found in ratios.items() if crowd == CALLERS)
