"""A dispute ends once: the amount comes off the bill, or it is owed as before."""

from dataclasses import replace

import pytest

from billing.bill_disputes import BillDispute, BillDisputeState
from billing.bills import BillState
from billing.errors import (
    BillChanged,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    QuoteSuperseded,
)
from billing.ids import BillId
from billing.money import total
from billing.principal import Principal, Role
from billing.quotes import Quote
from billing.stores.store import SqlStore
from billing.tickets import Ticket
from billing.use_cases.close_bill_dispute import Ending, close_bill_dispute
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from tests.billing.use_cases.back_till import staff
from tests.billing.use_cases.hand_till import open_hand_till
from tests.billing.use_cases.till import HB_100, WORKER, Till, open_till
from tests.builders import NORA, OMAR, february, method, money, principal
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome

_S = BillDisputeState


def _opened(till: Till, line: int | None = 2) -> BillDispute:
    made = dispute_charge(till.ports, till.who, DisputeWish(BillId(HB_100), line=line))
    assert isinstance(made, Quote)
    till.approve(made)
    with till.store.read(WORKER) as tx:
        return tx.bill_disputes.of_bill(BillId(HB_100))[-1]


def _end(
    till: Till, dispute: BillDispute, outcome: BillDisputeState, who: Principal | None = None
) -> BillDispute:
    ending = Ending(outcome, "meter read again")
    return close_bill_dispute(till.ports, who or staff(), dispute.id, ending)


def test_rejected_the_part_is_owed_and_payable_as_before(each_till: Till) -> None:
    dispute = _opened(each_till)
    ended = _end(each_till, dispute, _S.REJECTED)
    assert (ended.state, ended.dunning_paused, ended.note) == (
        _S.REJECTED,
        False,
        "meter read again",
    )
    assert each_till.bill().disputed is None
    assert each_till.ask().amount == money("97.40")
    assert each_till.verbs(dispute.id) == ["bill.disputed", "bill_dispute.closed"]


def test_upheld_the_amount_comes_off_in_a_new_version(each_till: Till) -> None:
    dispute, before = _opened(each_till), each_till.bill()
    _end(each_till, dispute, _S.UPHELD)
    bill = each_till.bill()
    assert (bill.amount, bill.disputed) == (money("83.40"), None)
    assert bill.lines[-1].amount == money("-14.00")
    assert bill.version == before.version + 1
    assert sum(line.amount.amount_minor for line in bill.lines) == 8340


def test_an_offer_made_before_it_was_upheld_is_over(till: Till) -> None:
    dispute = _opened(till)
    quote = till.ask()
    _end(till, dispute, _S.UPHELD)
    with pytest.raises(BillChanged):
        till.approve(quote)


def test_a_bill_of_which_nothing_is_left_is_void(till: Till) -> None:
    _end(till, _opened(till, line=None), _S.UPHELD)
    assert till.bill().state is BillState.VOID
    assert till.verbs(HB_100)[-1] == "bill.voided"


def test_a_bill_whose_undisputed_part_is_paid_is_paid_once_the_rest_comes_off(till: Till) -> None:
    dispute = _opened(till)
    till.pay(Outcome.SUCCEED)
    assert till.bill().balance == money("14.00")
    _end(till, dispute, _S.UPHELD)
    assert (till.bill().state, till.bill().balance) == (BillState.PAID, money("0.00"))
    with till.store.read(WORKER) as tx:
        told = [event.name for event in tx.events.of_customer(NORA, 50)]
        assert tx.tickets.list(limit=5).items[0].category == "dispute", (
            "nothing is to be given back"
        )
    assert told.count("bill.paid") == 1


def test_the_customer_may_take_it_back_and_no_more(till: Till) -> None:
    dispute = _opened(till)
    for outcome in (_S.UPHELD, _S.REJECTED, _S.OPEN):
        with pytest.raises(InvalidRequest):
            _end(till, dispute, outcome, till.who)
    with pytest.raises(NotFound):
        _end(till, dispute, _S.WITHDRAWN, principal(OMAR))
    assert _end(till, dispute, _S.WITHDRAWN, till.who).state is _S.WITHDRAWN
    assert till.bill().disputed is None


def test_it_ends_once(till: Till) -> None:
    dispute = _opened(till)
    first = _end(till, dispute, _S.UPHELD)
    assert _end(till, dispute, _S.UPHELD) == first
    with pytest.raises(Conflict):
        _end(till, dispute, _S.REJECTED)
    assert till.bill().amount == money("83.40"), "taken off once"


def test_support_does_not_decide(till: Till) -> None:
    with pytest.raises(Forbidden):
        _end(till, _opened(till), _S.UPHELD, staff(role=Role.SUPPORT))


def _again(till: Till, line: int | None) -> Quote | Ticket:
    return dispute_charge(till.ports, till.who, DisputeWish(BillId(HB_100), line=line))


@pytest.mark.parametrize("outcome", [_S.UPHELD, _S.REJECTED])
def test_a_line_that_was_decided_is_a_humans_when_it_is_disputed_again(
    till: Till, outcome: BillDisputeState
) -> None:
    """Upheld it is off the bill; rejected, asking again must not stop reminders for ever."""
    _end(till, _opened(till), outcome)
    made = _again(till, 2)
    assert isinstance(made, Ticket)
    assert made.packet["rule"] == "this was decided before"
    assert till.bill().disputed is None
    assert isinstance(_again(till, 1), Quote), "another line was never decided"


def test_after_a_no_the_whole_bill_is_no_way_round_it(till: Till) -> None:
    _end(till, _opened(till), _S.REJECTED)
    assert isinstance(_again(till, None), Ticket)


def test_after_a_no_to_the_whole_bill_its_lines_are_no_way_round_it(till: Till) -> None:
    _end(till, _opened(till, line=None), _S.REJECTED)
    assert isinstance(_again(till, 2), Ticket)


def test_what_was_taken_back_may_be_disputed_again(till: Till) -> None:
    _end(till, _opened(till), _S.WITHDRAWN, till.who)
    assert isinstance(_again(till, 2), Quote)


def test_an_offer_to_dispute_is_over_once_what_stays_owed_is_another(till: Till) -> None:
    dispute = _opened(till)
    later = dispute_charge(till.ports, till.who, DisputeWish(BillId(HB_100), line=1))
    assert isinstance(later, Quote)
    _end(till, dispute, _S.REJECTED)
    with pytest.raises(QuoteSuperseded):
        till.approve(later)


def test_upheld_after_it_was_paid_all_the_same_a_human_gives_the_money_back(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_hand_till(sqlite_store, clock)
    dispute = _opened(till)
    till.record()
    assert till.bill().state is BillState.PAID
    _end(till, dispute, _S.UPHELD)
    assert till.bill().amount == money("83.40")
    with sqlite_store.read(WORKER) as tx:
        urgent = [each for each in tx.tickets.list().items if each.category == "payment_problem"]
    assert [each.packet["excess_minor"] for each in urgent] == [1400]


def test_a_bill_without_lines_still_adds_up_when_a_part_comes_off(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, replace(february(), lines=()), method())
    made = dispute_charge(till.ports, till.who, DisputeWish(BillId(HB_100), amount_minor=1000))
    assert isinstance(made, Quote)
    till.approve(made)
    with sqlite_store.read(WORKER) as tx:
        (dispute,) = tx.bill_disputes.of_bill(BillId(HB_100))
    _end(till, dispute, _S.UPHELD)
    lowered = till.bill()
    assert lowered.amount == money("87.40") == total((x.amount for x in lowered.lines), "USD")


def test_the_credit_is_named_in_the_customers_language(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock)
    with sqlite_store.write(WORKER) as tx:
        tx.customers.put(replace(tx.customers.get(NORA), language="de"))
    _end(till, _opened(till), _S.UPHELD)
    assert till.bill().lines[-1].description == "Gutschrift nach Ihrem Einspruch"
