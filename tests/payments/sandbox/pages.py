"""How this folder's tests click through the hosted pages, as a person without script would."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.payments.sandbox.world import Json, Merchant

SHOP = "http://shop.example"
GOOD = "4242424242424242"
ASKS = "4000002500003155"


@dataclass
class Person:
    """Somebody with a browser on the sandbox's pages."""

    shop: Merchant

    def look(self, url: str) -> httpx.Response:
        return self.shop.sandbox.http.get(url)

    def card(self, url: str, number: str = GOOD, **more: str) -> httpx.Response:
        """Fill in the card's form and press its button."""
        fields = {"kind": "card", "number": number, "expiry": "12/34", "cvc": "123"}
        return self.shop.sandbox.http.post(url, data=fields | more)

    def bank(self, url: str, account: str = "success") -> httpx.Response:
        return self.shop.sandbox.http.post(url, data={"kind": "bank", "account": account})

    def saved(self, url: str, method: str) -> httpx.Response:
        return self.shop.sandbox.http.post(url, data={"kind": "saved", "method": method})

    def answer(self, bank: str, outcome: str = "succeeded") -> str:
        """Press one of the bank's two buttons; returns where the bank sends the person."""
        assert "Authenticate" in self.look(bank).text
        reply = self.shop.sandbox.http.post(bank, data={"outcome": outcome})
        assert reply.status_code == 303, reply.text
        return reply.headers["location"]


def problem(reply: httpx.Response) -> str:
    """What the page says is wrong."""
    found = re.search(r'role="alert">([^<]+)<', reply.text)
    return found[1] if found else ""


def setup_session(shop: Merchant, **more: Any) -> Json:
    """A page to add a way to pay for customer `c1`."""
    wanted = {
        "mode": "setup",
        "currency": "usd",
        "customer": "c1",
        "success_url": SHOP + "/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": SHOP + "/no",
        "setup_intent_data[metadata][reference]": "m-1",
    }
    reply = shop.post("checkout/sessions", **wanted | more)
    assert reply.status_code == 200, reply.text
    made: Json = reply.json()
    return made


def types(shop: Merchant) -> list[str]:
    """The types of everything that happened, oldest first."""
    return [event["type"] for event in shop.get("events", limit=100).json()["data"]][::-1]
