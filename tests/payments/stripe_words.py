"""What a Stripe account that recites says, and what we ask of it."""

from typing import Any

from billing.money import Money
from billing.payments import ChargeRequest
from payments._protocol import PATIENCE, Timeouts
from payments.stripe import Adapter
from tests.payments.rig import Recital, connection

KEY = "sk_test_canary4417"
INTENT: dict[str, Any] = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "succeeded",
    "amount": 9740,
    "amount_received": 9740,
    "currency": "usd",
    "livemode": False,
    "metadata": {"reference": "pay-1"},
    "last_payment_error": None,
}


def request(**changes: Any) -> ChargeRequest:
    fields: dict[str, Any] = {
        "key": "pay-1",
        "amount": Money(9740, "USD"),
        "customer_ref": "cus_1",
        "method_ref": "pm_1",
        "description": "Bill HB-104",
        "method_type": "card",
    }
    return ChargeRequest(**(fields | changes))


def to(recital: Recital, timeouts: Timeouts = PATIENCE) -> Adapter:
    return Adapter.connect(
        connection("stripe"), {"secret_key": KEY}, base_url=recital.url, timeouts=timeouts
    )
