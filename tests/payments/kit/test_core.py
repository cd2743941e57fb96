"""Behind the real core: one approval is one charge at most, whatever becomes of the answer.

The other files judge the adapter by itself; this one lets the core act on what it declares. A
provider that has keys is sent the same again and finishes; one that has none is never sent anything
a second time: what is found is settled, and where nothing can be known a human decides.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.capabilities import Idempotency, Lookup
from billing.errors import Conflict
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.stores.store import SqlStore
from tests.billing.use_cases.till import Till, open_till
from tests.builders import february, method
from tests.fakes import FakeClock
from tests.payments.kit.rig import Rig

CHARGED = (
    "drop_reply_after_commit",
    "http_500_after_commit",
    "html_instead_of_json",
    "truncated_json",
)
NOT_CHARGED = ("http_500_before_commit", "drop_before_commit")
PAUSES = (
    timedelta(seconds=6),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=2),
    *(timedelta(hours=25),) * 3,
)
_S = PaymentState


@pytest.fixture
def till(rig: Rig, sqlite_store: SqlStore, clock: FakeClock) -> Till:
    return till_at(rig, sqlite_store, clock)


def till_at(rig: Rig, sqlite_store: SqlStore, clock: FakeClock) -> Till:
    """Nora with a card at the rig's provider, and the core over its adapter."""
    clock.real = rig.now()
    card = replace(method(), provider_ref=rig.method(), customer_ref="c-nora")
    opened = open_till(sqlite_store, clock, february(), card)
    opened.providers.provider = rig.connect()
    return opened


@pytest.mark.parametrize("fault", [*CHARGED, *NOT_CHARGED])
def test_an_answer_that_was_lost_ends_in_one_charge_at_most(
    rig: Rig, till: Till, fault: str
) -> None:
    can, quote = rig.connect().capabilities, till.ask()
    rig.fault(fault)

    assert till.approve(quote).payments[0].state is _S.UNKNOWN
    payment = ended(rig, till)
    if fault in CHARGED or can.idempotency is Idempotency.KEYED:
        assert payment.state is _S.SUCCEEDED
        assert rig.charged() == 1
        return
    proves = can.lookup in (Lookup.STRONG, Lookup.EVENTUAL)
    assert payment.state is (_S.FAILED if proves else _S.HOLD)
    assert list(rig.payments()) == []  # it was not sent again


def ended(rig: Rig, till: Till) -> Payment:
    """The one payment there is after four days, on which workers work and the customer insists."""
    for pause in PAUSES:
        rig.advance(seconds=int(pause.total_seconds()))
        till.clock.move(pause)
        till.work()
        if till.payments()[-1].state in OPEN_STATES:
            with pytest.raises(Conflict):  # told to wait
                till.approve(till.ask())
    (payment,) = till.payments()
    return payment


def test_a_search_that_lags_makes_no_second_charge(rig: Rig, till: Till) -> None:
    rig.sandbox.order("POST", "settings", search_lag_seconds=240)
    quote = till.ask()
    rig.fault("drop_reply_after_commit")

    assert till.approve(quote).payments[0].state is _S.UNKNOWN

    assert ended(rig, till).state is _S.SUCCEEDED
    assert rig.charged() == 1


def test_what_was_refused_or_never_left_frees_the_customer(rig: Rig, till: Till) -> None:
    quote = till.ask()
    rig.fault("http_429")

    assert till.approve(quote).payments[0].state is _S.FAILED

    assert till.pay().state is _S.SUCCEEDED
    assert rig.charged() == 1
