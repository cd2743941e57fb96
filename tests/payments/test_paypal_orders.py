"""What a payer agrees to: captured only when key, amount and seal are ours; called off for good."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageState
from billing.money import Money
from billing.payments import DeclineReason, PaymentReport, PaymentState
from payments._paypal.wire import Link
from payments.paypal import Adapter
from tests.payments.kit.rig_paypal import Rig
from tests.payments.kit.words import BACK, HUNG_UP, page
from tests.payments.paypal_words import (
    CAPTURE,
    CREDENTIALS,
    ORDER,
    Desk,
    Json,
    open_desk,
    order,
    problem,
)
from tests.payments.rig import Sandbox, connection

_numbers = iter(range(1, 1000))
LATER = timedelta(minutes=1)


@pytest.fixture
def shop(sandbox: Sandbox) -> Iterator[Rig]:
    yield Rig(sandbox, f"paypal-orders{next(_numbers)}")
    sandbox.order("DELETE", "faults")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


def ask(shop: Rig, provider: Adapter, **changes: Any) -> tuple[str, OpenedPage]:
    """A page to pay 97.40 USD: our key of it, and the page."""
    wanted = page(shop, PageKind.PAYMENT_LINK, key=f"link-{shop.id}-{next(_numbers)}", **changes)
    return wanted.key, provider.open_page(wanted)


def look(shop: Rig, provider: Adapter, key: str, ref: str) -> PaymentReport | None:
    return provider.look_up(reference=key, provider_ref=ref, since=shop.now() - LATER)


def orders_of(shop: Rig) -> dict[str, str]:
    found = shop.sandbox.order("GET", f"merchants/{shop.id}/orders")["orders"]
    return {each["id"]: each["status"] for each in found}


# --- agreed, and captured once -----------------------------------------------------------------


def test_what_the_payer_agreed_to_is_captured_when_we_look(shop: Rig) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)
    leads_to = shop.press(opened.url, "approve", account="succeed")
    assert leads_to is not None
    assert leads_to.startswith(BACK)
    assert shop.charged() == 0

    reports = [look(shop, provider, key, opened.provider_ref) for _ in range(3)]

    assert {report.state for report in reports if report} == {PaymentState.SUCCEEDED}
    assert shop.charged() == 1


def test_two_that_look_at_once_capture_once(shop: Rig) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)
    shop.press(opened.url, "approve", account="succeed")
    shop.timeouts = HUNG_UP
    shop.fault("drop_reply_after_commit", path_contains="capture")

    with pytest.raises(ProviderUnavailable):  # a look in doubt is a look that failed
        look(shop, shop.connect(), key, opened.provider_ref)

    report = look(shop, provider, key, opened.provider_ref)
    assert report is not None
    assert report.state is PaymentState.SUCCEEDED
    assert shop.charged() == 1


def test_a_payer_who_cancels_may_still_come_back(shop: Rig) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)
    shop.press(opened.url, "cancel")

    report = look(shop, provider, key, opened.provider_ref)

    assert report is not None
    assert (report.state, report.next_url) == (PaymentState.REQUIRES_ACTION, opened.url)


def test_a_bank_behind_the_wallet_takes_days(shop: Rig) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)
    shop.press(opened.url, "approve", account="never_settles")

    report = look(shop, provider, key, opened.provider_ref)
    assert report is not None
    assert report.state is PaymentState.PENDING
    shop.settle(report.provider_ref, "failed")

    ended = look(shop, provider, key, report.provider_ref)
    assert ended == replace(report, state=PaymentState.FAILED, reason=DeclineReason.OTHER)


def test_a_wallet_that_is_declined_sends_its_payer_back_to_the_page(shop: Rig) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)
    shop.press(opened.url, "approve", account="decline_generic")

    report = look(shop, provider, key, opened.provider_ref)

    assert report is not None
    assert (report.state, report.next_url) == (PaymentState.REQUIRES_ACTION, opened.url)
    assert report.reason is DeclineReason.CARD_DECLINED
    assert shop.charged() == 0
    shop.press(opened.url, "approve", account="succeed")

    paid = look(shop, provider, key, opened.provider_ref)
    assert paid is not None
    assert paid.state is PaymentState.SUCCEEDED
    assert shop.charged() == 1


# --- never captured ----------------------------------------------------------------------------


def test_an_order_of_somebody_elses_is_not_captured(shop: Rig) -> None:
    provider = shop.connect()
    _, theirs = ask(shop, provider)
    shop.press(theirs.url, "approve", account="succeed")

    with pytest.raises(ProviderUnavailable):
        look(shop, provider, "pay-mine", theirs.provider_ref)

    assert orders_of(shop)[theirs.provider_ref] == "APPROVED"
    assert shop.charged() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", {"currency_code": "USD", "value": "0.01"}),
        ("amount", {"currency_code": "MXN", "value": "97.40"}),
    ],
)
def test_an_order_that_was_changed_to_another_amount_is_not_captured(
    shop: Rig, field: str, value: Json
) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)
    seal = provider._account.seal(key, Money(9740, "USD"))
    place = f"/purchase_units/@reference_id=='{seal}'/{field}"
    change = [{"op": "replace", "path": place, "value": value}]
    answer = provider._account.ask("PATCH", f"/v2/checkout/orders/{opened.provider_ref}", change)
    assert answer.status == 204
    shop.press(opened.url, "approve", account="succeed")

    there = Money(int(value["value"].replace(".", "")), value["currency_code"])
    told = look(shop, provider, key, opened.provider_ref)
    page = provider.look_up_page(PageKind.PAYMENT_LINK, opened.provider_ref)
    for report in (told, page.payment):
        assert report is not None
        assert (report.state, report.amount) == (PaymentState.REQUIRES_ACTION, there)
    assert orders_of(shop)[opened.provider_ref] == "APPROVED"
    assert provider.cancel(opened.provider_ref).state is PaymentState.CANCELLED
    assert shop.charged() == 0


def test_an_order_made_by_somebody_else_with_our_key_is_not_captured(shop: Rig) -> None:
    provider = shop.connect()
    unit = {"amount": {"currency_code": "USD", "value": "97.40"}, "custom_id": "pay-1"}
    body = {"intent": "CAPTURE", "purchase_units": [unit]}
    made = provider._account.ask("POST", "/v2/checkout/orders", body).data
    assert made is not None
    order_id = str(made["id"])
    shop.press(f"{shop.base_url}/checkoutnow?token={order_id}", "approve", account="succeed")

    report = look(shop, provider, "pay-1", order_id)
    assert report is not None
    assert report.state is PaymentState.REQUIRES_ACTION
    assert orders_of(shop)[order_id] == "APPROVED"
    assert shop.charged() == 0


def test_another_connections_seal_opens_nothing(shop: Rig) -> None:
    ours = shop.connect()
    theirs = Adapter.connect(
        replace(connection("paypal"), endpoint_token="another"),
        shop.credentials,
        base_url=shop.base_url,
    )
    money = Money(9740, "USD")
    seal = ours._account.seal("pay-1", money)
    assert seal != ours._account.seal("pay-2", money)
    assert seal != ours._account.seal("pay-1", Money(9740, "EUR"))
    key, opened = ask(shop, theirs)
    shop.press(opened.url, "approve", account="succeed")

    report = look(shop, ours, key, opened.provider_ref)

    assert report is not None
    assert report.state is PaymentState.REQUIRES_ACTION
    assert shop.charged() == 0


def test_an_order_outlives_a_change_of_the_client_secret(shop: Rig) -> None:
    key, opened = ask(shop, shop.connect())
    shop.press(opened.url, "approve", account="succeed")
    shop.credentials["client_secret"] = f"second-{shop.id}"
    pair = f"{shop.credentials['client_id']}:{shop.credentials['client_secret']}"
    shop.sandbox.order("PUT", f"merchants/{shop.id}", provider="paypal", secret_key=pair)

    report = look(shop, shop.connect(), key, opened.provider_ref)

    assert report is not None
    assert report.state is PaymentState.SUCCEEDED
    assert shop.charged() == 1


def test_an_approval_that_nobody_captured_in_time_is_gone(shop: Rig) -> None:
    provider, since = shop.connect(), shop.now()
    key, opened = ask(shop, provider)
    shop.press(opened.url, "approve", account="succeed")
    shop.advance(hours=4)

    assert provider.look_up(reference=key, provider_ref=opened.provider_ref, since=since) is None
    report = provider.look_up_page(PageKind.PAYMENT_LINK, opened.provider_ref)
    assert (report.state, report.payment) == (PageState.EXPIRED, None)
    with pytest.raises(ProviderUnavailable):
        provider.cancel(opened.provider_ref)
    assert shop.charged() == 0


def test_an_order_that_is_gone_took_nothing_once_the_report_reaches_beyond_its_end(
    shop: Rig,
) -> None:
    provider, since = shop.connect(), shop.now()
    key, opened = ask(shop, provider)

    def proof() -> bool:
        return provider.never_took(reference=key, provider_ref=opened.provider_ref, since=since)

    assert proof() is False, "it is still there"
    shop.advance(hours=7)
    with pytest.raises(ProviderUnavailable):
        proof()
    shop.advance(hours=3)
    assert proof() is True
    shop.sandbox.order("POST", "settings", search_lag_seconds=3600)
    with pytest.raises(ProviderUnavailable):
        proof()
    shop.advance(hours=1)
    assert proof() is True


def test_what_the_report_knows_of_a_key_speaks_against_the_proof(shop: Rig) -> None:
    provider, since = shop.connect(), shop.now()
    paid = provider.charge(shop.request())
    shop.advance(hours=12)

    def proof(ref: str) -> bool:
        return provider.never_took(reference=paid.reference, provider_ref=ref, since=since)

    assert proof(paid.provider_ref) is False
    assert proof("0AB12345CD678901E") is False, "gone, and yet it was charged with this key"


# --- called off --------------------------------------------------------------------------------


def test_what_was_called_off_is_not_captured_when_its_payer_agrees_later(shop: Rig) -> None:
    provider = shop.connect()
    key, opened = ask(shop, provider)

    assert provider.cancel(opened.provider_ref).state is PaymentState.CANCELLED
    shop.press(opened.url, "approve", account="succeed")

    report = look(shop, shop.connect(), key, opened.provider_ref)
    assert report is not None
    assert report.state is PaymentState.CANCELLED
    assert shop.charged() == 0


@pytest.mark.parametrize("fault", ["drop_reply_after_commit", "http_500_before_commit"])
def test_a_calling_off_in_doubt_says_so_and_is_settled_later(shop: Rig, fault: str) -> None:
    provider = shop.connect()
    _, opened = ask(shop, provider)
    plan = {"merchant": shop.id, "kind": fault, "method": "PATCH"}
    assert shop.sandbox.http.post(f"{shop.sandbox.url}/_control/faults", json=plan).is_success

    with pytest.raises(OutcomeUnknown):
        provider.cancel(opened.provider_ref)

    assert provider.cancel(opened.provider_ref).state is PaymentState.CANCELLED


def test_money_that_came_under_a_called_off_order_is_told(desk: Desk) -> None:
    late = order(custom_id="pay-1/off", capture=CAPTURE | {"custom_id": "pay-1/off"})
    desk.say((200, late))

    report = desk.connect().look_up(
        reference="pay-1", provider_ref=ORDER["id"], since=datetime.fromtimestamp(0).astimezone()
    )

    assert report is not None
    assert (report.state, report.reference) == (PaymentState.SUCCEEDED, "pay-1")


# --- what a capture is answered ----------------------------------------------------------------


def approved(desk: Desk) -> tuple[Adapter, Json]:
    """An adapter, and an approved order of pay-1 that carries its seal."""
    provider = desk.connect()
    seal = provider._account.seal("pay-1", Money(9740, "USD"))
    return provider, order("APPROVED", reference_id=seal)


def captured(provider: Adapter) -> PaymentReport | None:
    since = datetime.fromtimestamp(0).astimezone()
    return provider.look_up(reference="pay-1", provider_ref=ORDER["id"], since=since)


def test_a_capture_sends_the_order_and_nothing_else(desk: Desk) -> None:
    provider, waiting = approved(desk)
    desk.say((200, waiting), (201, ORDER))

    assert captured(provider) is not None

    asked, sent = desk.heard
    assert (asked.method, asked.path) == ("GET", f"/v2/checkout/orders/{ORDER['id']}")
    assert (sent.method, sent.path) == ("POST", f"/v2/checkout/orders/{ORDER['id']}/capture")
    assert sent.body == b"{}"
    assert sent.headers["paypal-request-id"].startswith("pay-1-c")


@pytest.mark.parametrize(
    "answer",
    [
        (500, problem("INTERNAL_SERVER_ERROR")),
        (201, b"<h1>hello</h1>"),
        (201, ORDER | {"id": "7O190127TN364715T"}),
        (201, order(custom_id="pay-2")),
        (201, order("APPROVED")),
        (422, problem("DUPLICATE_INVOICE_ID")),
        (409, problem("PREVIOUS_REQUEST_IN_PROGRESS", "RESOURCE_CONFLICT")),
    ],
)
def test_a_capture_in_doubt_is_no_answer_and_no_no(desk: Desk, answer: tuple[int, object]) -> None:
    provider, waiting = approved(desk)
    desk.say((200, waiting), answer)

    with pytest.raises(ProviderUnavailable) as doubt:
        captured(provider)
    assert doubt.value.__context__ is None


def test_a_capture_that_another_made_meanwhile_is_read(desk: Desk) -> None:
    provider, waiting = approved(desk)
    desk.say((200, waiting), (422, problem("ORDER_ALREADY_CAPTURED")), (200, ORDER))

    report = captured(provider)

    assert report is not None
    assert report.state is PaymentState.SUCCEEDED


def test_a_final_no_at_the_capture_calls_the_order_off(desk: Desk) -> None:
    provider, waiting = approved(desk)
    off = order("APPROVED", custom_id="pay-1/off")
    refused = (422, problem("TRANSACTION_REFUSED"))
    desk.say((200, waiting), refused, (204, b""), (200, off))

    report = captured(provider)

    assert report is not None
    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.CARD_DECLINED)
    (change,) = [heard for heard in desk.heard if heard.method == "PATCH"]
    seal = waiting["purchase_units"][0]["reference_id"]
    assert change.json == [
        {
            "op": "replace",
            "path": f"/purchase_units/@reference_id=='{seal}'/custom_id",
            "value": "pay-1/off",
        }
    ]


# --- where a payer may be sent -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://www.paypal.com/checkoutnow?token=1", True),
        ("https://www.sandbox.paypal.com/checkoutnow?token=1", True),
        ("http://www.paypal.com/checkoutnow", False),
        ("https://paypal.com.evil.example/", False),
        ("https://evilpaypal.com/", False),
        ("https://www.paypal.com:8443/", False),
        ("https://a@www.paypal.com/", False),
        ("https://www.paypal.com\\@evil.example/", False),
        ("javascript:alert(1)", False),
        ("//www.paypal.com/", False),
    ],
)
def test_a_payer_is_sent_to_paypal_and_nowhere_else(desk: Desk, url: str, good: bool) -> None:
    account = Adapter.connect(connection("paypal"), CREDENTIALS)._account
    links = [Link(rel="payer-action", href=url)]

    assert account.page_url(links, "payer-action") == (url if good else None)
    assert account.page_url(links, "self") is None
    if good:  # where another address replaces PayPal's, PayPal's own is not ours either
        assert desk.connect()._account.page_url(links, "payer-action") is None
