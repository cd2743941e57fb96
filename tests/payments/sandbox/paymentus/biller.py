"""A biller at the sandbox's Paymentus, with customer `c1` and one open bill."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.payments.sandbox.world import Sandbox

Json = dict[str, Any]
NUMBERS = itertools.count(1)
DUE = {"amount": "97.40", "currency": "USD"}


@dataclass
class Biller:
    """One tenant's account; every test takes a fresh one."""

    sandbox: Sandbox
    id: str = field(default_factory=lambda: f"biller-{next(NUMBERS)}")

    def __post_init__(self) -> None:
        self.token = f"pk-{self.id}"
        self.control("PUT", "", {"secret_key": self.token, "provider": "paymentus"})
        self.control("PUT", "/customers/c1", {"name": "Ada Quinn", "email": "ada@mail.example"})
        self.bill("b1", 9740)

    def control(self, method: str, path: str, body: Json | None = None) -> Json:
        return self.sandbox.control(method, f"merchants/{self.id}{path}", body)

    def order(self, path: str, **body: Any) -> Json:
        return self.sandbox.control("POST", path, {"merchant": self.id} | body)

    def bill(self, bill_id: str, amount: int, **more: Any) -> Json:
        wanted = {"customer": "c1", "amount": amount, "due_on": "2026-12-01"}
        return self.control("PUT", f"/bills/{bill_id}", wanted | more)

    def method(self, behaviour: str = "succeed", kind: str = "card", **more: Any) -> str:
        method_id = f"{kind}-{behaviour}"
        wanted = {"customer": "c1", "type": kind, "last4": "4242", "behaviour": behaviour}
        self.control("PUT", f"/methods/{method_id}", wanted | more)
        return method_id

    def call(
        self, method: str, path: str, body: Json | None = None, **query: str | int
    ) -> httpx.Response:
        return self.sandbox.http.request(
            method,
            f"{self.sandbox.url}/paymentus/api/v1/{path}",
            json=body,
            params=query,
            headers={"Authorization": f"Bearer {self.token}"},
        )

    def get(self, path: str, **query: str | int) -> Json:
        reply = self.call("GET", path, None, **query)
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    def pay(self, profile: str, reference: str = "ref", **more: Any) -> httpx.Response:
        """97.40 USD of the saved method, for bill `b1`."""
        body: Json = {
            "customerId": "c1",
            "billId": "b1",
            "payment": DUE,
            "profileId": profile,
            "source": "ai_assistant",
            "reference": reference,
        }
        return self.call("POST", "payments", body | more)

    def stage(self, **more: Any) -> Json:
        body: Json = {
            "customerId": "c1",
            "billId": "b1",
            "payment": DUE,
            "source": "ai_assistant",
            "reference": "ref",
            "returnUrl": "http://shop.example/back?token=t",
            "cancelUrl": "http://shop.example/no",
        }
        reply = self.call("POST", "staged-payments", body | more)
        assert reply.status_code == 201, reply.text
        made: Json = reply.json()
        return made

    def truth(self, reference: str | None = None) -> list[Json]:
        query = f"?reference={reference}" if reference else ""
        found: list[Json] = self.control("GET", f"/payments{query}")["payments"]
        return found

    def charges(self) -> int:
        return int(self.sandbox.control("GET", f"summary?merchant={self.id}")["charges"])

    def fault(self, kind: str, **more: Any) -> None:
        self.sandbox.control("POST", "faults", {"merchant": self.id, "kind": kind} | more)

    def advance(self, seconds: int) -> None:
        self.sandbox.control("POST", "clock", {"advance_seconds": seconds})


def code(reply: httpx.Response) -> str:
    """The code of an answer that refuses."""
    error: Json = reply.json()["error"]
    assert error["message"]
    return str(error["code"])
