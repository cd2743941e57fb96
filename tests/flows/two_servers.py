"""Two servers of one installation, sharing a database of either kind and a sandbox."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import make_container
from billing.ids import BillId
from billing.payments import Payment
from payments.sandbox.serve import serving
from tests.house import AS_OF, House, Json
from tests.payments.forgeries import Letter, signature
from tests.trust.oracle import Finding, judge
from tests.trust.serving import WORKER, Site, site

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Shop:
    """Customers `c-0`, `c-1`... with the bills `B-0`, `B-1`... of 12.50 USD each, and two servers.

    `pm-N` is a card that is charged at once, `bank-N` a bank account that takes days.
    """

    site: Site
    first: House
    second: House
    customers: int
    opened: ExitStack

    def another(self) -> House:
        """One more server on the same database, as after a restart."""
        return self.opened.enter_context(_server(self.site))

    def order(self, verb: str, path: str, **body: object) -> Json:
        return self.site.order(verb, path, **body)

    def charges(self, *bills: str) -> list[Json]:
        """What the sandbox charged; for `bills` only, when they are named."""
        keys = {one.key for bill in bills for one in self.payments(bill)}
        found = [one for one in self.site.truth() if one["charged"]]
        return [one for one in found if not bills or one["metadata"]["reference"] in keys]

    def payments(self, bill: str) -> tuple[Payment, ...]:
        with self.site.ports.store.read(WORKER) as tx:
            return tx.payments.of_bill(BillId(bill))

    def findings(self) -> tuple[Finding, ...]:
        """What the oracle has to say about every bill."""
        ids = [BillId(f"B-{number}") for number in range(self.customers)]
        return judge(self.site.ports.store, WORKER, ids, self.site.truth()).findings

    def letters(self) -> list[Letter]:
        """Every event the provider has of this company, signed now, the oldest first."""
        url = f"{self.site.sandbox_url}/stripe/v1/events?limit=100"
        headers = {"Authorization": f"Bearer {self.secrets['secret_key']}"}
        events = httpx.get(url, headers=headers, trust_env=False).json()["data"]
        return [self.letter(json.dumps(event).encode()) for event in reversed(events)]

    def letter(self, body: bytes, age_s: int = 0) -> Letter:
        """A body signed as the provider would have signed it `age_s` seconds ago."""
        now = int(self.site.ports.clock.real_now().timestamp())
        return Letter(body, signature(body, self.secrets["webhook_secret"], now - age_s))

    def deliver(self, house: House, letter: Letter) -> Response:
        headers = {"Stripe-Signature": letter.header}
        return house.client.post(self.path, content=letter.body, headers=headers)

    @property
    def secrets(self) -> dict[str, str]:
        with self.site.ports.store.read(WORKER) as tx:
            connection = tx.connections.first()
            assert connection is not None
            return dict(tx.connections.credentials(connection.id))

    @property
    def path(self) -> str:
        with self.site.ports.store.read(WORKER) as tx:
            connection = tx.connections.first()
        assert connection is not None
        return f"/api/v1/webhooks/{connection.provider}/{connection.endpoint_token}"

    def inbox(self) -> int:
        with self.site.ports.store.read(WORKER) as tx:
            return len(tx.inbox.list(limit=200))


@contextmanager
def shop(folder: Path, url: str, customers: int) -> Iterator[Shop]:
    """Over the migrated, empty database at `url`."""
    folder.mkdir()
    with (
        serving(folder / "sandbox.db") as sandbox_url,
        site(folder / "site", url, sandbox_url, customers) as made,
        ExitStack() as opened,
    ):
        first, second = (opened.enter_context(_server(made)) for _ in range(2))
        yield Shop(made, first, second, customers, opened)


@contextmanager
def _server(made: Site) -> Iterator[House]:
    container = make_container(
        made.settings, redis_url=None, sandbox_url=made.sandbox_url, as_of=AS_OF
    )
    try:
        with TestClient(create_app(container), raise_server_exceptions=False) as client:
            yield House(container, client, made.sandbox_url)
    finally:
        container.close()


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Every act in a thread of its own, all let go together."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        start.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
