"""A whole house for tests: the demo world in a copied store, a sandbox of its own, the real app.

Nothing of ours is patched; the world's day is 2 March 2026, real time is real.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import httpx2
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import make_container, run_migrations
from api.container import Container
from api.demo import world_text
from api.load import load_world
from api.sandbox_seed import SandboxSeed
from api.settings import Settings
from api.worker import Worker
from api.world import read_world
from billing.duties import DutyKind
from billing.ids import CustomerId, PersonId, TenantId
from billing.principal import APPROVE, Principal, Role
from payments.sandbox.serve import serving

AS_OF = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
PUBLIC = "http://testserver"
Json = dict[str, Any]


@dataclass(slots=True)
class House:
    """The running parts, and short ways to speak to them as somebody."""

    container: Container
    client: TestClient
    sandbox_url: str

    def principal(
        self, customer: str = "c-nora", tenant: str = "harbor", *scopes: str
    ) -> Principal:
        return Principal(
            tenant=TenantId(tenant),
            role=Role.CUSTOMER_ADMIN,
            customer=CustomerId(customer),
            person=PersonId(customer),
            scopes=frozenset(scopes),
            session="test",
        )

    def speaker(
        self, customer: str = "c-nora", tenant: str = "harbor", *, approve: bool = True
    ) -> "Speaker":
        """A signed-in customer."""
        scopes = (APPROVE,) if approve else ()
        token = self.container.tokens.issue(self.principal(customer, tenant, *scopes))
        return Speaker(self, token)

    def staff(self, role: Role = Role.SUPPORT, tenant: str = "harbor") -> "Speaker":
        who = Principal(TenantId(tenant), role, person=PersonId("staff-test"))
        return Speaker(self, self.container.tokens.issue(who))

    def work(self, steps: int = 50) -> None:
        """Let a worker do everything that is due."""
        worker = Worker(self.container.ports, handle=self.container.handle)
        for _ in range(steps):
            if not worker.step():
                return

    def charges(self, tenant: str, key: str | None = None) -> list[Json]:
        """What the sandbox, the ground truth, has charged."""
        url = f"{self.sandbox_url}/_control/merchants/{tenant}/payments"
        found = httpx.get(url, params={"reference": key} if key else None).json()
        return [each for each in found["payments"] if each["charged"]]


@dataclass(slots=True)
class Speaker:
    """One token's way of calling the API."""

    house: House
    token: str

    def call(self, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        url = f"/api/v1{path}"
        return self.house.client.request(method, url, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx2.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> httpx2.Response:
        return self.call("POST", path, json=body, **options)

    def say(self, message: str, **more: Any) -> Json:
        reply = self.post("/chat", {"message": message, **more})
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    def quote(self, *bills: str, **more: Any) -> Json:
        reply = self.post("/payments", {"bill_ids": list(bills), **more})
        assert reply.status_code == 201, reply.text
        found: Json = reply.json()
        return found


@dataclass(frozen=True, slots=True)
class Built:
    """A folder with a loaded store and the sandbox's own file, to copy from."""

    folder: Path


def build(folder: Path, text: str | None = None) -> Built:
    """Load the demo world, or the one of `text`, once."""
    settings = Settings(data_dir=folder)
    run_migrations(settings)
    with serving(folder / "sandbox.db") as url:
        container = make_container(settings, redis_url=None, sandbox_url=url, as_of=AS_OF)
        ports = container.ports
        world = read_world(text or world_text())
        load_world(
            ports.store, ports.clock, ports.ids, world, SandboxSeed(url, "http://127.0.0.1:9")
        )
        # Once for all houses: each copies the index with the store.
        articles = frozenset({DutyKind.INDEX_ARTICLE})
        worker = Worker(ports, handle=container.handle)
        while worker.step(articles):
            pass
        container.close()
    return Built(folder)


@contextmanager
def house_from(
    built: Built, folder: Path, *, redis_url: str | None = None, demo: bool = False, **settings: Any
) -> Iterator[House]:
    """A house of its own: copies of both databases, a fresh sandbox process thread, the app."""
    shutil.copytree(built.folder, folder, dirs_exist_ok=True)
    known: Mapping[str, Any] = {"data_dir": folder, "public_url": PUBLIC, **settings}
    with serving(folder / "sandbox.db") as url:
        container = make_container(
            Settings(**known), redis_url=redis_url, sandbox_url=url, as_of=AS_OF, demo=demo
        )
        container.warm_up()
        with TestClient(create_app(container), raise_server_exceptions=False) as client:
            yield House(container, client, url)
        container.close()
