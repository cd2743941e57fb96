"""The customer's own act: one approval, one charge, one receipt, whatever is repeated."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.clocks import UlidIds
from billing.bills import BillState
from billing.conversations import Message, Speaker
from billing.errors import (
    BillChanged,
    Conflict,
    Forbidden,
    MethodUnusable,
    NotFound,
    PaymentInDoubt,
    QuoteExpired,
    QuoteSuperseded,
    ScopeRequired,
)
from billing.ids import ConversationId, MessageId, PersonId, QuoteId
from billing.payments import DeclineReason, Payment, PaymentState
from billing.principal import Principal, Role
from billing.quotes import Quote, QuoteStatus
from billing.stores.store import SqlStore
from billing.tenants import Policy
from billing.use_cases.approve_quote import approve_quote
from tests.billing.use_cases.till import HB_100, WORKER, MakeTill, Till, open_till
from tests.builders import (
    HARBOR,
    NORA,
    OMAR,
    bill,
    conversation,
    customer,
    february,
    method,
    money,
    payment,
    person_of,
    principal,
)
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome

CONVERSATION = ConversationId("conv-0001")


def states(payments: tuple[Payment, ...]) -> list[PaymentState]:
    return [one.state for one in payments]


def test_an_approval_pays_the_bill_once_and_writes_everything_down(each_till: Till) -> None:
    till = each_till
    quote = till.ask()
    answer = till.approve(quote)
    paid = answer.payments[0]

    assert (answer.quote.status, paid.state) == (QuoteStatus.APPROVED, PaymentState.SUCCEEDED)
    assert (till.bill().state, till.bill().balance.is_zero) == (BillState.PAID, True)
    assert [report.amount for report in till.provider.taken()] == [money("97.40")]
    assert till.verbs(paid.id) == ["payment.approved", "payment.succeeded"]
    assert till.verbs(HB_100) == ["bill.paid"]
    with till.store.read(till.who) as tx:
        approval = tx.quotes.approval(quote.id)
        receipt = tx.payments.receipt_of(paid.id)
        events = {event.name for event in tx.events.of_customer(NORA)}
    assert approval is not None
    assert (approval.channel, approval.fingerprint) == ("button", quote.fingerprint())
    assert receipt is not None
    assert (receipt.number, receipt.amount) == ("R-000001", money("97.40"))
    assert events >= {"quote.opened", "payment.succeeded", "bill.paid"}
    assert not till.owes_a_check(paid)


def test_a_second_yes_charges_nothing_and_gives_the_same_answer(each_till: Till) -> None:
    quote = each_till.ask()
    first = each_till.approve(quote)
    assert each_till.approve(quote) == first
    assert len(each_till.provider.sent) == 1


def test_sixteen_at_once_make_one_charge(each_till: Till) -> None:
    till = each_till
    till.ports = replace(till.ports, ids=UlidIds())
    quote = till.ask()
    till.provider.during_charge = lambda _: time.sleep(0.05)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: till.approve(quote), range(16)))
    assert len(till.provider.taken()) == 1
    assert {one.id for answer in answers for one in answer.payments} == {till.payments()[0].id}
    assert till.verbs(till.payments()[0].id) == ["payment.approved", "payment.succeeded"]


def test_rivals_for_one_bill_make_one_charge(each_till: Till) -> None:
    """Two people of one customer, each with an offer of their own, approving at once."""
    till = each_till
    till.ports = replace(till.ports, ids=UlidIds())
    quotes = [till.ask(), twin_of(till, till.ask())]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda quote: _try(till, quote), quotes))
    assert len(till.provider.taken()) == 1
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] in (
        [PaymentInDoubt],
        [BillChanged],
    )


def test_bills_named_in_another_order_do_not_block_each_other(
    store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(store, clock, february(), bill("HB-101"), method())
    till.ports = replace(till.ports, ids=UlidIds())
    orders = [("HB-100", "HB-101"), ("HB-101", "HB-100")] * 8
    with ThreadPoolExecutor(8) as pool:
        quotes = list(pool.map(lambda order: till.ask(*order), orders))
        answers = list(pool.map(lambda quote: _try(till, quote), quotes))
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(refusal, Conflict) for refusal in refused)
    assert len(till.provider.taken()) in (0, 2)


def _try(till: Till, quote: Quote) -> object:
    try:
        return till.approve(quote)
    except Conflict as refusal:
        return refusal


def twin_of(till: Till, quote: Quote) -> Quote:
    """An open quote for the same bills, as if `pay_bill` had not closed the other."""
    with till.store.write(till.who) as tx:
        tx.quotes.add(replace(quote, id=QuoteId("qt-twin")))
    return till.quote(QuoteId("qt-twin"))


def test_another_offer_cannot_pay_while_a_payment_is_in_doubt(till: Till) -> None:
    quote = till.ask()
    twin = twin_of(till, quote)
    till.provider.script.append(Outcome.UNKNOWN_AFTER_CHARGE)
    till.approve(quote)
    with pytest.raises(PaymentInDoubt) as refused:
        till.approve(twin)
    assert refused.value.payment_state == "unknown"
    assert len(till.provider.sent) == 1


def test_an_offer_replaced_by_another_cannot_be_approved(till: Till) -> None:
    first = till.ask()
    till.ask(amount_minor=700)
    with pytest.raises(QuoteSuperseded):
        till.approve(first)
    assert till.provider.sent == []


def test_an_offer_past_its_time_expires_for_good(till: Till) -> None:
    quote = till.ask()
    till.clock.move_real(timedelta(minutes=10))
    for _ in range(2):
        with pytest.raises(QuoteExpired):
            till.approve(quote)
    assert till.quote(quote.id).status is QuoteStatus.EXPIRED
    assert till.provider.sent == []


def test_business_time_does_not_expire_an_offer(till: Till) -> None:
    quote = till.ask()
    till.clock.business += timedelta(days=1)
    assert states(till.approve(quote).payments) == [PaymentState.SUCCEEDED]


def test_a_bill_that_changed_needs_a_new_offer(till: Till) -> None:
    quote = till.ask()
    till.change(replace(february(), version=2))
    with pytest.raises(BillChanged):
        till.approve(quote)
    assert till.quote(quote.id).status is QuoteStatus.SUPERSEDED
    assert till.provider.sent == []
    assert states(till.approve(till.ask()).payments) == [PaymentState.SUCCEEDED]


@pytest.mark.parametrize("state", [BillState.VOID, BillState.PAID])
def test_a_bill_closed_meanwhile_is_not_paid(till: Till, state: BillState) -> None:
    quote = till.ask()
    with till.store.write(WORKER) as tx:
        tx.bills.set_state(quote.lines[0].bill_id, state)
    with pytest.raises(BillChanged):
        till.approve(quote)
    assert till.provider.sent == []


def test_a_bill_disputed_meanwhile_is_not_paid_in_full(till: Till) -> None:
    quote = till.ask()
    till.change(replace(february(), disputed=money("10.00")))
    with pytest.raises(BillChanged):
        till.approve(quote)


def test_a_method_that_expired_meanwhile_is_refused(till: Till) -> None:
    quote = till.ask()
    till.clock.business = datetime(2028, 5, 2, tzinfo=UTC)
    with pytest.raises(MethodUnusable):
        till.approve(quote)
    assert till.quote(quote.id).status is QuoteStatus.OPEN


def test_approving_needs_the_scope_and_a_customer(till: Till) -> None:
    quote = till.ask()
    with pytest.raises(ScopeRequired):
        approve_quote(till.ports, replace(till.who, scopes=frozenset()), quote.id, channel="button")
    staff = Principal(HARBOR, Role.FINANCE, person=PersonId("f"), scopes=frozenset({"approve"}))
    with pytest.raises(Forbidden):
        approve_quote(till.ports, staff, quote.id, channel="button")
    assert till.provider.sent == []


def test_another_customers_quote_does_not_exist(make_till: MakeTill) -> None:
    till = make_till(february(), method(), customer(OMAR))
    quote = till.ask()
    with pytest.raises(NotFound, match="no such quote"):
        approve_quote(till.ports, principal(OMAR), quote.id, channel="button")
    assert till.quote(quote.id).status is QuoteStatus.OPEN


def test_a_model_is_no_channel(till: Till) -> None:
    quote = till.ask()
    for channel in ("model", "", "BUTTON", "text "):
        with pytest.raises(ScopeRequired):
            till.approve(quote, channel)
    assert till.provider.sent == []


def test_several_bills_are_paid_one_by_one(make_till: MakeTill) -> None:
    rows = (february(), bill("HB-101", amount="12.00"), method())
    till = make_till(*rows)
    till.provider.script.extend([Outcome.SUCCEED, Outcome.DECLINE])
    answer = till.approve(till.ask("HB-100", "HB-101"))
    assert states(answer.payments) == [PaymentState.SUCCEEDED, PaymentState.FAILED]
    assert answer.payments[1].reason is DeclineReason.INSUFFICIENT_FUNDS
    assert till.bill("HB-100").state is BillState.PAID
    assert till.bill("HB-101").balance == money("12.00")
    assert len({one.key for one in answer.payments}) == 2


def test_one_bill_in_doubt_stops_the_whole_quote(make_till: MakeTill) -> None:
    till = make_till(february(), bill("HB-101"), method())
    both = till.ask("HB-100", "HB-101")
    with till.store.write(till.who) as tx:
        tx.payments.add(payment("pay-9", bill_id="HB-100", state=PaymentState.UNKNOWN))
    with pytest.raises(PaymentInDoubt):
        till.approve(both)
    assert till.payments("HB-101") == ()


def test_a_part_payment_leaves_the_bill_open(till: Till) -> None:
    till.approve(till.ask(amount_minor=4000))
    assert (till.bill().state, till.bill().balance) == (BillState.OPEN, money("57.40"))
    till.approve(till.ask())
    assert (till.bill().state, till.bill().balance.is_zero) == (BillState.PAID, True)
    assert len({one.key for one in till.payments()}) == 2


def test_a_connection_that_cannot_work_fails_honestly_and_frees_the_bill(till: Till) -> None:
    quote = till.ask()
    till.providers.refused = True
    failed = till.approve(quote).payments[0]
    assert (failed.state, failed.reason) == (
        PaymentState.FAILED,
        DeclineReason.PROVIDER_UNAVAILABLE,
    )
    till.providers.refused = False
    assert till.pay().state is PaymentState.SUCCEEDED


def shown(till: Till) -> Quote:
    """A quote whose card is the last thing shown in a conversation."""
    quote = till.ask(conversation_id=CONVERSATION)
    with till.store.write(till.who) as tx:
        seq = tx.conversations.append(_said(till, Speaker.ASSISTANT, "Pay 97.40 USD?")).seq
        tx.quotes.set_shown(quote.id, seq)
    return quote


def _said(till: Till, speaker: Speaker, text: str) -> Message:
    message_id = MessageId(till.ports.ids.new("msg"))
    return Message(CONVERSATION, 0, message_id, speaker, text, till.clock.now())


def say(till: Till, speaker: Speaker, text: str) -> None:
    with till.store.write(till.who) as tx:
        tx.conversations.append(_said(till, speaker, text))


@pytest.fixture
def talk(make_till: MakeTill) -> Till:
    return make_till(february(), method(), conversation())


def test_a_typed_yes_pays_while_the_offer_is_the_last_thing_shown(talk: Till) -> None:
    quote = shown(talk)
    say(talk, Speaker.CUSTOMER, "yes")
    assert states(talk.approve(quote, "text").payments) == [PaymentState.SUCCEEDED]
    with talk.store.read(talk.who) as tx:
        approval = tx.quotes.approval(quote.id)
    assert approval is not None
    assert (approval.channel, approval.person_id) == ("text", person_of(NORA))


def test_a_typed_yes_after_something_else_was_said_is_not_a_yes_to_the_offer(talk: Till) -> None:
    quote = shown(talk)
    say(talk, Speaker.CUSTOMER, "what is the weather like?")
    say(talk, Speaker.ASSISTANT, "Shall I open a ticket?")
    say(talk, Speaker.CUSTOMER, "yes")
    with pytest.raises(QuoteSuperseded):
        talk.approve(quote, "text")
    assert states(talk.approve(quote).payments) == [PaymentState.SUCCEEDED]


def test_a_typed_yes_needs_an_offer_that_was_shown(talk: Till) -> None:
    for conversation_id in (CONVERSATION, None):
        quote = talk.ask(conversation_id=conversation_id)
        with pytest.raises(ScopeRequired):
            talk.approve(quote, "text")
    assert talk.provider.sent == []


def test_a_typed_yes_counts_only_where_the_tenant_allows_it(make_till: MakeTill) -> None:
    rows = (february(), method(), conversation())
    till = make_till(*rows, policy=Policy())
    with pytest.raises(ScopeRequired):
        till.approve(shown(till), "text")
    assert till.provider.sent == []
