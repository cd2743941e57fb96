"""Paymentus's assumed wire: declines, fees, what leaves us, saved methods, credentials."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from billing.connections import Mode
from billing.errors import NotOffered, OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._protocol import BadCredentials
from payments.paymentus import Adapter
from tests.payments.kit.rig import Rig
from tests.payments.paymentus_words import (
    COST,
    CREDENTIALS,
    KEY,
    TOKEN,
    error,
    page_request,
    request,
    said,
    to,
)
from tests.payments.rig import Recital, connection

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NewRig = Callable[[str], Rig]


# --- declines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "state", "reason"),
    [
        ("succeed", PaymentState.SUCCEEDED, None),
        ("succeed_later", PaymentState.PENDING, None),
        ("decline_insufficient_funds", PaymentState.FAILED, DeclineReason.INSUFFICIENT_FUNDS),
        ("decline_expired_card", PaymentState.FAILED, DeclineReason.EXPIRED_CARD),
        ("decline_generic", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_lost_card", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_stolen_card", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_fraudulent", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_incorrect_cvc", PaymentState.FAILED, DeclineReason.INVALID_METHOD),
        ("decline_processing_error", PaymentState.FAILED, DeclineReason.PROVIDER_UNAVAILABLE),
        ("decline_velocity_exceeded", PaymentState.FAILED, DeclineReason.LIMIT_EXCEEDED),
        ("requires_authentication", PaymentState.FAILED, DeclineReason.AUTHENTICATION_REQUIRED),
    ],
)
def test_a_charge_is_answered_in_our_words(
    new_rig: NewRig, behaviour: str, state: PaymentState, reason: DeclineReason | None
) -> None:
    rig = new_rig("paymentus")

    report = rig.connect().charge(rig.request(behaviour))

    assert (report.state, report.reason) == (state, reason)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("fail_later", DeclineReason.INSUFFICIENT_FUNDS),
        ("fail_later_account_closed", DeclineReason.INVALID_METHOD),
        ("fail_later_debit_not_authorized", DeclineReason.INVALID_METHOD),
        ("fail_later_no_account", DeclineReason.INVALID_METHOD),
    ],
)
def test_a_bank_debit_is_on_its_way_and_may_come_back(
    new_rig: NewRig, behaviour: str, reason: DeclineReason
) -> None:
    rig = new_rig("paymentus")
    provider, method = rig.connect(), rig.method(behaviour, type="bank_account")
    report = provider.charge(rig.request(method_ref=method))
    assert report.state is PaymentState.PENDING

    rig.advance(days=5)

    late = provider.look_up(
        reference=report.reference, provider_ref=report.provider_ref, since=rig.now()
    )
    assert late is not None
    assert (late.state, late.reason) == (PaymentState.FAILED, reason)


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (404, "NOT_FOUND", DeclineReason.INVALID_METHOD),
        (422, "CURRENCY_NOT_SUPPORTED", DeclineReason.CURRENCY_NOT_SUPPORTED),
        (422, "CURRENCY_MISMATCH", DeclineReason.CURRENCY_NOT_SUPPORTED),
        (422, "FEE_MISMATCH", DeclineReason.FEE_CHANGED),
        (422, "A_NEW_CODE", DeclineReason.OTHER),
        (409, "BILL_NOT_PAYABLE", DeclineReason.OTHER),
        (400, "INVALID_FIELD", DeclineReason.OTHER),
    ],
)
def test_a_definite_no_is_a_report_with_its_reason(
    recital: Recital, status: int, code: str, reason: DeclineReason
) -> None:
    recital.say(status, error(code))

    report = to(recital).charge(request())

    assert (report.state, report.reason) == (PaymentState.FAILED, reason)
    assert (report.reference, report.provider_ref) == (KEY, "")
    assert report.amount == Money(9740, "USD")


def test_a_payment_is_voided_while_it_is_processing_and_no_longer(new_rig: NewRig) -> None:
    rig = new_rig("paymentus")
    provider = rig.connect()
    waiting = provider.charge(rig.request("never_settles"))

    gone = provider.cancel(waiting.provider_ref)

    assert gone.state is PaymentState.CANCELLED
    assert provider.cancel(waiting.provider_ref) == gone
    for behaviour in ("succeed", "decline_generic"):
        report = provider.charge(rig.request(behaviour))
        assert provider.cancel(report.provider_ref) == report
    assert rig.charged() == 1


def test_a_void_whose_answer_was_lost_is_a_doubt(new_rig: NewRig) -> None:
    rig = new_rig("paymentus")
    provider = rig.connect()
    waiting = provider.charge(rig.request("never_settles"))
    rig.fault("drop_reply_after_commit")

    with pytest.raises(OutcomeUnknown):
        provider.cancel(waiting.provider_ref)


# --- what is sent ------------------------------------------------------------------------------


def test_a_charge_says_what_it_pays_and_nothing_else(recital: Recital) -> None:
    recital.say(201, said())

    to(recital).charge(request())

    ((method, path, headers, body),) = recital.heard
    assert (method, path) == ("POST", "/api/v1/payments")
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert set(headers) == {
        "accept",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    }
    assert json.loads(body) == {
        "customerId": "acct-1",
        "payment": {"amount": "97.40", "currency": "USD"},
        "profileId": "prf-1",
        "source": "ai_assistant",
        "reference": KEY,
    }


def test_a_bill_of_theirs_and_an_agreed_fee_are_named(recital: Recital) -> None:
    recital.say(201, said(convenienceFee=COST))

    to(recital).charge(request(bill_ref="b-104", fee=Money(295, "USD")))

    sent = json.loads(recital.heard[0][3])
    assert (sent["billId"], sent["convenienceFee"]) == ("b-104", COST)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Money(5, "USD"), "0.05"),
        (Money(1200, "JPY"), "1200"),
        (Money(1234, "KWD"), "1.234"),
        (Money(10**14, "USD"), "1000000000000.00"),
    ],
)
def test_an_amount_leaves_as_decimal_text_with_its_currencys_places(
    recital: Recital, amount: Money, shown: str
) -> None:
    wire = {"amount": shown, "currency": amount.currency}
    recital.say(201, said(payment=wire, convenienceFee=None))

    report = to(recital).charge(request(amount=amount))

    assert json.loads(recital.heard[0][3])["payment"] == wire
    assert (report.amount, report.fee) == (amount, None)


def test_a_page_names_the_customer_by_an_id_and_nothing_else_of_them(recital: Recital) -> None:
    recital.say(201, error("NOT_FOUND"))
    for changes in ({}, {"cancel_url": "https://b.example/no"}):
        with pytest.raises(ProviderFault):
            to(recital).open_page(page_request(**changes))

    back = "https://billing.example/return/token"
    assert json.loads(recital.heard[0][3]) == {
        "customerId": "acct-1",
        "payment": {"amount": "97.40", "currency": "USD"},
        "reference": KEY,
        "source": "ai_assistant",
        "returnUrl": back,
        "cancelUrl": back,
    }
    sent = json.loads(recital.heard[1][3])
    assert (sent["customerId"], sent["cancelUrl"]) == ("acct-1", "https://b.example/no")


def test_a_page_is_never_asked_for_under_an_id_of_ours(recital: Recital) -> None:
    with pytest.raises(NotOffered):
        to(recital).open_page(page_request(customer_ref=None))

    assert recital.heard == [], "at the biller c-nora may be a stranger"


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_nothing_is_ever_sent_twice(recital: Recital, status: int) -> None:
    recital.say(status, b"<h1>no</h1>")
    for send in (
        lambda: to(recital).charge(request()),
        lambda: to(recital).open_page(page_request()),
        lambda: to(recital).cancel("pmt_1"),
    ):
        recital.heard.clear()
        with pytest.raises(OutcomeUnknown):
            send()
        assert len(recital.heard) == 1


@pytest.mark.parametrize("odd", ["", "..", "../customers", "a/b", "a b", "a?b=1", "é", "a\nb"])
def test_no_id_reaches_a_path_that_is_not_the_form_of_one(recital: Recital, odd: str) -> None:
    provider = to(recital)
    asks: list[Callable[[], object]] = [
        lambda: provider.cancel(odd),
        lambda: provider.cancel(f"staged.{odd}"),
        lambda: provider.methods(odd),
        lambda: provider.remove_method(odd),
        lambda: provider.set_default_method("acct-1", odd),
        lambda: provider.set_default_method(odd, "prf-1"),
        lambda: provider.look_up(reference=KEY, provider_ref=odd or "/", since=SINCE),
        lambda: provider.look_up(reference=KEY, provider_ref=f"staged.{odd}", since=SINCE),
        lambda: provider.source().bill(odd),
        lambda: provider.source().customer(odd),
    ]
    for ask in asks:
        with pytest.raises(ProviderUnavailable):
            ask()
    for changes in ({"method_ref": odd}, {"customer_ref": odd}):
        report = provider.charge(request(**changes))
        assert report.reason is DeclineReason.INVALID_METHOD

    assert recital.heard == []


@pytest.mark.parametrize("key", ["", "a b", "pay' OR 'x", "a" * 65, "é"])
def test_a_key_that_could_not_be_found_again_is_not_sent(recital: Recital, key: str) -> None:
    provider = to(recital)
    asks: list[Callable[[], object]] = [
        lambda: provider.charge(request(key=key)),
        lambda: provider.open_page(page_request(key=key)),
        lambda: provider.look_up(reference=key, provider_ref=None, since=SINCE),
    ]
    for ask in asks:
        with pytest.raises(ProviderUnavailable):
            ask()

    assert recital.heard == []


def test_bodies_and_credentials_stay_out_of_the_logs(
    recital: Recital, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = to(recital)
    recital.say(422, error("ODD_NEW_CODE"))
    assert provider.charge(request()).reason is DeclineReason.OTHER
    recital.say(422, error("of Nora Blake"))
    provider.charge(request())
    recital.say(500, b"<h1>Nora Blake</h1>")
    with pytest.raises(OutcomeUnknown) as doubt:
        provider.charge(request())

    assert "ODD_NEW_CODE" in caplog.text
    everything = caplog.text + repr(doubt.value) + repr(provider) + repr(vars(provider))
    assert "Nora" not in everything
    assert TOKEN not in everything


# --- credentials -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret_key": ""},
        {"secret_key": "with space in it"},
        {"api_url": "http://harbor.paymentus.com"},
        {"api_url": "https://paymentus.com.evil.example"},
        {"api_url": "https://evil.example"},
        {"api_url": "https://harbor.paymentus.com:8443"},
        {"api_url": "https://user@harbor.paymentus.com"},
        {"api_url": "https://harbor.paymentus.com/elsewhere"},
        {"api_url": "https://127.0.0.1"},
        {"environment": "staging"},
        {"webhook_secret": "short"},
        {"shoe_size": "44"},
    ],
)
def test_malformed_credentials_are_refused_without_being_shown(wrong: dict[str, str]) -> None:
    with pytest.raises(BadCredentials) as refused:
        Adapter.connect(connection("paymentus"), CREDENTIALS | wrong)

    assert TOKEN not in str(refused.value)


def test_without_an_address_there_is_nowhere_to_ask() -> None:
    with pytest.raises(BadCredentials, match="api_url"):
        Adapter.connect(connection("paymentus"), {"secret_key": TOKEN})
    Adapter.connect(connection("paymentus"), {"secret_key": TOKEN}, base_url="http://127.0.0.1:9")


def test_the_environment_says_which_world_it_is() -> None:
    live = CREDENTIALS | {"environment": "production"}

    assert Adapter.mode_of(CREDENTIALS) is Mode.TEST
    assert Adapter.mode_of(live) is Mode.LIVE
    Adapter.connect(connection("paymentus", Mode.LIVE), live)
    for world, credentials in ((Mode.TEST, live), (Mode.LIVE, CREDENTIALS)):
        with pytest.raises(BadCredentials):
            Adapter.connect(connection("paymentus", world), credentials)
    with pytest.raises(BadCredentials):
        Adapter.connect(connection("paymentus", Mode.LIVE), live, base_url="http://127.0.0.1:9")


def test_the_environments_variables_are_read() -> None:
    some = {"PAYMENTUS_API_KEY": " pk-key-1 ", "PAYMENTUS_API_URL": "https://h.paymentus.com"}

    assert Adapter.from_env(some) == {
        "secret_key": "pk-key-1",
        "api_url": "https://h.paymentus.com",
    }
    assert Adapter.from_env({"PAYMENTUS_API_URL": "https://h.paymentus.com"}) is None


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (200, {"fees": []}, None),
        (401, error("UNAUTHORIZED"), BadCredentials),
        (403, error("FORBIDDEN"), BadCredentials),
        (403, b"<h1>a proxy</h1>", ProviderUnavailable),
        (500, error("INTERNAL_ERROR"), ProviderUnavailable),
    ],
)
def test_credentials_are_checked_by_a_question_that_names_nobody(
    recital: Recital, status: int, body: object, raised: type[Exception] | None
) -> None:
    recital.say(status, body)

    if raised is None:
        to(recital).check_credentials()
    else:
        with pytest.raises(raised) as refused:
            to(recital).check_credentials()
        assert type(refused.value) is raised
    assert [path for _, path, _, _ in recital.heard] == ["/api/v1/fees?amount=1.00&currency=USD"]
