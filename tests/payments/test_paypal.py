"""PayPal's own wire: what leaves us, amounts, declines, odd answers, credentials."""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from billing.connections import Mode
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.refunds import RefundRequest
from payments._paypal.words import from_wire, to_wire
from payments._protocol import BadCredentials
from payments.paypal import Adapter
from tests.payments.kit.rig_paypal import Rig
from tests.payments.paypal_words import (
    CAPTURE,
    CREDENTIALS,
    ORDER,
    SECRET,
    USD,
    Desk,
    Json,
    open_desk,
    order,
    problem,
    request,
)
from tests.payments.rig import Sandbox, connection

SINCE = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture
def shop(sandbox: Sandbox) -> Rig:
    return Rig(sandbox, "paypal-own")


# --- what is sent ------------------------------------------------------------------------------


def test_a_charge_says_what_it_pays_and_nothing_else(desk: Desk) -> None:
    desk.say((201, ORDER))

    report = desk.connect().charge(request())

    assert (report.state, report.provider_ref) == (PaymentState.SUCCEEDED, CAPTURE["id"])
    (heard,) = desk.heard
    assert (heard.method, heard.path) == ("POST", "/v2/checkout/orders")
    assert heard.headers["paypal-request-id"] == "pay-1"
    assert heard.headers["prefer"] == "return=representation"
    assert set(heard.headers) == {
        "accept",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "paypal-request-id",
        "prefer",
        "user-agent",
    }
    seal = heard.json["purchase_units"][0].pop("reference_id")
    assert len(seal) == 32
    assert heard.json | {"purchase_units": None} == {
        "intent": "CAPTURE",
        "purchase_units": None,
        "payment_source": {"paypal": {"vault_id": "8kk8451t"}},
    }
    unit = heard.json["purchase_units"][0]
    assert {name: unit[name] for name in unit if name != "reference_id"} == {
        "custom_id": "pay-1",
        "invoice_id": "pay-1",
        "amount": USD,
        "description": "Bill HB-104",
    }


def test_a_saved_card_is_said_to_be_one(desk: Desk) -> None:
    desk.say((201, ORDER))

    desk.connect().charge(
        request(method_ref="card.8kk8451t", method_type="card", return_url="https://b.example/r")
    )

    source = desk.heard[0].json["payment_source"]
    assert source == {
        "card": {
            "vault_id": "8kk8451t",
            "stored_credential": {
                "payment_initiator": "CUSTOMER",
                "payment_type": "ONE_TIME",
                "usage": "SUBSEQUENT",
            },
            "experience_context": {
                "return_url": "https://b.example/r",
                "cancel_url": "https://b.example/r",
            },
        }
    }


@pytest.mark.parametrize("method_ref", ["8kk8451t", "card.8kk8451t", "paypal.8kk8451t"])
def test_the_kind_of_a_method_is_what_the_charge_says(desk: Desk, method_ref: str) -> None:
    desk.say((201, ORDER))

    desk.connect().charge(request(method_ref=method_ref, method_type="card"))

    (heard,) = desk.heard
    assert heard.json["payment_source"]["card"]["vault_id"] == "8kk8451t"


@pytest.mark.parametrize(
    ("method_ref", "method_type"),
    [("8kk8451t", "bank_account"), ("8kk8451t", ""), ("card.", "card"), ("../x", "paypal")],
)
def test_a_method_that_paypal_cannot_charge_is_refused_unsent(
    desk: Desk, method_ref: str, method_type: str
) -> None:
    report = desk.connect().charge(request(method_ref=method_ref, method_type=method_type))

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.INVALID_METHOD)
    assert desk.heard == []


def test_a_method_charged_by_its_id_alone_is_charged(shop: Rig) -> None:
    bare = shop.method().partition(".")[2]

    report = shop.connect().charge(shop.request(method_ref=bare))

    assert report.state is PaymentState.SUCCEEDED


@pytest.mark.parametrize("key", ["", "pay 1", "pay'1", "pay/off", "x" * 91])
def test_a_key_that_could_not_be_found_again_is_not_sent(desk: Desk, key: str) -> None:
    with pytest.raises(ProviderUnavailable):
        desk.connect().charge(request(key=key))

    assert desk.heard == []


def test_a_long_description_is_cut_and_an_empty_one_left_out(desk: Desk) -> None:
    desk.say((201, ORDER))
    provider = desk.connect()
    provider.charge(request(description="é" * 200))
    provider.charge(request(description=" "))

    first, second = (heard.json["purchase_units"][0] for heard in desk.heard)
    assert first["description"] == "é" * 127
    assert "description" not in second


def test_a_refund_says_what_it_gives_back_and_nothing_else(desk: Desk) -> None:
    link = {"rel": "up", "href": f"{desk.url}/v2/payments/captures/3C679366HH908993F"}
    made = {"id": "0K35355239430361V", "status": "COMPLETED", "amount": USD, "links": [link]}
    desk.say((201, made | {"custom_id": "back-1"}))

    report = desk.connect().refund(back())

    assert (report.state, report.amount) == (PaymentState.SUCCEEDED, Money(9740, "USD"))
    (heard,) = desk.heard
    assert heard.path == "/v2/payments/captures/3C679366HH908993F/refund"
    assert heard.headers["paypal-request-id"] == "back-1"
    assert heard.json == {"amount": USD, "custom_id": "back-1"}


def back(**changes: str) -> RefundRequest:
    payment = changes.get("payment", "3C679366HH908993F")
    return RefundRequest("back-1", payment, "pay-1", Money(9740, "USD"))


def test_what_has_no_form_of_an_id_is_put_in_no_path(desk: Desk) -> None:
    provider = desk.connect()
    for odd in ("../v1/oauth2/token", "a b", "x?y=1", "é", ""):
        for act in (
            lambda: provider.look_up(reference="pay-1", provider_ref=odd or "..", since=SINCE),  # noqa: B023
            lambda: provider.cancel(odd),  # noqa: B023
            lambda: provider.refund(back(payment=odd)),  # noqa: B023
            lambda: provider.methods(odd),  # noqa: B023
            lambda: provider.remove_method(odd),  # noqa: B023
            lambda: provider.look_up_dispute(odd),  # noqa: B023
        ):
            with pytest.raises(ProviderUnavailable):
                act()
    assert desk.heard == []


# --- amounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "wire"),
    [
        (Money(9740, "USD"), "97.40"),
        (Money(5, "EUR"), "0.05"),
        (Money(1200, "JPY"), "1200"),
        (Money(120_000, "HUF"), "1200"),
        (Money(120_000, "TWD"), "1200"),
        (Money(120_050, "HUF"), None),  # fillér that PayPal cannot say
        (Money(9740, "BHD"), None),
        (Money(9740, "INR"), None),
        (Money(0, "USD"), None),
    ],
)
def test_an_amount_is_written_in_the_currencys_places(ours: Money, wire: str | None) -> None:
    assert to_wire(ours) == wire
    if wire is not None:
        assert from_wire(wire, ours.currency) == ours


@pytest.mark.parametrize(
    ("wire", "currency"),
    [
        ("97.405", "USD"),
        ("1e3", "USD"),
        ("NaN", "USD"),
        ("１", "USD"),
        ("1", "XXY"),
        ("1.5", "JPY"),
    ],
)
def test_an_amount_that_is_none_of_ours_is_not_rounded(wire: str, currency: str) -> None:
    assert from_wire(wire, currency) is None


def test_what_cannot_be_expressed_is_refused_before_anything_is_sent(desk: Desk) -> None:
    report = desk.connect().charge(request(amount=Money(120_050, "HUF")))

    assert (report.state, report.reason) == (
        PaymentState.FAILED,
        DeclineReason.CURRENCY_NOT_SUPPORTED,
    )
    assert desk.heard == []


# --- a definite no, and everything else --------------------------------------------------------


@pytest.mark.parametrize(
    ("issue", "reason"),
    [
        ("INSTRUMENT_DECLINED", DeclineReason.CARD_DECLINED),
        ("PAYER_ACTION_REQUIRED", DeclineReason.AUTHENTICATION_REQUIRED),
        ("TOKEN_ID_NOT_FOUND", DeclineReason.INVALID_METHOD),
        ("CARD_EXPIRED", DeclineReason.EXPIRED_CARD),
        ("TRANSACTION_LIMIT_EXCEEDED", DeclineReason.LIMIT_EXCEEDED),
        ("CURRENCY_NOT_SUPPORTED_FOR_COUNTRY", DeclineReason.CURRENCY_NOT_SUPPORTED),
    ],
)
def test_what_paypal_refuses_in_its_own_words_is_a_no(
    desk: Desk, issue: str, reason: DeclineReason
) -> None:
    desk.say((422, problem(issue)))

    report = desk.connect().charge(request())

    assert (report.state, report.reason, report.provider_ref) == (PaymentState.FAILED, reason, "")


def test_an_issue_nobody_knows_is_other_and_logged_alone(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.say((422, problem("ODD_NEW_ISSUE") | {"message": "about Nora Blake"}))

    assert desk.connect().charge(request()).reason is DeclineReason.OTHER
    assert "ODD_NEW_ISSUE" in caplog.text
    assert "Nora" not in caplog.text


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("5120", DeclineReason.INSUFFICIENT_FUNDS),
        ("5400", DeclineReason.EXPIRED_CARD),
        ("9520", DeclineReason.CARD_DECLINED),
        ("9500", DeclineReason.CARD_DECLINED),
        ("00N7", DeclineReason.INVALID_METHOD),
        ("9100", DeclineReason.PROVIDER_UNAVAILABLE),
    ],
)
def test_a_declined_capture_says_why(desk: Desk, code: str, reason: DeclineReason) -> None:
    refused = CAPTURE | {"status": "DECLINED", "processor_response": {"response_code": code}}
    desk.say((201, order(capture=refused)))

    report = desk.connect().charge(request())

    assert (report.state, report.reason) == (PaymentState.FAILED, reason)


DOUBTS: Mapping[str, tuple[int, object]] = {
    "HTML with 200": (200, b"<h1>hello</h1>"),
    "HTML with 403": (403, b"<h1>proxy</h1>"),
    "HTML with 401": (401, b"<h1>proxy</h1>"),
    "HTML with 422": (422, b"<h1>proxy</h1>"),
    "JSON that is not PayPal's with 400": (400, {"code": 7}),
    "cut JSON": (201, b'{"id": "5O19'),
    "a list": (201, []),
    "nothing": (201, b""),
    "5xx in PayPal's words": (500, problem("INTERNAL_SERVER_ERROR", "INTERNAL_SERVER_ERROR")),
    "409": (409, problem("PREVIOUS_REQUEST_IN_PROGRESS", "RESOURCE_CONFLICT")),
    "a redirect": (302, {}),
    "the short form": (201, {"id": ORDER["id"], "status": "COMPLETED", "links": []}),
    "another key": (201, order(custom_id="pay-2")),
    "no key": (201, order(custom_id=None)),
    "a capture of another key": (201, order(capture=CAPTURE | {"custom_id": "pay-2"})),
    "a status that does not exist yet": (201, order(capture=CAPTURE | {"status": "MAYBE"})),
    "an order's status that does not exist yet": (201, order("BREWING")),
    "an unknown currency": (
        201,
        order(capture=CAPTURE | {"amount": {"currency_code": "XXY", "value": "1"}}),
    ),
    "an amount that is none": (
        201,
        order(capture=CAPTURE | {"amount": {"currency_code": "USD", "value": "1e2"}}),
    ),
    "two units": (201, ORDER | {"purchase_units": ORDER["purchase_units"] * 2}),
    "an id with a path in it": (201, ORDER | {"id": "../x"}),
    "a page for a payer who is away": (201, order("PAYER_ACTION_REQUIRED")),
}


@pytest.mark.parametrize("odd", DOUBTS)
def test_an_odd_answer_to_a_charge_is_a_doubt(desk: Desk, odd: str) -> None:
    desk.say(DOUBTS[odd])

    with pytest.raises(OutcomeUnknown) as doubt:
        desk.connect().charge(request())

    assert doubt.value.__context__ is None
    assert len(desk.heard) == 1  # and it is not sent again


def test_another_amount_than_we_asked_for_is_told_as_it_is(desk: Desk) -> None:
    less = CAPTURE | {"amount": {"currency_code": "USD", "value": "1.00"}}
    desk.say((201, order(capture=less)))

    assert desk.connect().charge(request()).amount == Money(100, "USD")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, problem("RATE_LIMIT_REACHED", "RATE_LIMIT_REACHED")),
        (403, problem("PERMISSION_DENIED", "NOT_AUTHORIZED")),
        (404, problem("INVALID_RESOURCE_ID", "RESOURCE_NOT_FOUND")),
    ],
)
def test_what_paypal_says_it_did_not_do_is_unavailable(desk: Desk, status: int, body: Json) -> None:
    desk.say((status, body))

    with pytest.raises(ProviderUnavailable):
        desk.connect().charge(request())


def test_secrets_and_names_stay_out_of_errors_and_logs(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider, said = desk.connect(), ""
    for answer in DOUBTS.values():
        desk.say(answer)
        try:
            provider.charge(request(description="for Nora Blake"))
        except OutcomeUnknown as doubt:
            said += f"{doubt!r} {vars(doubt)!r}"

    everything = said + caplog.text + f"{provider!r}{vars(provider)!r}{vars(provider._account)!r}"
    for secret in (SECRET, "A21AA", CREDENTIALS["webhook_id"], "Nora"):
        assert secret not in everything


# --- credentials -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "mode"),
    [({}, Mode.TEST), ({"mode": "sandbox"}, Mode.TEST), ({"mode": "live"}, Mode.LIVE)],
)
def test_the_mode_is_what_the_credentials_are_marked_as(
    changes: dict[str, str], mode: Mode
) -> None:
    assert Adapter.mode_of(CREDENTIALS | changes) is mode


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "prod"},
        {"client_id": ""},
        {"client_secret": "a b"},
        {"webhook_id": "a-b"},
        {"x": ""},
    ],
)
def test_malformed_credentials_are_named_and_not_shown(changes: dict[str, str]) -> None:
    with pytest.raises(BadCredentials) as bad:
        Adapter.mode_of(CREDENTIALS | changes)

    assert SECRET not in str(bad.value)


def test_live_credentials_go_nowhere_else() -> None:
    live = CREDENTIALS | {"mode": "live"}
    with pytest.raises(BadCredentials):
        Adapter.connect(connection("paypal", Mode.LIVE), live, base_url="http://127.0.0.1:1")
    assert Adapter.connect(connection("paypal", Mode.LIVE), live)


def test_the_environment_holds_them_under_paypals_name() -> None:
    env = {"PAYPAL_CLIENT_ID": "id", "PAYPAL_CLIENT_SECRET": " s ", "PAYPAL_MODE": ""}

    assert Adapter.from_env(env) == {"client_id": "id", "client_secret": "s"}
    assert Adapter.from_env({"PAYPAL_CLIENT_SECRET": "s"}) is None


def test_an_app_that_may_not_read_the_report_is_told_so(desk: Desk, shop: Rig) -> None:
    shop.connect().check_credentials()
    desk.connect().check_credentials()  # PayPal said nothing about what it may do

    desk.scope = "https://uri.paypal.com/services/payments/payment"
    with pytest.raises(BadCredentials, match="Transaction search"):
        desk.connect().check_credentials()
    desk.token_status = 401
    with pytest.raises(BadCredentials):
        desk.connect().check_credentials()
