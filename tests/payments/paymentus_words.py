"""What a Paymentus that recites says, and what we ask of it."""

from typing import Any

from billing.capabilities import PageKind
from billing.hosted_pages import PageRequest
from billing.ids import CustomerId
from billing.money import Money
from billing.payments import ChargeRequest
from payments._protocol import PATIENCE, Timeouts
from payments.paymentus import Adapter
from tests.payments.rig import Recital, connection

KEY = "ba" + "0123456789abcdef0123456789abcdef01234567"
TOKEN = "pk-canary-4417"
CREDENTIALS = {
    "secret_key": TOKEN,
    "api_url": "https://harbor.paymentus.com",
    "webhook_secret": "whsec_canary_2026",
}
USD = {"amount": "97.40", "currency": "USD"}
FREE = {"amount": "0.00", "currency": "USD"}
COST = {"amount": "2.95", "currency": "USD"}
PAYMENT: dict[str, Any] = {
    "paymentId": "pmt_1",
    "reference": KEY,
    "status": "completed",
    "payment": USD,
    "convenienceFee": FREE,
    "stagedPaymentId": None,
    "createdAt": "2026-03-01T12:00:00Z",
    "updatedAt": "2026-03-01T12:00:00Z",
}
STAGED: dict[str, Any] = {
    "stagedPaymentId": "stg_1",
    "url": "https://pay.paymentus.com/s/stg_1",
    "status": "open",
    "reference": KEY,
    "payment": USD,
    "paymentId": None,
    "expiresAt": "2026-03-01T13:00:00Z",
}


def request(**changes: Any) -> ChargeRequest:
    fields: dict[str, Any] = {
        "key": KEY,
        "amount": Money(9740, "USD"),
        "customer_ref": "acct-1",
        "method_ref": "prf-1",
        "description": "Bill HB-104 of Nora Blake",
        "method_type": "card",
    }
    return ChargeRequest(**(fields | changes))


def page_request(**changes: Any) -> PageRequest:
    fields: dict[str, Any] = {
        "kind": PageKind.PAYMENT_LINK,
        "key": KEY,
        "customer": CustomerId("c-nora"),
        "customer_ref": "acct-1",
        "return_url": "https://billing.example/return/token",
        "amount": Money(9740, "USD"),
        "description": "Bill HB-104 of Nora Blake",
    }
    return PageRequest(**(fields | changes))


def said(**changes: Any) -> dict[str, Any]:
    """The answer with one payment."""
    return PAYMENT | changes


def error(code: str, **more: Any) -> dict[str, Any]:
    """An error answer in Paymentus's own words."""
    return {"error": {"code": code, "message": "of Nora Blake"} | more}


def to(recital: Recital, timeouts: Timeouts = PATIENCE) -> Adapter:
    return Adapter.connect(
        connection("paymentus"), CREDENTIALS, base_url=recital.url, timeouts=timeouts
    )
