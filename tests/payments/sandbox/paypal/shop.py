"""A merchant of PayPal's in the sandbox, as these tests see it; every exchange is judged."""

import base64
import itertools
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.payments.sandbox.paypal.official import judge
from tests.payments.sandbox.world import Json, Sandbox

NUMBERS = itertools.count(1)
SECRET = "shh"
SITE = "http://shop.example"
PAGES = {"return_url": SITE + "/back?x=1#top", "cancel_url": SITE + "/no"}
FULL = {"Prefer": "return=representation"}
DOLLARS: Json = {"currency_code": "USD", "value": "97.40"}


@dataclass
class Shop:
    """One merchant with customer `c-nora`; every test takes a fresh one."""

    sandbox: Sandbox
    id: str = field(default_factory=lambda: f"paypal-{next(NUMBERS)}")
    token: str | None = None

    def __post_init__(self) -> None:
        self.client = f"client-{self.id}"
        self.control("PUT", "", {"secret_key": f"{self.client}:{SECRET}", "provider": "paypal"})
        self.control("PUT", "/customers/c-nora", {"name": "Nora"})

    @property
    def url(self) -> str:
        return self.sandbox.url + "/paypal"

    def control(self, method: str, path: str, body: Json | None = None) -> Json:
        return self.sandbox.control(method, f"merchants/{self.id}{path}", body)

    def order_from(self, path: str, **body: Any) -> Json:
        """A control order beside the merchant's own."""
        return self.sandbox.control("POST", path, body)

    def advance(self, seconds: int) -> int:
        """Let the clock run on, past any token's end; returns how many things it ended."""
        self.token = None
        return int(self.order_from("clock", advance_seconds=seconds)["settled"])

    def method(self, behaviour: str = "succeed", kind: str = "paypal", **more: Any) -> str:
        """A saved way to pay that behaves so; returns its id."""
        method_id = f"pm-{behaviour}-{kind}".replace("_", "-")
        wanted = {"customer": "c-nora", "type": kind, "last4": "4242", "behaviour": behaviour}
        self.control("PUT", f"/methods/{method_id}", wanted | more)
        return method_id

    def ask_token(self, secret: str = SECRET, grant: str = "client_credentials") -> httpx.Response:
        pair = base64.b64encode(f"{self.client}:{secret}".encode()).decode()
        return self.sandbox.http.post(
            f"{self.url}/v1/oauth2/token",
            data={"grant_type": grant},
            headers={"Authorization": f"Basic {pair}"},
        )

    def call(
        self, method: str, path: str, body: Any = None, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """One request with a live token; fails the test when it breaks the description."""
        if self.token is None:
            self.token = str(self.ask_token().json()["access_token"])
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key is not None:
            sent["PayPal-Request-Id"] = key
        more = {"json": body} if body is not None else {}
        reply = self.sandbox.http.request(
            method, f"{self.url}/{path}", headers=sent | headers, **more
        )
        is_json = "json" in reply.headers.get("content-type", "")
        answer = _read(reply) if is_json else None
        wire = "/" + path.partition("?")[0]
        problems = judge(method, wire, body, reply.status_code, answer)
        if problems:
            raise AssertionError("\n".join(problems))
        return reply

    def get(self, path: str) -> Json:
        reply = self.call("GET", path)
        assert reply.status_code == 200, reply.text
        answer: Json = reply.json()
        return answer

    def pay(self, method: str, key: str | None = "k-1", **more: Any) -> httpx.Response:
        """Charge 97.40 USD with a saved way to pay, in one step."""
        kind = more.pop("kind", "paypal")
        source = {kind: {"vault_id": method} | more.pop("source", {})}
        return self.call("POST", "v2/checkout/orders", purchase(source, **more), key, **FULL)

    def ask(self, key: str = "k-1", **more: Any) -> Json:
        """An order whose payer is to be sent to the page."""
        source = {"paypal": {"experience_context": PAGES} | more.pop("source", {})}
        reply = self.call("POST", "v2/checkout/orders", purchase(source, **more), key, **FULL)
        assert reply.status_code == 200, reply.text
        made: Json = reply.json()
        return made

    def capture(self, order: str, key: str | None = "cap-1") -> httpx.Response:
        return self.call("POST", f"v2/checkout/orders/{order}/capture", None, key, **FULL)

    def refund(self, capture: str, value: str | None = None, key: str = "r-1") -> httpx.Response:
        body = {"custom_id": key} | ({} if value is None else {"amount": amount(value)})
        return self.call("POST", f"v2/payments/captures/{capture}/refund", body, key, **FULL)

    def payments(self, reference: str | None = None) -> list[Json]:
        query = f"?reference={reference}" if reference else ""
        found: list[Json] = self.control("GET", f"/payments{query}")["payments"]
        return found

    def charged(self) -> int:
        return sum(payment["charged"] for payment in self.payments())

    def fault(self, kind: str, **more: Any) -> None:
        self.sandbox.control("POST", "faults", {"merchant": self.id, "kind": kind} | more)

    def events(self) -> list[str]:
        """The kinds of everything that happened, oldest first."""
        found = self.get("v1/notifications/webhooks-events?page_size=100")["events"]
        return [event["event_type"] for event in found][::-1]


def _read(reply: httpx.Response) -> Any:
    try:
        return reply.json()
    except ValueError:
        return None  # a fault spoilt it


def amount(value: str, currency: str = "USD") -> Json:
    return {"currency_code": currency, "value": value}


def purchase(source: Json | None = None, **more: Any) -> Json:
    """An order's request about 97.40 USD, `more` goes into its purchase unit."""
    unit = {"amount": DOLLARS, "custom_id": "bill-1"} | more
    body: Json = {"intent": "CAPTURE", "purchase_units": [unit]}
    return body if source is None else body | {"payment_source": source}


def link(body: Json, rel: str) -> str:
    [found] = [one["href"] for one in body["links"] if one["rel"] == rel]
    return str(found)


def captured(order: Json) -> Json:
    """The order's one capture."""
    [capture] = order["purchase_units"][0]["payments"]["captures"]
    found: Json = capture
    return found


def issue(reply: httpx.Response) -> str:
    """The first issue of an error, in the provider's shape."""
    error = reply.json()
    assert error["debug_id"] == reply.headers["paypal-debug-id"]
    assert error["name"]
    assert error["message"]
    return str(error["details"][0]["issue"])


def press(shop: Shop, url: str, outcome: str = "approve", **form: str) -> httpx.Response:
    """The payer looks at the page and presses one of its buttons."""
    page = shop.sandbox.http.get(url)
    assert page.status_code == 200, page.text
    assert f'value="{outcome}"' in page.text
    for name, value in form.items():
        assert re.search(f'<select[^>]*name="{name}"', page.text)
        assert f'value="{value}"' in page.text
    return shop.sandbox.http.post(url, data={"outcome": outcome} | form)


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
