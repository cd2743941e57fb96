"""Every event of Stripe's that we subscribe to, made by the sandbox and read by the adapter.

What an event says is a note of where to look: each story also looks there.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.disputes import DisputeState
from billing.hosted_pages import PageState
from billing.payments import PaymentState
from billing.repositories import About
from payments._protocol import WebhookReport
from payments.stripe import Adapter
from tests.payments.kit.rig_stripe import Rig
from tests.payments.kit.words import BACK, give_back, page, paid
from tests.payments.rig import wait_for

ASKS = "4000002760003184"
Story = Callable[[Rig, Adapter], object]


def charged(behaviour: str, outcome: str = "", **more: Any) -> Story:
    """A charge of a method that behaves so, perhaps ended by its bank days later."""

    def tell(shop: Rig, provider: Adapter) -> None:
        report = provider.charge(shop.request(behaviour, **more))
        if outcome:
            shop.settle(report.provider_ref, outcome)

    return tell


def cancelled(shop: Rig, provider: Adapter) -> None:
    waiting = provider.charge(shop.request("requires_authentication", return_url=BACK))
    provider.cancel(waiting.provider_ref)


def on_a_page(kind: PageKind, *numbers: str, **more: Any) -> Story:
    """These cards typed one after another on a page."""

    def tell(shop: Rig, provider: Adapter) -> None:
        opened = provider.open_page(page(shop, kind, **more))
        for number in numbers:
            shop.type_in(opened.url, number)

    return tell


def by_bank(account: str) -> Story:
    def tell(shop: Rig, provider: Adapter) -> None:
        wanted = page(shop, PageKind.PAYMENT_LINK, types=frozenset({"bank_account"}))
        shop.pay_by_bank(provider.open_page(wanted).url, account)
        shop.advance(days=6)

    return tell


def left_alone(shop: Rig, provider: Adapter) -> None:
    provider.open_page(page(shop, PageKind.PAYMENT_LINK))
    shop.advance(days=2)


def given_back(outcome: str) -> Story:
    def tell(shop: Rig, provider: Adapter) -> None:
        back = provider.refund(give_back(paid(shop, provider, "succeed_refund_pending"), 500))
        shop.settle_refund(back.provider_ref, outcome)

    return tell


def disputed(outcome: str) -> Story:
    def tell(shop: Rig, provider: Adapter) -> None:
        shop.end_dispute(shop.dispute(paid(shop, provider).provider_ref), outcome)

    return tell


def subscribed(shop: Rig, provider: Adapter) -> None:
    """A subscription that the company runs at Stripe itself, begun and ended."""
    v1 = provider._account.v1
    product = v1.products.create({"name": "Harbor Plus"})
    price = v1.prices.create(
        {"currency": "usd", "unit_amount": 700, "product": product.id,
         "recurring": {"interval": "month"}}
    )  # fmt: skip
    made = v1.subscriptions.create(
        {"customer": "c-nora", "default_payment_method": shop.method(),
         "items": [{"price": price.id}]}
    )  # fmt: skip
    v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
    v1.subscriptions.cancel(made.id)


GOOD, BAD = "4242424242424242", "4000000000000002"
PAYMENT_STORIES: Mapping[str, tuple[Story, PaymentState]] = {
    "payment_intent.succeeded": (charged("succeed"), PaymentState.SUCCEEDED),
    "payment_intent.payment_failed": (charged("decline_generic"), PaymentState.FAILED),
    "payment_intent.processing": (charged("never_settles"), PaymentState.PENDING),
    "payment_intent.requires_action": (
        charged("requires_authentication", return_url=BACK),
        PaymentState.REQUIRES_ACTION,
    ),
    "payment_intent.canceled": (cancelled, PaymentState.CANCELLED),
    "charge.succeeded": (charged("succeed"), PaymentState.SUCCEEDED),
    "charge.pending": (charged("never_settles"), PaymentState.PENDING),
    "charge.failed": (charged("never_settles", "failed"), PaymentState.FAILED),
    "invoice.payment_succeeded": (on_a_page(PageKind.INVOICE, GOOD), PaymentState.SUCCEEDED),
    "invoice.payment_failed": (on_a_page(PageKind.INVOICE, BAD), PaymentState.REQUIRES_ACTION),
    "invoice.payment_action_required": (
        on_a_page(PageKind.INVOICE, ASKS),
        PaymentState.REQUIRES_ACTION,
    ),
    "checkout.session.completed": (
        on_a_page(PageKind.PAYMENT_LINK, GOOD),
        PaymentState.SUCCEEDED,
    ),
    "checkout.session.expired": (left_alone, PaymentState.CANCELLED),
    "checkout.session.async_payment_succeeded": (by_bank("success"), PaymentState.SUCCEEDED),
    "checkout.session.async_payment_failed": (by_bank("account_closed"), PaymentState.FAILED),
}


@pytest.mark.parametrize("kind", sorted(PAYMENT_STORIES))
def test_an_event_about_a_payment_leads_to_what_became_of_it(stripe_shop: Rig, kind: str) -> None:
    tell, state = PAYMENT_STORIES[kind]
    provider, since = stripe_shop.connect(), stripe_shop.now()

    report = told(stripe_shop, tell, kind)

    assert report.about is About.PAYMENT
    assert report.reference or report.provider_ref
    found = provider.look_up(
        reference=report.reference or reference_at(stripe_shop),
        provider_ref=report.provider_ref,
        since=since,
    )
    assert found is not None
    assert found.state is state


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [
        ("refund.created", "succeeded", PaymentState.SUCCEEDED),
        ("refund.updated", "succeeded", PaymentState.SUCCEEDED),
        ("refund.updated", "failed", PaymentState.FAILED),
        ("refund.failed", "failed", PaymentState.FAILED),
    ],
)
def test_an_event_about_a_refund_leads_to_the_refund(
    stripe_shop: Rig, kind: str, outcome: str, state: PaymentState
) -> None:
    report = told(stripe_shop, given_back(outcome), kind)

    assert report.about is About.REFUND
    found = stripe_shop.connect().look_up_refund(
        reference=report.reference or "",
        provider_ref=report.object_ref,
        payment_ref=report.provider_ref or "",
        since=stripe_shop.now(),
    )
    assert found is not None
    assert found.state is state


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [
        ("charge.dispute.created", "lost", DisputeState.LOST),
        ("charge.dispute.funds_withdrawn", "lost", DisputeState.LOST),
        ("charge.dispute.closed", "lost", DisputeState.LOST),
        ("charge.dispute.closed", "won", DisputeState.WON),
        ("charge.dispute.funds_reinstated", "won", DisputeState.WON),
    ],
)
def test_an_event_about_a_dispute_leads_to_the_dispute(
    stripe_shop: Rig, kind: str, outcome: str, state: DisputeState
) -> None:
    report = told(stripe_shop, disputed(outcome), kind)

    assert report.about is About.DISPUTE
    assert report.object_ref is not None
    found = stripe_shop.connect().look_up_dispute(report.object_ref)
    assert (found.state, found.payment_ref) == (state, report.provider_ref)


@pytest.mark.parametrize(
    ("kind", "numbers", "state"),
    [
        ("checkout.session.completed", (GOOD,), PageState.DONE),
        ("setup_intent.succeeded", (GOOD,), PageState.DONE),
        ("setup_intent.setup_failed", (BAD,), PageState.OPEN),
    ],
)
def test_an_event_about_a_new_method_leads_to_its_page(
    stripe_shop: Rig, kind: str, numbers: tuple[str, ...], state: PageState
) -> None:
    report = told(stripe_shop, on_a_page(PageKind.ADD_METHOD, *numbers), kind)

    assert report.about is About.PAGE
    assert report.object_ref is not None
    page_found = stripe_shop.connect().look_up_page(PageKind.ADD_METHOD, report.object_ref)
    assert page_found.state is state


@pytest.mark.parametrize("change", ["created", "updated", "deleted"])
def test_a_subscription_run_at_stripe_is_written_down_and_changes_nothing_of_ours(
    stripe_shop: Rig, change: str
) -> None:
    report = told(stripe_shop, subscribed, f"customer.subscription.{change}")

    assert (report.about, report.reference, report.provider_ref) == (About.OTHER, None, None)


def told(shop: Rig, tell: Story, kind: str) -> WebhookReport:
    """The story told to its end, and the last event of that kind that came of it, as we read it."""
    provider = shop.connect()
    with shop.listening() as letters:
        tell(shop, provider)

        def heard() -> list[WebhookReport]:
            read = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]
            return [report for report in read if report.kind == kind]

        wait_for(lambda: bool(heard()))
        return heard()[-1]


def reference_at(shop: Rig) -> str:
    """Our key, as the ledger would know it by the provider's id of the payment."""
    return str(shop.truth()[0]["metadata"]["reference"])
