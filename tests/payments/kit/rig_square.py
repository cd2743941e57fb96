"""Square's rig: a seller in the sandbox that speaks Square's wire format."""

import base64
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
from payments.square import Adapter
from tests.payments.kit.rig import Letter, Taken
from tests.payments.rig import QUICK, Sandbox, connection, receiving

SIGNATURE = "x-square-hmacsha256-signature"
_CARDS: Mapping[str, str] = {
    "succeed": "4111111111111111",
    "decline_generic": "4000000000000002",
}
"""Documented test cards that a customer types into a page; nobody's."""


def signature(key: str, url: str, body: bytes) -> str:
    """The header as Square makes it, by code of our own."""
    digest = hmac.new(key.encode(), url.encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@dataclass
class Rig:
    """See `tests.payments.kit.rig.Rig`."""

    provider: ClassVar[str] = "square"
    unsigned: ClassVar[frozenset[str]] = frozenset(
        {"host", "content-length", "content-type", "user-agent", "accept", "accept-encoding"}
        | {"connection", "square-environment"}
    )
    five_events: ClassVar[Sequence[str]] = (
        "payment.created",
        "payment.updated",  # paid
        "refund.created",
        "payment.updated",  # given back
        "dispute.created",
    )
    secrets: ClassVar[Sequence[str]] = ("secret_key", "webhook_secret")
    refunds_take_time: ClassVar[bool] = True
    letters_live: ClassVar[timedelta] = timedelta(days=2)
    adapter: ClassVar[type[Adapter]] = Adapter

    sandbox: Sandbox
    id: str
    timeouts: Timeouts = QUICK
    credentials: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.credentials = {
            "secret_key": f"EAAA-{self.id}-canary",
            "location_id": f"L-{self.id}",
            "environment": "sandbox",
            "webhook_secret": f"sign_{self.id}_canary",
            "webhook_url": f"https://billing.example/webhooks/{self.id}",
        }
        names = ("secret_key", "webhook_secret")
        secrets = {name: self.credentials[name] for name in names}
        self.sandbox.order("PUT", f"merchants/{self.id}", provider="square", **secrets)
        self.sandbox.order("PUT", f"merchants/{self.id}/locations/L-{self.id}", main=True)
        self.sandbox.order("PUT", f"merchants/{self.id}/customers/c-nora", name="Nora")

    @property
    def base_url(self) -> str:
        return f"{self.sandbox.url}/square"

    def connect(self, base_url: str | None = None, **changes: str) -> Adapter:
        return self.adapter.connect(
            connection("square"),
            {**self.credentials, **changes},
            base_url=base_url or self.base_url,
            timeouts=self.timeouts,
        )

    def wrong_credentials(self) -> dict[str, str]:
        return {"secret_key": "EAAA-nobodyknowsme"}

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
        """The sandbox's own rows of this seller's payments, newest first."""
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
        self._order("settle", refund=refund_ref, outcome=outcome)

    def dispute(self, payment_ref: str, **more: object) -> str:
        return str(self._order("dispute", payment=payment_ref, **more)["id"])

    def end_dispute(self, dispute_ref: str, outcome: str) -> None:
        self._order("dispute", dispute=dispute_ref, outcome=outcome)

    def _order(self, path: str, **body: object) -> dict[str, Any]:
        """A control order that goes to this seller's provider."""
        return self.sandbox.order("POST", path, merchant=self.id, **body)

    def confirm(self, url: str, outcome: str) -> None:
        self._post(url, {"outcome": outcome})

    def fill_in(self, url: str, behaviour: str = "succeed") -> None:
        self.type_in(url, _CARDS[behaviour])

    def type_in(self, url: str, number: str) -> str | None:
        """The customer types this card; returns where the page then leads, if anywhere."""
        card = {"number": number, "expiry": "12/34", "cvv": "123", "postal": "10003"}
        return self._post(url, card)

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
        secret, url = self.credentials["webhook_secret"], self.credentials["webhook_url"]
        return {SIGNATURE: signature(secret, url, body)}

    def event(self, event_id: str = "evt_1") -> bytes:
        return self._event(self.now(), event_id)

    def event_at(self, at: datetime) -> bytes:
        return self._event(at, "evt_1")

    def _event(self, at: datetime, event_id: str) -> bytes:
        body = {
            "merchant_id": "ML1",
            "type": "customer.updated",
            "event_id": event_id,
            "created_at": at.isoformat(),
            "data": {"type": "customer", "id": "c", "object": {"customer": {"id": "c"}}},
        }
        return json.dumps(body).encode()

    @contextmanager
    def listening(self) -> Iterator[list[Letter]]:
        """What came was signed for this listener's address, which is checked; the connection was
        registered under another, so it is signed for that one before it is handed on.
        """
        letters: list[Letter] = []
        addresses: list[str] = []

        def keep(body: bytes, headers: Mapping[str, str]) -> None:
            secret = self.credentials["webhook_secret"]
            genuine = signature(secret, addresses[0], body)
            at = datetime.fromisoformat(json.loads(body)["created_at"]).astimezone(UTC)
            given = next(value for name, value in headers.items() if name.lower() == SIGNATURE)
            if given == genuine:
                kept = {n: v for n, v in headers.items() if n.lower() != SIGNATURE}
                letters.append(Letter(body, kept | self.sign(body, at), at))

        with receiving(keep) as url:
            addresses.append(url)
            self.sandbox.order("PUT", f"merchants/{self.id}", provider="square", webhook_url=url)
            try:
                yield letters
            finally:
                self.sandbox.order(
                    "PUT", f"merchants/{self.id}", provider="square", webhook_url=None
                )
