"""Giving money back: who may, how much, and never more than a payment took."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.capabilities import Refunding
from billing.errors import (
    AmountOutOfRange,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    NotOffered,
)
from billing.ids import CustomerId
from billing.payments import PaymentState
from billing.principal import Role
from billing.stores.store import SqlStore
from billing.use_cases.refund_payment import TWICE_WITHIN, RefundAsk, refund_payment
from tests.billing.use_cases.back_till import GENEROUS, BackTill, open_back_till, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import OMAR, customer, february, method, money, person, principal
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_refunds import REFUNDING, Back

_S = PaymentState


def test_finance_gives_all_back_once_and_the_bill_stays_paid(each_back: BackTill) -> None:
    paid = each_back.paid()
    done = each_back.give_back(paid)
    assert (done.state, done.amount, done.asked_by) == (_S.SUCCEEDED, paid.amount, "finance:fin-1")
    assert [report.amount for report in each_back.books.returned()] == [paid.amount]
    bill = each_back.bill()
    assert (bill.state, bill.balance, bill.paid) == (BillState.PAID, money("0.00"), money("0.00"))
    assert each_back.events().count("payment.refunded") == 1
    assert each_back.verbs(done.id) == ["refund.approved", "payment.refunded"]
    assert not each_back.owes_a_look(done)
    with pytest.raises(AmountOutOfRange):
        each_back.give_back(paid)


def test_a_refund_that_reopens_makes_the_bill_owed_again_by_as_much(each_back: BackTill) -> None:
    paid = each_back.paid()
    each_back.give_back(paid, 1000)
    each_back.give_back(paid, 2000, reopens=True)
    bill = each_back.bill()
    assert (bill.state, bill.balance) == (BillState.OPEN, money("20.00"))
    assert "bill.reopened" in each_back.verbs("HB-100")
    with each_back.store.read(each_back.who) as tx:
        assert tx.bills.owed() == (money("20.00"),)
    again = each_back.pay()
    assert again.amount == money("20.00")
    assert each_back.bill().state is BillState.PAID


def test_each_refund_has_its_own_key_and_the_rest_is_the_most(back: BackTill) -> None:
    paid = back.paid()
    keys = {back.give_back(paid, 3000, seen=seen).key for seen in range(3)}
    assert len(keys) == 3
    with pytest.raises(AmountOutOfRange) as refused:
        back.give_back(paid, 741)
    assert refused.value.maximum_minor == 740
    assert back.give_back(paid).amount == money("7.40")


@pytest.mark.parametrize("minor", [0, -1, 9741, 10**14])
def test_no_amount_but_one_within_what_is_left(back: BackTill, minor: int) -> None:
    paid = back.paid()
    with pytest.raises(AmountOutOfRange):
        back.give_back(paid, minor)
    assert back.books.refunds_sent == []


@pytest.mark.parametrize("outcome", [Outcome.DECLINE, Outcome.PENDING, Outcome.WRONG_AMOUNT])
def test_only_money_that_was_taken_is_given_back(back: BackTill, outcome: Outcome) -> None:
    made = back.pay(outcome)
    with pytest.raises(InvalidRequest):
        back.give_back(made)


def test_support_and_the_system_may_not(back: BackTill) -> None:
    paid = back.paid()
    for who in (staff(role=Role.SUPPORT), WORKER):
        with pytest.raises(Forbidden):
            refund_payment(back.ports, who, RefundAsk(paid.id))


def test_another_customers_payment_is_not_found(back: BackTill) -> None:
    paid = back.paid()
    stranger = principal(CustomerId("c-omar"))
    with pytest.raises(NotFound):
        refund_payment(back.ports, stranger, RefundAsk(paid.id))


def test_a_customer_gets_what_the_policy_allows_and_then_a_ticket(each_back: BackTill) -> None:
    paid = each_back.paid()
    first = each_back.ask_back(paid, 3000).refund
    assert first is not None
    assert (first.state, first.asked_by) == (_S.SUCCEEDED, "policy")
    over = each_back.ask_back(paid, 2001)
    assert over.refund is None
    assert over.ticket is not None
    assert (over.ticket.category, over.ticket.about) == ("refund", paid.id)
    assert over.ticket.packet["why_a_human"] == "above the policy's limit"
    assert each_back.ask_back(paid, 6000).ticket == over.ticket
    last = each_back.ask_back(paid, 2000).refund
    assert last is not None
    assert each_back.refundable(paid) == money("47.40")


def test_staff_refunds_do_not_use_up_the_customers_limit(back: BackTill) -> None:
    paid = back.paid()
    back.give_back(paid, 4000)
    assert back.ask_back(paid, 5000).refund is not None


def test_after_the_window_a_human_decides(back: BackTill) -> None:
    paid = back.paid()
    back.clock.move(timedelta(days=60))
    assert back.ask_back(paid, 100).refund is not None
    back.clock.move(timedelta(days=1))
    late = back.ask_back(paid, 100)
    assert late.ticket is not None
    assert late.ticket.packet["why_a_human"] == "later than the policy allows"


def test_without_the_scope_or_to_reopen_a_human_decides(back: BackTill) -> None:
    paid = back.paid()
    assert back.ask_back(paid, 100, reopens=True).ticket is not None
    back.who = replace(back.who, scopes=frozenset())
    assert back.ask_back(paid, 100).ticket is not None
    assert back.books.refunds_sent == []


def test_another_currency_than_the_tenants_is_a_humans(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    euros = replace(february(), amount=money("20.00", "EUR"), lines=())
    till = open_back_till(sqlite_store, clock, euros, method(), policy=GENEROUS)
    assert till.ask_back(till.paid(), 100).ticket is not None


def test_a_tenant_without_a_policy_gives_nothing_by_itself(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    strict = replace(GENEROUS, refund_auto_limit_minor=0, refund_window_days=0)
    till = open_back_till(sqlite_store, clock, policy=strict)
    assert till.ask_back(till.paid(), 1).ticket is not None


@pytest.mark.parametrize("can", [Refunding.NONE, Refunding.FULL])
def test_what_the_provider_cannot_do_staff_are_told_and_customers_get_a_ticket(
    sqlite_store: SqlStore, clock: FakeClock, can: Refunding
) -> None:
    till = open_back_till(sqlite_store, clock, can=replace(REFUNDING, refunds=can))
    paid = till.paid()
    with pytest.raises(NotOffered):
        till.give_back(paid, 100)
    assert till.ask_back(paid, 100).ticket is not None
    assert till.refunds(paid) == ()
    if can is Refunding.FULL:
        assert till.give_back(paid).state is _S.SUCCEEDED


def test_a_second_click_that_saw_no_refund_gives_nothing_back(back: BackTill) -> None:
    paid = back.paid()
    ask = RefundAsk(paid.id, 1000, seen_refunds=0)
    refund_payment(back.ports, staff(), ask)
    with pytest.raises(Conflict):
        refund_payment(back.ports, staff(), ask)
    assert len(back.books.returned()) == 1


def test_the_same_order_again_so_soon_is_one_order(each_back: BackTill) -> None:
    """A second click, or a client that heard no answer: neither says how many refunds it saw."""
    paid = each_back.paid()
    each_back.give_back(paid, 1000)
    with pytest.raises(Conflict, match="a moment ago"):
        each_back.give_back(paid, 1000)
    assert len(each_back.books.returned()) == 1
    assert each_back.give_back(paid, 1001).state is _S.SUCCEEDED
    assert each_back.give_back(paid, 1000, seen=2).state is _S.SUCCEEDED
    other = refund_payment(each_back.ports, staff("fin-2"), RefundAsk(paid.id, 1000)).refund
    assert other is not None
    each_back.clock.move(TWICE_WITHIN)
    assert each_back.give_back(paid, 1000).state is _S.SUCCEEDED
    assert each_back.refundable(paid).amount_minor == 9740 - 5001


def test_a_customers_second_click_is_one_order_and_a_refusal_may_be_tried_again(
    back: BackTill,
) -> None:
    paid = back.paid()
    assert back.ask_back(paid, 1000).refund is not None
    with pytest.raises(Conflict):
        back.ask_back(paid, 1000)
    assert back.give_back(paid, 500, Back.REFUSE).state is _S.FAILED
    assert back.give_back(paid, 500).state is _S.SUCCEEDED
    assert len(back.books.returned()) == 2


def test_a_payment_of_which_nobody_knows_the_providers_name_is_given_back_there(
    back: BackTill,
) -> None:
    paid = back.paid()
    with back.store.write(WORKER) as tx:
        tx.payments.update(replace(paid, provider_ref=None), was=paid.state)
    with pytest.raises(NotOffered, match="what the provider calls"):
        back.give_back(paid)
    assert back.ask_back(paid, 100).ticket is not None


def test_what_is_in_doubt_counts_as_given_back(each_back: BackTill) -> None:
    paid = each_back.paid()
    doubtful = each_back.give_back(paid, 9000, Back.UNKNOWN_BEFORE_REFUND)
    assert doubtful.state is _S.UNKNOWN
    with pytest.raises(AmountOutOfRange) as refused:
        each_back.give_back(paid, 1000)
    assert refused.value.maximum_minor == 740


def test_a_definite_no_gives_the_room_back_and_calls_finance(each_back: BackTill) -> None:
    paid = each_back.paid()
    failed = each_back.give_back(paid, None, Back.REFUSE)
    assert (failed.state, each_back.refundable(paid)) == (_S.FAILED, paid.amount)
    assert "refund.failed" in each_back.events()
    assert [ticket.category for ticket in each_back.tickets()] == ["refund"]
    unsent = each_back.give_back(paid, None, Back.UNAVAILABLE)
    assert unsent.state is _S.FAILED
    assert each_back.give_back(paid).state is _S.SUCCEEDED
    assert len(each_back.books.returned()) == 1


@pytest.mark.parametrize("minor", [9740, 3000])
def test_sixteen_at_once_never_give_back_too_much(each_back: BackTill, minor: int) -> None:
    paid = each_back.paid()

    def attempt(number: int) -> bool:
        try:
            refund_payment(each_back.ports, staff(f"fin-{number}"), RefundAsk(paid.id, minor))
        except AmountOutOfRange:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(attempt, range(16)))
    fit = 9740 // minor
    assert sum(done) == fit
    returned = each_back.books.returned()
    assert [report.amount.amount_minor for report in returned] == [minor] * fit
    assert len({refund.key for refund in each_back.refunds(paid)}) == fit
    assert each_back.refundable(paid).amount_minor == 9740 - fit * minor


def test_another_customer_of_the_tenant_sees_no_refund(back: BackTill) -> None:
    paid = back.paid()
    refund = back.give_back(paid, 100)
    with back.store.write(back.who) as tx:
        assert tx.refunds.get(refund.id) == refund
    stranger = principal(OMAR)
    with back.store.write(WORKER) as tx:
        tx.customers.put(customer(OMAR))
        tx.customers.put_person(person(OMAR))
    with back.store.read(stranger) as tx:
        assert tx.refunds.of_payment(paid.id) == ()
        with pytest.raises(NotFound):
            tx.refunds.get(refund.id)
