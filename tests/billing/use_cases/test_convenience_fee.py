"""A fee on top: asked before the offer, agreed to with it, stated, checked, put to no bill."""

from dataclasses import replace

import pytest

from billing.bills import BillState
from billing.errors import AmountOutOfRange, BillChanged, Conflict, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.quotes import BUTTON, QuoteStatus
from billing.use_cases.resolve_payment import resolve_payment
from tests.billing.use_cases.back_till import list_staff, staff
from tests.billing.use_cases.till import WORKER, MakeTill, Till, report_on
from tests.builders import POLICY, Row, bill, february, method, money
from tests.fakes_provider import KEYED, Outcome

_S = PaymentState
FEES = replace(KEYED, fees=True, methods=frozenset({"card", "bank_account"}))
CARD_FEE = money("2.95")


def by_type(amount: Money, method_type: str) -> Money:
    """Cards 2.95, banks 0.50, and a cent more on small amounts: it depends on both."""
    fee = CARD_FEE if method_type == "card" else Money(50, amount.currency)
    return fee + Money(1, amount.currency) if amount.amount_minor < 1000 else fee


@pytest.fixture
def till(make_till: MakeTill) -> Till:
    bank = method("pm-bank", type="bank_account", is_default=False)
    return with_fees(make_till, february(), method(is_default=True), bank)


def with_fees(make_till: MakeTill, *rows: Row) -> Till:
    made = make_till(*rows, can=FEES)
    made.provider.fee = by_type
    return made


def test_the_offer_names_the_fee_beside_what_is_put_to_the_bill(till: Till) -> None:
    quote = till.ask()
    assert (quote.amount, quote.fee, quote.total) == (money("97.40"), CARD_FEE, money("100.35"))
    assert till.provider.fees_asked == [(money("97.40"), "card")]
    assert till.quote(quote.id) == quote


def test_another_method_asks_again_and_is_another_offer(till: Till) -> None:
    first = till.ask()
    second = till.ask(method_id="pm-bank")
    assert (second.fee, second.total) == (money("0.50"), money("97.90"))
    assert till.quote(first.id).status is QuoteStatus.SUPERSEDED
    assert second.fingerprint() != first.fingerprint()


def test_each_bill_has_a_fee_of_its_own_and_equal_amounts_are_asked_once(
    make_till: MakeTill,
) -> None:
    rows = bill("HB-1", amount="5.00"), bill("HB-2", amount="5.00"), bill("HB-3", amount="20.00")
    till = with_fees(make_till, *rows, method())
    quote = till.ask("HB-1", "HB-2", "HB-3")
    assert [line.fee_minor for line in quote.lines] == [296, 296, 295]
    assert (quote.fee, quote.total) == (money("8.87"), money("38.87"))
    assert till.provider.fees_asked == [(money("5.00"), "card"), (money("20.00"), "card")]
    paid = till.approve(quote).payments
    assert sorted(each.fee_minor for each in paid) == [295, 296, 296]


def test_a_provider_without_fees_is_not_asked_for_one(make_till: MakeTill) -> None:
    till = make_till()
    assert till.ask().fee.is_zero
    till.pay()
    assert till.provider.fees_asked == []
    assert till.provider.sent[0].fee is None


def test_a_fee_of_zero_is_stated_where_the_provider_takes_fees(make_till: MakeTill) -> None:
    till = make_till(can=FEES)
    till.pay()
    assert till.provider.sent[0].fee == money("0.00")


def test_without_an_answer_about_the_fee_there_is_no_offer(till: Till) -> None:
    open_before = till.ask()
    till.provider.down = True
    with pytest.raises(ProviderUnavailable):
        till.ask(amount_minor=700)
    assert till.quote(open_before.id).status is QuoteStatus.OPEN
    assert till.payments() == ()


def test_a_connection_that_cannot_work_makes_no_offer(till: Till) -> None:
    till.providers.refused = True
    with pytest.raises(ProviderUnavailable):
        till.ask()


@pytest.mark.parametrize("fee", [Money(295, "CAD"), Money(-1, "USD")])
def test_a_fee_that_makes_no_sense_is_no_answer(till: Till, fee: Money) -> None:
    till.provider.fee = lambda *_: fee
    with pytest.raises(ProviderUnavailable):
        till.ask()


def test_a_wish_that_is_refused_asks_nobody(till: Till) -> None:
    with pytest.raises(AmountOutOfRange):
        till.ask(amount_minor=1)
    assert till.provider.fees_asked == []


def test_a_bill_that_changes_under_the_question_is_asked_about_again(till: Till) -> None:
    dearer = replace(february(), amount=money("98.40"), version=2)

    def change() -> None:
        if till.bill().version == 1:
            till.change(dearer)

    till.provider.during_fee = change
    quote = till.ask()
    assert [(x.bill_version, x.amount, x.fee) for x in quote.lines] == [
        (2, money("98.40"), CARD_FEE)
    ]
    assert [amount for amount, _ in till.provider.fees_asked] == [money("97.40"), money("98.40")]


def test_a_bill_that_never_stops_changing_gets_no_offer(till: Till) -> None:
    def change() -> None:
        now = till.bill()
        more = replace(now, amount=now.amount + money("1.00"), version=now.version + 1)
        till.change(more)

    till.provider.during_fee = change
    with pytest.raises(BillChanged):
        till.ask()
    assert len(till.provider.fees_asked) == 3


def test_a_bill_that_was_paid_under_the_question_is_not_offered(till: Till) -> None:
    till.provider.during_fee = lambda: till.change(replace(february(), state=BillState.VOID))
    with pytest.raises(Exception, match="void"):
        till.ask()


def test_the_approval_states_the_fee_that_was_agreed_and_asks_for_no_other(till: Till) -> None:
    quote = till.ask()
    till.provider.fee = lambda amount, _: Money(999, amount.currency)
    (paid,) = till.approve(quote).payments
    assert till.provider.sent[0].fee == CARD_FEE
    assert (till.provider.sent[0].amount, till.provider.sent[0].method_type) == (
        money("97.40"),
        "card",
    )
    assert (paid.amount, paid.fee, paid.total) == (money("97.40"), CARD_FEE, money("100.35"))
    assert len(till.provider.fees_asked) == 1


def test_the_bill_gets_the_amount_and_not_the_fee(till: Till) -> None:
    paid = till.pay()
    bill = till.bill()
    assert (bill.state, bill.paid) == (BillState.PAID, money("97.40"))
    with till.store.read(till.who) as tx:
        receipt = tx.payments.receipt_of(paid.id)
    assert receipt is not None
    assert (receipt.amount, receipt.fee, receipt.total) == (
        money("97.40"),
        CARD_FEE,
        money("100.35"),
    )


def test_what_was_approved_and_settled_is_audited_with_the_fee(till: Till) -> None:
    quote = till.ask()
    (paid,) = till.approve(quote).payments
    with till.store.read(WORKER) as tx:
        entries = {entry.verb: entry.details for entry in tx.trail.of_subject(paid.id)}
        opened = tx.trail.of_subject(quote.id)[0].details
    approved, succeeded = entries["payment.approved"], entries["payment.succeeded"]
    assert (approved["fee_minor"], approved["fingerprint"]) == (295, quote.fingerprint())
    assert (succeeded["amount_minor"], succeeded["fee_minor"]) == (9740, 295)
    assert (opened["total_minor"], opened["fee_minor"]) == (10_035, 295)


def test_the_fee_counts_toward_the_limit_of_a_typed_yes(make_till: MakeTill) -> None:
    policy = replace(POLICY, text_confirmation_limit_minor=10_000)
    till = make_till(february(), method(used_before=True), policy=policy, can=FEES)
    assert len(till.ask().approve_by) == 2
    till.provider.fee = by_type
    assert till.ask().approve_by == (BUTTON,)


def test_a_refused_fee_is_a_definite_no_and_the_next_offer_has_the_new_one(till: Till) -> None:
    failed = till.pay(Outcome.FEE_CHANGED)
    assert (failed.state, failed.reason) == (_S.FAILED, DeclineReason.FEE_CHANGED)
    assert till.bill().balance == money("97.40")
    till.provider.fee = lambda amount, _: Money(350, amount.currency)
    again = till.ask()
    assert (again.fee, again.total) == (money("3.50"), money("100.90"))
    assert till.approve(again).payments[0].state is _S.SUCCEEDED
    assert len(till.provider.taken()) == 1


def test_an_echoed_fee_that_differs_goes_to_hold(till: Till) -> None:
    held = till.pay(Outcome.WRONG_FEE)
    assert held.state is _S.HOLD
    assert held.fee == CARD_FEE
    assert not till.bill().balance.is_zero


def test_a_fee_nobody_agreed_to_goes_to_hold(make_till: MakeTill) -> None:
    assert make_till().pay(Outcome.WRONG_FEE).state is _S.HOLD


def test_a_held_fee_is_settled_by_people_as_it_was_taken(till: Till) -> None:
    held = till.pay(Outcome.WRONG_FEE)
    till.provider.made[0] = replace(till.provider.made[0], fee=money("4.00"))
    list_staff(till.store, "fin-1", "fin-2")
    for name in ("fin-1", "fin-2"):
        done = resolve_payment(till.ports, staff(name), held.id, _S.SUCCEEDED, "seen there")
    assert (done.payment.state, done.payment.fee) == (_S.SUCCEEDED, money("4.00"))
    assert till.bill().state is BillState.PAID


def test_a_fee_of_another_currency_is_never_taken_for_ours(till: Till) -> None:
    held = till.pay(Outcome.WRONG_FEE)
    till.provider.made[0] = replace(till.provider.made[0], fee=Money(5000, "JPY"))
    list_staff(till.store, "fin-1", "fin-2")
    with pytest.raises(Conflict, match="fee"):
        resolve_payment(till.ports, staff("fin-1"), held.id, _S.SUCCEEDED, "seen there")


def test_a_report_that_says_nothing_of_the_fee_settles(till: Till) -> None:
    payment = till.pay(Outcome.PENDING)
    settled = till.apply(payment.id, report_on(payment, _S.SUCCEEDED))
    assert (settled.state, settled.fee) == (_S.SUCCEEDED, CARD_FEE)


def test_a_late_success_with_another_fee_is_for_people(till: Till) -> None:
    failed = till.pay(Outcome.DECLINE)
    told = replace(report_on(failed, _S.SUCCEEDED), fee=money("9.00"))
    till.apply(failed.id, told)
    assert [each.state for each in till.payments()] == [_S.FAILED]
    assert "payment.contradicted" in till.verbs(failed.id)


def test_a_late_success_with_the_agreed_fee_is_booked_with_it(till: Till) -> None:
    failed = till.pay(Outcome.DECLINE)
    till.apply(failed.id, replace(report_on(failed, _S.SUCCEEDED), fee=CARD_FEE))
    assert [(each.state, each.fee_minor) for each in till.payments()] == [
        (_S.FAILED, 295),
        (_S.SUCCEEDED, 295),
    ]


def test_sent_once_more_it_states_the_same_fee(till: Till) -> None:
    till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.provider.fee = lambda amount, _: Money(1, amount.currency)
    till.wait(seconds=40)
    assert [each.fee for each in till.provider.sent] == [CARD_FEE, CARD_FEE]
    assert till.payments()[0].state is _S.SUCCEEDED
