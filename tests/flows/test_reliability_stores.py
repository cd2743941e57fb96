"""The database as the safety: it gives up at any statement, is restored, is asked by many at once.

And no request leaves us while one of its transactions is open.
"""

import random
import shutil
import socket
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import NullPool

from api.clocks import UlidIds
from billing.bills import BillState
from billing.errors import Conflict, Refused, StoreUnavailable
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.principal import Role, system
from billing.repositories import About, InboxRow
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from billing.tickets import NO_CUSTOMER
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.owe_connection_duties import owe_all_connection_duties
from billing.use_cases.receive_webhook import receive_webhooks
from billing.use_cases.reconcile_payments import reconcile_payments
from tests._postgres import ROLE, PrivatePostgres
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.billing.use_cases.till import HB_100, Till, open_till
from tests.builders import CONNECTION, HARBOR, bill, method
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome, WatchedStore
from tests.flows.talk import talk
from tests.flows.two_servers import at_once
from tests.house import House

SEED = 20261121
_S = PaymentState


# --- no network inside a transaction --------------------------------------------------------------


@dataclass
class Watch:
    """Every byte sent over the network, and those sent by a thread with a transaction open."""

    sent: int = 0
    broken: list[bytes] = field(default_factory=list)
    here: threading.local = field(default_factory=threading.local)

    def mine(self) -> set[int]:
        """The connections on which this thread has begun something."""
        self.here.open = getattr(self.here, "open", set())
        found: set[int] = self.here.open
        return found

    def begun(self, connection: Connection) -> None:
        self.mine().add(id(connection))

    def ended(self, connection: Connection) -> None:
        self.mine().discard(id(connection))

    def saw(self, line: socket.socket, data: bytes) -> None:
        if line.family == socket.AF_INET:
            self.sent += 1
            self.broken += [bytes(data[:80])] if self.mine() else []


@pytest.fixture
def watch(house: House, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Over the house's engine and every socket of this process."""
    watch = Watch()
    engine = house.container.ports.store.engine  # type: ignore[attr-defined]  # the SQL store it is
    event.listen(engine, "begin", watch.begun)
    event.listen(engine, "commit", watch.ended)
    event.listen(engine, "rollback", watch.ended)

    def watched(through: Callable[..., object]) -> Callable[..., object]:
        def send(line: socket.socket, data: bytes, *more: int) -> object:
            watch.saw(line, data)
            return through(line, data, *more)

        return send

    for name in ("send", "sendall"):
        monkeypatch.setattr(socket.socket, name, watched(getattr(socket.socket, name)))
    return watch


def test_nothing_is_sent_while_a_transaction_is_open(house: House, watch: Watch) -> None:
    """Watched at the socket and at the engine, through the whole application."""
    nora = talk(house)
    nora.say("pay my electricity bill")
    assert "receipt" in {each["kind"] for each in nora.say("yes")["cards"]}
    paid = nora.speaker.get("/payments").json()["items"][0]
    finance = house.staff(Role.FINANCE)
    assert finance.post(f"/payments/{paid['id']}/refund", {"amount_minor": 10}).status_code == 201
    assert nora.speaker.post("/methods", {"type": "card"}).status_code in (200, 201)
    elena = house.speaker("c-elena", "skylink")
    owed = elena.get("/bills?owing_only=true").json()["items"][-1]["id"]
    doubtful = elena.quote(owed, method_id="pm-elena-visa")
    assert elena.post(f"/quotes/{doubtful['id']}/approve").status_code == 202
    for tenant in ("harbor", "skylink"):
        reconcile_payments(house.container.ports, system(house.principal(tenant=tenant).tenant))
    house.work()
    assert watch.sent > 6, "hardly anything was sent: this proves little"
    assert watch.broken == []


# --- a database that gives up ---------------------------------------------------------------------


def _failure(dialect: str, dice: random.Random) -> Exception:
    """What the database says when it rolls a transaction back for others' sake."""
    if dialect == "postgresql":
        kinds = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
        return dice.choice(kinds)("injected")
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode, busy.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
    return busy


@contextmanager
def giving_up_at(store: SqlStore, nth: int, dice: random.Random) -> Iterator[list[int]]:
    """The nth statement from here fails; yields how many there were."""
    seen = [0]

    def execute(*_: object) -> None:
        seen[0] += 1
        if seen[0] == nth:
            raise _failure(store.engine.dialect.name, dice)

    event.listen(store.engine, "do_execute", execute)
    try:
        yield seen
    finally:
        event.remove(store.engine, "do_execute", execute)


def insist(till: Till, name: str) -> None:
    """Ask for the bill and approve; a refusal is an answer, so is 'come back later'."""
    try:
        till.approve(till.ask(name))
    except (Conflict, Refused, StoreUnavailable):
        return


def test_a_database_that_rolls_back_at_any_statement_loses_and_doubles_nothing(
    store: SqlStore, clock: FakeClock
) -> None:
    trials = 24
    names = ["HB-warm", *(f"HB-{number}" for number in range(trials))]
    till = open_till(store, clock, *(bill(name) for name in names), method())
    dice = random.Random(SEED)
    with giving_up_at(store, 0, dice) as statements:
        insist(till, "HB-warm")
    struck = 0
    for number, name in enumerate(names[1:]):
        till.provider.script.append(
            dice.choice([Outcome.SUCCEED, Outcome.SUCCEED, Outcome.UNKNOWN_AFTER_CHARGE])
        )
        nth = 1 + number * statements[0] // trials
        with giving_up_at(store, nth, dice) as seen:
            insist(till, name)
        struck += seen[0] >= nth
        till.provider.script.clear()
        insist(till, name)
    assert struck >= trials * 3 // 4, "hardly anything failed: this proves little"
    for hours in (1, 1, 25):
        till.wait(hours=hours)
    for name in names:
        insist(till, name)
        keys = {one.key for one in till.payments(name)}
        taken = [one for one in till.provider.taken() if one.reference in keys]
        assert len(taken) == 1, name
        assert till.bill(name).state is BillState.PAID, name
        assert [one.state for one in till.payments(name) if one.state in OPEN_STATES] == []


def test_every_transaction_that_writes_to_sqlite_began_immediate(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    story: dict[int, list[str]] = defaultdict(list)

    def traced(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(story[id(connection)].append)

    sqlite_store.engine.dispose()
    event.listen(sqlite_store.engine, "connect", traced)
    till = open_back_till(sqlite_store, clock)
    till.give_back(till.paid(), 500)
    till.hear(About.PAYMENT, "ch_1", payment_ref="ch_1")
    till.wait(hours=25)
    sqlite_store.engine.dispose()
    wrote, how = 0, ""
    for statements in story.values():
        for statement in statements:
            first = statement.split(maxsplit=1)[0].upper()
            how = statement if first == "BEGIN" else how
            if first in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
                wrote += 1
                assert how == "BEGIN IMMEDIATE", statement
    assert wrote > 20


@pytest.mark.postgres
def test_under_serializable_isolation_sixteen_clicks_charge_once(
    postgres: PrivatePostgres, keyring: Keyring, clock: FakeClock
) -> None:
    """There the database refuses more: who is refused comes back a bounded number of times."""
    with postgres.database() as name:
        owner = create_engine(postgres.url(name), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            level = "default_transaction_isolation TO 'serializable'"
            connection.execute(text(f"ALTER DATABASE {name} SET {level}"))
        store = SqlStore(postgres.url(name, ROLE), keyring, clock)
        till = open_till(store, clock)
        till.ports = replace(till.ports, ids=UlidIds())
        quote = till.ask()
        refused = [0]

        def click() -> tuple[Payment, ...]:
            for _ in range(20):
                try:
                    made = approve_quote(till.ports, till.who, quote.id, channel="button")
                except StoreUnavailable:
                    refused[0] += 1
                else:
                    return made.payments
            raise AssertionError("refused twenty times")

        answers = at_once([click] * 16)
        assert len({one.id for answer in answers for one in answer}) == 1
        till.wait(hours=1)
        assert len(till.provider.taken()) == 1
        assert till.bill().state is BillState.PAID
        store.close()


# --- a backup is put back -------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backups(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Backups]":
    if request.param == "sqlite":
        yield Backups(request.getfixturevalue("sqlite_url"), tmp_path, None)
        return
    postgres: PrivatePostgres = request.getfixturevalue("postgres")
    with postgres.database() as name:
        yield Backups(postgres.url(name, ROLE), tmp_path, postgres)


class Backups:
    """A database of either kind that can be copied while nobody is in a transaction."""

    def __init__(self, url: str, folder: Path, postgres: PrivatePostgres | None) -> None:
        self.url, self._folder, self._postgres = url, folder, postgres

    @contextmanager
    def copy(self, store: SqlStore) -> Iterator[str]:
        """The address of a copy as the database is now."""
        store.engine.dispose()
        if self._postgres is None:
            source = Path(self.url.removeprefix("sqlite:///"))
            target = self._folder / "restored.db"
            shutil.copy(source, target)
            yield f"sqlite:///{target}"
            return
        name = store.engine.url.database
        assert name is not None
        with self._postgres.database(template=name) as copied:
            yield self._postgres.url(copied, ROLE)


def restored(till: BackTill, url: str, keyring: Keyring) -> BackTill:
    """The same company over the copy: the provider knows what it did, we know only what we knew."""
    store = SqlStore(url, keyring, till.clock)
    watched = WatchedStore(store)
    ports = replace(till.ports, store=watched, ids=UlidIds())
    return BackTill(ports, watched, till.clock, till.provider, till.providers)


@pytest.mark.parametrize("moment", ["approved", "charged"])
@pytest.mark.parametrize("impatient", [False, True])
def test_a_backup_from_during_the_payment_finds_the_charge_and_makes_none(
    backups: Backups, keyring: Keyring, clock: FakeClock, moment: str, impatient: bool
) -> None:
    store = SqlStore(backups.url, keyring, clock)
    till = open_back_till(store, clock)
    made = till.pay_and_die(moment)
    with backups.copy(store) as url:
        till.wait(minutes=2)
        assert till.payment(made.id).state is _S.SUCCEEDED
        assert len(till.books.taken()) == 1
        store.close()
        back = restored(till, url, keyring)
        assert back.payment(made.id).state is (
            _S.CREATED if moment == "approved" else _S.SUBMITTING
        )
        if impatient:
            insist(back, HB_100)
        for minutes in (2, 60, 60):
            back.wait(minutes=minutes)
        assert back.payment(made.id).state is _S.SUCCEEDED
        assert back.bill().state is BillState.PAID
        assert len(back.books.taken()) == 1
        assert back.books.returned() == []
        back.store.close()


def test_a_backup_from_before_the_payment_is_told_as_a_difference_and_nothing_is_given_back(
    backups: Backups, keyring: Keyring, clock: FakeClock
) -> None:
    store = SqlStore(backups.url, keyring, clock)
    till = open_back_till(store, clock)
    with backups.copy(store) as url:
        till.paid()
        till.books.made_at["ch_1"] = clock.real_now()
        store.close()
        back = restored(till, url, keyring)
        assert back.payments() == ()
        owe_all_connection_duties(back.store, clock)  # as every server does when it starts
        back.wait(hours=1)
        back.wait_days(2)
        with back.store.read(system(HARBOR)) as tx:
            found = tx.discrepancies.list()
        assert [(one.kind, one.theirs) for one in found] == [
            ("charged_unknown", till.books.taken()[0].amount)
        ]
        assert [one.customer_id for one in back.tickets()] == [NO_CUSTOMER]
        assert (back.books.returned(), len(back.books.taken())) == ([], 1)
        back.store.close()


def test_after_such_a_backup_the_customer_who_pays_again_is_not_charged_again(
    backups: Backups, keyring: Keyring, clock: FakeClock
) -> None:
    """The key follows from the bill and its ended tries, not from what was forgotten."""
    store = SqlStore(backups.url, keyring, clock)
    till = open_back_till(store, clock)
    with backups.copy(store) as url:
        first = till.paid()
        store.close()
        back = restored(till, url, keyring)
        again = back.paid()
        assert (again.key, again.state) == (first.key, _S.SUCCEEDED)
        assert len(back.books.taken()) == 1
        back.store.close()


def test_two_servers_that_take_in_the_same_letters_the_other_way_round_do_not_block_each_other(
    store: SqlStore, store_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    """Each takes a batch in one transaction: in whatever order the letters came to it."""
    till = open_till(store, clock)
    second = SqlStore(store_url, keyring, clock)
    ports = [till.ports, replace(till.ports, store=second)]
    at = clock.now()
    for number in range(4):
        rows = [
            InboxRow(f"evt_{number}_{each:03}", CONNECTION, "changed", None, None, at)
            for each in range(60)
        ]
        orders = [rows, rows[::-1]] * 2
        takes = [
            partial(receive_webhooks, ports[way % 2], system(HARBOR), order)
            for way, order in enumerate(orders)
        ]
        told = at_once(takes)
        new = [
            row.event_id
            for order, fresh in zip(orders, told, strict=True)
            for row, is_new in zip(order, fresh, strict=True)
            if is_new
        ]
        assert sorted(new) == [row.event_id for row in rows]
    second.close()
