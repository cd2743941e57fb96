"""Paymentus's convenience fees and saved methods: told, agreed to, kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from billing.errors import MethodUnusable, OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.rig_paymentus import Rig as Biller
from tests.payments.paymentus_words import COST, FREE, PAYMENT, error, request, to
from tests.payments.rig import Recital, Sandbox

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NewRig = Callable[[str], Rig]


@pytest.fixture
def biller(sandbox: Sandbox, new_rig: NewRig) -> Biller:
    """A biller whose bills and truth can be read too."""
    return Biller(sandbox, new_rig("paymentus").id)


# --- fees --------------------------------------------------------------------------------------


def test_each_type_of_method_has_the_fee_that_is_published(biller: Biller) -> None:
    provider, due = biller.connect(), Money(9740, "USD")

    assert provider.fee_for(due, "card") == Money(295, "USD")
    assert provider.fee_for(due, "bank_account") == Money(0, "USD")
    with pytest.raises(ProviderUnavailable):
        provider.fee_for(due, "cowrie")


def test_the_fee_that_was_agreed_is_taken_and_told(biller: Biller) -> None:
    provider = biller.connect()

    report = provider.charge(biller.request(fee=Money(295, "USD")))

    assert (report.state, report.amount) == (PaymentState.SUCCEEDED, Money(9740, "USD"))
    assert report.fee == Money(295, "USD")
    assert [row["fee"] for row in biller.truth()] == [295]
    found = provider.look_up(
        reference=report.reference, provider_ref=report.provider_ref, since=SINCE
    )
    assert found == report


def test_without_a_fee_that_was_agreed_none_is_taken(biller: Biller) -> None:
    report = biller.connect().charge(biller.request())

    assert report.fee == Money(0, "USD")
    assert [row["fee"] for row in biller.truth()] == [0]


@pytest.mark.parametrize("fee", [0, 294, 296])
def test_another_fee_than_the_published_is_declined_as_that(biller: Biller, fee: int) -> None:
    report = biller.connect().charge(biller.request(fee=Money(fee, "USD")))

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.FEE_CHANGED)
    assert list(biller.payments()) == []


@pytest.mark.parametrize(
    "fees",
    [
        None,
        "none",
        [],
        ["none"],
        [{"type": "card"}],
        [{"type": "card", "convenienceFee": {"amount": 2.95, "currency": "USD"}}],
        [{"type": "card", "convenienceFee": {"amount": "-2.95", "currency": "USD"}}],
        [{"type": "card", "convenienceFee": {"amount": "2.95", "currency": "EUR"}}],
        [{"type": "bank", "convenienceFee": COST}],
    ],
)
def test_a_fee_that_cannot_be_read_is_not_a_fee_of_nothing(recital: Recital, fees: object) -> None:
    recital.say(200, {"fees": fees})

    with pytest.raises(ProviderUnavailable):
        to(recital).fee_for(Money(9740, "USD"), "card")


@pytest.mark.parametrize("fault", ["http_500_before_commit", "html_instead_of_json", "http_429"])
def test_a_fee_that_is_not_answered_is_unavailable(biller: Biller, fault: str) -> None:
    biller.fault(fault)

    with pytest.raises(ProviderUnavailable):
        biller.connect().fee_for(Money(9740, "USD"), "card")


def test_the_free_fee_of_a_recited_payment_is_told_as_nothing(recital: Recital) -> None:
    recital.say(201, PAYMENT | {"convenienceFee": FREE})

    assert to(recital).charge(request()).fee == Money(0, "USD")


# --- saved methods -----------------------------------------------------------------------------


def test_a_bank_account_is_listed_as_one_until_it_is_removed(new_rig: NewRig) -> None:
    rig = new_rig("paymentus")
    provider, account, card = rig.connect(), rig.method(type="bank_account"), rig.method()
    provider.set_default_method("c-nora", account)

    for _ in range(2):
        provider.remove_method(account)

    assert [method.provider_ref for method in provider.methods("c-nora")] == [card]
    with pytest.raises(MethodUnusable):
        provider.set_default_method("c-nora", account)


def test_the_default_is_kept_among_the_customers_preferences(biller: Biller) -> None:
    provider, card = biller.connect(), biller.method()

    provider.set_default_method("c-nora", card)

    known = provider.source().customer("c-nora")
    assert known is not None
    assert known.preferences is not None
    assert known.preferences.default_method_ref == card


PROFILE: dict[str, Any] = {
    "profileId": "prf-1",
    "customerId": "acct-1",
    "type": "card",
    "brand": "visa",
    "lastFour": "4242",
    "expires": "2027-12",
    "status": "active",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"customerId": "acct-2"},
        {"status": "removed"},
        {"type": "cowrie"},
        {"lastFour": "4111111111111111"},
        {"profileId": "../1"},
    ],
)
def test_what_is_not_this_customers_to_charge_is_not_listed(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(200, {"profiles": [PROFILE, PROFILE | {"profileId": "prf-2"} | changes]})

    assert [one.provider_ref for one in to(recital).methods("acct-1")] == ["prf-1"]


def test_all_pages_of_saved_methods_are_read_and_they_end(recital: Recital) -> None:
    recital.say(200, {"profiles": [PROFILE], "hasMore": True, "nextCursor": "n-1"})
    with pytest.raises(ProviderUnavailable):
        to(recital).methods("acct-1")
    assert [target.partition("?")[2] for _, target, *_ in recital.heard] == ["", "cursor=n-1"]


def test_one_who_is_not_there_keeps_no_methods(recital: Recital) -> None:
    recital.say(404, error("NOT_FOUND"))
    assert to(recital).methods("acct-9") == ()

    recital.say(404, b"<h1>no</h1>")
    with pytest.raises(ProviderUnavailable):
        to(recital).methods("acct-9")


def test_another_default_than_the_one_asked_for_is_a_doubt(recital: Recital) -> None:
    recital.say(200, {"customerId": "acct-1", "defaultProfileId": "prf-9"})

    with pytest.raises(OutcomeUnknown):
        to(recital).set_default_method("acct-1", "prf-1")
