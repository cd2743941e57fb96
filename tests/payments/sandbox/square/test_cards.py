"""Square's customers and what is on file for them: cards and bank accounts."""

import pytest

from tests.payments.sandbox.square.seller import Json, Seller, codes


def keep(seller: Seller, source: str, **more: object) -> Json:
    body: Json = {"idempotency_key": seller.key(), "source_id": source}
    return body | {"card": {"customer_id": "c1"}} | more


def test_a_token_becomes_a_card_on_file_and_pays(seller: Seller) -> None:
    wanted = {"customer_id": "c1", "reference_id": "m-1", "cardholder_name": "Ada Quinn"}
    card = seller.post("cards", **keep(seller, "cnon:card-nonce-ok", card=wanted)).json()["card"]
    assert card["id"].startswith("ccof:")
    assert (card["enabled"], card["reference_id"]) == (True, "m-1")
    assert seller.get(f"cards/{card['id']}").json()["card"] == card
    assert seller.paid(card["id"])["status"] == "COMPLETED"
    listed = seller.get("cards", customer_id="c1", reference_id="m-1").json()["cards"]
    assert [one["id"] for one in listed] == [card["id"]]


def test_a_disabled_card_is_not_listed_and_not_charged(seller: Seller) -> None:
    card = seller.method()
    for _ in range(2):
        gone = seller.post(f"cards/{card}/disable").json()["card"]
        assert (gone["enabled"], gone["version"]) == (False, 2)
    assert seller.get("cards", customer_id="c1").json() == {}
    both = seller.get("cards", customer_id="c1", include_disabled="true").json()["cards"]
    assert [one["id"] for one in both] == [card]
    assert codes(seller.pay(card)) == ["INVALID_CARD"]
    assert seller.truth() == []


def test_cards_come_twenty_five_a_page(seller: Seller) -> None:
    for number in range(27):
        body = {"customer": "c1", "type": "card", "last4": "4242"}
        seller.control("PUT", f"/methods/m-{number}", body)
    first = seller.get("cards", customer_id="c1").json()
    rest = seller.get("cards", customer_id="c1", cursor=first["cursor"]).json()
    ids = [card["id"] for page in (first, rest) for card in page["cards"]]
    assert ids == [f"m-{number}" for number in range(27)]
    assert "cursor" not in rest


@pytest.mark.parametrize(
    ("nonce", "code"),
    [
        ("cnon:card-nonce-declined", "GENERIC_DECLINE"),
        ("cnon:card-nonce-rejected-cvv", "CVV_FAILURE"),
        ("cnon:card-nonce-already-used", "CARD_TOKEN_USED"),
        ("cnon:card-nonce-requires-verification", "CARD_DECLINED_VERIFICATION_REQUIRED"),
        ("ccof:customer-card-id-ok", "SOURCE_USED"),
        ("bnon:bank-nonce-ok", "INVALID_CARD_DATA"),
    ],
)
def test_what_cannot_be_kept_is_refused(seller: Seller, nonce: str, code: str) -> None:
    assert codes(seller.post("cards", **keep(seller, nonce))) == [code]
    assert seller.get("cards").json() == {}


def test_a_card_is_kept_for_a_known_customer_only(seller: Seller) -> None:
    nobody = keep(seller, "cnon:card-nonce-ok", card={"customer_id": "nobody"})
    assert codes(seller.post("cards", **nobody)) == ["CUSTOMER_NOT_FOUND"]
    none = keep(seller, "cnon:card-nonce-ok", card={})
    assert codes(seller.post("cards", **none)) == ["MISSING_REQUIRED_PARAMETER"]


def test_the_card_behind_a_payment_is_kept_once(seller: Seller) -> None:
    payment = seller.paid()["id"]
    card = seller.post("cards", **keep(seller, payment)).json()["card"]
    assert seller.paid(card["id"])["status"] == "COMPLETED"
    assert codes(seller.post("cards", **keep(seller, payment))) == ["SOURCE_USED"]


def test_a_bank_that_asks_wants_one_verification_per_payment(seller: Seller) -> None:
    card = seller.method("requires_authentication")
    asked = seller.pay(card, "k-1")
    assert codes(asked) == ["CARD_DECLINED_VERIFICATION_REQUIRED"]
    token = seller.control("POST", "/verifications", {"source_id": card})["verification_token"]
    other = seller.method()
    assert codes(seller.pay(other, verification_token=token)) == ["INVALID_VALUE"]
    assert seller.paid(card, verification_token=token)["status"] == "COMPLETED"
    assert codes(seller.pay(card, verification_token=token)) == ["INVALID_VALUE"]
    assert codes(seller.pay(card, verification_token="verf:none")) == ["INVALID_VALUE"]
    assert seller.charges() == 1


def test_a_card_verified_when_kept_pays_while_its_owner_is_away(seller: Seller) -> None:
    wanted = {"behaviour": "authenticate_unless_setup", "type": "card"}
    nonce = seller.control("POST", "/tokens", wanted)["source_id"]
    body = keep(seller, nonce)
    assert codes(seller.post("cards", **body)) == ["CARD_DECLINED_VERIFICATION_REQUIRED"]
    token = seller.control("POST", "/verifications", {"source_id": nonce})["verification_token"]
    body = keep(seller, nonce, verification_token=token)
    card = seller.post("cards", **body).json()["card"]["id"]
    assert codes(seller.pay(card)) == ["CARD_DECLINED_VERIFICATION_REQUIRED"]
    away = {"customer_initiated": False}
    assert seller.paid(card, customer_details=away)["status"] == "COMPLETED"


def test_customers_are_made_found_changed_and_gone(seller: Seller) -> None:
    made = seller.post("customers", idempotency_key="c-1", given_name="Bo", reference_id="acc-7")
    again = seller.post("customers", idempotency_key="c-1", given_name="Bo", reference_id="acc-7")
    bo = made.json()["customer"]
    assert again.json()["customer"] == bo
    query: Json = {"filter": {"reference_id": {"exact": "acc-7"}}}
    found = seller.post("customers/search", query=query, count=True).json()
    assert ([one["id"] for one in found["customers"]], found["count"]) == ([bo["id"]], 1)
    fuzzy: Json = {"filter": {"email_address": {"fuzzy": "ada"}}}
    [ada] = seller.post("customers/search", query=fuzzy).json()["customers"]
    assert (ada["id"], ada["given_name"], ada["family_name"]) == ("c1", "Ada", "Quinn")
    both: Json = {"filter": {"email_address": {"fuzzy": "ada", "exact": "ada"}}}
    assert seller.post("customers/search", query=both).status_code == 400
    changed = seller.call("PUT", f"customers/{bo['id']}", {"nickname": "B", "version": 0})
    assert changed.json()["customer"]["version"] == 1
    stale = seller.call("PUT", f"customers/{bo['id']}", {"nickname": "C", "version": 0})
    assert codes(stale) == ["CONFLICT"]
    assert seller.call("DELETE", f"customers/{bo['id']}").json() == {}
    assert seller.get(f"customers/{bo['id']}").status_code == 404
    assert codes(seller.post("customers")) == ["MISSING_REQUIRED_PARAMETER"]
    listed = seller.get("customers").json()["customers"]
    assert [one["id"] for one in listed] == ["c1"]


def test_a_bank_account_is_kept_listed_and_disabled(seller: Seller) -> None:
    body = {"idempotency_key": "b-1", "source_id": "bnon:bank-nonce-ok", "customer_id": "c1"}
    bank = seller.post("bank-accounts", **body).json()["bank_account"]
    assert (bank["status"], bank["account_number_suffix"]) == ("VERIFIED", "6789")
    [listed] = seller.get("bank-accounts", customer_id="c1").json()["bank_accounts"]
    assert listed == seller.get(f"bank-accounts/{bank['id']}").json()["bank_account"] == bank
    assert seller.paid(bank["id"])["status"] == "PENDING"
    gone = seller.post(f"bank-accounts/{bank['id']}/disable").json()["bank_account"]
    assert gone["status"] == "DISABLED"
    assert seller.pay(bank["id"]).status_code == 400
    assert seller.post(f"bank-accounts/{bank['id']}/disable").status_code == 400
