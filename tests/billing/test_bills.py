"""Bills: what is due, what may be paid now, and the flags."""

from dataclasses import replace
from datetime import date

import pytest

from billing.bills import Bill, BillState
from billing.errors import NotPayable, PaymentInDoubt
from billing.payments import OPEN_STATES
from tests.builders import bill, money

BILL = replace(bill("HB-1", ("Service", "100.00"), due_on=date(2026, 3, 20)), paid=money("0.00"))
BEFORE, AFTER = date(2026, 3, 20), date(2026, 3, 21)


def with_paid(text: str) -> Bill:
    return replace(BILL, paid=money(text))


@pytest.mark.parametrize(
    ("paid", "balance"),
    [("0.00", "100.00"), ("40.00", "60.00"), ("100.00", "0.00"), ("200.00", "0.00")],
)
def test_the_balance_is_never_below_zero(paid: str, balance: str) -> None:
    assert with_paid(paid).balance == money(balance)


def test_a_paid_bill_owes_nothing_also_after_money_was_given_back() -> None:
    assert replace(with_paid("40.00"), state=BillState.PAID).balance == money("0.00")


def test_what_was_given_back_without_being_owed_again_is_not_due() -> None:
    given = replace(with_paid("70.00"), forgiven=money("30.00"))
    assert given.balance == money("0.00")
    assert replace(given, paid=money("50.00")).balance == money("20.00")


def test_a_void_bill_owes_nothing() -> None:
    assert replace(BILL, state=BillState.VOID).balance == money("0.00")


@pytest.mark.parametrize("state", [each for each in BillState if each is not BillState.OPEN])
def test_only_an_open_bill_is_payable(state: BillState) -> None:
    with pytest.raises(NotPayable, match=state):
        replace(BILL, state=state).payable(True)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_an_open_payment_stops_another(state: str) -> None:
    with pytest.raises(PaymentInDoubt, match=state):
        replace(BILL, doubt=state).payable(True)


def test_a_dispute_leaves_the_rest_or_waits_as_the_tenant_says() -> None:
    disputed = replace(with_paid("30.00"), disputed=money("20.00"))
    assert disputed.payable(True) == money("50.00")
    with pytest.raises(NotPayable, match="disputed"):
        disputed.payable(False)
    with pytest.raises(NotPayable, match="disputed"):
        replace(BILL, disputed=money("100.00")).payable(True)
    assert replace(BILL, disputed=money("0.00")).payable(False) == money("100.00")


def test_an_open_bill_with_nothing_left_is_not_payable() -> None:
    with pytest.raises(NotPayable, match="paid"):
        with_paid("100.00").payable(True)


@pytest.mark.parametrize(
    ("one", "today", "flags"),
    [
        (BILL, BEFORE, ()),
        (BILL, AFTER, ("overdue",)),
        (with_paid("40.00"), BEFORE, ("partially_paid",)),
        (with_paid("40.00"), AFTER, ("partially_paid", "overdue")),
        (with_paid("100.00"), AFTER, ()),
        (replace(BILL, state=BillState.DRAFT), AFTER, ()),
        (replace(BILL, state=BillState.VOID), AFTER, ()),
        (replace(BILL, disputed=money("1.00")), BEFORE, ("disputed",)),
        (replace(BILL, disputed=money("0.00")), BEFORE, ()),
        (replace(BILL, doubt="unknown"), BEFORE, ("payment_pending",)),
    ],
)
def test_the_flags_are_derived(one: Bill, today: date, flags: tuple[str, ...]) -> None:
    assert one.flags(today) == flags
