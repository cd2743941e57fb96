"""Pages of the provider: opened once per key, done by the customer, told truthfully afterwards."""

from datetime import timedelta

import pytest

from billing.capabilities import PageKind
from billing.errors import NotOffered, ProviderUnavailable
from billing.hosted_pages import PageState
from billing.payments import PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import (
    endless_pages,
    page,
    page_saves,
    require_keys,
    require_page,
)

PAYING = (PageKind.PAYMENT_LINK, PageKind.INVOICE)
OPENED = (PageKind.ADD_METHOD, *PAYING)


@pytest.mark.parametrize("kind", OPENED)
def test_the_same_key_again_is_the_same_page(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)
    require_keys(provider.capabilities)

    first, again = provider.open_page(page(rig, kind)), provider.open_page(page(rig, kind))

    assert first == again
    assert first.url.startswith(rig.sandbox.url)
    assert first.url not in repr(first)


@pytest.mark.parametrize("kind", OPENED)
def test_a_page_that_nobody_used_is_open(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)

    opened = provider.open_page(page(rig, kind))

    assert provider.look_up_page(kind, opened.provider_ref).state is PageState.OPEN
    assert list(rig.payments()) == [] or not rig.charged()


def test_a_new_card_is_saved_for_its_customer_and_charged(rig: Rig) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, PageKind.ADD_METHOD)
    opened = provider.open_page(page(rig, PageKind.ADD_METHOD))

    rig.fill_in(opened.url)

    report = provider.look_up_page(PageKind.ADD_METHOD, opened.provider_ref)
    assert report.state is PageState.DONE
    method = report.method
    assert method is not None
    assert (method.type, method.brand, method.last4) == page_saves(rig)
    assert method.customer_ref == opened.customer_ref
    assert provider.methods(method.customer_ref) == (method,)
    request = rig.request(
        method_ref=method.provider_ref,
        method_type=method.type,
        customer_ref=method.customer_ref,
    )
    assert provider.charge(request).state is PaymentState.SUCCEEDED


def test_a_second_card_goes_to_the_customer_that_is_known(rig: Rig) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, PageKind.ADD_METHOD)
    first = provider.open_page(page(rig, PageKind.ADD_METHOD))

    second = provider.open_page(
        page(rig, PageKind.ADD_METHOD, key="page-2", customer_ref=first.customer_ref)
    )

    assert second.customer_ref == first.customer_ref
    assert second.provider_ref != first.provider_ref


def test_a_card_that_the_bank_refuses_is_not_saved(rig: Rig) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, PageKind.ADD_METHOD)
    opened = provider.open_page(page(rig, PageKind.ADD_METHOD))

    rig.fill_in(opened.url, "decline_generic")

    report = provider.look_up_page(PageKind.ADD_METHOD, opened.provider_ref)
    assert (report.state, report.method) == (PageState.OPEN, None)  # and may be tried again


@pytest.mark.parametrize("kind", OPENED)
def test_a_page_that_was_left_alone_ends_by_itself(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)
    opened = provider.open_page(page(rig, kind))
    if opened.expires_at is None:
        assert kind in endless_pages(rig)
        return

    rig.advance(seconds=int((opened.expires_at - rig.now()) / timedelta(seconds=1)) + 60)

    assert provider.look_up_page(kind, opened.provider_ref).state is PageState.EXPIRED


@pytest.mark.parametrize("kind", PAYING)
def test_what_a_customer_pays_on_a_page_is_found_by_our_key(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)
    wanted, since = page(rig, kind), rig.now() - timedelta(minutes=1)
    opened = provider.open_page(wanted)

    waiting = provider.look_up(reference=wanted.key, provider_ref=opened.provider_ref, since=since)
    assert waiting is not None
    assert (waiting.state, waiting.amount) == (PaymentState.REQUIRES_ACTION, wanted.amount)
    assert waiting.next_url == opened.url
    rig.fill_in(opened.url)

    report = provider.look_up_page(kind, opened.provider_ref)
    assert report.state is PageState.DONE
    paid = report.payment
    assert paid is not None
    assert (paid.reference, paid.amount) == (wanted.key, wanted.amount)
    assert paid.state is PaymentState.SUCCEEDED
    for known_as in (opened.provider_ref, paid.provider_ref):
        again = provider.look_up(reference=wanted.key, provider_ref=known_as, since=since)
        assert again == paid
    assert rig.charged() == 1


@pytest.mark.parametrize("kind", PAYING)
def test_a_refused_card_leaves_the_page_open_and_the_payment_waiting(
    rig: Rig, kind: PageKind
) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)
    wanted, since = page(rig, kind), rig.now() - timedelta(minutes=1)
    opened = provider.open_page(wanted)

    rig.fill_in(opened.url, "decline_generic")

    report = provider.look_up(reference=wanted.key, provider_ref=opened.provider_ref, since=since)
    assert report is not None
    assert report.state is PaymentState.REQUIRES_ACTION  # never failed: it can still be paid there
    rig.fill_in(opened.url)
    assert provider.look_up_page(kind, opened.provider_ref).state is PageState.DONE
    assert rig.charged() == 1


@pytest.mark.parametrize("kind", PAYING)
def test_a_page_that_was_called_off_takes_no_money(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)
    wanted = page(rig, kind)
    opened = provider.open_page(wanted)

    assert provider.cancel(opened.provider_ref).state is PaymentState.CANCELLED

    report = provider.look_up_page(kind, opened.provider_ref)
    assert report.state is PageState.EXPIRED
    again = provider.cancel(opened.provider_ref)
    assert (again.state, again.reference) == (PaymentState.CANCELLED, wanted.key)
    assert rig.charged() == 0


@pytest.mark.parametrize("kind", PAYING)
def test_calling_off_a_page_that_was_paid_says_so(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)
    opened = provider.open_page(page(rig, kind))
    rig.fill_in(opened.url)

    assert provider.cancel(opened.provider_ref).state is PaymentState.SUCCEEDED
    assert rig.charged() == 1


@pytest.mark.parametrize("kind", PAYING)
def test_a_page_that_takes_a_payment_needs_an_amount(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    require_page(provider.capabilities, kind)

    with pytest.raises(NotOffered):
        provider.open_page(page(rig, kind, amount=None))


def test_a_page_of_nobodys_is_not_open(rig: Rig) -> None:
    provider = rig.connect()
    for kind in provider.capabilities.pages:
        for nobodys in ("", "cs_test_nobodys", "../customers", "in_nobodys", "pi_nobodys"):
            with pytest.raises(ProviderUnavailable):
                provider.look_up_page(kind, nobodys)
