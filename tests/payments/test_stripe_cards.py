"""Stripe's documented test cards and accounts (docs.stripe.com/testing), as our adapter sees them.

Saved methods are charged under the documented tokens; on pages the documented numbers are typed.
"""

from datetime import timedelta
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.disputes import DisputeState
from billing.hosted_pages import PageState
from billing.payments import ChargeRequest, DeclineReason, PaymentState
from billing.repositories import About
from payments._protocol import WebhookReport
from payments.stripe import Adapter
from tests.payments.kit.rig_stripe import Rig
from tests.payments.kit.words import BACK, found, found_refund, give_back, page
from tests.payments.rig import wait_for

_S, _R = PaymentState, DeclineReason
ASKS_EVERY_TIME, ASKS_ONCE = "4000002760003184", "4000002500003155"
ASKS_THEN_DECLINES = "4000008260003178"


def charging(shop: Rig, token: str, **more: Any) -> ChargeRequest:
    """A charge of a documented token; each use of one is a method of nobody's."""
    return shop.request(method_ref=token, customer_ref="", **more)


# --- cards that are charged without their owner --------------------------------------------------


@pytest.mark.parametrize(
    ("token", "state", "reason"),
    [
        ("pm_card_visa", _S.SUCCEEDED, None),
        ("pm_card_visa_debit", _S.SUCCEEDED, None),
        ("pm_card_mastercard", _S.SUCCEEDED, None),
        ("pm_card_amex", _S.SUCCEEDED, None),
        ("pm_card_discover", _S.SUCCEEDED, None),
        ("pm_card_chargeDeclined", _S.FAILED, _R.CARD_DECLINED),
        ("pm_card_chargeDeclinedInsufficientFunds", _S.FAILED, _R.INSUFFICIENT_FUNDS),
        ("pm_card_chargeDeclinedLostCard", _S.FAILED, _R.CARD_DECLINED),
        ("pm_card_chargeDeclinedStolenCard", _S.FAILED, _R.CARD_DECLINED),
        ("pm_card_chargeDeclinedExpiredCard", _S.FAILED, _R.EXPIRED_CARD),
        ("pm_card_chargeDeclinedIncorrectCvc", _S.FAILED, _R.INVALID_METHOD),
        ("pm_card_chargeDeclinedProcessingError", _S.FAILED, _R.PROVIDER_UNAVAILABLE),
        ("pm_card_chargeDeclinedFraudulent", _S.FAILED, _R.CARD_DECLINED),
        ("pm_card_visa_chargeDeclinedVelocityLimitExceeded", _S.FAILED, _R.LIMIT_EXCEEDED),
        ("pm_card_chargeCustomerFail", _S.FAILED, _R.CARD_DECLINED),
        ("pm_card_authenticationRequired", _S.FAILED, _R.AUTHENTICATION_REQUIRED),
        ("pm_card_threeDSecure2Required", _S.FAILED, _R.AUTHENTICATION_REQUIRED),
    ],
)
def test_a_documented_card_ends_as_documented(
    stripe_shop: Rig, token: str, state: PaymentState, reason: DeclineReason | None
) -> None:
    provider, request = stripe_shop.connect(), charging(stripe_shop, token)

    report = provider.charge(request)

    assert (report.state, report.reason) == (state, reason)
    assert found(stripe_shop, provider, request) == report
    assert stripe_shop.charged() == (state is _S.SUCCEEDED)


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        ("succeeded", _S.SUCCEEDED, None),
        ("failed", _S.FAILED, _R.AUTHENTICATION_REQUIRED),
    ],
)
@pytest.mark.parametrize(
    "token", ["pm_card_authenticationRequired", "pm_card_threeDSecure2Required"]
)
def test_a_card_with_3d_secure_ends_as_its_owner_says(
    stripe_shop: Rig, token: str, outcome: str, state: PaymentState, reason: DeclineReason | None
) -> None:
    provider, request = stripe_shop.connect(), charging(stripe_shop, token, return_url=BACK)
    waiting = provider.charge(request)
    assert (waiting.state, stripe_shop.charged()) == (_S.REQUIRES_ACTION, 0)
    assert waiting.next_url is not None

    stripe_shop.confirm(waiting.next_url, outcome)

    ended = found(stripe_shop, provider, request)
    assert ended is not None
    assert (ended.state, ended.reason) == (state, reason)


def test_after_a_yes_at_the_bank_the_card_may_still_have_no_money(stripe_shop: Rig) -> None:
    token = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"
    provider, request = stripe_shop.connect(), charging(stripe_shop, token, return_url=BACK)
    waiting = provider.charge(request)
    assert waiting.next_url is not None

    stripe_shop.confirm(waiting.next_url, "succeeded")

    ended = found(stripe_shop, provider, request)
    assert ended is not None
    assert (ended.state, ended.reason) == (_S.FAILED, _R.INSUFFICIENT_FUNDS)


# --- disputes and refunds ------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["pm_card_createDispute", "pm_card_createDisputeInquiry"])
def test_a_card_that_is_disputed_says_so_by_webhook(stripe_shop: Rig, token: str) -> None:
    provider = stripe_shop.connect()
    with stripe_shop.listening() as letters:
        paid = provider.charge(charging(stripe_shop, token))

        def heard() -> list[WebhookReport]:
            read = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]
            return [report for report in read if report.kind == "charge.dispute.created"]

        wait_for(lambda: bool(heard()))
        report = heard()[0]

    assert (report.about, report.provider_ref) == (About.DISPUTE, paid.provider_ref)
    dispute = provider.look_up_dispute(report.object_ref or "")
    assert (dispute.payment_ref, dispute.amount) == (paid.provider_ref, paid.amount)
    assert (dispute.state, dispute.inquiry) == (DisputeState.OPEN, token.endswith("Inquiry"))


def test_a_refund_of_the_slow_card_is_on_its_way_and_then_done(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    paid = provider.charge(charging(stripe_shop, "pm_card_pendingRefund"))
    request = give_back(paid, 9740)
    assert provider.refund(request).state is _S.PENDING

    stripe_shop.advance(days=1)

    done = found_refund(stripe_shop, provider, request)
    assert done is not None
    assert done.state is _S.SUCCEEDED


def test_a_refund_of_the_failing_card_is_done_and_then_sent_back(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    paid = provider.charge(charging(stripe_shop, "pm_card_refundFail"))
    request = give_back(paid, 500)
    assert provider.refund(request).state is _S.SUCCEEDED

    stripe_shop.advance(days=1)

    late = found_refund(stripe_shop, provider, request)
    assert late is not None
    assert (late.state, late.reason) == (_S.FAILED, _R.INVALID_METHOD)
    assert stripe_shop.refunded() == 0


# --- US bank debits ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "state", "reason"),
    [
        ("pm_usBankAccount_success", _S.SUCCEEDED, None),
        ("pm_usBankAccount_insufficientFunds", _S.FAILED, _R.INSUFFICIENT_FUNDS),
        ("pm_usBankAccount_accountClosed", _S.FAILED, _R.INVALID_METHOD),
        ("pm_usBankAccount_noAccount", _S.FAILED, _R.INVALID_METHOD),
        ("pm_usBankAccount_debitNotAuthorized", _S.FAILED, _R.INVALID_METHOD),
        ("pm_usBankAccount_processing", _S.PENDING, None),
    ],
)
def test_a_documented_bank_account_is_on_its_way_for_days_and_then_ends(
    stripe_shop: Rig, token: str, state: PaymentState, reason: DeclineReason | None
) -> None:
    provider, request = stripe_shop.connect(), charging(stripe_shop, token)
    assert provider.charge(request).state is _S.PENDING

    stripe_shop.advance(days=6)

    since = stripe_shop.now() - timedelta(days=7)
    late = provider.look_up(reference=request.key, provider_ref=None, since=since)
    assert late is not None
    assert (late.state, late.reason) == (state, reason)


# --- typed on Stripe's pages ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "4000000000000002",
        "4000000000009995",
        "4000000000009987",
        "4000000000009979",
        "4000000000000069",
        "4000000000000127",
        "4000000000000119",
    ],
)
def test_a_declining_card_on_a_page_ends_nothing_and_cannot_be_saved(
    stripe_shop: Rig, number: str
) -> None:
    provider = stripe_shop.connect()
    for kind in (PageKind.ADD_METHOD, PageKind.PAYMENT_LINK):
        opened = provider.open_page(page(stripe_shop, kind))

        stripe_shop.type_in(opened.url, number)

        assert provider.look_up_page(kind, opened.provider_ref).state is PageState.OPEN
    assert stripe_shop.charged() == 0


@pytest.mark.parametrize(
    ("number", "outcome", "state"),
    [
        (ASKS_EVERY_TIME, "succeeded", PageState.DONE),
        (ASKS_EVERY_TIME, "failed", PageState.OPEN),
        (ASKS_ONCE, "succeeded", PageState.DONE),
        (ASKS_THEN_DECLINES, "succeeded", PageState.OPEN),
    ],
)
def test_a_card_with_3d_secure_on_a_page_leads_to_the_bank_first(
    stripe_shop: Rig, number: str, outcome: str, state: PageState
) -> None:
    provider = stripe_shop.connect()
    opened = provider.open_page(page(stripe_shop, PageKind.PAYMENT_LINK))
    bank = stripe_shop.type_in(opened.url, number)
    assert bank is not None
    assert stripe_shop.charged() == 0

    stripe_shop.confirm(bank, outcome)

    assert provider.look_up_page(PageKind.PAYMENT_LINK, opened.provider_ref).state is state
    assert stripe_shop.charged() == (state is PageState.DONE)


@pytest.mark.parametrize(
    ("number", "state", "reason"),
    [
        (ASKS_ONCE, _S.SUCCEEDED, None),
        (ASKS_EVERY_TIME, _S.SUCCEEDED, None),
        (ASKS_THEN_DECLINES, _S.FAILED, _R.INSUFFICIENT_FUNDS),
    ],
)
def test_a_card_saved_with_3d_secure_asks_its_owner_again_when_it_is_charged(
    stripe_shop: Rig, number: str, state: PaymentState, reason: DeclineReason | None
) -> None:
    provider = stripe_shop.connect()
    saved = save(stripe_shop, provider, number)
    alone = provider.charge(stripe_shop.request(**saved))
    request = stripe_shop.request(**saved, return_url=BACK)
    waiting = provider.charge(request)
    assert waiting.next_url is not None

    stripe_shop.confirm(waiting.next_url, "succeeded")

    assert (alone.state, alone.reason) == (_S.FAILED, _R.AUTHENTICATION_REQUIRED)
    ended = found(stripe_shop, provider, request)
    assert ended is not None
    assert (ended.state, ended.reason) == (state, reason)


def test_a_card_that_is_saved_may_decline_every_charge(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    saved = save(stripe_shop, provider, "4000000000000341")

    report = provider.charge(stripe_shop.request(**saved))

    assert (report.state, report.reason) == (_S.FAILED, _R.CARD_DECLINED)


def save(shop: Rig, provider: Adapter, number: str) -> dict[str, str]:
    """Add a card on a page, saying yes at the bank if it asks; whose and which it is."""
    opened = provider.open_page(page(shop, PageKind.ADD_METHOD))
    leads_to = shop.type_in(opened.url, number)
    if provider.look_up_page(PageKind.ADD_METHOD, opened.provider_ref).state is PageState.OPEN:
        assert leads_to is not None
        shop.confirm(leads_to, "succeeded")
    method = provider.look_up_page(PageKind.ADD_METHOD, opened.provider_ref).method
    assert method is not None
    return {"method_ref": method.provider_ref, "customer_ref": method.customer_ref}
