"""Stripe's pages: what is asked for, whom a customer may be sent to, and odd answers about them."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
import stripe

from billing.capabilities import PageKind
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import PageRequest, PageState
from billing.ids import CustomerId
from billing.money import Money
from billing.payments import PaymentState
from payments._stripe.account import API_VERSION
from tests.payments.kit.rig_stripe import Rig
from tests.payments.kit.words import give_back
from tests.payments.rig import Recital
from tests.payments.stripe_words import INTENT, request, to

BACK = "https://billing.example/return/token"
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
SESSION: dict[str, Any] = {
    "id": "cs_test_1",
    "object": "checkout.session",
    "mode": "payment",
    "status": "open",
    "amount_total": 9740,
    "currency": "usd",
    "expires_at": 1800000000,
    "livemode": False,
    "metadata": {"reference": "pay-1"},
    "payment_intent": None,
    "url": "https://checkout.stripe.com/c/pay/cs_test_1",
}


def wanted(kind: PageKind = PageKind.PAYMENT_LINK, **changes: Any) -> PageRequest:
    fields: dict[str, Any] = {
        "kind": kind,
        "key": "pay-1",
        "customer": CustomerId("c-nora"),
        "customer_ref": "cus_1",
        "return_url": BACK,
        "amount": Money(9740, "USD"),
        "description": "Bill HB-104",
    }
    return PageRequest(**(fields | changes))


def sent(recital: Recital, at: int = -1) -> dict[str, str]:
    return dict(parse_qsl(recital.heard[at][3].decode()))


# --- what is sent ------------------------------------------------------------------------------


def test_every_request_names_the_version_of_the_api_that_we_read(recital: Recital) -> None:
    recital.say(200, INTENT)

    to(recital).charge(request())

    assert recital.heard[0][2]["stripe-version"] == API_VERSION
    assert stripe.api_version == API_VERSION, "the SDK moved on: read its changes, then follow"


def test_with_a_way_back_the_bank_may_ask_the_customer(recital: Recital) -> None:
    recital.say(200, INTENT)

    to(recital).charge(request(return_url=BACK))

    form = sent(recital)
    assert form["return_url"] == BACK
    assert form["automatic_payment_methods[allow_redirects]"] == "always"
    assert "error_on_requires_action" not in form


def test_a_page_to_pay_asks_for_this_amount_once_and_carries_our_key(recital: Recital) -> None:
    recital.say(200, SESSION)

    opened = to(recital).open_page(wanted())

    assert (opened.provider_ref, opened.url) == ("cs_test_1", SESSION["url"])
    assert recital.heard[0][2]["idempotency-key"] == "pay-1"
    assert sent(recital) == {
        "mode": "payment",
        "allowed_payment_method_types[0]": "card",
        "cancel_url": BACK,
        "client_reference_id": "c-nora",
        "customer": "cus_1",
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][product_data][name]": "Bill HB-104",
        "line_items[0][price_data][unit_amount]": "9740",
        "line_items[0][quantity]": "1",
        "metadata[reference]": "pay-1",
        "payment_intent_data[description]": "Bill HB-104",
        "payment_intent_data[metadata][page]": "link",
        "payment_intent_data[metadata][reference]": "pay-1",
        "success_url": BACK,
    }


def test_a_new_customer_is_an_id_of_ours_and_nothing_else(
    stripe_shop: Rig, recital: Recital
) -> None:
    recital.say(200, {"object": "customer", "id": "cus_9", "livemode": False})
    with pytest.raises(OutcomeUnknown):  # the recital answers the page with a customer
        to(recital).open_page(wanted(PageKind.ADD_METHOD, customer_ref=None))
    assert recital.heard[0][1] == "/v1/customers"
    assert recital.heard[0][2]["idempotency-key"] == "pay-1-customer"
    assert sent(recital, 0) == {"metadata[customer]": "c-nora"}

    provider = stripe_shop.connect()
    first = provider.open_page(wanted(PageKind.ADD_METHOD, customer_ref=None))
    again = provider.open_page(wanted(PageKind.ADD_METHOD, customer_ref=None))
    assert first.customer_ref == again.customer_ref
    assert first.customer_ref not in (None, "c-nora")


# --- whom a customer may be sent to --------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://hooks.stripe.com/3d_secure_2/hosted?x=1", True),
        ("https://checkout.stripe.com/c/pay/cs_1#frag", True),
        ("https://stripe.com/x", True),
        ("http://hooks.stripe.com/3d", False),
        ("https://hooks.stripe.com:8443/3d", False),
        ("https://hooks.stripe.com.evil.example/3d", False),
        ("https://evilstripe.com/3d", False),
        ("https://stripe.com@evil.example/3d", False),
        ("https://evil.example/hooks.stripe.com", False),
        ("https://user:pass@hooks.stripe.com/3d", False),
        ("https://hooks.stripe.com\\@evil.example/3d", False),
        ('https://hooks.stripe.com/"><script>', False),
        ("javascript:alert(1)", False),
        ("//hooks.stripe.com/3d", False),
        ("https://[::1", False),
        ("https://hooks.stripe.com:port/", False),
        ("", False),
        (None, False),
    ],
)
def test_a_customer_is_sent_to_stripe_only(recital: Recital, url: str | None, good: bool) -> None:
    action = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": BACK}}
    recital.say(200, INTENT | {"status": "requires_action", "next_action": action})

    report = to(recital).charge(request(return_url=BACK))

    assert report.state is PaymentState.REQUIRES_ACTION
    assert report.next_url == (url if good else None)
    assert url is None or url == "" or url not in repr(report)


def test_a_customer_is_sent_to_the_address_that_replaces_stripes(recital: Recital) -> None:
    for url, good in ((f"{recital.url}/page", True), ("http://127.0.0.1:1/page", False)):
        action = {"type": "redirect_to_url", "redirect_to_url": {"url": url}}
        recital.say(200, INTENT | {"status": "requires_action", "next_action": action})

        report = to(recital).charge(request(return_url=BACK))

        assert report.next_url == (url if good else None)


def test_small_deposits_are_confirmed_on_a_page_too(recital: Recital) -> None:
    url = "https://payments.stripe.com/microdeposit/1"
    action = {
        "type": "verify_with_microdeposits",
        "verify_with_microdeposits": {"hosted_verification_url": url},
    }
    recital.say(200, INTENT | {"status": "requires_action", "next_action": action})

    assert to(recital).charge(request(return_url=BACK)).next_url == url


def test_a_page_elsewhere_is_not_opened(recital: Recital) -> None:
    recital.say(200, SESSION | {"url": "https://evil.example/pay"})

    with pytest.raises(OutcomeUnknown):
        to(recital).open_page(wanted())


# --- odd answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"amount_total": 9840}, {"currency": "eur"}])
def test_a_page_that_asks_for_another_amount_is_closed_at_once(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(200, SESSION | changes)

    with pytest.raises(ProviderUnavailable, match="another amount"):
        to(recital).open_page(wanted())

    assert [path for _, path, _, _ in recital.heard][1] == "/v1/checkout/sessions/cs_test_1/expire"


@pytest.mark.parametrize(
    "changes",
    [
        {"livemode": True},
        {"metadata": {"reference": "pay-2"}},
        {"metadata": None},
        {"object": "payment_intent"},
        {"id": "in_1"},
        {"status": "brand_new"},
        {"expires_at": "soon"},
    ],
)
def test_an_answer_that_is_not_plainly_our_page_is_a_doubt(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(200, SESSION | changes)

    with pytest.raises(OutcomeUnknown):
        to(recital).open_page(wanted())


@pytest.mark.parametrize(
    "body",
    [
        SESSION | {"metadata": {"reference": "pay-2"}},
        SESSION | {"livemode": True},
        SESSION | {"amount_total": None},
        SESSION | {"status": "complete"},
        b"<html>",
    ],
)
def test_a_page_that_does_not_say_is_neither_paid_nor_absent(
    recital: Recital, body: object
) -> None:
    recital.say(200, body)

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference="pay-1", provider_ref="cs_test_1", since=SINCE)


def test_a_refused_try_on_an_open_page_is_found_by_the_intent_too(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    opened = provider.open_page(wanted(customer_ref=None, key="pay-link"))
    stripe_shop.fill_in(opened.url, "decline_generic")
    intent = stripe_shop.payments()[0].provider_ref

    try:
        report = provider.look_up(
            reference="pay-link", provider_ref=intent, since=stripe_shop.now()
        )
    except ProviderUnavailable:
        return  # it may say that it does not know, but never that this payment failed
    assert report is not None
    assert report.state is PaymentState.REQUIRES_ACTION


def test_a_bank_debit_of_a_page_fails_in_the_end_when_the_bank_sends_it_back(
    stripe_shop: Rig,
) -> None:
    provider = stripe_shop.connect()
    opened = provider.open_page(
        wanted(customer_ref=None, key="pay-ach", types=frozenset({"bank_account"}))
    )
    stripe_shop.pay_by_bank(opened.url, "insufficient_funds")
    on_its_way = provider.look_up_page(PageKind.PAYMENT_LINK, opened.provider_ref)
    assert on_its_way.state is PageState.DONE
    assert on_its_way.payment is not None
    assert on_its_way.payment.state is PaymentState.PENDING

    stripe_shop.advance(days=6)

    for known_as in (opened.provider_ref, on_its_way.payment.provider_ref):
        report = provider.look_up(
            reference="pay-ach", provider_ref=known_as, since=stripe_shop.now()
        )
        assert report is not None
        assert report.state is PaymentState.FAILED


def test_a_payment_of_a_page_is_given_back_like_any_other(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    for kind in (PageKind.PAYMENT_LINK, PageKind.INVOICE):
        opened = provider.open_page(wanted(kind, customer_ref=None, key=f"pay-{kind}"))
        stripe_shop.fill_in(opened.url)
        paid = provider.look_up_page(kind, opened.provider_ref).payment
        assert paid is not None

        assert provider.refund(give_back(paid, 1000)).state is PaymentState.SUCCEEDED
    assert stripe_shop.refunded() == 2000
