"""PayPal's rig: a merchant in the sandbox that speaks PayPal's wire format."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from billing.capabilities import PageKind
from billing.money import Money
from billing.payments import ChargeRequest, PaymentState
from payments._protocol import Timeouts
from payments.paypal import Adapter
from tests.payments.kit.rig import Letter, Taken
from tests.payments.rig import QUICK, Sandbox, connection, receiving


@dataclass
class Rig:
    """See `tests.payments.kit.rig.Rig`."""

    provider: ClassVar[str] = "paypal"
    unsigned: ClassVar[frozenset[str]] = frozenset(
        {"host", "content-length", "content-type", "user-agent", "accept", "accept-encoding"}
        | {"connection", "paypal-auth-version"}
    )
    five_events: ClassVar[Sequence[str]] = (
        "CHECKOUT.ORDER.COMPLETED",
        "PAYMENT.CAPTURE.PENDING",
        "PAYMENT.CAPTURE.COMPLETED",
        "PAYMENT.CAPTURE.REFUNDED",
        "CUSTOMER.DISPUTE.CREATED",
    )
    secrets: ClassVar[Sequence[str]] = ("client_secret", "webhook_id")
    refunds_take_time: ClassVar[bool] = True
    # Where PayPal differs from most; what the kit assumes otherwise stands in its `words`.
    page_saves: ClassVar[tuple[str, str | None, str]] = ("paypal", None, "")
    endless_pages: ClassVar[frozenset[PageKind]] = frozenset({PageKind.ADD_METHOD})
    refused_there: ClassVar[PaymentState] = PaymentState.REQUIRES_ACTION
    adapter: ClassVar[type[Adapter]] = Adapter

    sandbox: Sandbox
    id: str
    timeouts: Timeouts = QUICK
    credentials: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        plain = "".join(c for c in self.id if c.isalnum())
        self.credentials = {
            "client_id": f"client-{self.id}",
            "client_secret": f"secret-{self.id}-canary",
            "webhook_id": f"HOOK{plain}canary",
        }
        pair = f"{self.credentials['client_id']}:{self.credentials['client_secret']}"
        self.sandbox.order(
            "PUT",
            f"merchants/{self.id}",
            provider="paypal",
            secret_key=pair,
            webhook_secret=self.credentials["webhook_id"],
        )
        self.sandbox.order("PUT", f"merchants/{self.id}/customers/c-nora", name="Nora")
        # How the adapter behaves while the report lags is told in `test_paypal_report`.
        self.sandbox.order("POST", "settings", search_lag_seconds=0)

    @property
    def base_url(self) -> str:
        return f"{self.sandbox.url}/paypal"

    def connect(self, base_url: str | None = None, **changes: str) -> Adapter:
        return self.adapter.connect(
            connection("paypal"),
            {**self.credentials, **changes},
            base_url=base_url or self.base_url,
            timeouts=self.timeouts,
        )

    def wrong_credentials(self) -> dict[str, str]:
        return {"client_secret": "nobodyknowsme"}

    def method(self, behaviour: str = "succeed", **more: object) -> str:
        self.made += 1
        method_id = f"pm-{self.id}-{self.made}"
        body = {"customer": "c-nora", "type": "card", "last4": "4242", "behaviour": behaviour}
        made = body | more
        self.sandbox.order("PUT", f"merchants/{self.id}/methods/{method_id}", **made)
        return f"{made['type']}.{method_id}"

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
        path = f"merchants/{self.id}/payments"
        found: list[dict[str, Any]] = self.sandbox.order("GET", path)["payments"]
        return found

    def payments(self) -> Sequence[Taken]:
        return [Taken(row["charge"], row["charged"], row["refunded"]) for row in self.truth()]

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
        """Whoever refuses on PayPal's page only leaves it: the order goes on waiting."""
        self.press(url, "approve" if outcome == "succeeded" else "cancel")

    def fill_in(self, url: str, behaviour: str = "succeed") -> None:
        """A card that PayPal refuses, it refuses on its page: nothing is agreed to then."""
        if behaviour == "succeed":
            self.press(url, "approve", account=behaviour)
        else:
            self.press(url, "cancel")

    def press(self, url: str, outcome: str, **form: str) -> str | None:
        """A button of a page; returns where the page then leads, if anywhere."""
        answer = self.sandbox.http.post(url, data={"outcome": outcome} | form)
        assert answer.status_code in (200, 303), answer.text
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
        signed_at, crc = int(at.timestamp()), zlib.crc32(body)
        return self.sandbox.order("POST", f"merchants/{self.id}/sign", crc32=crc, at=signed_at)

    def event(self, event_id: str = "evt_1") -> bytes:
        kind = b'"event_type": "VAULT.PAYMENT-TOKEN.DELETED", "resource_type": "payment_token"'
        return b'{"id": "%s", %s, "resource": {"id": "gone"}}' % (event_id.encode(), kind)

    @contextmanager
    def listening(self) -> Iterator[list[Letter]]:
        letters: list[Letter] = []

        def keep(body: bytes, headers: Mapping[str, str]) -> None:
            sent = {name.lower(): value for name, value in headers.items()}
            at = datetime.strptime(sent["paypal-transmission-time"], "%Y-%m-%dT%H:%M:%S%z")
            letters.append(Letter(body, headers, at.astimezone(UTC)))

        with receiving(keep) as url:
            self.sandbox.order("PUT", f"merchants/{self.id}", webhook_url=url)
            try:
                yield letters
            finally:
                self.sandbox.order("PUT", f"merchants/{self.id}", webhook_url=None)
