"""Saved wallets and cards: agreed to on a page, listed, charged at once, and how each behaves."""

import httpx
import pytest

from tests.payments.sandbox.paypal.shop import (
    FULL,
    PAGES,
    SITE,
    Shop,
    captured,
    issue,
    link,
    press,
    purchase,
    query,
)
from tests.payments.sandbox.world import Json

WALLET = {"paypal": {"experience_context": PAGES, "description": "For your energy bills"}}


def setup_token(shop: Shop, customer: str | None = "c-nora") -> Json:
    body: Json = {"payment_source": WALLET}
    if customer:
        body["customer"] = {"id": customer}
    reply = shop.call("POST", "v3/vault/setup-tokens", body, "s-1")
    assert reply.status_code == 201, reply.text
    made: Json = reply.json()
    return made


def keep(shop: Shop, setup: str, key: str = "t-1") -> httpx.Response:
    body = {"payment_source": {"token": {"id": setup, "type": "SETUP_TOKEN"}}}
    return shop.call("POST", "v3/vault/payment-tokens", body, key)


def listed(shop: Shop, more: str = "") -> Json:
    return shop.get(f"v3/vault/payment-tokens?customer_id=c-nora{more}")


def test_a_wallet_is_saved_by_its_owners_act_and_charged_without_her(wallet_shop: Shop) -> None:
    setup = setup_token(wallet_shop)
    assert setup["status"] == "PAYER_ACTION_REQUIRED"
    assert issue(keep(wallet_shop, setup["id"])) == "SETUP_TOKEN_NOT_APPROVED"
    left = press(wallet_shop, link(setup, "approve"), account="succeed")
    assert query(left.headers["location"])["approval_token_id"] == setup["id"]
    path = f"v3/vault/setup-tokens/{setup['id']}"
    assert wallet_shop.get(path)["status"] == "APPROVED"
    made = keep(wallet_shop, setup["id"])
    assert made.status_code == 201
    again = keep(wallet_shop, setup["id"])
    assert (again.status_code, again.json()) == (200, made.json())
    assert issue(keep(wallet_shop, setup["id"], "t-2")) == "SETUP_TOKEN_NOT_APPROVED"
    token = made.json()["id"]
    assert [one["id"] for one in listed(wallet_shop)["payment_tokens"]] == [token]
    paid = wallet_shop.pay(token)
    assert (paid.status_code, paid.json()["status"]) == (201, "COMPLETED")
    assert captured(paid.json())["status"] == "COMPLETED"
    assert "VAULT.PAYMENT-TOKEN.CREATED" in wallet_shop.events()


def test_a_payer_who_does_not_agree_saves_nothing(wallet_shop: Shop) -> None:
    setup = setup_token(wallet_shop, None)
    assert setup["customer"]["id"].startswith("customer_")
    left = press(wallet_shop, link(setup, "approve"), "cancel")
    assert left.headers["location"].startswith(SITE + "/no?approval_token_id=")
    assert issue(keep(wallet_shop, setup["id"])) == "SETUP_TOKEN_NOT_APPROVED"
    assert listed(wallet_shop)["payment_tokens"] == []


def test_an_agreement_nobody_used_runs_out(own_wallet_shop: Shop) -> None:
    setup = setup_token(own_wallet_shop)
    own_wallet_shop.advance(3 * 86_400 + 60)
    gone = own_wallet_shop.call("GET", f"v3/vault/setup-tokens/{setup['id']}")
    assert (gone.status_code, issue(gone)) == (404, "INVALID_RESOURCE_ID")
    assert issue(keep(own_wallet_shop, setup["id"])) == "TOKEN_NOT_FOUND"
    assert own_wallet_shop.sandbox.http.get(link(setup, "approve")).status_code == 410


def test_saved_ways_are_listed_in_pages_and_removed(wallet_shop: Shop) -> None:
    card = wallet_shop.method("succeed", "card", brand="mastercard", expires="2031-05")
    others = [wallet_shop.method(name) for name in ("succeed", "succeed_later")]
    first = listed(wallet_shop, "&page_size=2&total_required=true")
    assert (first["total_items"], first["total_pages"]) == (3, 2)
    assert [one["id"] for one in first["payment_tokens"]] == others[::-1]
    [last] = listed(wallet_shop, "&page_size=2&page=2")["payment_tokens"]
    assert last["id"] == card
    shown = last["payment_source"]["card"]
    assert shown == {"brand": "MASTERCARD", "last_digits": "4242", "expiry": "2031-05"}
    assert wallet_shop.call("DELETE", f"v3/vault/payment-tokens/{card}").status_code == 204
    assert wallet_shop.call("DELETE", f"v3/vault/payment-tokens/{card}").status_code == 204
    assert wallet_shop.call("GET", f"v3/vault/payment-tokens/{card}").status_code == 404
    assert issue(wallet_shop.pay(card, kind="card")) == "TOKEN_ID_NOT_FOUND"
    assert wallet_shop.events() == ["VAULT.PAYMENT-TOKEN.DELETED"]


def test_a_wallet_can_be_saved_by_the_payment_itself(wallet_shop: Shop) -> None:
    attributes = {
        "customer": {"id": "c-nora"},
        "vault": {"store_in_vault": "ON_SUCCESS", "usage_type": "MERCHANT"},
    }
    order = wallet_shop.ask(source={"attributes": attributes})
    press(wallet_shop, link(order, "payer-action"))
    assert listed(wallet_shop)["payment_tokens"] == []
    paid = wallet_shop.capture(order["id"]).json()
    vault = paid["payment_source"]["paypal"]["attributes"]["vault"]
    assert (vault["status"], vault["customer"]) == ("VAULTED", {"id": "c-nora"})
    assert wallet_shop.pay(vault["id"], "again").json()["status"] == "COMPLETED"
    assert wallet_shop.charged() == 2


def test_capturing_a_new_order_with_a_saved_way_pays_it(wallet_shop: Shop) -> None:
    order = wallet_shop.call("POST", "v2/checkout/orders", purchase()).json()["id"]
    body = {"payment_source": {"paypal": {"vault_id": wallet_shop.method()}}}
    path = f"v2/checkout/orders/{order}/capture"
    paid = wallet_shop.call("POST", path, body, "c", **FULL)
    assert captured(paid.json())["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("decline_insufficient_funds", "5120"),
        ("decline_expired_card", "5400"),
        ("decline_generic", "0500"),
        ("decline_stolen_card", "9520"),
        ("decline_fraudulent", "9500"),
        ("decline_incorrect_cvc", "00N7"),
        ("decline_processing_error", "9100"),
        ("decline_velocity_exceeded", "9510"),
    ],
)
def test_a_card_that_says_no_is_a_declined_capture_with_the_processors_code(
    wallet_shop: Shop, behaviour: str, code: str
) -> None:
    paid = wallet_shop.pay(wallet_shop.method(behaviour, "card"), kind="card")
    capture = captured(paid.json())
    assert (paid.status_code, capture["status"]) == (201, "DECLINED")
    assert capture["processor_response"]["response_code"] == code
    assert [payment["status"] for payment in wallet_shop.payments()] == ["failed"]
    assert wallet_shop.charged() == 0
    assert "PAYMENT.CAPTURE.DECLINED" in wallet_shop.events()


def test_a_wallet_that_says_no_gives_no_reason(wallet_shop: Shop) -> None:
    reply = wallet_shop.pay(wallet_shop.method("decline_insufficient_funds"))
    assert (reply.status_code, issue(reply)) == (422, "INSTRUMENT_DECLINED")
    assert reply.json()["links"][0]["rel"] == "redirect"
    assert wallet_shop.payments() == []
    order = wallet_shop.ask("k-2")
    press(wallet_shop, link(order, "payer-action"), account="decline_generic")
    assert issue(wallet_shop.capture(order["id"])) == "INSTRUMENT_DECLINED"
    assert wallet_shop.get(f"v2/checkout/orders/{order['id']}")["status"] == "APPROVED"
    assert wallet_shop.charged() == 0


def test_a_way_to_pay_pays_only_in_its_currencies(wallet_shop: Shop) -> None:
    saved = wallet_shop.method("succeed", currencies=["EUR"])
    assert issue(wallet_shop.pay(saved)) == "PAYER_CANNOT_PAY"
    euros = {"currency_code": "EUR", "value": "3.00"}
    assert wallet_shop.pay(saved, amount=euros).status_code == 201


@pytest.mark.parametrize(
    ("outcome", "status", "event"),
    [
        ("succeeded", "COMPLETED", "PAYMENT.CAPTURE.COMPLETED"),
        ("failed", "DECLINED", "PAYMENT.CAPTURE.DENIED"),
    ],
)
def test_an_echeck_is_pending_until_its_bank_has_spoken(
    wallet_shop: Shop, outcome: str, status: str, event: str
) -> None:
    order = wallet_shop.pay(wallet_shop.method("never_settles")).json()
    capture = captured(order)
    assert (order["status"], capture["status"]) == ("COMPLETED", "PENDING")
    assert capture["status_details"] == {"reason": "ECHECK"}
    assert issue(wallet_shop.refund(capture["id"])) == "PENDING_CAPTURE"
    assert wallet_shop.charged() == 0
    wallet_shop.order_from("settle", payment_intent=order["id"], outcome=outcome)
    assert wallet_shop.get(f"v2/payments/captures/{capture['id']}")["status"] == status
    assert wallet_shop.charged() == (outcome == "succeeded")
    assert wallet_shop.events()[0] == "PAYMENT.CAPTURE.PENDING"
    assert wallet_shop.events()[-1] == event


@pytest.mark.parametrize(
    ("behaviour", "ended"), [("succeed_later", "COMPLETED"), ("fail_later", "DECLINED")]
)
def test_an_echeck_ends_by_itself_when_its_time_has_come(
    own_wallet_shop: Shop, behaviour: str, ended: str
) -> None:
    shop = own_wallet_shop
    order = shop.pay(shop.method(behaviour, settle_after_seconds=3000)).json()
    assert shop.advance(2000) == 0
    assert captured(shop.get(f"v2/checkout/orders/{order['id']}"))["status"] == "PENDING"
    assert shop.advance(1001) == 1
    assert captured(shop.get(f"v2/checkout/orders/{order['id']}"))["status"] == ended


def test_a_payer_who_is_away_cannot_be_asked(wallet_shop: Shop) -> None:
    for number, kind in enumerate(("paypal", "card")):
        saved = wallet_shop.method("requires_authentication", kind)
        reply = wallet_shop.pay(saved, f"k-{number}", kind=kind)
        assert (reply.status_code, issue(reply)) == (422, "PAYER_ACTION_REQUIRED")
    away = wallet_shop.pay(wallet_shop.method("authenticate_unless_setup"), "k-3")
    assert away.json()["status"] == "COMPLETED"
    assert wallet_shop.charged() == 1


@pytest.mark.parametrize("behaviour", ["requires_authentication", "authenticate_unless_setup"])
def test_a_payer_who_is_there_is_sent_to_the_page(wallet_shop: Shop, behaviour: str) -> None:
    saved = wallet_shop.method(behaviour)
    asked = wallet_shop.pay(saved, source={"experience_context": PAGES})
    order = asked.json()
    assert (asked.status_code, order["status"]) == (200, "PAYER_ACTION_REQUIRED")
    page = wallet_shop.sandbox.http.get(link(order, "payer-action")).text
    assert "<select" not in page  # the wallet is known
    assert issue(wallet_shop.capture(order["id"])) == "ORDER_NOT_APPROVED"
    press(wallet_shop, link(order, "payer-action"))
    assert captured(wallet_shop.capture(order["id"]).json())["status"] == "COMPLETED"
    assert [payment["method"] for payment in wallet_shop.payments()] == [saved]


def test_asked_and_declined_all_the_same(wallet_shop: Shop) -> None:
    saved = wallet_shop.method("authenticate_then_decline")
    order = wallet_shop.pay(saved, source={"experience_context": PAGES}).json()
    press(wallet_shop, link(order, "payer-action"))
    assert issue(wallet_shop.capture(order["id"])) == "INSTRUMENT_DECLINED"
    assert wallet_shop.charged() == 0
