"""The official SDK, unmodified, at the sandbox: every member it reads is one it knows."""

import pytest
from pydantic import BaseModel
from square import Square
from square.core.api_error import ApiError
from square.utils.webhooks_helper import verify_signature

from payments.sandbox.square._routes import signature, signed
from tests.payments.sandbox.square.seller import Seller


def client(seller: Seller) -> Square:
    return Square(token=seller.token, base_url=seller.sandbox.url + "/square")


def strangers(found: object) -> list[str]:
    """Members that the SDK's own types do not have, at any depth."""
    if isinstance(found, list):
        return [name for item in found for name in strangers(item)]
    if not isinstance(found, BaseModel):
        return []
    inside = [name for _, value in found for name in strangers(value)]
    return [*(found.model_extra or ()), *inside]


def test_the_sdk_pays_finds_and_gives_back(seller: Seller) -> None:
    sdk = client(seller)
    made = sdk.payments.create(
        source_id="cnon:card-nonce-ok",
        idempotency_key="k-1",
        amount_money={"amount": 9740, "currency": "USD"},
        reference_id="bill-1",
    )
    assert made.payment is not None
    assert (made.payment.status, strangers(made)) == ("COMPLETED", [])
    assert [one.id for one in sdk.payments.list()] == [made.payment.id]
    back = sdk.refunds.refund_payment(
        idempotency_key="r-1",
        amount_money={"amount": 100, "currency": "USD"},
        payment_id=made.payment.id,
    )
    assert back.refund is not None
    assert (back.refund.status, strangers(back)) == ("COMPLETED", [])
    assert strangers(sdk.payments.get(str(made.payment.id))) == []


def test_the_sdk_reads_a_decline(seller: Seller) -> None:
    with pytest.raises(ApiError) as caught:
        client(seller).payments.create(
            source_id="cnon:card-nonce-declined",
            idempotency_key="k-1",
            amount_money={"amount": 9740, "currency": "USD"},
        )
    assert caught.value.status_code == 402
    assert [error.code for error in caught.value.errors] == ["GENERIC_DECLINE"]


def test_the_sdk_knows_every_member_beyond_the_trimmed_description(seller: Seller) -> None:
    sdk = client(seller)
    payment = seller.paid(seller.method("succeed_then_dispute"))
    disputes = list(sdk.disputes.list())
    assert [str(one.state) for one in disputes] == ["EVIDENCE_REQUIRED"]
    assert strangers(disputes) == []
    place = str(payment["location_id"])
    link = sdk.checkout.payment_links.create(
        idempotency_key="l-1",
        quick_pay={
            "name": "Bill",
            "price_money": {"amount": 9740, "currency": "USD"},
            "location_id": place,
        },
    )
    assert link.payment_link is not None
    assert strangers(link) == []
    order = sdk.orders.get(str(link.payment_link.order_id))
    assert strangers(order) == []
    seller.method("succeed_later", "bank_account")
    accounts = list(sdk.bank_accounts.list(customer_id="c1"))
    assert ([one.account_number_suffix for one in accounts], strangers(accounts)) == (["4242"], [])
    assert strangers(sdk.locations.list()) == []


def test_the_sdk_accepts_the_signature_and_no_other() -> None:
    url, body = "http://shop.example/hook", b'{"type": "payment.created"}'
    shown = signature("key", signed(url, body), 0)["x-square-hmacsha256-signature"]
    for key, where, text, good in (
        ("key", url, body, True),
        ("other", url, body, False),
        ("key", url + "/", body, False),
        ("key", url, body + b" ", False),
    ):
        accepted = verify_signature(
            request_body=text.decode(),
            signature_header=shown,
            signature_key=key,
            notification_url=where,
        )
        assert accepted is good
