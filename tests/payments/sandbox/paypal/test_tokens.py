"""Access tokens: who gets one, how long it opens doors, and how often one was asked for."""

import httpx
import pytest

from tests.payments.sandbox.paypal.shop import Shop, issue
from tests.payments.sandbox.world import Merchant

ORDERS = "v2/checkout/orders/X"


def requests(shop: Shop) -> int:
    return int(shop.control("GET", "/tokens")["requests"])


def test_client_and_secret_give_a_token_and_each_is_counted(wallet_shop: Shop) -> None:
    assert requests(wallet_shop) == 0
    first, second = wallet_shop.ask_token().json(), wallet_shop.ask_token().json()
    assert (first["token_type"], first["expires_in"]) == ("Bearer", 32_400)
    assert {"scope", "access_token", "app_id", "nonce"} <= set(first)
    assert first["access_token"] != second["access_token"]
    assert requests(wallet_shop) == 2


def test_wrong_credentials_and_grants_are_refused_in_the_oauth_shape(wallet_shop: Shop) -> None:
    wrong = wallet_shop.ask_token(secret="nobodyknowsme")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    grant = wallet_shop.ask_token(grant="password")
    assert (grant.status_code, grant.json()["error"]) == (400, "unsupported_grant_type")
    bare = wallet_shop.sandbox.http.post(f"{wallet_shop.url}/v1/oauth2/token")
    assert (bare.status_code, bare.json()["error"]) == (401, "invalid_client")
    assert requests(wallet_shop) == 0


def test_without_a_token_nothing_opens(wallet_shop: Shop) -> None:
    http, url = wallet_shop.sandbox.http, f"{wallet_shop.url}/{ORDERS}"
    none = http.get(url)
    assert (none.status_code, none.json()["name"]) == (401, "AUTHENTICATION_FAILURE")
    assert none.json()["debug_id"] == none.headers["paypal-debug-id"]
    for made_up in ("A21AAnobody", "A21AA.x", "A21AA.ä"):
        headers = {b"Authorization": f"Bearer {made_up}".encode()}
        reply = http.get(url, headers=headers)
        assert (reply.status_code, reply.json()["error"]) == (401, "invalid_token")


def test_a_token_ends_by_the_virtual_clock(own_wallet_shop: Shop) -> None:
    shop = own_wallet_shop
    assert shop.call("GET", ORDERS).status_code == 404
    shop.order_from("clock", advance_seconds=32_399)
    assert shop.call("GET", ORDERS).status_code == 404
    shop.order_from("clock", advance_seconds=2)
    assert shop.call("GET", ORDERS).status_code == 401
    shop.token = None
    assert shop.call("GET", ORDERS).status_code == 404
    assert requests(shop) == 2


def test_a_test_can_shorten_and_revoke_tokens(wallet_shop: Shop) -> None:
    shown = wallet_shop.control("POST", "/tokens", {"lifetime_seconds": 60})
    assert (shown["lifetime_seconds"], shown["revoked"]) == (60, 0)
    assert wallet_shop.ask_token().json()["expires_in"] == 60
    wallet_shop.call("GET", ORDERS)
    assert wallet_shop.control("POST", "/tokens", {"revoke": True})["revoked"] == 2
    assert wallet_shop.call("GET", ORDERS).status_code == 401


def test_a_token_opens_its_own_merchants_doors_only(wallet_shop: Shop) -> None:
    other, stripe = Shop(wallet_shop.sandbox), Merchant(wallet_shop.sandbox)
    order = other.ask()
    path = f"v2/checkout/orders/{order['id']}"
    assert issue(wallet_shop.call("GET", path)) == "INVALID_RESOURCE_ID"
    headers = {"Authorization": f"Bearer {stripe.secret}"}
    reply = wallet_shop.sandbox.http.get(f"{wallet_shop.url}/{path}", headers=headers)
    assert reply.status_code == 401
    pair = httpx.BasicAuth(stripe.secret, "")
    form = {"grant_type": "client_credentials"}
    reply = wallet_shop.sandbox.http.post(
        f"{wallet_shop.url}/v1/oauth2/token", data=form, auth=pair
    )
    assert reply.status_code == 401


def test_a_fault_spares_the_token_unless_it_names_it(wallet_shop: Shop) -> None:
    wallet_shop.fault("http_429")
    assert wallet_shop.ask_token().status_code == 200
    assert wallet_shop.call("GET", ORDERS).status_code == 429
    wallet_shop.fault("http_500_before_commit", path_contains="oauth2")
    assert wallet_shop.ask_token().status_code == 500
    wallet_shop.fault("drop_reply_after_commit", path_contains="oauth2")
    before = requests(wallet_shop)
    with pytest.raises(httpx.TransportError):
        wallet_shop.ask_token()
    assert requests(wallet_shop) == before + 1
    wallet_shop.fault("outage_503")
    assert wallet_shop.ask_token().status_code == 503
    wallet_shop.sandbox.control("DELETE", f"faults?merchant={wallet_shop.id}")
    assert wallet_shop.ask_token().status_code == 200
