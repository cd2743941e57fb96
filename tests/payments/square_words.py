"""What a Square seller that recites says, and what we ask of it."""

from typing import Any

from billing.money import Money
from billing.payments import ChargeRequest
from payments._protocol import PATIENCE, Timeouts
from payments.square import Adapter
from tests.payments.rig import Recital, connection

KEY = "ba" + "0123456789abcdef0123456789abcdef01234567"
TOKEN = "EAAAcanary4417"
URL = "https://billing.example/api/v1/webhooks/square/door"
CREDENTIALS = {
    "secret_key": TOKEN,
    "location_id": "L1",
    "webhook_secret": "signature_canary_2026",
    "webhook_url": URL,
}
USD = {"amount": 9740, "currency": "USD"}
PAYMENT: dict[str, Any] = {
    "id": "bP9mAsEMYPUGjjGNaNO5",
    "status": "COMPLETED",
    "amount_money": USD,
    "total_money": USD,
    "reference_id": KEY[2:],
    "location_id": "L1",
    "created_at": "2026-03-01T12:00:00.000Z",
}


def request(**changes: Any) -> ChargeRequest:
    fields: dict[str, Any] = {
        "key": KEY,
        "amount": Money(9740, "USD"),
        "customer_ref": "CUSTOMER1",
        "method_ref": "ccof:card-1",
        "description": "Bill HB-104",
        "method_type": "card",
    }
    return ChargeRequest(**(fields | changes))


def said(*, status: str = "COMPLETED", **changes: Any) -> dict[str, Any]:
    """The answer with one payment."""
    return {"payment": PAYMENT | {"status": status} | changes}


def error(code: str, category: str = "PAYMENT_METHOD_ERROR", **more: Any) -> dict[str, Any]:
    """An error answer in Square's own words."""
    return {"errors": [{"category": category, "code": code, "detail": "of Nora Blake"} | more]}


def to(recital: Recital, timeouts: Timeouts = PATIENCE) -> Adapter:
    return Adapter.connect(
        connection("square"), CREDENTIALS, base_url=recital.url, timeouts=timeouts
    )
