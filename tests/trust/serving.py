"""The real `serve` as a process to be killed: its world, its environment, its customers.

The provider sandbox is a process of its own, so that what it charged outlives every server.
"""

import base64
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from pydantic import SecretStr

from api.bootstrap import make_ports, make_tokens
from api.keys import Keys
from api.load import load_world
from api.sandbox_seed import SandboxSeed
from api.settings import Settings
from api.world import read_world
from billing.ids import CustomerId, PersonId, TenantId
from billing.ports import Ports
from billing.principal import APPROVE, Principal, Role, system

ROOT: Final = Path(__file__).parents[2]
START_S: Final = 120
TENANT, OTHER = TenantId("harbor"), TenantId("skylink")
WORKER: Final = system(TENANT)
AMOUNT: Final = 1250
Json = dict[str, Any]


def world_yaml(customers: int) -> str:
    """Two companies; at the first, customers with one bill of 12.50 USD and two methods each."""
    company = (
        "- {{id: {id}, name: {id}, kind: utility, currency: USD, country: US,"
        " time_zone: America/New_York, languages: [en],"
        " legal: {{name: {id}, tax_id: 'x', ibans: []}},"
        " policy: {{payment_confirmation: button_or_text, text_confirmation_limit: '500.00'}},"
        " plans: []}}"
    )
    lines = ["version: 1", 'as_of: "2026-03-02T09:00:00Z"', "tenants:"]
    lines += [company.format(id=tenant) for tenant in (TENANT, OTHER)]
    people, methods, bills = ["customers:"], ["payment_methods:"], ["bills:"]
    for n in range(customers):
        people.append(
            f"- {{id: c-{n}, tenant: harbor, name: Customer {n}, email: c{n}@mail.example,"
            f" default_method: pm-{n}}}"
        )
        methods.append(f"- {{id: pm-{n}, customer: c-{n}, type: card, brand: visa, last4: '4242'}}")
        methods.append(
            f"- {{id: bank-{n}, customer: c-{n}, type: bank_account, last4: '6789',"
            " behaviour: succeed_later}"
        )
        bills.append(
            f"- {{id: B-{n}, customer: c-{n}, category: power, description: Power,"
            " issued: '2026-03-01', due_date: '2026-03-20', amount: '12.50', balance: '12.50',"
            " currency: USD, status: open, lines: [[Power, '12.50']]}"
        )
    people.append("- {id: c-other, tenant: skylink, name: Other, email: other@mail.example}")
    return "\n".join([*lines, *people, *methods, *bills]) + "\n"


@dataclass(slots=True)
class Site:
    """One installation: a database, keys, a port, and a sandbox beside it."""

    folder: Path
    url: str
    sandbox_url: str
    keys: Keys = field(repr=False)
    port: int
    ports: Ports
    settings: Settings

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def truth(self) -> list[Json]:
        """What the provider did, whatever it said."""
        return list(self.order("GET", "merchants/harbor/payments")["payments"])

    def order(self, verb: str, path: str, **body: object) -> Json:
        url = f"{self.sandbox_url}/_control/{path}"
        answer = httpx.request(verb, url, json=body, timeout=30, trust_env=False)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def customer(self, number: int) -> httpx.Client:
        """A client signed in as a customer who may approve."""
        who = Principal(
            tenant=TENANT,
            role=Role.CUSTOMER_ADMIN,
            customer=CustomerId(f"c-{number}"),
            person=PersonId(f"c-{number}"),
            scopes=frozenset({APPROVE}),
            session=f"s-{number}",
        )
        token = make_tokens(self.settings, self.ports.clock).issue(who)
        headers = {"Authorization": f"Bearer {token}"}
        base = f"{self.address}/api/v1"
        return httpx.Client(base_url=base, headers=headers, timeout=30, trust_env=False)

    @contextmanager
    def serving(self, crash_at: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """The server, ready for requests; killed for good at the end. Raises when it never is."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self.url,
            "SANDBOX_URL": self.sandbox_url,
            "SECRET_KEY": self.keys.secret_key,
            "CREDENTIAL_KEYS": self.keys.credential_keys,
            **({"CRASH_AT": crash_at} if crash_at is not None else {}),
        }
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(self.port)]
        command += ["--data-dir", str(self.folder), "--as-of", "2026-03-02T09:00:00Z"]
        with (self.folder / "serve.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=log
            )
        try:
            self._await(process)
            yield process
        finally:
            process.kill()
            process.wait()

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        """Until it answers, or dies: an armed one may die before anybody asked it anything."""
        until = time.monotonic() + START_S
        while process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/readyz", trust_env=False).status_code == 200:
                    return
            if time.monotonic() > until:
                raise AssertionError(self.log())
            time.sleep(0.05)

    def log(self) -> str:
        """The end of what the servers said."""
        return (self.folder / "serve.log").read_text()[-2000:]


@contextmanager
def site(folder: Path, url: str, sandbox_url: str, customers: int) -> Iterator[Site]:
    """An installation with its world loaded, over the migrated, empty database at `url`."""
    folder.mkdir(parents=True, exist_ok=True)
    ring = "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()
    keys = Keys(secrets.token_urlsafe(48), ring)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(
        data_dir=folder,
        database_url=url,
        sandbox_url=sandbox_url,
        secret_key=SecretStr(keys.secret_key),
        credential_keys=SecretStr(keys.credential_keys),
    )
    ports = make_ports(settings, sandbox_url=sandbox_url)
    made = Site(folder, url, sandbox_url, keys, port, ports, settings)
    seed = SandboxSeed(sandbox_url, made.address)
    try:
        load_world(ports.store, ports.clock, ports.ids, read_world(world_yaml(customers)), seed)
        yield made
    finally:
        ports.store.close()
