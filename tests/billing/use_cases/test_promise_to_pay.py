"""Promises, more time, instalments: as the policy allows, recorded by the customer's own yes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.errors import AmountOutOfRange, NotEligible, NotFound, NotPayable
from billing.ids import BillId
from billing.promises import Promise, PromiseKind, PromiseState
from billing.quotes import BUTTON, TEXT, Quote
from billing.stores.store import SqlStore
from billing.tenants import Policy
from billing.tickets import Ticket
from billing.use_cases.dispute_charge import DisputeWish, dispute_charge
from billing.use_cases.promise_to_pay import PromiseWish, promise_to_pay
from tests.billing.use_cases.till import HB_100, WORKER, Till, open_till
from tests.builders import OMAR, POLICY, bill, february, january, method, money, principal
from tests.fakes import FakeClock

_K = PromiseKind
KIND = replace(POLICY, extension_days=14, extension_times_per_year=2)
PARTS = replace(KIND, instalment_parts=3, instalment_every_days=30)
FRIDAY = date(2026, 3, 27)


@pytest.fixture
def kind_till(store: SqlStore, clock: FakeClock) -> Till:
    more = [bill(f"HB-{n}", amount="20.00") for n in (201, 202, 203)]
    return open_till(store, clock, february(), *more, method(), policy=PARTS)


def _ask(
    till: Till,
    kind: PromiseKind = _K.PROMISE,
    on: date | None = FRIDAY,
    *,
    bill_id: str = HB_100,
    parts: int | None = None,
) -> Quote | Ticket:
    wish = PromiseWish(BillId(bill_id), kind, on, parts, "I get paid on Friday")
    return promise_to_pay(till.ports, till.who, wish)


def _offer(till: Till, kind: PromiseKind = _K.PROMISE, on: date | None = FRIDAY) -> Quote:
    made = _ask(till, kind, on)
    assert isinstance(made, Quote)
    return made


def _promises(till: Till) -> list[Promise]:
    with till.store.read(WORKER) as tx:
        found = tx.promises.of_bill(BillId(HB_100))
    return [each for each in found if each.state is PromiseState.OPEN]


def test_asking_records_nothing_and_a_yes_does(kind_till: Till) -> None:
    quote = _offer(kind_till)
    assert (_promises(kind_till), quote.approve_by) == ([], (BUTTON, TEXT))
    kind_till.approve(quote)
    (promise,) = _promises(kind_till)
    assert (promise.kind, promise.due_on) == (_K.PROMISE, FRIDAY)
    assert promise.amount == money("97.40")
    shown = kind_till.bill()
    assert (shown.promised_on, shown.due_on) == (FRIDAY, date(2026, 3, 20))
    assert "payment_promised" in shown.flags(date(2026, 3, 21))
    assert "overdue" in shown.flags(date(2026, 3, 21)), "a promise moves no due date"
    assert kind_till.verbs(promise.id) == ["bill.promised"]


def test_a_promise_takes_and_blocks_nothing(kind_till: Till) -> None:
    kind_till.approve(_offer(kind_till))
    kind_till.wait(days=40)
    assert kind_till.payments() == ()
    assert kind_till.ask().amount == money("97.40")


def test_a_new_promise_takes_the_place_of_the_old(kind_till: Till) -> None:
    kind_till.approve(_offer(kind_till))
    kind_till.approve(_offer(kind_till, on=date(2026, 3, 30)))
    assert [each.due_on for each in _promises(kind_till)] == [date(2026, 3, 30)]


def test_more_time_moves_the_day_from_which_it_is_overdue(kind_till: Till) -> None:
    quote = _offer(kind_till, _K.EXTENSION, None)
    assert quote.act is not None
    assert quote.act.terms["on"] == "2026-04-03", "all that the policy allows"
    kind_till.approve(quote)
    extended = kind_till.bill()
    assert extended.extended_until == date(2026, 4, 3)
    assert "overdue" not in extended.flags(date(2026, 4, 3))
    assert "overdue" in extended.flags(date(2026, 4, 4))
    kind_till.approve(_offer(kind_till, on=date(2026, 4, 2)))
    assert kind_till.bill().extended_until == date(2026, 4, 3), "a promise keeps the extension"


def test_more_time_is_given_as_often_as_the_policy_says(kind_till: Till) -> None:
    for name in ("HB-201", "HB-202"):
        made = _ask(kind_till, _K.EXTENSION, None, bill_id=name)
        assert isinstance(made, Quote)
        kind_till.approve(made)
    third = _ask(kind_till, _K.EXTENSION, None, bill_id="HB-203")
    assert isinstance(third, Ticket)
    assert "as often as the policy allows" in str(third.packet["rule"])


def test_one_bill_gets_more_time_once(kind_till: Till) -> None:
    kind_till.approve(_offer(kind_till, _K.EXTENSION, None))
    assert isinstance(_ask(kind_till, _K.EXTENSION, None), Ticket)


@pytest.mark.parametrize(
    ("kind", "on", "why"),
    [
        (_K.PROMISE, date(2026, 3, 1), "in_the_past"),
        (_K.PROMISE, date(2026, 4, 4), "too_late"),
        (_K.EXTENSION, date(2026, 4, 4), "too_late"),
        (_K.EXTENSION, date(2026, 3, 20), "not_later"),
    ],
)
def test_a_day_outside_the_policy_is_refused_however_often_it_is_asked(
    kind_till: Till, kind: PromiseKind, on: date, why: str
) -> None:
    for _ in range(3):
        with pytest.raises(NotEligible) as refused:
            _ask(kind_till, kind, on)
        assert refused.value.why == why
    assert kind_till.bill().promised_on is None


def test_when_the_days_of_the_policy_are_over_a_human_decides(kind_till: Till) -> None:
    kind_till.clock.move(timedelta(days=40))
    for kind in (_K.PROMISE, _K.EXTENSION):
        assert isinstance(_ask(kind_till, kind, None), Ticket)


def test_instalments_add_up_to_the_cent(kind_till: Till) -> None:
    made = _ask(kind_till, _K.INSTALMENT, None)
    assert isinstance(made, Quote)
    kind_till.approve(made)
    promises = _promises(kind_till)
    assert [each.amount for each in promises] == [money("32.47"), money("32.47"), money("32.46")]
    assert [each.due_on for each in promises] == [
        date(2026, 3, 2),
        date(2026, 4, 1),
        date(2026, 5, 1),
    ]


@pytest.mark.parametrize(("parts", "why"), [(4, "too_many_parts"), (1, "too_many_parts")])
def test_more_parts_than_the_policy_has_are_refused(kind_till: Till, parts: int, why: str) -> None:
    with pytest.raises(NotEligible, match=why.replace("_", " ")):
        _ask(kind_till, _K.INSTALMENT, None, parts=parts)


def test_parts_are_not_smaller_than_a_part_payment(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, policy=replace(PARTS, partial_minimum_minor=4000))
    with pytest.raises(AmountOutOfRange) as refused:
        _ask(till, _K.INSTALMENT, None)
    assert refused.value.minimum_minor == 4000


@pytest.mark.parametrize("kind", list(_K))
def test_without_a_policy_only_a_human_decides(
    sqlite_store: SqlStore, clock: FakeClock, kind: PromiseKind
) -> None:
    till = open_till(sqlite_store, clock, policy=Policy())
    made = _ask(till, kind)
    assert isinstance(made, Ticket)
    assert (made.about, made.text) == (HB_100, "I get paid on Friday")
    assert made.packet["proposed"] is not None
    assert till.bill().promised_on is None


def test_only_what_is_owed_is_promised_and_only_ones_own(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, january(), february(), method(), policy=PARTS)
    with pytest.raises(NotPayable):
        _ask(till, bill_id="HB-090")
    till.who = principal(OMAR)
    with pytest.raises(NotFound):
        _ask(till)


def test_instalments_may_be_corrected_the_same_day_but_not_begun_anew_later(
    kind_till: Till,
) -> None:
    for parts in (2, 3):
        made = _ask(kind_till, _K.INSTALMENT, None, parts=parts)
        assert isinstance(made, Quote)
        kind_till.approve(made)
    kind_till.clock.move(timedelta(days=35))
    again = _ask(kind_till, _K.INSTALMENT, None)
    assert isinstance(again, Ticket)
    assert again.packet["rule"] == "the bill has been put in instalments before"
    assert max(each.due_on for each in _promises(kind_till)) == date(2026, 5, 1)


def test_a_promise_about_a_disputed_bill_is_about_the_rest_only(kind_till: Till) -> None:
    disputed = dispute_charge(kind_till.ports, kind_till.who, DisputeWish(BillId(HB_100), line=2))
    assert isinstance(disputed, Quote)
    kind_till.approve(disputed)
    kind_till.approve(_offer(kind_till))
    assert [each.amount for each in _promises(kind_till)] == [money("83.40")]
