"""A running sandbox in its own process, and merchants in it, as this folder's tests see them."""

import itertools
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import stripe

ROOT = Path(__file__).parents[3]
Json = dict[str, Any]
NUMBERS = itertools.count(1)


@dataclass
class Sandbox:
    """An answering sandbox, wherever it runs."""

    url: str = ""
    # One client: making one costs more than a request.
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, trust_env=False))

    def control(self, method: str, path: str, body: Json | None = None) -> Json:
        reply = self.http.request(method, f"{self.url}/_control/{path}", json=body)
        assert reply.status_code == 200, reply.text
        answer: Json = reply.json()
        return answer


@dataclass
class Process(Sandbox):
    """`python -m payments.sandbox` on a free port, killed at the end."""

    data_file: Path = Path("provider.db")
    child: subprocess.Popen[str] | None = None

    def start(self, *flags: str) -> None:
        command = [sys.executable, "-m", "payments.sandbox", "--data-file", str(self.data_file)]
        self.child = subprocess.Popen(
            [*command, "--die-with-parent", *flags], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self.child.stdout is not None
        word, self.url = self.child.stdout.readline().split()
        assert word == "sandbox"

    def kill(self) -> None:
        assert self.child is not None
        assert self.child.stdout is not None
        self.child.kill()
        self.child.wait(10)
        self.child.stdout.close()


@dataclass
class Merchant:
    """One tenant's account with customer `c1`; every test takes a fresh one."""

    sandbox: Sandbox
    id: str = field(default_factory=lambda: f"shop-{next(NUMBERS)}")

    def __post_init__(self) -> None:
        self.secret = f"sk_test_{self.id}"
        self.control("PUT", "", {"secret_key": self.secret})
        self.control("PUT", "/customers/c1", {"name": "Ada", "email": "ada@mail.example"})

    def control(self, method: str, path: str, body: Json | None = None) -> Json:
        return self.sandbox.control(method, f"merchants/{self.id}{path}", body)

    def method(self, behaviour: str, kind: str = "card", **more: Any) -> str:
        """A saved method of `c1` that behaves so; returns its id."""
        method_id = f"pm-{behaviour}-{kind}"
        wanted = {"customer": "c1", "type": kind, "last4": "4242", "behaviour": behaviour}
        self.control("PUT", f"/methods/{method_id}", wanted | more)
        return method_id

    def sdk(self) -> stripe.StripeClient:
        """The provider's own SDK, unmodified, without its automatic retries."""
        addresses: Any = {"api": self.sandbox.url + "/stripe"}
        return stripe.StripeClient(self.secret, base_addresses=addresses, max_network_retries=0)

    def post(self, path: str, key: str | None = None, **params: str | int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.sandbox.http.post(
            f"{self.sandbox.url}/stripe/v1/{path}", data=params, headers=headers
        )

    def get(self, path: str, **params: str | int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secret}"}
        return self.sandbox.http.get(
            f"{self.sandbox.url}/stripe/v1/{path}", params=params, headers=headers
        )

    def pay(self, method: str, key: str | None = None, **more: str | int) -> httpx.Response:
        """Create and confirm 97.40 USD with the method."""
        params: dict[str, str | int] = {
            "amount": 9740,
            "currency": "usd",
            "customer": "c1",
            "payment_method": method,
            "confirm": "true",
            "metadata[reference]": key or "ref",
        }
        return self.post("payment_intents", key, **params | more)

    def payments(self, reference: str | None = None) -> list[Json]:
        query = f"?reference={reference}" if reference else ""
        found: list[Json] = self.control("GET", f"/payments{query}")["payments"]
        return found

    def charges(self) -> int:
        """How often money was taken, over all payments."""
        summary = self.sandbox.control("GET", f"summary?merchant={self.id}")
        return int(summary["charges"])

    def fault(self, kind: str, **more: Any) -> None:
        self.sandbox.control("POST", "faults", {"merchant": self.id, "kind": kind} | more)
