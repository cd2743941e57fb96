"""A customer says a check is on its way: it is kept and shown, and pays and blocks nothing."""

from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.errors import (
    AmountOutOfRange,
    Forbidden,
    InvalidRequest,
    NotFound,
    NotPayable,
    TooMany,
)
from billing.manual_payments import ManualKind, ManualState
from billing.money import Money
from billing.stores.store import SqlStore
from billing.use_cases.announce_payment import OPEN_AT_ONCE
from tests.billing.use_cases.hand_till import FIN, HandTill, open_hand_till
from tests.builders import OMAR, TODAY, bill, customer, february, january, principal
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome


def test_it_is_shown_on_the_bill_and_pays_nothing(each_hand: HandTill) -> None:
    said = each_hand.announce(reference="1042", sent_on=TODAY - timedelta(days=2))
    assert (said.state, said.amount) == (ManualState.ANNOUNCED, Money(9740, "USD"))
    assert each_hand.manual(said.id) == said
    shown = each_hand.bill()
    assert (shown.state, shown.flags(TODAY)) == (BillState.OPEN, ("payment_announced",))
    assert shown.balance == Money(9740, "USD")
    assert each_hand.payments() == ()
    assert each_hand.verbs(said.id) == ["manual_payment.announced"]


def test_it_blocks_no_other_way_to_pay(each_hand: HandTill) -> None:
    each_hand.announce()
    each_hand.pay(Outcome.SUCCEED)
    assert each_hand.bill().state is BillState.PAID
    assert each_hand.bill().flags(TODAY) == ()


def test_after_a_month_the_bill_says_nothing_of_it(hand: HandTill) -> None:
    hand.announce()
    assert "payment_announced" in hand.bill().flags(TODAY + timedelta(days=30))
    assert "payment_announced" not in hand.bill().flags(TODAY + timedelta(days=31))


def test_the_same_said_twice_is_one(each_hand: HandTill) -> None:
    first = each_hand.announce()
    assert each_hand.announce(reference="1042") == first
    assert each_hand.announce(kind=ManualKind.WIRE) != first
    assert each_hand.announce(amount_minor=100) != first


def test_a_check_that_is_here_is_not_announced_again(hand: HandTill) -> None:
    manual = hand.record(parts={"HB-100": 100})
    known = hand.announce(reference="1042")
    assert (known.id, known.state) == (manual.id, ManualState.SETTLED)


def test_nobody_announces_without_end(hand: HandTill) -> None:
    for minor in range(1, OPEN_AT_ONCE + 1):
        hand.announce(amount_minor=minor)
    with pytest.raises(TooMany):
        hand.announce(amount_minor=999)


def test_another_customers_bill_is_not_found(sqlite_store: SqlStore, clock: FakeClock) -> None:
    his = bill("HB-200", customer_id=OMAR)
    till = open_hand_till(sqlite_store, clock, february(), customer(OMAR), his)
    with pytest.raises(NotFound):
        till.announce("HB-100", "HB-200")
    said = till.announce()
    with till.store.read(principal(OMAR)) as tx, pytest.raises(NotFound):
        tx.manual_payments.get(said.id)


def test_what_is_paid_needs_no_check(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_hand_till(sqlite_store, clock, january(), february())
    with pytest.raises(NotPayable):
        till.announce("HB-090")


@pytest.mark.parametrize("minor", [0, -1, 10**15])
def test_an_amount_that_is_none_is_refused(hand: HandTill, minor: int) -> None:
    with pytest.raises(AmountOutOfRange):
        hand.announce(amount_minor=minor)


@pytest.mark.parametrize("days", [-367, 31])
def test_a_day_far_off_is_refused(hand: HandTill, days: int) -> None:
    with pytest.raises(InvalidRequest):
        hand.announce(sent_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize("reference", ["4242 4242 4242 4242", "<b>1</b>", "x" * 41])
def test_no_card_number_and_no_markup_is_kept(hand: HandTill, reference: str) -> None:
    with pytest.raises(InvalidRequest):
        hand.announce(reference=reference)


def test_bills_are_named_once_and_in_one_currency(sqlite_store: SqlStore, clock: FakeClock) -> None:
    euros = bill("HB-300", currency="EUR")
    till = open_hand_till(sqlite_store, clock, february(), euros)
    for bills in (("HB-100", "HB-100"), ("HB-100", "HB-300")):
        with pytest.raises(InvalidRequest):
            till.announce(*bills)


def test_staff_do_not_announce(hand: HandTill) -> None:
    with pytest.raises(Forbidden):
        hand.announce(who=FIN)
