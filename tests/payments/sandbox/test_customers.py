"""Customers and their methods: a default, a change, a parting."""

import httpx

from tests.payments.sandbox.pages import SHOP, Person, setup_session, types
from tests.payments.sandbox.world import Merchant


def delete(shop: Merchant, path: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {shop.secret}"}
    return shop.sandbox.http.delete(f"{shop.sandbox.url}/stripe/v1/{path}", headers=headers)


def default(shop: Merchant, method: str) -> httpx.Response:
    return shop.post("customers/c1", **{"invoice_settings[default_payment_method]": method})


def test_a_default_is_the_customers_own_and_goes_with_the_method(shop: Merchant) -> None:
    mine = shop.method("succeed")
    shop.control("PUT", "/customers/c2", {})
    foreign = shop.method("decline_generic", customer="c2")
    shown = default(shop, mine).json()["invoice_settings"]["default_payment_method"]
    assert shown == mine
    assert default(shop, foreign).status_code == 400
    [one, two] = shop.control("GET", "/customers")["customers"]
    assert {one["default_method"], two["default_method"]} == {mine, None}
    shop.post(f"payment_methods/{mine}/detach")
    after = shop.get("customers/c1").json()["invoice_settings"]
    assert after["default_payment_method"] is None


def test_a_deleted_customer_is_gone_with_its_methods_and_what_was_paid_stays(
    shop: Merchant,
) -> None:
    method = shop.method("succeed")
    shop.pay(method, "bill-1")
    gone = delete(shop, "customers/c1").json()
    assert gone == {"id": "c1", "object": "customer", "deleted": True}
    assert shop.get("customers/c1").json() == gone
    assert shop.get("customers").json()["data"] == []
    assert shop.pay(method, "bill-2").status_code == 400
    assert shop.get(f"payment_methods/{method}").json()["customer"] is None
    assert [p["charged"] for p in shop.payments()] == [True]
    assert types(shop)[-2:] == ["payment_method.detached", "customer.deleted"]
    assert delete(shop, "customers/c1").status_code == 404


def test_a_card_gets_a_new_expiry(shop: Merchant) -> None:
    method = shop.method("succeed")
    path = f"payment_methods/{method}"
    assert shop.post(path, **{"card[exp_year]": "2040"}).json()["card"]["exp_year"] == 2040
    assert shop.post(path, **{"card[exp_month]": "13"}).status_code == 400


def test_a_payment_may_save_its_card_for_later(shop: Merchant) -> None:
    paid = shop.pay(
        "pm_card_authenticationRequiredOnSetup",
        setup_future_usage="off_session",
        return_url=SHOP + "/back",
    ).json()
    back = Person(shop).answer(paid["next_action"]["redirect_to_url"]["url"])
    assert back.startswith(f"{SHOP}/back?payment_intent={paid['id']}&")
    assert back.endswith("&redirect_status=succeeded")
    [method] = shop.get("payment_methods", customer="c1").json()["data"]
    assert shop.pay(method["id"], off_session="true").json()["status"] == "succeeded"


def test_the_banks_page_answers_once_and_without_a_return_just_says_done(shop: Merchant) -> None:
    paid = shop.pay("pm_card_authenticationRequired").json()
    url = paid["next_action"]["redirect_to_url"]["url"]
    http = shop.sandbox.http
    assert http.post(url, data={"outcome": "perhaps"}).status_code == 422
    done = http.post(url, data={"outcome": "succeeded"})
    assert (done.status_code, "Done" in done.text) == (200, True)
    assert http.post(url, data={"outcome": "failed"}).status_code == 409
    assert [p["charged"] for p in shop.payments()] == [True]


def test_pages_show_nothing_of_what_does_not_exist(shop: Merchant) -> None:
    base = f"{shop.sandbox.url}/stripe/pages"
    for path in ("checkout/cs_test_none", "invoice/test_none", "link/plink_none"):
        assert shop.sandbox.http.get(f"{base}/{path}").status_code == 404, path
    session = setup_session(shop, customer="c1")
    shop.control("PUT", "/customers/c1", {"name": "<script>alert(1)</script>"})
    shown = shop.sandbox.http.get(session["url"])
    assert "<script" not in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
