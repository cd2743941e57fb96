"""A house for each scenario: a copied store of a loaded world, a provider sandbox, the real parts.

Nothing is faked but the provider and the clock, which a scenario may move on.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from agent.turn import Finished, Ran, Step, Turn
from api.bootstrap import make_container, run_migrations
from api.clocks import SystemClock
from api.container import Container
from api.demo import world_text
from api.evaluation.books import Books, kept_text, read_books
from api.evaluation.scenario import BadScenario
from api.load import load_world
from api.load_connections import LoadRefused
from api.models import make_assistant_alone
from api.sandbox_seed import SandboxSeed
from api.settings import Settings
from api.turns import Answering
from api.worker import Worker
from api.world import World, WorldRefused, read_world
from billing.errors import NotFound
from billing.ids import CustomerId, PersonId, TenantId
from billing.principal import APPROVE, Principal, Role, system
from payments.sandbox.serve import serving

if TYPE_CHECKING:
    pass

NOBODY: Final = "http://127.0.0.1:9"
"""Where the sandbox is to send its letters: nobody listens, the worker asks instead."""
MOST_DUTIES: Final = 400
LOST_REPLIES: Final = 100
"""How many answers the provider loses while it is in doubt: more than anyone tries again."""


@dataclass(frozen=True, slots=True)
class Built:
    """A folder with a loaded store and the sandbox's own file, to copy from."""

    folder: Path
    world: World
    settings: Settings


@dataclass(slots=True)
class Builder:
    """Loads each world once; `settings` say which model and whose keys, the rest is private."""

    folder: Path
    settings: Settings
    _built: dict[Path | None, Built] = field(default_factory=dict)

    def built(self, world: Path | None) -> Built:
        """The loaded world of a file, or the demo's. Raises `BadScenario` when it is refused."""
        if world not in self._built:
            self._built[world] = self._build(world, self.folder / f"world-{len(self._built)}")
        return self._built[world]

    def _build(self, path: Path | None, folder: Path) -> Built:
        settings = private(self.settings, folder)
        try:
            world = read_world(path.read_text(encoding="utf-8") if path else world_text())
        except OSError as gone:
            raise BadScenario(f"{path}: {(gone.strerror or 'cannot be read').lower()}") from None
        except WorldRefused as refused:
            raise BadScenario(f"{path}: {refused}") from None
        run_migrations(settings)
        with serving(folder / "sandbox.db") as url, _parts(settings, url, world) as container:
            ports = container.ports
            try:
                load_world(ports.store, ports.clock, ports.ids, world, SandboxSeed(url, NOBODY))
            except LoadRefused as refused:
                raise BadScenario(f"{path}: {refused}") from None
            work(container)
        return Built(folder, world, settings)


@dataclass(slots=True)
class Watched:
    """An assistant whose turns are counted: which tools ran, what the models charged for."""

    inner: Answering
    calls: list[str] = field(default_factory=list)
    tokens: int = 0

    def run(self, turn: Turn) -> Iterator[Step]:
        for step in self.inner.run(turn):
            if isinstance(step, Ran) and step.ok:
                self.calls.append(step.tool)
            if isinstance(step, Finished):
                self.tokens += step.usage.input_tokens + step.usage.output_tokens
            yield step


@dataclass(slots=True)
class House:
    """The running parts for one scenario, and the ground truth of what was charged."""

    container: Container
    clock: SystemClock
    sandbox_url: str
    watched: Watched
    asking: httpx.Client
    _usual: Answering | None = None

    def principal(self, who: str, *, may_approve: bool) -> Principal:
        """Who `tenant/customer/person` is; without a person the account's first administrator.

        Raises `BadScenario` where there is no such person.
        """
        tenant, customer, *person = who.split("/")
        try:
            with self.container.ports.store.read(system(TenantId(tenant), "evaluation")) as tx:
                people = tx.customers.people(tx.customers.get(CustomerId(customer)).id)
        except NotFound:
            raise BadScenario(f"{who}: there is no such customer in the world") from None
        fitting = [each for each in people if not person or each.id == person[0]]
        fitting.sort(key=lambda each: each.role is not Role.CUSTOMER_ADMIN)
        if not fitting:
            raise BadScenario(f"{who}: there is no such person in the world")
        return Principal(
            tenant=TenantId(tenant),
            role=fitting[0].role,
            customer=CustomerId(customer),
            person=PersonId(fitting[0].id),
            scopes=frozenset({APPROVE} if may_approve else ()),
            session="evaluation",
        )

    def books(self, principal: Principal) -> Books:
        return read_books(self.container.ports.store, principal, self.clock.real_now())

    def kept(self, principal: Principal) -> str:
        return kept_text(self.container.ports.store, principal)

    def wait(self, minutes: int) -> None:
        """Let time pass, and do what has become due meanwhile."""
        self.clock.move(timedelta(minutes=minutes))
        work(self.container)

    def provider(self, tenant: str, how: str) -> None:
        """From now on the company's provider is `up`, `down` or in `doubt`."""
        faults = f"{self.sandbox_url}/_control/faults"
        self.asking.delete(faults, params={"merchant": tenant}).raise_for_status()
        if how == "up":
            return
        fault: dict[str, object] = {"merchant": tenant, "kind": "outage_503"}
        if how == "doubt":
            lost = {"kind": "drop_reply_after_commit", "method": "POST", "times": LOST_REPLIES}
            fault |= lost
        self.asking.post(faults, json=fault).raise_for_status()

    def model(self, *, down: bool) -> None:
        """From now on no configured model answers, or all do again; the built-in one always."""
        if self._usual is None:
            self._usual = self.watched.inner
        self.watched.inner = make_assistant_alone() if down else self._usual

    def charged(self, tenant: str) -> tuple[tuple[str, int], ...]:
        """What the provider has charged, by its own account: reference and minor units."""
        url = f"{self.sandbox_url}/_control/merchants/{tenant}/payments"
        rows = self.asking.get(url).json()["payments"]
        return tuple(
            sorted((str(each["id"]), int(each["amount"])) for each in rows if each["charged"])
        )


def private(settings: Settings, folder: Path) -> Settings:
    """The operator's model and keys over a store of our own: nothing real is reached."""
    own = {
        "data_dir": folder,
        "database_url": None,
        "database_admin_url": None,
        "redis_url": None,
        "chroma_url": None,
        "smtp_url": None,
        "billing_clock": None,
        "sandbox_url": None,
    }
    return settings.model_copy(update=own)


def work(container: Container) -> None:
    """Do everything that is due now."""
    worker = Worker(container.ports, handle=container.handle)
    for _ in range(MOST_DUTIES):
        if not worker.step():
            return


@contextmanager
def open_house(built: Built, folder: Path, assistant: "Answering | None" = None) -> Iterator[House]:
    """A house of its own in `folder`; `assistant` answers in place of the settings' model."""
    shutil.copytree(built.folder, folder)
    try:
        settings = private(built.settings, folder)
        with (
            serving(folder / "sandbox.db") as url,
            _parts(settings, url, built.world) as container,
        ):
            container.warm_up()
            turns = container.turns()
            watched = Watched(assistant or turns.assistant())
            turns.assistant = lambda: watched
            clock = container.ports.clock
            assert isinstance(clock, SystemClock)  # noqa: S101 - bootstrap made it so
            yield House(container, clock, url, watched, _asking())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _asking() -> httpx.Client:
    """One for all houses: making one costs as much as a conversation."""
    return httpx.Client(timeout=10, trust_env=False)


@contextmanager
def _parts(settings: Settings, sandbox_url: str, world: World) -> Iterator[Container]:
    container = make_container(
        settings, redis_url=None, sandbox_url=sandbox_url, as_of=world.as_of, demo=True
    )
    try:
        yield container
    finally:
        container.close()
