"""A disputed part is asked for by nobody until a human has decided; the rest stays owed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bill_disputes import BillDispute, BillDisputeReason
from billing.bills import BillState
from billing.conversations import Conversation
from billing.errors import (
    AmountOutOfRange,
    NotEligible,
    NotFound,
    NotPayable,
    PaymentInDoubt,
    QuoteSuperseded,
)
from billing.ids import BillId, ConversationId
from billing.quotes import BUTTON, TEXT, Quote
from billing.stores.store import SqlStore
from billing.tenants import Policy
from billing.tickets import Priority, Ticket
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from billing.use_cases.hand_over import HandOver, hand_over
from tests.billing.use_cases.till import HB_100, WORKER, Till, open_till
from tests.builders import OMAR, POLICY, bill, january, method, money, principal
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome

GRID_FEE = 2


def _ask(till: Till, line: int | None = None, minor: int | None = None) -> Quote | Ticket:
    wish = DisputeWish(
        BillId(HB_100), BillDisputeReason.WRONG_AMOUNT, line, minor, "The grid fee is too high"
    )
    return dispute_charge(till.ports, till.who, wish)


def _offer(till: Till, line: int | None = None, minor: int | None = None) -> Quote:
    made = _ask(till, line, minor)
    assert isinstance(made, Quote)
    return made


def _disputes(till: Till) -> tuple[BillDispute, ...]:
    with till.store.read(WORKER) as tx:
        return tx.bill_disputes.of_bill(BillId(HB_100))


def test_asking_disputes_nothing_and_says_what_stays_owed(each_till: Till) -> None:
    quote = _offer(each_till, GRID_FEE)
    act = quote.act
    assert act is not None
    assert act.terms["line"] == {"position": 2, "description": "Grid fee"}
    assert act.amount == money("14.00")
    assert act.terms["undisputed"] == {"amount_minor": 8340, "currency": "USD"}
    assert each_till.bill().disputed is None
    assert _disputes(each_till) == ()
    assert quote.approve_by == (BUTTON, TEXT)


def test_a_yes_opens_it_with_a_ticket_and_pauses_reminders_for_that_part(
    each_till: Till,
) -> None:
    approved = each_till.approve(_offer(each_till, GRID_FEE)).quote
    (dispute,) = _disputes(each_till)
    assert (dispute.amount, dispute.line, dispute.dunning_paused) == (money("14.00"), 2, True)
    assert dispute.text == "The grid fee is too high"
    disputed = each_till.bill()
    assert disputed.disputed == money("14.00")
    assert "disputed" in disputed.flags(disputed.issued_on)
    with each_till.store.read(WORKER) as tx:
        ticket = tx.tickets.list().items[0]
    assert (ticket.id, ticket.category, ticket.about) == (dispute.ticket_id, "dispute", HB_100)
    assert ticket.priority is Priority.NORMAL
    assert approved.outcome == {"dispute_id": dispute.id, "ticket_id": ticket.id}
    assert each_till.verbs(dispute.id) == ["bill.disputed"]


def test_the_undisputed_part_is_payable_and_no_more(each_till: Till) -> None:
    each_till.approve(_offer(each_till, GRID_FEE))
    assert each_till.ask().amount == money("83.40")
    with pytest.raises(AmountOutOfRange):
        each_till.ask(amount_minor=9740)


def test_an_offer_to_pay_all_is_over_once_a_part_is_disputed(till: Till) -> None:
    pay = till.ask()
    till.approve(_offer(till, GRID_FEE))
    with pytest.raises(QuoteSuperseded):
        till.approve(pay)
    assert till.payments() == ()


def test_where_the_policy_says_so_the_whole_bill_waits(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, policy=replace(POLICY, dispute_pay_undisputed=False))
    till.approve(_offer(till, GRID_FEE))
    with pytest.raises(NotPayable):
        till.ask()


def test_several_parts_add_up_and_none_is_disputed_twice(till: Till) -> None:
    till.approve(_offer(till, GRID_FEE))
    till.approve(_offer(till, 1, 1000))
    assert till.bill().disputed == money("24.00")
    with pytest.raises(NotEligible, match="disputed already"):
        _ask(till, GRID_FEE)
    rest = _offer(till)
    assert rest.amount == money("73.40")
    till.approve(rest)
    with pytest.raises(NotEligible, match="disputed already"):
        _ask(till)
    with pytest.raises(NotPayable):
        till.ask()


@pytest.mark.parametrize(("line", "minor"), [(2, 1401), (None, 9741), (None, 0), (None, -5)])
def test_no_more_than_is_owed_can_be_disputed(till: Till, line: int | None, minor: int) -> None:
    with pytest.raises(AmountOutOfRange):
        _ask(till, line, minor)


def test_a_line_that_is_not_there_cannot_be_disputed(till: Till) -> None:
    with pytest.raises(NotEligible, match="no such line"):
        _ask(till, 9)


def test_without_a_policy_or_after_its_time_a_human_decides_and_the_bill_stays(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, policy=Policy())
    made = _ask(till, GRID_FEE)
    assert isinstance(made, Ticket)
    assert (made.category, made.about) == ("dispute", HB_100)
    assert made.packet["rule"] == "the policy has no rule for disputes"
    assert till.bill().disputed is None


def test_later_than_the_window_a_human_decides(till: Till) -> None:
    till.clock.move(timedelta(days=90))
    made = _ask(till, GRID_FEE)
    assert isinstance(made, Ticket)
    assert made.packet["rule"] == "later than the policy allows"


def test_a_paid_bill_is_a_humans_and_a_void_one_nobodys(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    void = bill("HB-VOID", state=BillState.VOID)
    till = open_till(sqlite_store, clock, january(), void, method())
    paid = dispute_charge(till.ports, till.who, DisputeWish(BillId("HB-090")))
    assert isinstance(paid, Ticket)
    with pytest.raises(NotEligible, match="not disputable"):
        dispute_charge(till.ports, till.who, DisputeWish(BillId("HB-VOID")))


def test_while_a_payment_is_under_way_nothing_is_disputed(till: Till) -> None:
    till.pay(Outcome.PENDING)
    with pytest.raises(PaymentInDoubt):
        _ask(till)


def test_a_large_dispute_is_looked_at_first(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_till(sqlite_store, clock, policy=replace(POLICY, dispute_high_priority_minor=9000))
    till.approve(_offer(till))
    with till.store.read(WORKER) as tx:
        assert tx.tickets.list().items[0].priority is Priority.HIGH


def test_anothers_bill_is_not_found(till: Till) -> None:
    till.who = principal(OMAR)
    with pytest.raises(NotFound):
        _ask(till)


def test_only_what_is_not_disputed_can_be_overdue(till: Till) -> None:
    late = till.bill().due_on + timedelta(days=1)
    till.approve(_offer(till, GRID_FEE))
    assert "overdue" in till.bill().flags(late), "the rest is"
    till.approve(_offer(till))
    assert "overdue" not in till.bill().flags(late), "reminders are paused for all of it"


def test_a_dispute_in_a_conversation_with_an_open_case_is_written_into_that_case(
    till: Till,
) -> None:
    talk = ConversationId("talk-0001")
    with till.store.write(till.who) as tx:
        who = (till.who.require_customer(), till.who.require_person())
        tx.conversations.add(Conversation(talk, *who, till.clock.now()))
    hand_over(till.ports, till.who, HandOver("other", "I moved", conversation_id=talk))
    wish = DisputeWish(BillId(HB_100), BillDisputeReason.NOT_MINE, GRID_FEE, conversation_id=talk)
    quote = dispute_charge(till.ports, till.who, wish)
    assert isinstance(quote, Quote)
    till.approve(quote)
    with till.store.read(WORKER) as tx:
        (ticket,) = tx.tickets.list().items
    assert ticket.text == "I moved\n\ndispute: not mine (HB-100)"
