"""A dispute ends once: the amount comes off the bill, or it is owed as before."""

import pytest

from billing.bill_disputes import BillDispute, BillDisputeState
from billing.bills import BillState
from billing.errors import BillChanged, Conflict, Forbidden, InvalidRequest, NotFound
from billing.ids import BillId
from billing.principal import Principal, Role
from billing.quotes import Quote
from billing.use_cases.close_bill_dispute import Ending, close_bill_dispute
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from tests.billing.use_cases.back_till import staff
from tests.billing.use_cases.till import HB_100, WORKER, Till
from tests.builders import OMAR, money, principal

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
