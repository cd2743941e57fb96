"""Disputes: opened by the bank, answered by the merchant, ended by the bank's verdict."""

import pytest

from tests.payments.sandbox.pages import types
from tests.payments.sandbox.world import Json, Merchant


def disputed(shop: Merchant, **more: object) -> Json:
    intent = shop.pay(shop.method("succeed")).json()["id"]
    return shop.sandbox.control("POST", "dispute", {"payment_intent": intent} | more)


def told(shop: Merchant) -> list[str]:
    return [kind[15:] for kind in types(shop) if kind.startswith("charge.dispute.")]


@pytest.mark.parametrize(
    ("outcome", "events", "moved"),
    [
        ("won", ["created", "funds_withdrawn", "closed", "funds_reinstated"], [-9740, 9740]),
        ("lost", ["created", "funds_withdrawn", "closed"], [-9740]),
    ],
)
def test_the_banks_verdict_moves_the_money(
    shop: Merchant, outcome: str, events: list[str], moved: list[int]
) -> None:
    made = disputed(shop)
    assert made["status"] == "needs_response"
    verdict = {"dispute": made["id"], "outcome": outcome}
    shop.sandbox.control("POST", "dispute", verdict)
    ended = shop.get(f"disputes/{made['id']}").json()
    assert ended["status"] == outcome
    assert [row["amount"] for row in ended["balance_transactions"]] == moved
    assert told(shop) == events
    url = f"{shop.sandbox.url}/_control/dispute"
    assert shop.sandbox.http.post(url, json=verdict).status_code == 400
    [shown] = shop.control("GET", "/disputes")["disputes"]
    assert (shown["status"], shown["charge"]) == (outcome, made["charge"])


def test_evidence_is_kept_and_handed_in(shop: Merchant) -> None:
    made = disputed(shop, amount=500, reason="duplicate")
    path = f"disputes/{made['id']}"
    wanted = {"evidence[uncategorized_text]": "Two orders.", "metadata[by]": "Bo"}
    kept = shop.post(path, **wanted).json()
    assert (kept["status"], kept["amount"]) == ("needs_response", 500)
    assert kept["evidence"]["uncategorized_text"] == "Two orders."
    assert shop.post(path, submit="true").json()["status"] == "under_review"
    assert shop.post(path, **{"evidence[magic]": "x"}).status_code == 400
    assert shop.post(path + "/close").json()["status"] == "lost"
    assert shop.post(path, submit="true").status_code == 400
    assert told(shop)[2:] == ["updated", "updated", "closed"]


def test_an_inquiry_moves_no_money(shop: Merchant) -> None:
    shop.pay("pm_card_createDisputeInquiry")
    [made] = shop.get("disputes").json()["data"]
    assert (made["status"], made["balance_transactions"]) == ("warning_needs_response", [])
    order = {"dispute": made["id"], "outcome": "won"}
    assert shop.sandbox.control("POST", "dispute", order)["status"] == "warning_closed"
    assert told(shop) == ["created", "closed"]


def test_disputes_are_listed_by_what_they_are_about(shop: Merchant) -> None:
    first, second = disputed(shop), disputed(shop)
    found = shop.get("disputes", payment_intent=first["payment_intent"]).json()["data"]
    assert [dispute["id"] for dispute in found] == [first["id"]]
    assert shop.get("disputes", charge=second["charge"]).json()["data"][0]["id"] == second["id"]
