"""Square's own wire: keys and references, declines, credentials, and what leaves us."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.connections import Mode
from billing.errors import OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundRequest
from payments._protocol import BadCredentials
from payments._square.words import from_reference, to_reference
from payments.square import Adapter
from tests.payments.kit.rig import Rig
from tests.payments.rig import Recital, connection
from tests.payments.square_words import CREDENTIALS, KEY, PAYMENT, TOKEN, error, request, said, to

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


# --- keys and references -----------------------------------------------------------------------


def test_a_key_of_ours_fits_into_a_reference_and_comes_back_whole() -> None:
    reference = to_reference(KEY)

    assert reference == KEY[2:]
    assert reference is not None
    assert len(reference) == 40
    assert from_reference(reference) == KEY


@given(
    st.one_of(
        st.from_regex(r"\Aba[0-9a-f]{40}\Z"),
        st.from_regex(r"\A[0-9a-f]{38,42}\Z"),
        st.from_regex(r"\A[A-Za-z0-9_.:-]{1,45}\Z"),
        st.text(max_size=45),
    )
)
def test_every_reference_names_exactly_the_key_it_was_made_of(key: str) -> None:
    reference = to_reference(key)

    if reference is not None:
        assert len(reference) <= 40
        assert from_reference(reference) == key


@pytest.mark.parametrize("key", ["", "pay' OR 'x", "a" * 41, "0" * 40, "ba" + "0" * 39 + "G"])
def test_a_key_that_could_not_be_found_again_is_not_sent(recital: Recital, key: str) -> None:
    provider = to(recital)
    asks: list[Callable[[], object]] = [
        lambda: provider.charge(request(key=key)),
        lambda: provider.look_up(reference=key, provider_ref=None, since=SINCE),
        lambda: provider.refund(RefundRequest(key, "P1", KEY, Money(1, "USD"))),
    ]
    for ask in asks:
        with pytest.raises(ProviderUnavailable):
            ask()

    assert recital.heard == []


def test_a_key_of_the_ledgers_own_form_is_charged_once_and_found(
    new_rig: Callable[[str], Rig],
) -> None:
    rig = new_rig("square")
    provider, wanted = rig.connect(), rig.request(key=KEY)

    assert provider.charge(wanted) == provider.charge(wanted)

    rig.advance(minutes=6)
    found = provider.look_up(reference=KEY, provider_ref=None, since=SINCE)
    assert found is not None
    assert (found.reference, rig.charged()) == (KEY, 1)


# --- declines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "state", "reason"),
    [
        ("succeed", PaymentState.SUCCEEDED, None),
        ("succeed_later", PaymentState.PENDING, None),
        ("decline_insufficient_funds", PaymentState.FAILED, DeclineReason.INSUFFICIENT_FUNDS),
        ("decline_expired_card", PaymentState.FAILED, DeclineReason.EXPIRED_CARD),
        ("decline_invalid_expiration", PaymentState.FAILED, DeclineReason.EXPIRED_CARD),
        ("decline_generic", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_lost_card", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_stolen_card", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_fraudulent", PaymentState.FAILED, DeclineReason.CARD_DECLINED),
        ("decline_incorrect_cvc", PaymentState.FAILED, DeclineReason.INVALID_METHOD),
        ("decline_incorrect_postal_code", PaymentState.FAILED, DeclineReason.INVALID_METHOD),
        ("decline_processing_error", PaymentState.FAILED, DeclineReason.PROVIDER_UNAVAILABLE),
        ("decline_velocity_exceeded", PaymentState.FAILED, DeclineReason.LIMIT_EXCEEDED),
        ("requires_authentication", PaymentState.FAILED, DeclineReason.AUTHENTICATION_REQUIRED),
        ("authenticate_then_decline", PaymentState.FAILED, DeclineReason.AUTHENTICATION_REQUIRED),
    ],
)
def test_a_charge_is_answered_in_our_words(
    new_rig: Callable[[str], Rig],
    behaviour: str,
    state: PaymentState,
    reason: DeclineReason | None,
) -> None:
    rig = new_rig("square")

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
def test_a_bank_transfer_is_on_its_way_and_may_come_back(
    new_rig: Callable[[str], Rig], behaviour: str, reason: DeclineReason
) -> None:
    rig = new_rig("square")
    provider, method = rig.connect(), rig.method(behaviour, type="bank_account")
    report = provider.charge(rig.request(method_ref=method, method_type="bank_account"))
    assert report.state is PaymentState.PENDING

    rig.advance(days=5)

    late = provider.look_up(
        reference=report.reference, provider_ref=report.provider_ref, since=rig.now()
    )
    assert late is not None
    assert (late.state, late.reason) == (PaymentState.FAILED, reason)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, error("NOT_FOUND", "INVALID_REQUEST_ERROR", field="source_id"), "invalid_method"),
        (404, error("NOT_FOUND", "INVALID_REQUEST_ERROR"), "invalid_method"),
        (400, error("INVALID_CARD"), "invalid_method"),
        (400, error("VALUE_TOO_HIGH", "INVALID_REQUEST_ERROR"), "limit_exceeded"),
        (
            400,
            error("INVALID_VALUE", "INVALID_REQUEST_ERROR", field="amount_money.currency"),
            "currency_not_supported",
        ),
        (402, error("A_NEW_CODE"), "other"),
        (402, error("GENERIC_DECLINE") | said(status="FAILED"), "card_declined"),
        (402, error("TEMPORARY_ERROR") | said(status="FAILED"), "provider_unavailable"),
    ],
)
def test_a_definite_no_is_a_report_with_its_reason(
    recital: Recital, status: int, body: dict[str, Any], reason: str
) -> None:
    recital.say(status, body)

    report = to(recital).charge(request())

    assert (report.state, report.reason) == (PaymentState.FAILED, reason)
    assert (report.reference, report.amount) == (KEY, Money(9740, "USD"))


# --- what is sent ------------------------------------------------------------------------------


def test_a_charge_says_what_it_pays_and_nothing_else(recital: Recital) -> None:
    recital.say(200, said())

    to(recital).charge(request())

    ((method, path, headers, body),) = recital.heard
    assert (method, path) == ("POST", "/v2/payments")
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["square-version"] == "2026-09-16"
    assert set(headers) == {
        "authorization",
        "content-length",
        "content-type",
        "host",
        "square-version",
        "user-agent",
    }
    assert json.loads(body) == {
        "source_id": "ccof:card-1",
        "idempotency_key": KEY,
        "amount_money": {"amount": 9740, "currency": "USD"},
        "autocomplete": True,
        "customer_id": "CUSTOMER1",
        "location_id": "L1",
        "reference_id": KEY[2:],
        "note": "Bill HB-104",
    }


def test_a_refund_carries_its_whole_key_as_its_reason(recital: Recital) -> None:
    refund = {
        "id": "R1",
        "status": "PENDING",
        "amount_money": {"amount": 100, "currency": "USD"},
        "payment_id": "P1",
        "reason": f"ref:{KEY}",
    }
    recital.say(200, {"refund": refund})

    report = to(recital).refund(RefundRequest(KEY, "P1", "pay-1", Money(100, "USD")))

    ((_, path, _, body),) = recital.heard
    assert path == "/v2/refunds"
    assert json.loads(body) == {
        "idempotency_key": KEY,
        "payment_id": "P1",
        "amount_money": {"amount": 100, "currency": "USD"},
        "reason": f"ref:{KEY}",
    }
    assert (report.reference, report.state) == (KEY, PaymentState.PENDING)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_the_sdk_tries_once(recital: Recital, status: int) -> None:
    recital.say(status, error("INTERNAL_SERVER_ERROR", "API_ERROR"))

    with pytest.raises(ProviderFault):
        to(recital).charge(request())

    assert len(recital.heard) == 1


@pytest.mark.parametrize(
    "odd", ["", "..", "../customers", "a/b", "a b", "a?b=1", "ccof:1/disable", "é", "a\nb"]
)
def test_no_id_reaches_a_path_that_is_not_the_form_of_one(recital: Recital, odd: str) -> None:
    provider = to(recital)
    asks: list[Callable[[], object]] = [
        lambda: provider.cancel(odd),
        lambda: provider.look_up_dispute(odd),
        lambda: provider.remove_method(odd),
        lambda: provider.set_default_method("C1", odd),
        lambda: provider.refund(RefundRequest("back-1", odd, "pay-1", Money(1, "USD"))),
        lambda: provider.look_up_refund(
            reference="back-1", provider_ref=odd or "/", payment_ref="", since=SINCE
        ),
        lambda: provider.look_up(reference=KEY, provider_ref=odd or "/", since=SINCE),
    ]
    for ask in asks:
        with pytest.raises(ProviderUnavailable):
            ask()
    assert provider.charge(request(method_ref=odd)).reason is DeclineReason.INVALID_METHOD

    assert recital.heard == []


def test_bodies_and_credentials_stay_out_of_the_logs(
    recital: Recital, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = to(recital)
    recital.say(402, error("ODD_NEW_CODE"))

    report = provider.charge(request(description="for Nora Blake"))
    recital.say(500, b"<h1>Nora Blake</h1>")
    with pytest.raises(OutcomeUnknown) as doubt:
        provider.charge(request())

    assert report.reason is DeclineReason.OTHER
    assert "ODD_NEW_CODE" in caplog.text
    everything = caplog.text + repr(doubt.value) + repr(provider) + repr(vars(provider))
    assert "Nora" not in everything
    assert TOKEN not in everything
    assert not [r for r in caplog.records if r.name.split(".")[0] in ("square", "httpx")]


# --- credentials -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret_key": ""},
        {"secret_key": "with space in it"},
        {"location_id": ""},
        {"location_id": "../L1"},
        {"environment": "staging"},
        {"webhook_secret": "short"},
        {"webhook_url": "billing.example"},
        {"shoe_size": "44"},
    ],
)
def test_malformed_credentials_are_refused_without_being_shown(wrong: dict[str, str]) -> None:
    with pytest.raises(BadCredentials) as refused:
        Adapter.connect(connection("square"), CREDENTIALS | wrong)

    assert TOKEN not in str(refused.value)


def test_the_environment_says_which_world_it_is() -> None:
    live = CREDENTIALS | {"environment": "production"}

    assert Adapter.mode_of(CREDENTIALS) is Mode.TEST
    assert Adapter.mode_of(live) is Mode.LIVE
    Adapter.connect(connection("square", Mode.LIVE), live)
    for world, credentials in ((Mode.TEST, live), (Mode.LIVE, CREDENTIALS)):
        with pytest.raises(BadCredentials):
            Adapter.connect(connection("square", world), credentials)
    with pytest.raises(BadCredentials):
        Adapter.connect(connection("square", Mode.LIVE), live, base_url="http://127.0.0.1:9")


def test_the_environments_variables_are_read_whole_or_not_at_all() -> None:
    some = {"SQUARE_ACCESS_TOKEN": " EAAA-token ", "SQUARE_LOCATION_ID": "L1"}

    assert Adapter.from_env(some) == {"secret_key": "EAAA-token", "location_id": "L1"}
    assert Adapter.from_env(some | {"SQUARE_ENVIRONMENT": "production"}) is not None
    for missing in some:
        assert Adapter.from_env({k: v for k, v in some.items() if k != missing}) is None


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (200, {"location": {"id": "L1", "status": "ACTIVE"}}, None),
        (200, {"location": {"id": "L1", "status": "INACTIVE"}}, "not active"),
        (200, {"location": {"id": "L2", "status": "ACTIVE"}}, "own id"),
        (404, error("NOT_FOUND", "INVALID_REQUEST_ERROR"), "location_id is none"),
        (401, error("UNAUTHORIZED", "AUTHENTICATION_ERROR"), "secret_key"),
        (403, error("INSUFFICIENT_SCOPES", "AUTHENTICATION_ERROR"), "permission"),
    ],
)
def test_the_location_is_checked_with_the_credentials(
    recital: Recital, status: int, body: dict[str, Any], wrong: str | None
) -> None:
    recital.say(status, body)

    if wrong is None:
        to(recital).check_credentials()
    else:
        with pytest.raises(BadCredentials, match=wrong):
            to(recital).check_credentials()
    assert [path for _, path, _, _ in recital.heard] == ["/v2/locations/L1"]


def test_money_that_is_only_reserved_is_on_its_way(recital: Recital) -> None:
    recital.say(200, said(status="APPROVED"))
    assert to(recital).charge(request()).state is PaymentState.PENDING
    recital.say(200, {"payment": PAYMENT | {"total_money": {"amount": 9990, "currency": "USD"}}})
    assert to(recital).charge(request()).amount == Money(9990, "USD")
