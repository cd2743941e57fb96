"""Where campaigns happen: a migrated database, a merchant at a real sandbox process, a clock that
travels with the sandbox's, and processes that are forked to die.
"""

import gc
import json
import mmap
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import httpx

from api.clocks import UlidIds
from billing.bills import Bill
from billing.connections import Connection, CredentialNames, Mode
from billing.customers import Customer, Person, Staff
from billing.ids import BillId, ConnectionId, CustomerId, MethodId, PersonId, TenantId
from billing.methods import Method
from billing.money import Money
from billing.payments import Payment
from billing.ports import Ports
from billing.principal import APPROVE, Principal, Role, system
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from billing.tenants import Tenant
from payments._protocol import PaymentAdapter, Timeouts
from payments._registry import adapter
from tests.builders import POLICY, bill, tenant

TENANT: Final = TenantId("harbor")
CONNECTION: Final = ConnectionId("conn-1")
RIVAL: Final = ConnectionId("conn-2")
WORKER: Final = system(TENANT)
FINANCE: Final = ("f-1", "f-2")
"""Who may end holds; above the limit both must."""
BUYER: Final = "cus-trust"
QUICK: Final = Timeouts(connect=timedelta(seconds=1), total=timedelta(milliseconds=1500))
DIED: Final = -signal.SIGKILL
CHILD_SECONDS: Final = 60
Json = dict[str, Any]


@dataclass(slots=True)
class TravelClock:
    """Wall time plus an offset that the campaign moves together with the sandbox's clock.

    The offset lies in memory that forked processes share: one that slept wakes up late, not early.
    """

    _seconds: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 8))

    @property
    def offset(self) -> timedelta:
        return timedelta(seconds=int.from_bytes(self._seconds[:8], "big"))

    @offset.setter
    def offset(self, offset: timedelta) -> None:
        self._seconds[:8] = (offset // timedelta(seconds=1)).to_bytes(8, "big")

    def now(self) -> datetime:
        return self.wall() + self.offset

    def real_now(self) -> datetime:
        return self.wall() + self.offset

    def wall(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class Control:
    """The sandbox's control API, and one merchant in it."""

    url: str
    merchant: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=30))

    @property
    def credentials(self) -> Mapping[str, str]:
        return credentials_of(self.merchant)

    @property
    def rival(self) -> str:
        """The tenant's second account, for bills that two connections could charge."""
        return f"{self.merchant}-rival"

    def order(self, verb: str, path: str, **body: object) -> Json:
        answer = self.client.request(verb, f"{self.url}/_control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def truth(self) -> list[Json]:
        """What the provider did, whatever it said."""
        found: list[Json] = []
        for merchant in (self.merchant, self.rival):
            found += self.order("GET", f"merchants/{merchant}/payments")["payments"]
        return found


def credentials_of(merchant: str) -> Mapping[str, str]:
    """What a merchant's owner would copy from the provider."""
    return {"secret_key": f"sk_test_{merchant}", "webhook_secret": f"whsec_{merchant}_secret"}


@dataclass(frozen=True, slots=True)
class Sandboxed:
    """`ports.Providers`: each connection's adapter, at the sandbox, with short patience."""

    url: str

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentAdapter:
        return adapter(connection.provider).connect(
            connection,
            credentials,
            base_url=f"{self.url}/{connection.provider}",
            timeouts=QUICK,
        )

    def check(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        knows: Payment | None = None,
    ) -> None:
        """Whether the sandbox takes these credentials; stages have one account, known by name."""
        self.connect(connection, credentials).check_credentials()

    def credential_names(self, provider: str) -> CredentialNames:
        return adapter(provider).credential_names


@dataclass(slots=True)
class Stage:
    """One database and one merchant. The parent holds no open connection while it forks."""

    store: SqlStore
    ports: Ports
    clock: TravelClock
    control: Control
    url: str
    keyring: Keyring = field(repr=False)

    @property
    def database(self) -> str:
        return self.store.engine.dialect.name

    @contextmanager
    def beside(self) -> Iterator[Ports]:
        """Another server on the same database: with a store, and so with locks, of its own."""
        store = open_store(self.url, self.keyring, self.clock)
        try:
            yield replace(self.ports, store=store)
        finally:
            store.close()

    @property
    def adapter(self) -> PaymentAdapter:
        with self.store.read(WORKER) as tx:
            connection = tx.connections.get(CONNECTION)
            return Sandboxed(self.control.url).connect(
                connection, tx.connections.credentials(CONNECTION)
            )

    def travel(self, by: timedelta) -> None:
        """Time passes for us and for the provider."""
        self.control.order("POST", "clock", advance_seconds=by // timedelta(seconds=1))
        self.clock.offset += by

    def fork(self, work: Callable[[], int]) -> int:
        """Run `work` in a process of its own; its id. Its result is the exit code, 70 an error."""
        self.store.engine.dispose()
        sys.stdout.flush()
        child = os.fork()
        if child:
            return child
        code = 70
        try:
            # Whatever happens to the parent, nobody waits for a child that hangs.
            signal.alarm(CHILD_SECONDS)
            # A short life needs no collector, and its marks would copy the parent's memory.
            gc.disable()
            code = work()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)

    def run(self, *works: Callable[[], int]) -> list[int]:
        """Fork them all, then wait: exit codes, `DIED` for a SIGKILL."""
        children = [self.fork(work) for work in works]
        return [ended(child) for child in children]


def ended(child: int) -> int:
    """The exit code of a child, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@dataclass(frozen=True, slots=True)
class Buyer:
    """One customer of a stage with bills of its own."""

    number: int
    bill_ids: tuple[BillId, ...]

    @property
    def principal(self) -> Principal:
        return Principal(
            tenant=TENANT,
            role=Role.CUSTOMER_ADMIN,
            customer=CustomerId(f"c-{self.number}"),
            person=PersonId(f"p-{self.number}"),
            scopes=frozenset({APPROVE}),
            session=f"s-{self.number}",
        )


@dataclass(frozen=True, slots=True)
class Cast:
    """Who a stage is populated with: for each buyer, bills, a currency and a behaviour.

    `number` is the plan's, so that a replayed point meets the same amounts.
    """

    bills: int
    currency: str
    behaviour: str
    number: int = 10**6


BEHAVIOURS: Final = (
    "succeed",
    "succeed_later",
    "fail_later",
    "decline_insufficient_funds",
    "requires_authentication",
    "timeout_after_charge",
    "timeout_before_charge",
    "error_500",
)


@contextmanager
def staged(url: str, control: Control, cast: Sequence[Cast]) -> Iterator[tuple[Stage, list[Buyer]]]:
    """A stage over the migrated, empty database at `url`, peopled by `cast`."""
    clock = TravelClock()
    _set_up_merchant(control)
    # The sandbox serves several stages one after the other: meet its clock where it is.
    ahead = control.order("GET", "clock")["now"] - int(clock.wall().timestamp())
    clock.offset = timedelta(seconds=max(ahead, 0))
    keyring = Keyring.fresh("trust")
    store = open_store(url, keyring, clock)
    ports = Ports(store, clock, UlidIds(), Sandboxed(control.url), store.directory.salt())
    stage = Stage(store, ports, clock, control, url, keyring)
    try:
        yield stage, _people(stage, cast)
    finally:
        store.close()


def open_store(url: str, keyring: Keyring, clock: TravelClock) -> SqlStore:
    return SqlStore(url, keyring, clock, patience=timedelta(seconds=20))


def _set_up_merchant(control: Control) -> None:
    control.order("POST", "settings", timeout_ms=20)
    control.order("POST", "webhooks", mode="hold")
    for merchant in (control.merchant, control.rival):
        path = f"merchants/{merchant}"
        control.order("PUT", path, **credentials_of(merchant))
        control.order("PUT", f"{path}/customers/{BUYER}", name="Everybody")
        for behaviour in BEHAVIOURS:
            body = {"customer": BUYER, "type": "card", "last4": "4242", "behaviour": behaviour}
            control.order("PUT", f"{path}/methods/pm-{behaviour}", **body)


def _people(stage: Stage, cast: Sequence[Cast]) -> list[Buyer]:
    buyers = []
    with stage.store.write(WORKER) as tx:
        tx.tenants.put(_tenant())
        for name in FINANCE:
            tx.customers.put_staff(Staff(PersonId(name), f"{name}@trust.example", Role.FINANCE))
        for connection_id, merchant in (
            (CONNECTION, stage.control.merchant),
            (RIVAL, stage.control.rival),
        ):
            endpoint = f"endpoint-{connection_id}"
            connection = Connection(connection_id, TENANT, "stripe", Mode.TEST, endpoint)
            tx.connections.put(connection, credentials_of(merchant))
        for role in cast:
            number = role.number
            bills = [_bill(number, at, role.currency) for at in range(role.bills)]
            buyer = Buyer(number, tuple(one.id for one in bills))
            who = buyer.principal
            customer_id, person_id = who.require_customer(), who.require_person()
            tx.customers.put(Customer(customer_id, f"Buyer {number}", "en"))
            tx.customers.put_person(
                Person(person_id, customer_id, f"Person {number}", None, Role.CUSTOMER_ADMIN)
            )
            tx.methods.put(_method(customer_id, role.behaviour, CONNECTION))
            tx.methods.put(_method(customer_id, "succeed", RIVAL))
            for one in bills:
                tx.bills.put(one)
            buyers.append(buyer)
    return buyers


def _tenant() -> Tenant:
    return tenant(POLICY)


def _bill(number: int, at: int, currency: str) -> Bill:
    minor = 500 + (number * 37 + at * 11) % 90_000
    amount = Money(minor, currency).to_decimal()
    line = ("Service", amount)
    owner = CustomerId(f"c-{number}")
    return bill(f"HB-{number}-{at}", line, currency=currency, customer_id=owner)


def _method(customer_id: CustomerId, behaviour: str, connection_id: ConnectionId) -> Method:
    return Method(
        id=method_at(customer_id, connection_id),
        customer_id=customer_id,
        type="card",
        last4="4242",
        connection_id=connection_id,
        provider_ref=f"pm-{behaviour}",
        customer_ref=BUYER,
        brand="visa",
        used_before=True,
        is_default=connection_id == CONNECTION,
    )


def method_at(customer_id: CustomerId, connection_id: ConnectionId) -> MethodId:
    """The id of a buyer's card at one of the tenant's two accounts."""
    return MethodId(f"pm-{connection_id}-{customer_id}")


@dataclass(slots=True)
class Mailbox:
    """Where the sandbox's webhooks land, as files, so that any process may read them."""

    folder: Path
    url: str = ""
    read: int = 0

    def of(self, merchant: str) -> str:
        """The address that a merchant's webhooks go to."""
        return f"{self.url}/{merchant}"

    def letters(self, merchant: str) -> list[tuple[bytes, dict[str, str]]]:
        """What arrived for a merchant since the last look: body and headers, in order."""
        found = []
        while (file := self.folder / f"{self.read + 1}.json").exists():
            self.read += 1
            letter = json.loads(file.read_text())
            if letter["path"].endswith(f"/{merchant}"):
                found.append((letter["body"].encode(), letter["headers"]))
        return found


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """A receiver in a forked process: the campaign's own process forks, so it keeps no threads."""
    listener = socket.create_server(("127.0.0.1", 0))
    box = Mailbox(folder, f"http://127.0.0.1:{listener.getsockname()[1]}/hook")
    child = os.fork()
    if child == 0:
        try:
            _receive(listener, folder)
        finally:
            os._exit(0)
    listener.close()
    try:
        yield box
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _receive(listener: socket.socket, folder: Path) -> None:
    lock, parent, kept = threading.Lock(), os.getppid(), [0]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                kept[0] += 1
                name = folder / f"{kept[0]}.json"
            name.write_text(json.dumps({"path": self.path, "body": body, "headers": headers}))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    while os.getppid() == parent:
        time.sleep(0.5)
