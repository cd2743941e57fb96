"""Saved ways to pay: listed without numbers, chosen, forgotten for good."""

from datetime import date

import pytest

from billing.errors import MethodUnusable, OutcomeUnknown, ProviderUnavailable
from billing.payments import DeclineReason, PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import require


def test_what_is_saved_is_shown_by_brand_and_last_four_only(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.saved_methods, "no saved methods")
    saved = rig.method(brand="mastercard", last4="4444", expires="2027-12")

    (method,) = provider.methods("c-nora")

    assert (method.provider_ref, method.customer_ref) == (saved, "c-nora")
    assert (method.type, method.brand, method.last4) == ("card", "mastercard", "4444")
    assert method.expires_before_on == date(2028, 1, 1)


@pytest.mark.parametrize("kind", ["bank_account", "sepa_debit", "link"])
def test_a_declared_type_is_listed_as_ours(rig: Rig, kind: str) -> None:
    provider = rig.connect()
    require(kind in provider.capabilities.methods, f"no {kind}")
    rig.method(type=kind)

    (method,) = provider.methods("c-nora")

    assert method.type == kind
    assert method.expires_before_on is None


def test_every_method_is_listed_however_many(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.saved_methods, "no saved methods")
    saved = {rig.method() for _ in range(103)}

    assert {method.provider_ref for method in provider.methods("c-nora")} == saved


def test_a_removed_method_is_gone_and_removing_it_again_is_no_error(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.saved_methods, "no saved methods")
    gone, kept = rig.method(), rig.method()

    for _ in range(2):
        provider.remove_method(gone)

    assert [method.provider_ref for method in provider.methods("c-nora")] == [kept]
    provider.remove_method("pm-nobodys")


def test_the_default_is_one_of_the_customers_own(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.saved_methods, "no saved methods")

    provider.set_default_method("c-nora", rig.method())

    with pytest.raises(MethodUnusable):
        provider.set_default_method("c-nora", "pm-nobodys")


def test_a_lost_answer_about_a_method_is_a_doubt(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.saved_methods, "no saved methods")
    method = rig.method()
    rig.fault("drop_reply_after_commit", times=2)

    with pytest.raises(OutcomeUnknown):
        provider.set_default_method("c-nora", method)
    with pytest.raises(OutcomeUnknown):
        provider.remove_method(method)


def test_a_list_that_cannot_be_read_is_not_an_empty_one(rig: Rig) -> None:
    provider = rig.connect()
    require(provider.capabilities.saved_methods, "no saved methods")
    rig.method()
    for fault in ("http_500_before_commit", "html_instead_of_json", "drop_reply_after_commit"):
        rig.fault(fault)
        with pytest.raises(ProviderUnavailable):
            provider.methods("c-nora")


def test_a_method_that_ran_out_is_declined_with_that_reason(rig: Rig) -> None:
    request = rig.request("decline_expired_card")

    report = rig.connect().charge(request)

    assert (report.state, report.reason) == (PaymentState.FAILED, DeclineReason.EXPIRED_CARD)
