"""Stripe's rig: a merchant in the sandbox that speaks Stripe's wire format."""

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
from payments.stripe import Adapter
from tests.payments.kit.rig import Letter, Taken
from tests.payments.rig import QUICK, Sandbox, connection, receiving

_CARDS: Mapping[str, str] = {
    "succeed": "4242424242424242",
    "decline_generic": "4000000000000002",
    "decline_insufficient_funds": "4000000000009995",
}
"""Documented test cards that a customer types into a page; nobody's."""


@dataclass
class Rig:
    """See `tests.payments.kit.rig.Rig`."""

    provider: ClassVar[str] = "stripe"
    unsigned: ClassVar[frozenset[str]] = frozenset(
        {"host", "content-length", "content-type", "user-agent", "accept", "accept-encoding"}
        | {"connection"}
    )
    five_events: ClassVar[Sequence[str]] = (
        "payment_intent.created",
        "payment_intent.processing",
        "payment_intent.succeeded",
        "refund.created",
        "charge.dispute.created",
    )
    secrets: ClassVar[Sequence[str]] = ("secret_key", "webhook_secret")
    refunds_take_time: ClassVar[bool] = True
    adapter: ClassVar[type[Adapter]] = Adapter

    sandbox: Sandbox
    id: str
    timeouts: Timeouts = QUICK
    credentials: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.credentials = {
            "secret_key": f"sk_test_{self.id}canary",
            "webhook_secret": f"whsec_{self.id}_canary",
        }
        self.sandbox.order("PUT", f"merchants/{self.id}", **self.credentials)
        self.sandbox.order("PUT", f"merchants/{self.id}/customers/c-nora", name="Nora")

    @property
    def base_url(self) -> str:
        return f"{self.sandbox.url}/stripe"

    def connect(self, base_url: str | None = None, **changes: str) -> Adapter:
        return self.adapter.connect(
            connection("stripe"),
            {**self.credentials, **changes},
            base_url=base_url or self.base_url,
            timeouts=self.timeouts,
        )

    def wrong_credentials(self) -> dict[str, str]:
        return {"secret_key": "sk_test_nobodyknowsme"}

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
        """The sandbox's own rows of this merchant's payments, newest first."""
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
        self.sandbox.order("POST", "settle", payment_intent=provider_ref, outcome=outcome, **more)

    def settle_refund(self, refund_ref: str, outcome: str) -> None:
        self.sandbox.order("POST", "settle", refund=refund_ref, outcome=outcome)

    def dispute(self, payment_ref: str) -> str:
        made = self.sandbox.order("POST", "dispute", payment_intent=payment_ref)
        return str(made["id"])

    def end_dispute(self, dispute_ref: str, outcome: str) -> None:
        self.sandbox.order("POST", "dispute", dispute=dispute_ref, outcome=outcome)

    def confirm(self, url: str, outcome: str) -> None:
        self._post(url, {"outcome": outcome})

    def fill_in(self, url: str, behaviour: str = "succeed") -> None:
        self.type_in(url, _CARDS[behaviour])

    def type_in(self, url: str, number: str) -> str | None:
        """The customer types this card; returns where the page then leads, if anywhere."""
        card = {"number": number, "expiry": "12/34", "cvc": "123"}
        return self._post(url, {"kind": "card", **card})

    def pay_by_bank(self, url: str, account: str) -> None:
        """The customer on a page, with one of the documented test accounts."""
        self._post(url, {"kind": "bank", "account": account})

    def _post(self, url: str, form: dict[str, str]) -> str | None:
        answer = self.sandbox.http.post(url, data=form)
        assert answer.status_code in (200, 303, 402), answer.text
        leads_to: str | None = answer.headers.get("location")
        return leads_to

    def forget_keys(self) -> None:
        self.sandbox.order("POST", "forget_keys")

    def advance(self, **parts: int) -> None:
        seconds = int(timedelta(**parts).total_seconds())
        self.sandbox.order("POST", "clock", advance_seconds=seconds)

    def now(self) -> datetime:
        return self.sandbox.now()

    def sign(self, body: bytes, at: datetime) -> dict[str, str]:
        signed_at = int(at.timestamp())
        message = f"{signed_at}.".encode() + body
        secret = self.credentials["webhook_secret"].encode()
        digest = hmac.new(secret, message, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={signed_at},v1={digest}"}

    def event(self, event_id: str = "evt_1") -> bytes:
        body = {"object": "event", "id": event_id, "type": "customer.updated", "livemode": False}
        return json.dumps(body | {"data": {"object": {"object": "customer", "id": "c"}}}).encode()

    @contextmanager
    def listening(self) -> Iterator[list[Letter]]:
        letters: list[Letter] = []

        def keep(body: bytes, headers: Mapping[str, str]) -> None:
            sent_at = int(headers["Stripe-Signature"].split(",")[0].removeprefix("t="))
            letters.append(Letter(body, headers, datetime.fromtimestamp(sent_at, UTC)))

        with receiving(keep) as url:
            self.sandbox.order("PUT", f"merchants/{self.id}", webhook_url=url)
            try:
                yield letters
            finally:
                self.sandbox.order("PUT", f"merchants/{self.id}", webhook_url=None)
