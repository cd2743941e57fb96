"""A provider that only records says no to everything, asks nobody, and believes no letter."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from billing.capabilities import Idempotency, Lookup, PageKind, Reach, Refunding, Webhooks
from billing.errors import ForgedReport, NotOffered
from billing.hosted_pages import PageRequest
from billing.money import Money
from billing.payments import ChargeRequest
from billing.refunds import RefundRequest
from payments._protocol import BadCredentials, PaymentAdapter
from payments._registry import adapter
from tests.payments.kit.rig import Rig, rig_of
from tests.payments.kit.words import NORA, require
from tests.payments.rig import Recital, Sandbox

FOR_EVERY_ADAPTER = True
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
USD = Money(9740, "USD")

VERBS: dict[str, Callable[[PaymentAdapter], object]] = {
    "charge": lambda it: it.charge(ChargeRequest("pay-1", USD, "c", "m", "HB-104", "check")),
    "look_up": lambda it: it.look_up(reference="pay-1", provider_ref="x", since=NOW),
    "cancel": lambda it: it.cancel("x"),
    "refund": lambda it: it.refund(RefundRequest("back-1", "x", "pay-1", USD)),
    "look_up_refund": lambda it: it.look_up_refund(
        reference="back-1", provider_ref=None, payment_ref="x", since=NOW
    ),
    "look_up_dispute": lambda it: it.look_up_dispute("x"),
    "methods": lambda it: it.methods("c"),
    "set_default_method": lambda it: it.set_default_method("c", "m"),
    "remove_method": lambda it: it.remove_method("m"),
    "statement": lambda it: list(it.statement(NOW - timedelta(days=1), NOW)),
    "fee_for": lambda it: it.fee_for(USD, "check"),
}


@pytest.fixture
def recording(provider_name: str, sandbox: Sandbox) -> Rig:
    """The rig of a provider that declares to record only."""
    records = adapter(provider_name).capabilities.reach is Reach.RECORD_ONLY
    require(records, "it takes payments")
    return rig_of(provider_name)(sandbox, "nobody")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_refused_in_words(recording: Rig, verb: str) -> None:
    with pytest.raises(NotOffered) as refused:
        VERBS[verb](recording.connect())
    assert len(str(refused.value)) > 10


@pytest.mark.parametrize("kind", list(PageKind))
def test_no_page_is_opened_and_none_is_found(recording: Rig, kind: PageKind) -> None:
    provider = recording.connect()
    wish = PageRequest(kind, "page-1", NORA, None, "https://billing.example/return/t")
    with pytest.raises(NotOffered):
        provider.open_page(wish)
    with pytest.raises(NotOffered):
        provider.look_up_page(kind, "x")


def test_nothing_more_is_declared_than_to_record(recording: Rig) -> None:
    can = recording.connect().capabilities

    assert (can.idempotency, can.key_window) == (Idempotency.NONE, timedelta(0))
    assert (can.lookup, can.lookup_horizon) == (Lookup.NONE, timedelta(0))
    assert (can.webhooks, can.refunds) == (Webhooks.NONE, Refunding.NONE)
    assert (can.saved_methods, can.methods, can.pages) == (False, frozenset(), frozenset())
    assert (can.disputes, can.statement, can.fees) == (False, False, False)
    assert can.on_page == frozenset()


def test_no_letter_is_believed(recording: Rig) -> None:
    provider = recording.connect()
    for body in (b"", b"{}", b'{"id":"evt_1"}', b"\xff"):
        with pytest.raises(ForgedReport):
            provider.read_webhook(body, {"stripe-signature": "t=1,v1=00"}, NOW)


def test_nobody_is_asked(recording: Rig, recital: Recital) -> None:
    provider = recording.connect(base_url=recital.url)
    provider.check_credentials()
    for use in VERBS.values():
        with pytest.raises(NotOffered):
            use(provider)

    assert recital.heard == []


def test_credentials_of_another_form_are_refused(recording: Rig) -> None:
    with pytest.raises(BadCredentials) as refused:
        recording.connect(**recording.wrong_credentials())
    assert "nobodyknowsme" not in str(refused.value)
    with pytest.raises(BadCredentials) as refused:
        recording.connect(secret_key="sk_live_canary")
    assert "canary" not in str(refused.value)
