"""Junk in any member of any request is refused in the provider's shape; nothing breaks, nothing is
charged twice by it."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.payments.sandbox.paypal.shop import DOLLARS, PAGES, Shop, captured, purchase

JUNK: tuple[Any, ...] = (
    None,
    -1,
    1.5,
    True,
    "",
    "9" * 130,
    "A\ud800",
    "http://[",
    [],
    [1],
    {},
    {"a": 1},
    [{"b": 5}],
)
WALLET = {
    "vault_id": None,
    "experience_context": PAGES,
    "attributes": {"customer": {"id": "c"}, "vault": {"store_in_vault": "ON_SUCCESS"}},
}
Place = tuple[str | int, ...]


def places(body: Any, at: Place = ()) -> Iterator[Place]:
    """The way to each member, the whole included."""
    yield at
    inner = body.items() if isinstance(body, dict) else enumerate(body)
    if isinstance(body, dict | list):
        for name, value in inner:
            if isinstance(value, dict | list):
                yield from places(value, (*at, name))
            else:
                yield (*at, name)


def changed(body: Any, at: Place, value: Any) -> Any:
    if not at:
        return value
    body = copy.deepcopy(body)
    inner = body
    for name in at[:-1]:
        inner = inner[name]
    inner[at[-1]] = value
    return body


def requests(shop: Shop) -> dict[str, tuple[str, str, Any]]:
    saved = shop.method()
    order, capture = shop.ask("o")["id"], captured(shop.pay(saved, "p").json())["id"]
    unit = "/purchase_units/@reference_id=='default'"
    source = {"paypal": {"vault_id": "nobody"}}
    return {
        "order": ("POST", "v2/checkout/orders", purchase({"paypal": WALLET}, description="d")),
        "context": ("POST", "v2/checkout/orders", purchase() | {"application_context": PAGES}),
        "patch": (
            "PATCH",
            f"v2/checkout/orders/{order}",
            [{"op": "replace", "path": f"{unit}/amount", "value": DOLLARS}],
        ),
        "capture": ("POST", f"v2/checkout/orders/{order}/capture", {"payment_source": source}),
        "refund": (
            "POST",
            f"v2/payments/captures/{capture}/refund",
            {"amount": DOLLARS, "custom_id": "c", "note_to_payer": "n"},
        ),
        "setup": (
            "POST",
            "v3/vault/setup-tokens",
            {"customer": {"id": "c"}, "payment_source": {"paypal": WALLET}},
        ),
        "token": (
            "POST",
            "v3/vault/payment-tokens",
            {"payment_source": {"token": {"id": "x", "type": "SETUP_TOKEN"}}},
        ),
        "webhook": (
            "POST",
            "v1/notifications/webhooks",
            {"url": "http://127.0.0.1:9/", "event_types": [{"name": "PAYMENT.REFUND.FAILED"}]},
        ),
        "simulate": ("POST", "v1/notifications/simulate-event", {"event_type": "X"}),
    }


KINDS = (
    *("order", "context", "patch", "capture", "refund", "setup", "token", "webhook", "simulate"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_junk_is_refused_and_breaks_nothing(wallet_shop: Shop, kind: str) -> None:
    method, path, body = requests(wallet_shop)[kind]
    headers = {
        "Authorization": f"Bearer {wallet_shop.token}",
        "Content-Type": "application/json",
        "PayPal-Request-Id": "junk",
    }
    url, seen = f"{wallet_shop.url}/{path}", set()
    for at in places(body):
        for value in JUNK:
            content = json.dumps(changed(body, at, value)).encode()
            reply = wallet_shop.sandbox.http.request(method, url, content=content, headers=headers)
            seen.add(reply.status_code)
            assert reply.status_code < 500, (at, value)
            if reply.status_code >= 400:
                assert reply.json()["debug_id"]
    assert seen & {400, 422}
    assert wallet_shop.charged() == 1


@pytest.mark.parametrize(
    "path",
    [
        "v3/vault/payment-tokens?customer_id=c&page={}",
        "v1/customer/disputes?page_size={}",
        "v1/customer/disputes?next_page_token={}",
        "v1/reporting/transactions?start_date={}&end_date=2026-01-01T00:00:00Z",
        "v1/notifications/webhooks-events?page_size={}",
        "v1/notifications/webhooks-events?start_time={}",
        "v2/checkout/orders/{}",
    ],
)
def test_junk_in_an_address_is_refused(wallet_shop: Shop, path: str) -> None:
    wallet_shop.get("v1/notifications/webhooks")
    headers = {"Authorization": f"Bearer {wallet_shop.token}"}
    for junk in ("x", "-1", "9" * 30, "%00", "0001-01-01T00:00:00Z", "\u00b2", "\u0663"):
        url = f"{wallet_shop.url}/{path.format(junk)}"
        reply = wallet_shop.sandbox.http.get(url, headers=headers)
        assert reply.status_code in (200, 400, 404), junk
