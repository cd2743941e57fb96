"""What an adapter declares is true: what it claims works, what it does not claim says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from billing.capabilities import (
    Capabilities,
    Idempotency,
    PageKind,
    Reach,
    Refunding,
    Webhooks,
)
from billing.errors import ForgedReport, NotOffered
from billing.money import Money
from billing.refunds import RefundRequest
from payments._protocol import PaymentAdapter
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import LATE, page, paid

BACK = RefundRequest("back-1", "payment", "pay-1", Money(100, "USD"))
VERBS: dict[str, tuple[Callable[[Capabilities], bool], Callable[[PaymentAdapter, Rig], object]]] = {
    "refund": (
        lambda can: can.refunds is not Refunding.NONE,
        lambda provider, rig: provider.refund(BACK),
    ),
    "look_up_refund": (
        lambda can: can.refunds is not Refunding.NONE,
        lambda provider, rig: provider.look_up_refund(
            reference="back-1", provider_ref=None, payment_ref="payment", since=rig.now()
        ),
    ),
    "look_up_dispute": (
        lambda can: can.disputes,
        lambda provider, rig: provider.look_up_dispute("dispute"),
    ),
    "fee_for": (
        lambda can: can.fees,
        lambda provider, rig: provider.fee_for(Money(9740, "USD"), "card"),
    ),
    "methods": (
        lambda can: can.saved_methods,
        lambda provider, rig: provider.methods("c-nora"),
    ),
    "set_default_method": (
        lambda can: can.saved_methods,
        lambda provider, rig: provider.set_default_method("c-nora", "method"),
    ),
    "remove_method": (
        lambda can: can.saved_methods,
        lambda provider, rig: provider.remove_method("method"),
    ),
    "source": (
        lambda can: can.source,
        lambda provider, rig: provider.source(),
    ),
    "statement": (
        lambda can: can.statement,
        lambda provider, rig: list(provider.statement(rig.now(), rig.now())),
    ),
}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_is_refused_exactly_when_it_is_not_declared(rig: Rig, verb: str) -> None:
    provider = rig.connect()
    declares, use = VERBS[verb]
    refused = False
    try:
        use(provider, rig)
    except NotOffered:
        refused = True
    except Exception:  # declared, and about nothing that exists: any honest answer will do
        refused = False

    assert refused is not declares(provider.capabilities)


@pytest.mark.parametrize("kind", list(PageKind))
def test_a_page_is_refused_exactly_when_it_is_not_declared(rig: Rig, kind: PageKind) -> None:
    provider = rig.connect()
    declared = kind in provider.capabilities.pages
    if kind is PageKind.CONFIRM_PAYMENT:  # opened by charging, not by asking for it
        report = provider.charge(rig.request("requires_authentication", return_url="https://b.e/r"))
        assert (report.next_url is not None) is declared
        return
    if declared:
        assert provider.open_page(page(rig, kind)).url
        return
    with pytest.raises(NotOffered):
        provider.open_page(page(rig, kind))


def test_a_type_of_method_that_no_page_offers_is_refused(rig: Rig) -> None:
    provider = rig.connect()
    if PageKind.ADD_METHOD not in provider.capabilities.pages:
        return
    with pytest.raises(NotOffered):
        provider.open_page(page(rig, PageKind.ADD_METHOD, types=frozenset({"cowrie"})))
    assert provider.open_page(page(rig, PageKind.ADD_METHOD, types=provider.capabilities.savable))


def test_its_page_saves_each_type_that_is_declared_and_no_other(rig: Rig) -> None:
    provider = rig.connect()
    can = provider.capabilities
    for kind in sorted(can.methods):
        key = f"page-{rig.id}-{kind}"
        asked = page(rig, PageKind.ADD_METHOD, key=key, types=frozenset({kind}))
        if kind in can.savable:
            assert provider.open_page(asked)
        else:
            with pytest.raises(NotOffered):
                provider.open_page(asked)


def test_what_is_declared_makes_sense_together(rig: Rig) -> None:
    can = rig.connect().capabilities

    assert (can.key_window > timedelta(0)) is (can.idempotency is Idempotency.KEYED)
    assert (can.lookup_horizon > timedelta(0)) is (can.lookup in LATE)
    assert bool(can.methods) is can.saved_methods
    assert can.savable <= can.methods
    assert not can.on_page or PageKind.PAYMENT_LINK in can.pages
    if can.reach is Reach.PAY_HERE:
        assert can.saved_methods or PageKind.PAYMENT_LINK in can.pages
    if can.reach is Reach.LINK_ONLY:
        assert PageKind.PAYMENT_LINK in can.pages


def test_signed_webhooks_are_declared_where_signatures_are_checked(rig: Rig) -> None:
    provider = rig.connect()
    signed = provider.capabilities.webhooks is Webhooks.SIGNED
    body, at = rig.event(), rig.now()

    if signed:
        assert provider.read_webhook(body, rig.sign(body, at), at).event_id == "evt_1"
        with pytest.raises(ForgedReport):
            provider.read_webhook(body, {}, at)


def test_credentials_are_checked_without_moving_money(rig: Rig) -> None:
    rig.connect().check_credentials()

    assert list(rig.payments()) == []


def test_the_capabilities_are_those_of_the_class_and_of_every_connection(rig: Rig) -> None:
    provider = rig.connect()
    paid(rig, provider)

    assert provider.capabilities == type(provider).capabilities
