"""Every request that the adapter makes is as Square's official description says.

A tour of all verbs goes to the sandbox through a forwarder that writes each request down. The
description is read from the folder that `PROVIDER_SPECS_DIR` names. It is trimmed: for bank
accounts, disputes and payment links, which it leaves out, the types of the official SDK stand in,
which the type checker holds our calls against.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from billing.capabilities import PageKind
from billing.errors import BillingError
from payments.square import Adapter
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import give_back, page
from tests.payments.rig import Sandbox
from tests.payments.sandbox.square.official import request_faults

ADDRESS = "https://connect.squareup.com"
LEFT_OUT = ("/v2/bank-accounts", "/v2/disputes", "/v2/online-checkout/payment-links")
# Every kind of request that the adapter makes.
MADE = {
    ("POST", "/v2/payments"),
    ("GET", "/v2/payments"),
    ("GET", "/v2/payments/_"),
    ("POST", "/v2/payments/_/cancel"),
    ("POST", "/v2/refunds"),
    ("GET", "/v2/refunds"),
    ("GET", "/v2/refunds/_"),
    ("GET", "/v2/locations/_"),
    ("GET", "/v2/orders/_"),
    ("GET", "/v2/cards"),
    ("GET", "/v2/cards/_"),
    ("POST", "/v2/cards/_/disable"),
    ("GET", "/v2/bank-accounts"),
    ("GET", "/v2/bank-accounts/_"),
    ("POST", "/v2/bank-accounts/_/disable"),
    ("GET", "/v2/disputes/_"),
    ("POST", "/v2/online-checkout/payment-links"),
    ("GET", "/v2/online-checkout/payment-links"),
    ("GET", "/v2/online-checkout/payment-links/_"),
    ("DELETE", "/v2/online-checkout/payment-links/_"),
}


@dataclass(frozen=True)
class Sent:
    """One request as it left the adapter."""

    method: str
    path: str
    query: str
    body: bytes

    @property
    def kind(self) -> tuple[str, str]:
        parts = self.path.removeprefix("/v2/online-checkout").split("/")
        at = 2 if self.path.startswith("/v2/online-checkout") else 3
        shown = ["_" if place == at else part for place, part in enumerate(parts)]
        return self.method, self.path.removesuffix("/".join(parts)) + "/".join(shown)


@contextmanager
def forwarding(sandbox: Sandbox) -> Iterator[tuple[str, list[Sent]]]:
    """A loopback server in front of the sandbox's Square: its address, and what was sent to it."""
    sent: list[Sent] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            asked = urlsplit(self.path)
            sent.append(Sent(self.command, asked.path, asked.query, body))
            kept = ("authorization", "content-type", "square-version")
            headers = {name: value for name in kept if (value := self.headers.get(name))}
            with httpx.Client(trust_env=False, timeout=10) as client:
                url = f"{sandbox.url}/square{self.path}"
                answer = client.request(self.command, url, content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_DELETE = do_PUT = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tour(rig: Rig, provider: Adapter) -> None:
    """Each verb at least once, also where it is answered with a no."""
    since = rig.now() - timedelta(hours=1)
    provider.check_credentials()
    paid = provider.charge(rig.request())
    provider.charge(rig.request("decline_generic", customer_ref="c-nora", description=""))
    provider.charge(
        rig.request(method_ref=rig.method(type="bank_account"), method_type="bank_account")
    )
    provider.look_up(reference=paid.reference, provider_ref=None, since=since)
    provider.look_up(reference="pay-nobodys", provider_ref=None, since=since)
    provider.look_up(reference=paid.reference, provider_ref=paid.provider_ref, since=since)
    provider.cancel(paid.provider_ref)
    back = provider.refund(give_back(paid, 1000))
    for known_as in (None, back.provider_ref):
        provider.look_up_refund(
            reference=back.reference,
            provider_ref=known_as,
            payment_ref=paid.provider_ref,
            since=since,
        )
    provider.look_up_refund(
        reference="nobodys", provider_ref=None, payment_ref=paid.provider_ref, since=since
    )
    provider.look_up_dispute(rig.dispute(paid.provider_ref))
    bank = rig.method(type="bank_account")
    provider.methods("c-nora")
    for method in (rig.method(), bank):
        provider.set_default_method("c-nora", method)
        for _ in range(2):
            provider.remove_method(method)
    list(provider.statement(since, rig.now()))
    wanted = page(rig, PageKind.PAYMENT_LINK, customer_ref="c-nora")
    with suppress(BillingError):  # the link's address is not the forwarder's: nobody is sent there
        provider.open_page(wanted)
    waiting = provider.look_up(reference=wanted.key, provider_ref=None, since=since)
    assert waiting is not None
    provider.look_up_page(PageKind.PAYMENT_LINK, waiting.provider_ref)
    provider.cancel(waiting.provider_ref)


@cache
def described() -> OpenAPI | None:
    """The official description, None where it is not at hand."""
    folder = os.environ.get("PROVIDER_SPECS_DIR")
    path = Path(folder, "square_api.json") if folder else None
    if path is None or not path.exists():
        return None
    raw = json.loads(path.read_text())
    raw["info"], raw["servers"] = {"title": "Square", "version": "2"}, [{"url": ADDRESS}]
    for operations in raw["paths"].values():
        for operation in operations.values():
            # OAuth is no scheme that is checked here; the token's header is, in test_square.
            operation.pop("security", None)
    # The file as a whole has members of Square's own, so it is not judged; requests are.
    return OpenAPI.from_dict(raw, config=Config(spec_validator_cls=None))


def complaint(sent: Sent) -> str | None:
    """What of the request breaks the description, None when nothing does."""
    api = described()
    assert api is not None
    if sent.path.startswith(LEFT_OUT):
        return None
    asked: dict[str, str] = dict(parse_qsl(sent.query, keep_blank_values=True))
    mocked = MockRequest(
        ADDRESS, sent.method.lower(), sent.path, args=asked, data=sent.body or None,
        content_type="application/json",
    )  # fmt: skip
    try:
        api.validate_request(mocked)
    except OpenAPIError as broken:
        return f"{sent.method} {sent.path}: {broken}"
    body: dict[str, Any] | None = json.loads(sent.body) if sent.body else None
    strangers = request_faults(sent.method, sent.path, asked, body)
    return f"{sent.method} {sent.path}: {strangers}" if strangers else None


def test_every_request_is_as_the_official_description_says(
    sandbox: Sandbox, new_rig: Callable[[str], Rig], capsys: pytest.CaptureFixture[str]
) -> None:
    rig = new_rig("square")
    with forwarding(sandbox) as (address, sent):
        provider = rig.connect(base_url=address)
        assert isinstance(provider, Adapter)
        tour(rig, provider)

    assert {each.kind for each in sent} == MADE
    if described() is None:
        with capsys.disabled():
            print("\nproviders: not run (no official description of Square's)")
        return
    assert [found for each in sent if (found := complaint(each)) is not None] == []


@pytest.mark.parametrize(
    "wrong",
    [
        Sent("POST", "/v2/payments", "", b'{"idempotency_key": "k"}'),
        Sent("POST", "/v2/payments", "", b'{"idempotency_key": "k", "source_id": ""}'),
        Sent(
            "POST", "/v2/payments", "", b'{"idempotency_key": "k", "source_id": "s", "colour": 1}'
        ),
        Sent("GET", "/v2/payments", "limit=many", b""),
        Sent("GET", "/v2/payments", "reference_id=r", b""),
        Sent("GET", "/v2/paymentz", "", b""),
    ],
)
def test_a_request_that_is_not_described_would_be_seen(wrong: Sent) -> None:
    if described() is not None:
        assert complaint(wrong) is not None
