"""Every request that the adapter makes keeps PayPal's own descriptions of its API.

They are files in the folder that `PROVIDER_SPECS_DIR` names, and never part of this project. For
tokens, disputes, certificates and the report there is none: those are compared with the guides by
hand.
"""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest

from billing.capabilities import PageKind
from payments.paypal import TEST_API, Adapter
from tests.payments.kit.rig_paypal import Rig
from tests.payments.kit.words import BACK, give_back, page
from tests.payments.rig import Sandbox

Json = dict[str, Any]
FILES = ("checkout_orders_v2", "payments_payment_v2", "vault_payment_tokens_v3")
UNDESCRIBED = (
    *("/v1/oauth2/token", "/v1/reporting/transactions", "/v1/customer/disputes/"),
    "/v1/notifications/certs/",
)
# The descriptions of 2024-02 are behind the guides, which save a wallet by a SETUP_TOKEN.
OUTDATED = "'SETUP_TOKEN' is not one of ['BILLING_AGREEMENT']"
# Every kind of request that the adapter makes, ids left out.
MADE = {
    "POST /v1/oauth2/token",
    "POST /v2/checkout/orders",
    "GET /v2/checkout/orders/_",
    "PATCH /v2/checkout/orders/_",
    "POST /v2/checkout/orders/_/capture",
    "GET /v2/payments/captures/_",
    "POST /v2/payments/captures/_/refund",
    "GET /v2/payments/refunds/_",
    "POST /v3/vault/setup-tokens",
    "GET /v3/vault/setup-tokens/_",
    "POST /v3/vault/payment-tokens",
    "GET /v3/vault/payment-tokens",
    "GET /v3/vault/payment-tokens/_",
    "DELETE /v3/vault/payment-tokens/_",
    "GET /v1/customer/disputes/_",
    "GET /v1/reporting/transactions",
}


@dataclass(frozen=True)
class Sent:
    """One request as it left the adapter."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    key: str | None = None

    @property
    def kind(self) -> str:
        parts = self.path.split("/")
        parts[4:5] = ["_" if len(parts) > 4 else part for part in parts[4:5]]
        return f"{self.method} {'/'.join(parts)}"


@contextmanager
def forwarding(sandbox: Sandbox) -> Iterator[tuple[str, list[Sent]]]:
    """A loopback server in front of the sandbox's PayPal: its address, and what was sent to it.

    Links in the answers lead to it too, as PayPal's lead to PayPal.
    """
    sent: list[Sent] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            asked, key = urlsplit(self.path), self.headers.get("paypal-request-id")
            sent.append(Sent(self.command, asked.path, asked.query, body, key))
            kept = ("authorization", "content-type", "paypal-request-id", "prefer")
            headers = {name: value for name in kept if (value := self.headers.get(name))}
            with httpx.Client(trust_env=False, timeout=10) as client:
                url = f"{sandbox.url}/paypal{self.path}"
                answer = client.request(self.command, url, content=body, headers=headers)
            content = answer.text.replace(f"{sandbox.url}/paypal", address).encode()
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_DELETE = do_PATCH = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield address, sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tour(rig: Rig, provider: Adapter, address: str) -> None:
    """Each verb at least once, in both ways to pay, also where it is answered with a no."""
    since = rig.now() - timedelta(hours=1)
    theirs = f"{rig.sandbox.url}/paypal"
    provider.check_credentials()
    wallet = rig.method(type="paypal")
    paid = provider.charge(rig.request())
    by_wallet = {"method_type": "paypal", "return_url": BACK}
    provider.charge(rig.request(method_ref=wallet, description="", **by_wallet))
    provider.charge(rig.request(method_ref=wallet.partition(".")[2], **by_wallet))
    waiting = provider.charge(rig.request("requires_authentication", return_url=BACK))
    provider.cancel(waiting.provider_ref)
    for known_as in (None, paid.provider_ref):
        provider.look_up(reference=paid.reference, provider_ref=known_as, since=since)
    back = provider.refund(give_back(paid, 1000))
    for known_as in (None, back.provider_ref):
        provider.look_up_refund(
            reference=back.reference,
            provider_ref=known_as,
            payment_ref=paid.provider_ref,
            since=since,
        )
    provider.look_up_dispute(rig.dispute(paid.provider_ref))
    list(provider.statement(since, rig.now()))
    link = provider.open_page(page(rig, PageKind.PAYMENT_LINK))
    rig.press(link.url.replace(address, theirs), "approve", account="succeed")
    provider.look_up_page(PageKind.PAYMENT_LINK, link.provider_ref)
    first = provider.open_page(page(rig, PageKind.ADD_METHOD))
    rig.press(first.url.replace(address, theirs), "approve", account="succeed")
    method = provider.look_up_page(PageKind.ADD_METHOD, first.provider_ref).method
    assert method is not None
    again = page(rig, PageKind.ADD_METHOD, key="another", customer_ref=method.customer_ref)
    provider.open_page(again)
    provider.methods(method.customer_ref)
    provider.set_default_method(method.customer_ref, method.provider_ref)
    provider.remove_method(method.provider_ref)


@cache
def described() -> tuple[tuple[OpenAPI, Json], ...]:
    """The official descriptions, none where they are not at hand."""
    folder = os.environ.get("PROVIDER_SPECS_DIR")
    paths = [Path(folder, f"paypal_{name}.json") for name in FILES] if folder else []
    if not paths or not all(path.exists() for path in paths):
        return ()
    found = []
    for path in paths:
        raw = json.loads(path.read_text())
        for operations in raw["paths"].values():
            for operation in operations.values():
                # The token's header is no scheme that is checked here; it is in test_paypal.
                if isinstance(operation, dict):
                    operation.pop("security", None)
        raw.pop("security", None)
        found.append((OpenAPI.from_dict(raw, config=Config(spec_validator_cls=None)), raw))
    return tuple(found)


def complaints(sent: Sent) -> list[str]:
    """What of the request breaks its description, or is not in it."""
    if sent.path.startswith(UNDESCRIBED):
        return []
    for api, raw in described():
        template = next((each for each in raw["paths"] if fits(each, sent)), None)
        if template is not None:
            operation = raw["paths"][template].get(sent.method.lower())
            if operation is None:
                continue
            schema = operation.get("requestBody", {})
            body = json.loads(sent.body) if sent.body else None
            strange = list(strangers(raw, media(raw, schema), body, "body"))
            misspelt = unknown_names(raw, template, sent)
            return [f"{sent.kind}: {each}" for each in (*broken(api, sent), *misspelt, *strange)]
    return [f"{sent.kind}: no description has it"]


def fits(template: str, sent: Sent) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), sent.path) is not None


def broken(api: OpenAPI, sent: Sent) -> Iterator[str]:
    headers = {"PayPal-Request-Id": sent.key} if sent.key else {}
    asked = dict(parse_qsl(sent.query, keep_blank_values=True))
    mocked = MockRequest(
        TEST_API, sent.method, sent.path, args=asked, headers=headers, data=sent.body or None
    )
    for error in api.iter_request_errors(mocked):
        causes = getattr(error.__cause__, "schema_errors", [error.__cause__ or error])
        texts = [str(getattr(each, "message", each)) for each in causes]
        yield from (text for text in texts if OUTDATED not in text)


def unknown_names(raw: Json, template: str, sent: Sent) -> Iterator[str]:
    """Names in the query that the operation does not have: PayPal silently ignores those too."""
    operations = raw["paths"][template]
    of_all, own = operations.get("parameters", []), operations[sent.method.lower()]
    described = [resolved(raw, each) for each in (*of_all, *own.get("parameters", []))]
    known = {each["name"] for each in described if each["in"] == "query"}
    for name, _ in parse_qsl(sent.query, keep_blank_values=True):
        if name not in known:
            yield f"query {name}: no such parameter"


def media(raw: Json, holder: Json) -> Json:
    found: Json = resolved(raw, holder).get("content", {}).get("application/json", {})
    return resolved(raw, found.get("schema", {}))


def resolved(raw: Json, node: Json) -> Json:
    while "$ref" in node:
        _, *place = node["$ref"].split("/")
        node = raw
        for name in place:
            node = node[name]
    return node


def strangers(raw: Json, schema: Json, value: Any, where: str) -> Iterator[str]:
    """Members that no description has: a misspelt one is silently ignored by PayPal."""
    if isinstance(value, list):
        for each in value:
            yield from strangers(raw, resolved(raw, schema.get("items", {})), each, f"{where}[]")
    if not isinstance(value, dict):
        return
    known = members(raw, schema)
    for name, each in value.items():
        if known and name not in known:
            yield f"{where}.{name}: no such member"
        elif name in known:
            yield from strangers(raw, known[name], each, f"{where}.{name}")


def members(raw: Json, schema: Json) -> dict[str, Json]:
    found = {name: resolved(raw, each) for name, each in schema.get("properties", {}).items()}
    for part in schema.get("allOf", []):
        found |= members(raw, resolved(raw, part))
    return found


def test_every_request_is_as_the_official_descriptions_say(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    rig = Rig(sandbox, "paypal-tour")
    with forwarding(sandbox) as (address, sent):
        tour(rig, rig.connect(base_url=address), address)

    assert {each.kind for each in sent} == MADE
    if not described():
        with capsys.disabled():
            print("\nproviders: not run (no official description of PayPal's)")
        return
    assert [each for one in sent for each in complaints(one)] == []


UNIT = b'{"amount": {"currency_code": "USD", "value": "1.00"}'


@pytest.mark.parametrize(
    "wrong",
    [
        Sent("POST", "/v2/checkout/orders", "", b'{"intent": "CAPTURE"}', "k"),
        Sent("POST", "/v2/checkout/orders", "", b'{"intent": "TAKE", "purchase_units": []}', "k"),
        Sent(
            "POST",
            "/v2/checkout/orders",
            "",
            b'{"intent": "CAPTURE", "purchase_units": [' + UNIT + b', "colour": "red"}]}',
            "k",
        ),
        Sent(
            "POST",
            "/v2/checkout/orders",
            "",
            b'{"intent": "CAPTURE", "purchase_units": [' + UNIT + b', "custom_id": ""}]}',
            "k",
        ),
        Sent("GET", "/v2/checkout/orders/pi_1"),
        Sent("GET", "/v3/vault/payment-tokens", "customer_id=cust-nora&page_size=0"),
        Sent("GET", "/v3/vault/payment-tokens", "customer_id=cust-nora&pagesize=5"),
        Sent("GET", "/v2/checkout/orders/1", "field=payment_source"),
        Sent("GET", "/v2/checkout/orders/1", "fields="),
        Sent("GET", "/v2/payments/captures/1", "fields=payment_source"),
        Sent("PUT", "/v2/checkout/orders/1"),
        Sent("POST", "/v3/vault/setup-tokens", "", b'{"payment_source": {}}'),
        Sent("GET", "/v2/checkout/payments"),
    ],
)
def test_a_request_that_is_not_described_would_be_seen(wrong: Sent) -> None:
    if described():
        assert complaints(wrong) != []
