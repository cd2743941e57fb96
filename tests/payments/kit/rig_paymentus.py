"""Paymentus's rig: a biller in the sandbox that speaks the wire that we assume."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from billing.money import Money
from billing.payments import ChargeRequest
from payments._protocol import Timeouts
from payments.paymentus import Adapter
from tests.payments.kit.rig import Letter, Taken
from tests.payments.rig import QUICK, Sandbox, connection, receiving

SIGNATURE = "X-Paymentus-Signature"
_CARDS: Mapping[str, str] = {
    "succeed": "4111111111111111",
    "decline_generic": "4000000000000002",
}
"""Test cards of the sandbox's own that a customer types into a page; nobody's."""


def signature(secret: str, body: bytes, at: int) -> str:
    """The header as Paymentus makes it, by code of our own."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={digest.hexdigest()}"


@dataclass
class Rig:
    """See `tests.payments.kit.rig.Rig`."""

    provider: ClassVar[str] = "paymentus"
    unsigned: ClassVar[frozenset[str]] = frozenset(
        {"host", "content-length", "content-type", "user-agent", "accept", "accept-encoding"}
        | {"connection"}
    )
    five_events: ClassVar[Sequence[str]] = ()
    """It tells of a payment once, when it is completed: there are no orders of events."""
    letters_of_a_payment: ClassVar[int] = 1
    secrets: ClassVar[Sequence[str]] = ("secret_key", "webhook_secret")
    refunds_take_time: ClassVar[bool] = False
    page_customer: ClassVar[str] = "c-nora"
    """It opens pages for customers of its own only."""
    adapter: ClassVar[type[Adapter]] = Adapter

    sandbox: Sandbox
    id: str
    timeouts: Timeouts = QUICK
    credentials: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.credentials = {
            "secret_key": f"pk-{self.id}-canary",
            "api_url": "https://harbor.paymentus.com",
            "environment": "sandbox",
            "webhook_secret": f"whsec_{self.id}_canary",
        }
        secrets = {name: self.credentials[name] for name in self.secrets}
        self.sandbox.order("PUT", f"merchants/{self.id}", provider="paymentus", **secrets)
        self.sandbox.order("PUT", f"merchants/{self.id}/customers/c-nora", name="Nora")

    @property
    def base_url(self) -> str:
        return f"{self.sandbox.url}/paymentus"

    def connect(self, base_url: str | None = None, **changes: str) -> Adapter:
        return self.adapter.connect(
            connection("paymentus"),
            {**self.credentials, **changes},
            base_url=base_url or self.base_url,
            timeouts=self.timeouts,
        )

    def wrong_credentials(self) -> dict[str, str]:
        return {"secret_key": "pk-nobodyknowsme"}

    def method(self, behaviour: str = "succeed", **more: object) -> str:
        self.made += 1
        method_id = f"pm-{self.id}-{self.made}"
        body = {"customer": "c-nora", "type": "card", "last4": "4242", "behaviour": behaviour}
        self.sandbox.order("PUT", f"merchants/{self.id}/methods/{method_id}", **(body | more))
        return method_id

    def request(self, behaviour: str = "succeed", **changes: Any) -> ChargeRequest:
        self.made += 1
        fields: dict[str, Any] = {
            "key": f"pay-{self.id}-{self.made}",
            "amount": Money(9740, "USD"),
            "customer_ref": "c-nora",
            "method_ref": changes.get("method_ref") or self.method(behaviour),
            "description": "Bill HB-104",
            "method_type": "card",
        }
        return ChargeRequest(**(fields | changes))

    def fault(self, kind: str, times: int = 1, **more: object) -> None:
        self.sandbox.order("POST", "faults", merchant=self.id, kind=kind, times=times, **more)

    def heal(self) -> None:
        self.sandbox.order("DELETE", "faults", merchant=self.id)

    def truth(self) -> list[dict[str, Any]]:
        """The sandbox's own rows of this biller's payments, newest first."""
        found: list[dict[str, Any]] = self.sandbox.order("GET", f"merchants/{self.id}/payments")[
            "payments"
        ]
        return found

    def payments(self) -> Sequence[Taken]:
        return [Taken(row["id"], row["charged"], row["refunded"]) for row in self.truth()]

    def charged(self) -> int:
        return sum(payment.charged for payment in self.payments())

    def refunded(self) -> int:
        return sum(payment.refunded for payment in self.payments())

    def settle(self, provider_ref: str, outcome: str, **more: object) -> None:
        self._order("settle", payment=provider_ref, outcome=outcome, **more)

    def settle_refund(self, refund_ref: str, outcome: str) -> None:
        raise AssertionError("Paymentus takes no refunds")

    def dispute(self, payment_ref: str) -> str:
        raise AssertionError("Paymentus tells of no disputes")

    def end_dispute(self, dispute_ref: str, outcome: str) -> None:
        raise AssertionError("Paymentus tells of no disputes")

    def _order(self, path: str, **body: object) -> dict[str, Any]:
        """A control order that goes to this biller's provider."""
        return self.sandbox.order("POST", path, merchant=self.id, **body)

    def confirm(self, url: str, outcome: str) -> None:
        raise AssertionError("Paymentus sends nobody to a bank")

    def fill_in(self, url: str, behaviour: str = "succeed") -> None:
        card = {"kind": "card", "number": _CARDS[behaviour], "expiry": "12/34"}
        self.post(url, card)

    def post(self, url: str, form: dict[str, str]) -> str | None:
        """What the customer sends on a page; returns where the page then leads, if anywhere."""
        answer = self.sandbox.http.post(url, data=form)
        assert answer.status_code in (200, 303, 402), answer.text
        leads_to: str | None = answer.headers.get("location")
        return leads_to

    def forget_keys(self) -> None:
        """It knows none."""

    def advance(self, **parts: int) -> None:
        seconds = int(timedelta(**parts).total_seconds())
        self.sandbox.order("POST", "clock", advance_seconds=seconds)

    def now(self) -> datetime:
        return self.sandbox.now()

    def bill(self, bill_id: str, amount_minor: int, **more: object) -> dict[str, Any]:
        """Plant a bill of the customer."""
        body = {"customer": "c-nora", "amount": amount_minor}
        return self.sandbox.order("PUT", f"merchants/{self.id}/bills/{bill_id}", **(body | more))

    def sign(self, body: bytes, at: datetime) -> dict[str, str]:
        return {SIGNATURE: signature(self.credentials["webhook_secret"], body, int(at.timestamp()))}

    def event(self, event_id: str = "evt_1") -> bytes:
        body = {
            "id": event_id,
            "type": "customer.updated",
            "createdAt": "2026-03-01T12:00:00Z",
            "billerId": self.id,
            "data": {"customerId": "c-nobody"},
        }
        return json.dumps(body).encode()

    @contextmanager
    def listening(self) -> Iterator[list[Letter]]:
        letters: list[Letter] = []

        def keep(body: bytes, headers: Mapping[str, str]) -> None:
            stamp = next(
                value for name, value in headers.items() if name.lower() == SIGNATURE.lower()
            )
            at = int(stamp.partition(",")[0].removeprefix("t="))
            letters.append(Letter(body, headers, datetime.fromtimestamp(at, UTC)))

        with receiving(keep) as url:
            self.sandbox.order("PUT", f"merchants/{self.id}", provider="paymentus", webhook_url=url)
            try:
                yield letters
            finally:
                self.sandbox.order(
                    "PUT", f"merchants/{self.id}", provider="paymentus", webhook_url=None
                )
