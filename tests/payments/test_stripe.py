"""Stripe's own wire: amounts, declines, odd answers, paging, cancelling, and what leaves us."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import stripe

from billing.connections import Mode
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._protocol import BadCredentials
from payments._stripe.events import Event, report_of
from payments._stripe.words import from_wire, to_wire
from payments.stripe import Adapter
from tests.payments.kit.rig_stripe import Rig
from tests.payments.rig import Recital, Sandbox, connection
from tests.payments.stripe_words import INTENT, KEY, request, to

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


# --- the nine behaviours -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "state", "reason"),
    [
        ("succeed", PaymentState.SUCCEEDED, None),
        ("succeed_later", PaymentState.PENDING, None),
        ("decline_insufficient_funds", PaymentState.FAILED, DeclineReason.INSUFFICIENT_FUNDS),
        ("decline_expired_card", PaymentState.FAILED, DeclineReason.EXPIRED_CARD),
        ("decline_generic", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("requires_authentication", PaymentState.FAILED, DeclineReason.AUTHENTICATION_REQUIRED),
        ("decline_lost_card", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_stolen_card", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_fraudulent", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_incorrect_cvc", PaymentState.FAILED, DeclineReason.INVALID_METHOD),
        ("decline_processing_error", PaymentState.FAILED, DeclineReason.PROVIDER_UNAVAILABLE),
    ],
)
def test_a_charge_is_answered_in_our_words(
    stripe_shop: Rig, behaviour: str, state: PaymentState, reason: DeclineReason | None
) -> None:
    report = stripe_shop.connect().charge(stripe_shop.request(behaviour))

    assert (report.state, report.reason) == (state, reason)


@pytest.mark.parametrize(
    "behaviour", ["timeout_after_charge", "timeout_before_charge", "error_500"]
)
def test_a_charge_without_an_answer_is_a_doubt(stripe_shop: Rig, behaviour: str) -> None:
    with pytest.raises(OutcomeUnknown):
        stripe_shop.connect().charge(stripe_shop.request(behaviour))


# --- what is sent ------------------------------------------------------------------------------


def test_a_charge_says_what_it_pays_and_nothing_else(recital: Recital) -> None:
    recital.say(200, INTENT)

    to(recital).charge(request())

    ((method, path, headers, body),) = recital.heard
    assert (method, path) == ("POST", "/v1/payment_intents")
    assert headers["idempotency-key"] == "pay-1"
    assert set(headers) == {
        "authorization",
        "content-length",
        "content-type",
        "host",
        "idempotency-key",
        "stripe-version",
        "user-agent",
    }
    assert sorted(body.decode().split("&")) == [
        "amount=9740",
        "automatic_payment_methods[allow_redirects]=never",
        "automatic_payment_methods[enabled]=true",
        "confirm=true",
        "currency=usd",
        "customer=cus_1",
        "description=Bill+HB-104",
        "error_on_requires_action=true",
        "metadata[reference]=pay-1",
        "payment_method=pm_1",
    ]


def test_a_key_that_could_not_be_found_again_is_not_sent(recital: Recital) -> None:
    with pytest.raises(ProviderUnavailable):
        to(recital).charge(request(key="pay' OR 'x"))

    assert recital.heard == []


def test_bodies_and_credentials_stay_out_of_the_logs(
    recital: Recital, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = to(recital)
    error = {"type": "card_error", "code": "odd_new_code", "message": "secret of Nora Blake"}
    recital.say(402, {"error": error})

    report = provider.charge(request(description="for Nora Blake"))
    recital.say(500, b"<h1>Nora Blake</h1>")
    with pytest.raises(OutcomeUnknown) as doubt:
        provider.charge(request())

    assert report.reason is DeclineReason.OTHER
    assert "odd_new_code" in caplog.text
    everything = caplog.text + repr(doubt.value) + repr(provider)
    assert "Nora" not in everything
    assert KEY not in everything
    assert not [r for r in caplog.records if r.name == "stripe"]


def test_what_lets_a_browser_pay_is_neither_kept_nor_shown(
    recital: Recital, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider, said = to(recital), ""
    secret = {"client_secret": "pi_1_secret_canary", "number": "4242424242424242"}
    for status, body in (
        (200, INTENT | secret),
        (200, INTENT | secret | {"status": "brand_new"}),
        (402, {"error": {"type": "card_error", "payment_intent": INTENT | secret}}),
    ):
        recital.say(status, body)
        try:
            said += repr(provider.charge(request()))
        except OutcomeUnknown as doubt:
            said += f"{doubt!r} {doubt.__context__!r}"
    event: dict[str, Any] = {"object": "event", "id": "evt_1", "type": "payment_intent.succeeded"}
    event |= {"livemode": False, "data": {"object": INTENT | secret}}
    said += repr(report_of(Event.model_validate(event)))

    assert "_secret_" not in said + caplog.text
    assert "4242424242424242" not in said + caplog.text


def test_the_sdk_tracks_nobody(recital: Recital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", True)

    to(recital)

    assert stripe.enable_telemetry is False  # otherwise it writes an id into the user's home


def test_an_unreadable_code_is_not_logged(
    recital: Recital, caplog: pytest.LogCaptureFixture
) -> None:
    recital.say(402, {"error": {"type": "card_error", "code": "Nora\nBlake"}})

    assert to(recital).charge(request()).reason is DeclineReason.OTHER
    assert "Nora" not in caplog.text


# --- amounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "wire"),
    [
        (Money(9740, "USD"), 9740),
        (Money(1200, "JPY"), 1200),
        (Money(500, "ISK"), 50000),
        (Money(500, "UGX"), 50000),
        (Money(1005, "HUF"), 1005),
        (Money(1005, "TWD"), 1005),
        (Money(4500, "MGA"), 45),
        (Money(5120, "KWD"), 5120),
    ],
)
def test_each_currency_goes_in_stripes_unit_and_comes_back(ours: Money, wire: int) -> None:
    assert to_wire(ours) == wire
    assert from_wire(wire, ours.currency) == ours


@pytest.mark.parametrize("ours", [Money(5124, "KWD"), Money(4510, "MGA")])
def test_an_amount_stripe_cannot_express_is_not_sent(recital: Recital, ours: Money) -> None:
    report = to(recital).charge(request(amount=ours))

    assert (report.state, report.reason, report.provider_ref) == (
        PaymentState.FAILED,
        DeclineReason.CURRENCY_NOT_SUPPORTED,
        "",
    )
    assert recital.heard == []


def test_the_echo_is_what_was_taken_not_what_was_asked(recital: Recital) -> None:
    recital.say(200, INTENT | {"amount_received": 9000})

    assert to(recital).charge(request()).amount == Money(9000, "USD")


def test_kronur_are_charged_in_hundredths(stripe_shop: Rig) -> None:
    report = stripe_shop.connect().charge(stripe_shop.request(amount=Money(500, "ISK")))

    assert report.amount == Money(500, "ISK")
    assert stripe_shop.truth()[0]["amount"] == 50000


# --- looking up and cancelling -----------------------------------------------------------------


def test_a_charge_is_found_among_many_while_search_lags(stripe_shop: Rig) -> None:
    provider, first = stripe_shop.connect(), stripe_shop.request("timeout_after_charge")
    begin = stripe_shop.sandbox.now()
    with pytest.raises(OutcomeUnknown):
        provider.charge(first)
    method = stripe_shop.method()
    for _ in range(101):
        provider.charge(stripe_shop.request(method_ref=method))
    stripe_shop.sandbox.order("POST", "settings", search_lag_seconds=10**6)

    report = provider.look_up(reference=first.key, provider_ref=None, since=begin)

    assert report is not None
    assert (report.reference, report.state) == (first.key, PaymentState.SUCCEEDED)
    assert provider.look_up(reference="pay-none", provider_ref=None, since=begin) is None


def test_search_finds_what_is_older_than_the_list_was_asked_for(stripe_shop: Rig) -> None:
    provider, request = stripe_shop.connect(), stripe_shop.request()
    report = provider.charge(request)
    much_later = stripe_shop.sandbox.now() + timedelta(days=1)

    assert provider.look_up(reference=request.key, provider_ref=None, since=much_later) == report


def test_of_two_charges_with_one_reference_the_paid_one_is_found(stripe_shop: Rig) -> None:
    provider, request = stripe_shop.connect(), stripe_shop.request()
    stripe_shop.fault("nokey", times=2)
    paid = provider.charge(request)
    method = stripe_shop.method("decline_generic")
    provider.charge(stripe_shop.request(key=request.key, method_ref=method))
    assert [p.charged for p in stripe_shop.payments()] == [False, True]

    for lag in (0, 10**6):
        stripe_shop.sandbox.order("POST", "settings", search_lag_seconds=lag)
        since = stripe_shop.sandbox.now()
        assert provider.look_up(reference=request.key, provider_ref=None, since=since) == paid


def test_too_many_payments_to_read_is_not_absence(recital: Recital) -> None:
    recital.script = [listed(f"pi_{number}") for number in range(101)]

    with pytest.raises(ProviderUnavailable, match="too many"):
        to(recital).look_up(reference="pay-1", provider_ref=None, since=SINCE)
    assert len(recital.heard) == 101  # one search, a hundred pages


def test_a_list_that_does_not_move_on_is_given_up_and_is_not_absence(recital: Recital) -> None:
    recital.script = [listed("pi_1")] * 5

    with pytest.raises(ProviderUnavailable, match="too many"):
        to(recital).look_up(reference="pay-1", provider_ref=None, since=SINCE)
    assert len(recital.heard) == 3


def listed(intent_id: str) -> bytes:
    """A page of a list with one payment of somebody else's, and more to come."""
    item = INTENT | {"id": intent_id, "metadata": {}}
    return json.dumps({"object": "list", "data": [item], "has_more": True}).encode()


@pytest.mark.parametrize("item", [{"amount": None}, {"id": "odd"}, {"status": 5}])
def test_a_listed_charge_of_ours_that_cannot_be_read_is_not_absence(
    recital: Recital, item: dict[str, Any]
) -> None:
    recital.say(200, {"object": "list", "data": [INTENT | item], "has_more": False})

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference="pay-1", provider_ref=None, since=SINCE)


def test_a_half_made_charge_is_neither_failed_nor_absent(recital: Recital) -> None:
    recital.say(200, INTENT | {"status": "requires_confirmation", "amount_received": 0})

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference="pay-1", provider_ref="pi_1", since=SINCE)


def test_a_charge_that_waits_for_an_act_is_cancelled(stripe_shop: Rig) -> None:
    provider, waiting = stripe_shop.connect(), asks_for_an_act(stripe_shop)
    before = provider.look_up(
        reference="pay-act", provider_ref=waiting, since=stripe_shop.sandbox.now()
    )

    after = provider.cancel(waiting)

    assert before is not None
    assert (before.state, after.state) == (PaymentState.REQUIRES_ACTION, PaymentState.CANCELLED)
    assert after.reference == "pay-act"


def test_cancelling_too_late_reports_that_it_was_paid(stripe_shop: Rig) -> None:
    provider, waiting = stripe_shop.connect(), asks_for_an_act(stripe_shop)
    stripe_shop.settle(waiting, "succeeded")

    assert provider.cancel(waiting).state is PaymentState.SUCCEEDED
    assert stripe_shop.charged() == 1


def test_cancelling_what_is_not_there_does_nothing(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    for provider_ref in ("", "pi_unknown", "../charges"):
        with pytest.raises(ProviderUnavailable):
            provider.cancel(provider_ref)


def test_a_lost_cancellation_is_a_doubt(stripe_shop: Rig) -> None:
    waiting = asks_for_an_act(stripe_shop)
    stripe_shop.fault("drop_reply_after_commit")

    with pytest.raises(OutcomeUnknown):
        stripe_shop.connect().cancel(waiting)


# --- credentials -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "credentials"),
    [
        ({}, None),
        ({"STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRET": "whsec_12345678"}, None),
        ({"STRIPE_SECRET_KEY": f" {KEY}\n"}, {"secret_key": KEY}),
        (
            {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": "whsec_12345678", "PATH": "/"},
            {"secret_key": KEY, "webhook_secret": "whsec_12345678"},
        ),
    ],
)
def test_the_environment_gives_credentials(
    env: dict[str, str], credentials: dict[str, str] | None
) -> None:
    assert Adapter.from_env(env) == credentials


@pytest.mark.parametrize(
    ("key", "mode"),
    [
        ("sk_test_abcd", Mode.TEST),
        ("rk_test_abcd", Mode.TEST),
        ("sk_live_abcd", Mode.LIVE),
        ("rk_live_abcd", Mode.LIVE),
    ],
)
def test_the_key_says_whether_money_is_real(key: str, mode: Mode) -> None:
    assert Adapter.mode_of({"secret_key": key}) is mode


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"secret_key": ""},
        {"secret_key": "pk_test_abcd1234"},
        {"secret_key": "sk_test_your key"},
        {"secret_key": "sk_prod_abcd1234"},
        {"secret_key": "sk_test_abcd1234\r\nHost: x"},
        {"secret_key": KEY, "webhook_secret": "12345678901"},
        {"secret_key": KEY, "webhook_secret": "whsec_12345678,whsec_"},
        {"secret_key": KEY, "webhook_secert": "whsec_12345678"},
    ],
)
def test_malformed_credentials_are_named_not_shown(credentials: dict[str, str]) -> None:
    with pytest.raises(BadCredentials) as bad:
        Adapter.mode_of(credentials)

    assert not [value for value in credentials.values() if value and value in str(bad.value)]


def test_a_live_key_goes_to_no_other_address(sandbox: Sandbox) -> None:
    live = connection("stripe", Mode.LIVE)
    with pytest.raises(BadCredentials, match="Stripe only"):
        Adapter.connect(live, {"secret_key": "sk_live_abcd1234"}, base_url=sandbox.url)

    Adapter.connect(live, {"secret_key": "sk_live_abcd1234"})


def test_a_key_without_the_permission_is_told_so(recital: Recital) -> None:
    recital.say(403, {"error": {"type": "invalid_request_error"}})

    with pytest.raises(BadCredentials, match="permission"):
        to(recital).check_credentials()


def asks_for_an_act(shop: Rig) -> str:
    """The id of an intent that waits for the payer at the bank, as a hosted page makes it."""
    form = {
        "amount": "9740",
        "currency": "usd",
        "customer": "c-nora",
        "payment_method": shop.method("requires_authentication"),
        "confirm": "true",
        "metadata[reference]": "pay-act",
    }
    with httpx.Client(trust_env=False) as client:
        answer = client.post(
            f"{shop.base_url}/v1/payment_intents",
            data=form,
            headers={"Authorization": f"Bearer {shop.credentials['secret_key']}"},
        )
    assert answer.json()["status"] == "requires_action"
    return str(answer.json()["id"])
