"""Nothing secret is ever shown: not in errors and their causes, not in a repr, not in a log."""

import logging
from collections.abc import Callable

import pytest

from billing.capabilities import PageKind, Webhooks
from billing.connections import Mode
from billing.errors import BillingError
from billing.money import Money
from billing.refunds import RefundRequest
from payments._protocol import BadCredentials, PaymentAdapter
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import BACK, everything_said, page, require
from tests.payments.rig import connection

FAULTS = ("http_500_after_commit", "html_instead_of_json", "reset_mid_body", "http_429")


def acts(rig: Rig, provider: PaymentAdapter) -> tuple[Callable[[], object], ...]:
    """One use of every verb; what is behind them does not matter here."""
    request = rig.request(description="for Nora Canary")
    since = rig.now()
    refund = RefundRequest("back-1", "pi_canary", "pay-1", Money(1, "USD"))
    return (
        provider.check_credentials,
        lambda: provider.charge(request),
        lambda: provider.look_up(reference=request.key, provider_ref=None, since=since),
        lambda: provider.cancel("pi_canary"),
        lambda: provider.refund(refund),
        lambda: provider.look_up_refund(
            reference="back-1", provider_ref=None, payment_ref="pi_canary", since=since
        ),
        lambda: provider.look_up_dispute("dp_canary"),
        lambda: provider.open_page(page(rig, PageKind.ADD_METHOD)),
        lambda: provider.look_up_page(PageKind.ADD_METHOD, "cs_canary"),
        lambda: provider.methods("c-canary"),
        lambda: provider.set_default_method("c-canary", "pm-canary"),
        lambda: provider.remove_method("pm-canary"),
        lambda: list(provider.statement(since, since)),
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_and_no_log_shows_a_secret_or_a_name(
    rig: Rig, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = rig.connect()
    for act in acts(rig, provider):
        rig.fault(fault, times=9)
        said = everything_said(act)
        rig.heal()
        for shown in (said, caplog.text):
            assert "Nora Canary" not in shown
            assert [name for name in rig.secrets if rig.credentials[name] in shown] == []


def test_every_error_is_one_of_ours_and_carries_no_other(rig: Rig) -> None:
    carried: list[BaseException | None] = []
    for fault in FAULTS:
        provider = rig.connect()
        for act in acts(rig, provider):
            rig.fault(fault, times=9)
            try:
                act()
            except BillingError as ours:
                carried.append(ours.__context__)
            rig.heal()
    assert set(carried) == {None}  # a chained one would carry the exchange along


def test_an_adapter_shows_no_credential_of_its_own(rig: Rig) -> None:
    provider = rig.connect()
    shown = f"{provider!r}{provider}{vars(provider)!r}"

    assert [name for name in rig.secrets if rig.credentials[name] in shown] == []


def test_refused_credentials_say_so_and_never_show_themselves(rig: Rig) -> None:
    provider = rig.connect(**rig.wrong_credentials())

    for act in (provider.check_credentials, lambda: provider.charge(rig.request())):
        with pytest.raises(BadCredentials) as refused:
            act()
        assert "nobodyknowsme" not in f"{refused.value!r}{provider!r}{vars(provider)!r}"
        assert refused.value.__context__ is None
    assert list(rig.payments()) == []


def test_test_credentials_do_not_serve_a_live_connection(rig: Rig) -> None:
    with pytest.raises(BadCredentials):
        type(rig.connect()).connect(connection(rig.provider, Mode.LIVE), rig.credentials)


def test_a_letter_that_is_refused_is_not_repeated(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider, at = rig.connect(), rig.now()
    require(provider.capabilities.webhooks is Webhooks.SIGNED, "no signed webhooks")
    body = b'{"secret": "canary-4242", "secret": 1}'
    forged = {name: f"canary-4242{value}" for name, value in rig.sign(body, at).items()}

    for headers in (rig.sign(body, at), forged):
        said = everything_said(lambda: provider.read_webhook(body, headers, at))  # noqa: B023
        assert "Forged" in said
        assert "canary-4242" not in said + caplog.text


def test_the_address_of_a_page_is_not_in_a_report_that_is_printed(rig: Rig) -> None:
    report = rig.connect().charge(rig.request("requires_authentication", return_url=BACK))
    if report.next_url is not None:
        assert report.next_url not in repr(report)
