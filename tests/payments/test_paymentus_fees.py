"""A fee through the whole protocol, with the real adapter: offered, agreed to, charged, settled."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from billing.bills import BillState
from billing.errors import ProviderUnavailable
from billing.payments import DeclineReason, PaymentState
from billing.stores.store import SqlStore
from tests.billing.use_cases.till import Till, open_till
from tests.builders import february, method, money
from tests.fakes import FakeClock
from tests.payments.kit.rig import Rig

_S = PaymentState


@pytest.fixture
def rig(new_rig: Callable[[str], Rig]) -> Rig:
    return new_rig("paymentus")


@pytest.fixture
def till(rig: Rig, sqlite_store: SqlStore, clock: FakeClock) -> Till:
    clock.real = rig.now()
    card = replace(method(is_default=True), provider_ref=rig.method(), customer_ref="c-nora")
    bank = method("pm-bank", type="bank_account", brand=None)
    account = replace(bank, provider_ref=rig.method(type="bank_account"), customer_ref="c-nora")
    opened = open_till(sqlite_store, clock, february(), card, account)
    opened.providers.provider = rig.connect()
    return opened


def test_what_was_offered_is_what_is_taken(rig: Rig, till: Till) -> None:
    quote = till.ask()
    assert (quote.amount, quote.fee, quote.total) == (
        money("97.40"),
        money("2.95"),
        money("100.35"),
    )

    (paid,) = till.approve(quote).payments

    assert (paid.state, paid.amount, paid.fee) == (_S.SUCCEEDED, money("97.40"), money("2.95"))
    assert till.bill().state is BillState.PAID
    assert rig.charged() == 1


def test_another_type_of_method_has_another_fee(till: Till) -> None:
    assert till.ask().fee == money("2.95")
    assert till.ask(method_id="pm-bank").fee == money("0.00")


def test_a_fee_that_changed_since_the_offer_is_refused_by_the_provider(
    rig: Rig, till: Till
) -> None:
    quote = till.ask()
    dearer = tuple(replace(line, fee_minor=195) for line in quote.lines)
    stale = replace(quote, lines=dearer, id=type(quote.id)("qt-stale"))
    with till.store.write(till.who) as tx:
        tx.quotes.add(stale)

    (failed,) = till.approve(stale).payments

    assert (failed.state, failed.reason) == (_S.FAILED, DeclineReason.FEE_CHANGED)
    assert rig.charged() == 0
    (paid,) = till.approve(till.ask()).payments
    assert (paid.state, paid.fee) == (_S.SUCCEEDED, money("2.95"))


def test_while_it_is_away_no_offer_is_made(rig: Rig, till: Till) -> None:
    rig.fault("outage")
    with pytest.raises(ProviderUnavailable):
        till.ask()
    rig.heal()
    assert till.ask().fee == money("2.95")
