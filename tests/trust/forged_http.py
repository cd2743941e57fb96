"""Forged webhooks over HTTP (G3): the same letters, posted to the real `serve`.

Raw sockets, because no polite client would send half of these. Each thread speaks from a loopback
address of its own, so that no letter is refused by a rate limit: such a refusal would prove
nothing, and is a failure here.
"""

import contextlib
import http.client
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sqlalchemy import text

from billing.ids import BillId
from billing.payments import PaymentState
from billing.principal import system
from billing.stores.store import SqlStore
from tests.trust.forged import Desk, Letter, draw, rate
from tests.trust.oracle import Finding
from tests.trust.report import Result
from tests.trust.serving import OTHER, TENANT, WORKER, Site, site
from tests.trust.stage import TravelClock

THREADS: Final = 8
SETTLE_S: Final = 20.0
A_DAY_S: Final = 86_400
LIMITED: Final = 429


@dataclass(frozen=True, slots=True)
class Line:
    """Where letters go: the paths of ours, of a stranger's connection, and of nobody."""

    port: int
    paths: dict[str, str]


@dataclass(slots=True)
class Caller:
    """One keep-alive connection from one address."""

    line: Line
    source: str
    sock: socket.socket | None = field(default=None)

    def post(self, letter: Letter) -> int:
        """The status of the answer, 0 when there was none."""
        head = [f"POST {self.line.paths[letter.route]} HTTP/1.1", "Host: 127.0.0.1"]
        head += [f"Content-Length: {len(letter.body)}", "Content-Type: application/json"]
        head += [f"{name}: {value}" for name, value in letter.headers]
        if letter.signature is not None:
            head.append(f"Stripe-Signature: {letter.signature}")
        sent = "\r\n".join(head).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + letter.body
        try:
            if self.sock is None:
                self.sock = self._connected()
            return self._exchange(self.sock, sent)
        except (OSError, http.client.HTTPException):
            self.close()
            return 0

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def _connected(self) -> socket.socket:
        address = ("127.0.0.1", self.line.port)
        return socket.create_connection(address, 20, source_address=(self.source, 0))

    def _exchange(self, sock: socket.socket, sent: bytes) -> int:
        # It may answer before it has read everything: look for the answer all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            sock.sendall(sent)
        reply = http.client.HTTPResponse(sock, method="POST")
        reply.begin()
        reply.read()
        if reply.will_close:
            self.close()
        return reply.status


def run_over_http(
    folder: Path, url: str, sandbox_url: str, seed: int, numbers: Sequence[int]
) -> Result:
    """Letters `numbers` of `seed` against one server on the migrated, empty database at `url`."""
    begun = time.monotonic()
    result = Result(len(numbers))
    with site(folder, url, sandbox_url, 1) as here, here.serving():
        here.order("POST", "webhooks", mode="hold")
        # Left alone, the sandbox's bank would settle it while letters are still being posted.
        here.order("POST", "settings", settle_seconds=A_DAY_S)
        payment_key, provider_ref = _pay_by_bank(here)
        desk, line = _desk(here, payment_key), _line(here)
        shares = [numbers[at::THREADS] for at in range(THREADS)]
        callers = [Caller(line, f"127.0.0.{2 + at}") for at in range(THREADS)]
        posting = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            posts = zip(callers, shares, strict=True)
            for findings, names in pool.map(lambda each: _post_all(seed, desk, *each), posts):
                result.findings += findings
                result.scenes.update(names)
        result.seconds = time.monotonic() - posting
        speed = rate(result)
        result.findings += _judge(here, result.scenes["control"], provider_ref)
    result.seconds = time.monotonic() - begun
    result.note = f"{result.scenes['control']} good ones taken in, {speed}"
    return result


def _pay_by_bank(here: Site) -> tuple[str, str]:
    """A payment that is pending: what every forger would like to see settled."""
    with here.customer(0) as client:
        asked = client.post("/payments", json={"bill_ids": ["B-0"], "method_id": "bank-0"})
        approved = client.post(f"/quotes/{asked.json()['id']}/approve")
        assert approved.status_code == 202, approved.text
    with here.ports.store.read(WORKER) as tx:
        (payment,) = tx.payments.of_bill(BillId("B-0"))
    assert payment.state is PaymentState.PENDING, payment.state
    return payment.key, str(payment.provider_ref)


def _desk(here: Site, reference: str) -> Desk:
    secrets = []
    for tenant in (TENANT, OTHER):
        with here.ports.store.read(system(tenant)) as tx:
            connection = tx.connections.first()
            assert connection is not None
            secrets.append(tx.connections.credentials(connection.id)["webhook_secret"])
    return Desk(0, secrets[0], secrets[1], reference, drift=60)


def _line(here: Site) -> Line:
    tokens = []
    for tenant in (TENANT, OTHER):
        with here.ports.store.read(system(tenant)) as tx:
            connection = tx.connections.first()
            assert connection is not None
            tokens.append(connection.endpoint_token)
    base = "/api/v1/webhooks"
    ours, others = tokens
    return Line(
        here.port,
        {
            "ours": f"{base}/stripe/{ours}",
            "others": f"{base}/stripe/{others}",
            "provider": f"{base}/paypal/{ours}",
            "capitals": f"{base}/STRIPE/{ours}",
            "token": f"{base}/stripe/{ours[:-1]}",
            "none": f"{base}/stripe/{'0' * len(ours)}",
        },
    )


def _post_all(
    seed: int, desk: Desk, caller: Caller, numbers: Sequence[int]
) -> tuple[list[Finding], list[str]]:
    clock = TravelClock()
    findings: list[Finding] = []
    names: list[str] = []
    for number in numbers:
        now = int(clock.wall().timestamp())
        name, letter = draw(seed, number, replace(desk, now=now))
        status = caller.post(letter)
        good = status == 200 if name == "control" else 400 <= status < 500 and status != LIMITED
        if not good:
            findings.append(Finding("G3", f"letter {number}, {name}", f"answered {status}"))
        names.append(name)
    caller.close()
    return findings, names


def _judge(here: Site, controls: int, provider_ref: str) -> list[Finding]:
    """As many rows as good letters; the payment is as it was, and the true news still counts."""
    found = []
    rows = _rows(here)
    if rows != controls:
        found.append(Finding("G3", "inbox", f"{rows} rows for {controls} good letters"))
    if _state(here) is not PaymentState.PENDING:
        found.append(Finding("I3", "B-0", f"{_state(here)} after forged letters"))
    here.order("POST", "settle", payment_intent=provider_ref, outcome="succeeded")
    here.order("POST", "webhooks/flush")
    until = time.monotonic() + SETTLE_S
    while _state(here) is PaymentState.PENDING and time.monotonic() < until:
        time.sleep(0.2)
    if _state(here) is not PaymentState.SUCCEEDED:
        found.append(Finding("I2", "B-0", f"{_state(here)} after the true letter"))
    return found


def _state(here: Site) -> PaymentState:
    with here.ports.store.read(WORKER) as tx:
        return tx.payments.of_bill(BillId("B-0"))[0].state


def _rows(here: Site) -> int:
    """The inbox's rows, of all tenants together where the database lets us see them."""
    store = here.ports.store
    assert isinstance(store, SqlStore)
    total = 0
    on_postgres = store.engine.dialect.name == "postgresql"
    with store.engine.connect() as connection:
        for tenant in (TENANT, OTHER) if on_postgres else (TENANT,):
            if on_postgres:
                bind = "SELECT set_config('app.tenant_id', :tenant, true)"
                connection.execute(text(bind), {"tenant": tenant})
            total += int(connection.execute(text("SELECT count(*) FROM inbox")).scalar_one())
    return total
