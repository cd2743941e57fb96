"""What every provider promises, against the sandbox over real HTTP; a new one joins by itself."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.connections import Mode
from billing.errors import (
    ForgedReport,
    InvalidRequest,
    OutcomeUnknown,
    ProviderFault,
    ProviderUnavailable,
)
from billing.money import Money
from billing.payments import (
    ChargeRequest,
    DeclineReason,
    Idempotency,
    Lookup,
    PaymentReport,
    PaymentState,
)
from payments._protocol import BadCredentials, PaymentAdapter, Timeouts
from payments._registry import adapter, names
from tests.payments.rig import CREDENTIALS, Shop, connection

HUNG_UP = Timeouts(connect=timedelta(seconds=1), total=timedelta(milliseconds=300))


def test_every_provider_is_rigged_for_this_suite() -> None:
    assert set(CREDENTIALS) == set(names())
    assert [adapter(name).name for name in names()] == list(names())


def test_a_wrong_name_is_told_which_exist() -> None:
    with pytest.raises(InvalidRequest, match="stripe"):
        adapter("strype")


def test_a_charge_moves_the_money_once_and_echoes_it(shop: Shop) -> None:
    request = shop.request()

    report = shop.connect().charge(request)

    assert report.state is PaymentState.SUCCEEDED
    assert report.reference == request.key
    assert report.amount == Money(9740, "USD")
    assert [(p["id"], p["charged"]) for p in shop.payments()] == [(report.provider_ref, True)]


def test_charging_twice_with_one_key_charges_once(shop: Shop) -> None:
    request, provider = shop.request(), shop.connect()

    assert provider.charge(request) == provider.charge(request)

    assert shop.charged() == 1


def test_charging_at_once_with_one_key_charges_once(shop: Shop) -> None:
    request = shop.request()

    def charge(_: int) -> PaymentReport | ProviderFault:
        try:
            return shop.connect().charge(request)
        except ProviderFault as fault:
            return fault

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(charge, range(16)))

    reports = {answer for answer in answers if isinstance(answer, PaymentReport)}
    doubts = [answer for answer in answers if isinstance(answer, ProviderFault)]
    assert len(reports) == 1
    assert all(type(doubt) is OutcomeUnknown for doubt in doubts)
    assert shop.charged() == 1


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("decline_insufficient_funds", DeclineReason.INSUFFICIENT_FUNDS),
        ("decline_expired_card", DeclineReason.EXPIRED_CARD),
        ("decline_generic", DeclineReason.CARD_DECLINED),
        ("requires_authentication", DeclineReason.AUTHENTICATION_REQUIRED),
    ],
)
def test_a_decline_is_a_value_and_is_found_again(
    shop: Shop, behaviour: str, reason: DeclineReason
) -> None:
    request, provider = shop.request(behaviour), shop.connect()

    report = provider.charge(request)

    assert (report.state, report.reason) == (PaymentState.FAILED, reason)
    assert report.amount == request.amount
    assert found(shop, provider, request) == report
    assert shop.charged() == 0


def test_money_on_its_way_is_pending_until_it_arrives(shop: Shop) -> None:
    request, provider = shop.request("succeed_later"), shop.connect()
    report = provider.charge(request)
    assert report.state is PaymentState.PENDING

    shop.settle(report.provider_ref, "succeeded")

    assert found(shop, provider, request) == replace(report, state=PaymentState.SUCCEEDED)


def test_money_that_never_arrives_is_a_failure_with_its_reason(shop: Shop) -> None:
    request, provider = shop.request("never_settles"), shop.connect()
    report = provider.charge(request)

    shop.settle(report.provider_ref, "failed", failure_code="insufficient_funds")

    again = found(shop, provider, request)
    assert again is not None
    assert (again.state, again.reason) == (
        PaymentState.FAILED,
        DeclineReason.INSUFFICIENT_FUNDS,
    )


def test_where_nobody_listens_nothing_was_sent(shop: Shop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    provider = shop.connect(base_url=f"http://127.0.0.1:{port}")
    request = shop.request()

    with pytest.raises(ProviderUnavailable):
        provider.charge(request)
    with pytest.raises(ProviderUnavailable):
        found(shop, provider, request)


def test_a_name_that_does_not_resolve_is_unavailable(shop: Shop) -> None:
    with pytest.raises(ProviderUnavailable):
        shop.connect(base_url="http://provider.invalid").charge(shop.request())


@pytest.mark.parametrize("behaviour", ["timeout_after_charge", "timeout_before_charge"])
def test_after_a_lost_connection_the_same_key_settles_once(shop: Shop, behaviour: str) -> None:
    request, provider = shop.request(behaviour), shop.connect()
    with pytest.raises(OutcomeUnknown):
        provider.charge(request)

    report = settled(shop, provider, request)

    assert report.state is PaymentState.SUCCEEDED
    assert provider.charge(request) == report
    assert shop.charged() == 1


@pytest.mark.parametrize(
    "fault",
    [
        "drop_reply_after_commit",
        "reset_mid_body",
        "html_instead_of_json",
        "truncated_json",
        "http_500_after_commit",
        "http_500_before_commit",
        "drop_before_commit",
        "hang",
    ],
)
def test_any_doubt_is_outcome_unknown_and_settles_once(shop: Shop, fault: str) -> None:
    shop.timeouts = HUNG_UP
    request, provider = shop.request(), shop.connect()
    shop.fault(fault)

    with pytest.raises(OutcomeUnknown) as doubt:
        provider.charge(request)

    assert doubt.value.__context__ is None  # nothing of the exchange rides along into a log
    assert settled(shop, provider, request).state is PaymentState.SUCCEEDED
    assert shop.charged() == 1


def test_an_inner_error_stays_in_doubt_and_is_definitely_absent(shop: Shop) -> None:
    request, provider = shop.request("error_500"), shop.connect()

    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            provider.charge(request)

    assert found(shop, provider, request) is None
    assert shop.charged() == 0


def test_a_charge_is_found_after_the_provider_forgot_the_key(shop: Shop) -> None:
    request, provider = shop.request("timeout_after_charge"), shop.connect()
    with pytest.raises(OutcomeUnknown):
        provider.charge(request)

    shop.sandbox.order("POST", "forget_keys")

    report = found(shop, provider, request)
    assert report is not None
    assert report.state is PaymentState.SUCCEEDED
    assert shop.charged() == 1


def test_too_many_requests_charged_nothing(shop: Shop) -> None:
    request, provider = shop.request(), shop.connect()
    shop.fault("http_429")

    with pytest.raises(ProviderUnavailable):
        provider.charge(request)

    assert shop.payments() == []
    assert provider.charge(request).state is PaymentState.SUCCEEDED


@pytest.mark.parametrize(
    ("fault", "echo"),
    [("wrong_amount", Money(9840, "USD")), ("wrong_currency", Money(9740, "EUR"))],
)
def test_another_amount_is_reported_as_the_provider_said_it(
    shop: Shop, fault: str, echo: Money
) -> None:
    request = shop.request()
    shop.fault(fault)

    assert shop.connect().charge(request).amount == echo


def test_what_was_never_charged_is_definitely_absent(shop: Shop) -> None:
    provider = shop.connect()
    provider.charge(shop.request())

    assert provider.capabilities.lookup is Lookup.STRONG
    assert found(shop, provider, shop.request()) is None


@pytest.mark.parametrize(
    "fault",
    ["http_500_before_commit", "http_429", "html_instead_of_json", "drop_reply_after_commit"],
)
def test_a_lookup_that_cannot_say_never_says_absent(shop: Shop, fault: str) -> None:
    request, provider = shop.request(), shop.connect()
    provider.charge(request)
    shop.fault(fault, times=5)

    with pytest.raises(ProviderUnavailable):
        found(shop, provider, request)


def test_an_id_of_another_account_is_not_taken_for_absence(shop: Shop) -> None:
    provider, request = shop.connect(), shop.request()

    with pytest.raises(ProviderUnavailable):
        provider.look_up(
            reference=request.key, provider_ref="pi_elsewhere", since=shop.sandbox.now()
        )


def test_another_payment_is_never_reported_under_our_reference(shop: Shop) -> None:
    provider = shop.connect()
    other = provider.charge(shop.request())

    with pytest.raises(ProviderUnavailable):
        provider.look_up(
            reference="pay-mine", provider_ref=other.provider_ref, since=shop.sandbox.now()
        )


def test_a_method_that_is_not_there_fails_and_charges_nothing(shop: Shop) -> None:
    report = shop.connect().charge(shop.request(method_ref="pm-nobodys"))

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.INVALID_METHOD)
    assert shop.payments() == []


def test_a_currency_the_method_cannot_pay_fails_and_charges_nothing(shop: Shop) -> None:
    method = shop.method(currencies=["EUR"])

    report = shop.connect().charge(shop.request(method_ref=method))

    assert (report.state, report.reason) == (
        PaymentState.FAILED,
        DeclineReason.CURRENCY_NOT_SUPPORTED,
    )
    assert shop.payments() == []


def test_the_key_window_leaves_room_before_the_provider_forgets(shop: Shop) -> None:
    can = shop.connect().capabilities

    assert can.idempotency is Idempotency.KEYED
    assert timedelta(hours=23) < can.key_window < timedelta(hours=24)


def test_credentials_are_checked_without_moving_money(shop: Shop) -> None:
    shop.connect().check_credentials()

    assert shop.payments() == []


def test_refused_credentials_say_so_and_never_show_themselves(shop: Shop) -> None:
    provider = shop.connect(secret_key="sk_test_nobodyknowsme")

    for act in (provider.check_credentials, lambda: provider.charge(shop.request())):
        with pytest.raises(BadCredentials) as refused:
            act()
        assert "nobodyknowsme" not in f"{refused.value!r}{provider!r}{vars(provider)!r}"
        assert refused.value.__context__ is None
    assert shop.payments() == []


def test_test_credentials_do_not_serve_a_live_connection(shop: Shop) -> None:
    with pytest.raises(BadCredentials):
        adapter(shop.provider).connect(connection(shop.provider, Mode.LIVE), shop.credentials)


def test_an_unsigned_report_is_forged(shop: Shop) -> None:
    provider = shop.connect()

    with pytest.raises(ForgedReport):
        provider.read_webhook(b"{}", {}, shop.sandbox.now())


def found(shop: Shop, provider: PaymentAdapter, request: ChargeRequest) -> PaymentReport | None:
    """As the reconciler looks: only our own reference is known, first sent a minute ago."""
    since = shop.sandbox.now() - timedelta(minutes=1)
    return provider.look_up(reference=request.key, provider_ref=None, since=since)


def settled(shop: Shop, provider: PaymentAdapter, request: ChargeRequest) -> PaymentReport:
    """As the reconciler settles a doubt inside the key's window: look, else send the same again."""
    return found(shop, provider, request) or provider.charge(request)
