"""A seller at the sandbox's Square; each exchange is judged by the official description."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.payments.sandbox.square.official import answer_faults, request_faults
from tests.payments.sandbox.world import Sandbox

Json = dict[str, Any]
NUMBERS = itertools.count(1)
USD = {"amount": 9740, "currency": "USD"}
VERSION = "2026-09-16"


def usd(amount: int) -> Json:
    return {"amount": amount, "currency": "USD"}


@dataclass
class Seller:
    """One tenant's account with customer `c1`; every test takes a fresh one."""

    sandbox: Sandbox
    id: str = field(default_factory=lambda: f"seller-{next(NUMBERS)}")
    keys: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    judged: bool = True

    def __post_init__(self) -> None:
        self.token = f"EAAA-{self.id}"
        self.control("PUT", "", {"secret_key": self.token, "provider": "square"})
        self.control("PUT", "/customers/c1", {"name": "Ada Quinn", "email": "ada@mail.example"})

    def control(self, method: str, path: str, body: Json | None = None) -> Json:
        return self.sandbox.control(method, f"merchants/{self.id}{path}", body)

    def order(self, path: str, **body: Any) -> Json:
        """A control order that goes to this merchant's provider."""
        return self.sandbox.control("POST", path, {"merchant": self.id} | body)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Square-Version": VERSION}

    def call(
        self, method: str, path: str, body: Json | None = None, **query: str | int
    ) -> httpx.Response:
        """One call of the API; a good request and any JSON answer must be as described."""
        reply = self.sandbox.http.request(
            method,
            f"{self.sandbox.url}/square/v2/{path}",
            json=body,
            params=query,
            headers=self.headers(),
        )
        if self.judged:
            self.judge(method, f"/v2/{path}", query, body, reply)
        return reply

    def judge(
        self, method: str, path: str, query: Json, body: Json | None, reply: httpx.Response
    ) -> None:
        if reply.status_code == 200:
            faults = request_faults(method, path, query, body)
            assert faults == [], f"{method} {path} asks: {faults}"
        if reply.status_code != 401 and "json" in reply.headers["content-type"]:
            faults = answer_faults(method, path, reply.json())
            assert faults == [], f"{method} {path} answers: {faults}"

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self.call("GET", path, None, **query)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.call("POST", path, body)

    def key(self) -> str:
        return f"key-{self.id}-{next(self.keys)}"

    def method(self, behaviour: str = "succeed", kind: str = "card", **more: Any) -> str:
        """A card or account on file of `c1` that behaves so; returns its id."""
        method_id = f"{kind}-{behaviour}"
        wanted = {"customer": "c1", "type": kind, "last4": "4242", "behaviour": behaviour}
        self.control("PUT", f"/methods/{method_id}", wanted | more)
        return method_id

    def pay(self, source: str, key: str | None = None, **more: Any) -> httpx.Response:
        """97.40 USD of the source."""
        body: Json = {
            "source_id": source,
            "idempotency_key": key or self.key(),
            "amount_money": USD,
            "customer_id": "c1",
            "reference_id": key or "ref",
        }
        return self.post("payments", **body | more)

    def paid(self, source: str = "cnon:card-nonce-ok", **more: Any) -> Json:
        """A payment that was made, as the answer shows it."""
        reply = self.pay(source, **more)
        assert reply.status_code == 200, reply.text
        payment: Json = reply.json()["payment"]
        return payment

    def payment(self, payment_id: str) -> Json:
        found: Json = self.get(f"payments/{payment_id}").json()["payment"]
        return found

    def refund(self, payment: Json, amount: int, key: str | None = None) -> httpx.Response:
        return self.post(
            "refunds",
            idempotency_key=key or self.key(),
            payment_id=payment["id"],
            amount_money=payment["amount_money"] | {"amount": amount},
        )

    def truth(self, reference: str | None = None) -> list[Json]:
        query = f"?reference={reference}" if reference else ""
        found: list[Json] = self.control("GET", f"/payments{query}")["payments"]
        return found

    def charges(self) -> int:
        """How often money was taken, over all payments."""
        return int(self.sandbox.control("GET", f"summary?merchant={self.id}")["charges"])

    def fault(self, kind: str, **more: Any) -> None:
        self.sandbox.control("POST", "faults", {"merchant": self.id, "kind": kind} | more)

    def advance(self, seconds: int) -> None:
        self.sandbox.control("POST", "clock", {"advance_seconds": seconds})


def codes(reply: httpx.Response) -> list[str]:
    """The codes of an answer that refuses, each with a category and a sentence beside it."""
    errors = reply.json()["errors"]
    assert all(error["category"] and error["detail"] for error in errors)
    return [error["code"] for error in errors]
