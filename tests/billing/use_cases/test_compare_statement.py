"""The daily comparison: it settles what it can, keeps the rest once, and closes what is mended."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from billing.discrepancies import Discrepancy, DiscrepancyKind, StatementLine
from billing.duties import Duty, DutyKind
from billing.errors import Forbidden, InvalidRequest, NotOffered, ProviderUnavailable
from billing.payments import PaymentState
from billing.principal import Role
from billing.stores.store import SqlStore
from billing.use_cases._note import note
from billing.use_cases.compare_statement import Compared, compare_statement
from billing.use_cases.do_duty import do_duty
from billing.use_cases.list_discrepancies import list_discrepancies
from tests.billing.use_cases.back_till import BackTill, open_back_till, staff
from tests.billing.use_cases.till import LEASE, WORKER
from tests.builders import CONNECTION, bill, february, january, method, money
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_refunds import REFUNDING, RefundingProvider

_S = PaymentState
_K = DiscrepancyKind
DAY = datetime(2026, 11, 21, tzinfo=UTC)


def compare(till: BackTill, days: int = 1) -> Compared:
    return compare_statement(till.ports, WORKER, CONNECTION, DAY, DAY + timedelta(days=days))


def found(till: BackTill, *, open_only: bool = True) -> list[Discrepancy]:
    return list(list_discrepancies(till.ports, staff(), open_only=open_only))


def test_books_in_order_have_no_discrepancies(each_back: BackTill) -> None:
    paid = each_back.paid()
    each_back.give_back(paid, 1000)
    told = compare(each_back)
    assert (told.lines, told.settled, dict(told.new)) == (1, 0, {})
    assert (found(each_back), each_back.tickets()) == ([], [])


def test_a_charge_we_had_not_settled_is_settled_and_nobody_is_called(each_back: BackTill) -> None:
    doubtful = each_back.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    told = compare(each_back)
    assert told.settled == 1
    assert each_back.payment(doubtful.id).state is _S.SUCCEEDED
    assert found(each_back) == []


def test_a_charge_after_a_failure_is_booked_as_a_row_of_its_own(back: BackTill) -> None:
    failed = back.pay(Outcome.DECLINE)
    back.provider.becomes("ch_1", _S.SUCCEEDED)
    assert compare(back).settled == 1
    assert [p.state for p in back.payments()] == [_S.FAILED, _S.SUCCEEDED]
    assert back.payment(failed.id).state is _S.FAILED
    assert (compare(back).settled, found(back)) == (0, [])


def test_a_charge_of_nobodys_is_kept_once_and_told_in_one_ticket(each_back: BackTill) -> None:
    for number in (1, 2):
        each_back.books.foreign.append(
            StatementLine(
                f"ch_x{number}", None, _S.SUCCEEDED, money("5.00"), money("0.00"),
                DAY + timedelta(hours=number),
            )
        )  # fmt: skip
    assert dict(compare(each_back).new) == {_K.CHARGED_UNKNOWN: 2}
    assert dict(compare(each_back).new) == {}
    assert {one.provider_ref for one in found(each_back)} == {"ch_x1", "ch_x2"}
    (ticket,) = each_back.tickets()
    assert ticket.packet["charged_unknown"] == 2


def test_one_that_was_given_back_whole_owes_nobody_anything(back: BackTill) -> None:
    back.books.foreign.append(
        StatementLine("ch_x", None, _S.SUCCEEDED, money("5.00"), money("5.00"), DAY)
    )
    compare(back)
    assert found(back) == []


def test_a_held_payment_that_was_charged_is_not_settled_here(back: BackTill) -> None:
    back.pay(Outcome.WRONG_AMOUNT)
    assert dict(compare(back).new) == {_K.CHARGED_NOT_SETTLED: 1}


def test_settled_but_never_charged_is_found_from_our_side(each_back: BackTill) -> None:
    paid = each_back.paid()
    each_back.provider.made.clear()
    told = compare(each_back)
    assert dict(told.new) == {_K.SETTLED_NOT_CHARGED: 1}
    (one,) = found(each_back)
    assert (one.payment_id, one.ours, one.theirs) == (paid.id, paid.amount, None)


def test_a_charge_the_next_day_lists_is_no_discrepancy(back: BackTill) -> None:
    back.paid()
    back.books.made_at["ch_1"] = DAY + timedelta(days=1, seconds=1)
    assert dict(compare(back).new) == {}


def test_a_provider_that_cannot_be_asked_about_one_says_nothing_against_it(back: BackTill) -> None:
    back.paid()
    back.books.made_at["ch_1"] = DAY + timedelta(days=5)
    down: list[int] = []

    def goes_down() -> None:
        down.append(1)
        raise ProviderUnavailable("busy")

    back.provider.during_lookup = goes_down
    told = compare(back)
    assert (told.unanswered, found(back), down) == (1, [], [1])


def test_another_amount_is_told_with_both(back: BackTill) -> None:
    back.paid()
    back.provider.made[0] = replace(back.provider.made[0], amount=money("90.00"))
    compare(back)
    (one,) = found(back)
    assert (one.kind, one.ours, one.theirs) == (_K.AMOUNT_DIFFERS, money("97.40"), money("90.00"))


def test_more_given_back_there_than_here_and_less(back: BackTill) -> None:
    paid = back.paid()
    back.books.refund_by_hand("ch_1", money("3.00"))
    compare(back)
    (more,) = found(back)
    assert (more.kind, more.ours, more.theirs) == (
        _K.REFUNDED_MORE,
        money("0.00"),
        money("3.00"),
    )
    back.give_back(paid, 500)
    back.books.given.clear()
    compare(back)
    assert [one.kind for one in found(back)] == [_K.REFUNDED_LESS]


def test_a_later_run_closes_what_is_in_order_and_opens_it_when_it_comes_back(
    each_back: BackTill,
) -> None:
    each_back.paid()
    truth = list(each_back.provider.made)
    each_back.provider.made.clear()
    compare(each_back)
    each_back.provider.made.extend(truth)
    assert compare(each_back).closed == 1
    (closed,) = found(each_back, open_only=False)
    assert (closed.closed_by, found(each_back)) == ("reconciler", [])
    each_back.provider.made.clear()
    assert dict(compare(each_back).new) == {_K.SETTLED_NOT_CHARGED: 1}
    (again,) = found(each_back)
    assert (again.id, again.closed_at) == (closed.id, None)


def test_what_was_paid_elsewhere_is_no_part_of_it(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_back_till(sqlite_store, clock, january(), february(), method())
    assert compare(till, days=93).lines == 0
    assert found(till) == []


def test_it_streams_day_by_day(sqlite_store: SqlStore, clock: FakeClock) -> None:
    bills = [bill(f"HB-{n}") for n in range(3)]
    till = open_back_till(sqlite_store, clock, *bills, method())
    for n in range(3):
        till.approve(till.ask(f"HB-{n}"))
        till.books.made_at[f"ch_{n + 1}"] = till.clock.real_now()
        till.clock.move(timedelta(days=1))
    assert compare(till, days=3).lines == 3
    assert [until - since for since, until in till.books.statements_asked] == [
        timedelta(days=1)
    ] * 3


@pytest.mark.parametrize("days", [0, -1, 94])
def test_a_range_has_its_limits(back: BackTill, days: int) -> None:
    with pytest.raises(InvalidRequest):
        compare(back, days)


def test_who_may_and_who_lists_nothing(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_back_till(sqlite_store, clock, can=replace(REFUNDING, statement=False))
    with pytest.raises(NotOffered):
        compare(till)
    with pytest.raises(Forbidden):
        compare_statement(
            till.ports, staff(role=Role.SUPPORT), CONNECTION, DAY, DAY + timedelta(days=1)
        )


def test_the_duty_compares_every_day_by_itself(each_back: BackTill) -> None:
    each_back.paid()
    each_back.provider.made.clear()
    with each_back.store.write(WORKER) as tx:
        tx.duties.owe(DutyKind.COMPARE_STATEMENT, CONNECTION, each_back.clock.real_now())
    each_back.wait(minutes=1)
    assert len(found(each_back)) == 1
    first = len(each_back.books.statements_asked)
    each_back.wait(hours=23)
    assert len(each_back.books.statements_asked) == first
    each_back.wait(hours=1)
    assert len(each_back.books.statements_asked) == 2 * first
    assert len(each_back.tickets()) == 1


def test_what_was_found_before_the_provider_failed_is_told_all_the_same(
    each_back: BackTill,
) -> None:
    each_back.paid()
    each_back.provider.made.clear()
    each_back.books.breaks_after = 1
    with pytest.raises(ProviderUnavailable):
        compare(each_back, days=3)
    (ticket,) = each_back.tickets()
    assert ticket.packet["settled_not_charged"] == 1
    each_back.books.breaks_after = None
    compare(each_back, days=3)
    assert len(each_back.tickets()) == 1


def test_what_a_dead_process_had_found_is_told_by_the_next_run(each_back: BackTill) -> None:
    """The row is there, its ticket is not: the process died between the two."""
    each_back.paid()
    each_back.provider.made.clear()
    compare(each_back)
    (one,) = found(each_back)
    with each_back.store.write(WORKER) as tx:
        untold = replace(one, id="dis_untold", provider_ref="ch_7", told_at=None)
        tx.discrepancies.find(untold)
        note(each_back.ports, tx, "discrepancy.found", untold.id)
    for _ in range(2):
        compare(each_back)
    assert len(each_back.tickets()) == 2


def test_one_that_comes_back_is_told_again(back: BackTill) -> None:
    back.paid()
    truth = list(back.provider.made)
    for _ in range(2):
        back.provider.made.clear()
        compare(back)
        back.provider.made.extend(truth)
        compare(back)
    assert len(back.tickets()) == 2


class Slow(RefundingProvider):
    """Every day of its statement takes half a minute; meanwhile another worker looks for work."""

    meanwhile: Callable[[], None]

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        self.meanwhile()
        return super().statement(since, until)


def test_nobody_else_compares_while_it_goes_on(store: SqlStore, clock: FakeClock) -> None:
    """Seven days at half a minute each: far more than a worker's lease of a minute."""
    till = open_back_till(store, clock)
    till.work()
    duties = store.directory
    compares = frozenset({DutyKind.COMPARE_STATEMENT})
    others: list[Duty | None] = []

    def half_a_minute() -> None:
        clock.move(timedelta(seconds=30))
        others.append(duties.claim_duty(clock.real_now(), LEASE, compares))

    slow = Slow(REFUNDING, till.store.in_transaction)
    slow.meanwhile = half_a_minute
    till.providers.provider = slow
    with store.write(WORKER) as tx:
        tx.duties.owe(DutyKind.COMPARE_STATEMENT, CONNECTION, clock.real_now())
    mine = duties.claim_duty(clock.real_now(), LEASE, compares)
    assert mine is not None
    do_duty(till.ports, mine)
    assert others == [None] * 7
    assert duties.claim_duty(clock.real_now(), LEASE, compares) is None
    clock.move(timedelta(days=1))
    again = duties.claim_duty(clock.real_now(), LEASE, compares)
    assert again is not None
    assert again.fence == mine.fence + 1


def test_whoever_lost_the_duty_stops(back: BackTill) -> None:
    back.paid()
    back.work()
    compares = frozenset({DutyKind.COMPARE_STATEMENT})
    with back.store.write(WORKER) as tx:
        tx.duties.owe(DutyKind.COMPARE_STATEMENT, CONNECTION, back.clock.real_now())
    claim = back.store.directory.claim_duty
    slept = claim(back.clock.real_now(), LEASE, compares)
    back.clock.move(2 * LEASE)
    mine = claim(back.clock.real_now(), LEASE, compares)
    assert slept is not None
    assert mine is not None
    do_duty(back.ports, slept)
    assert back.books.statements_asked == []
    do_duty(back.ports, mine)
    assert len(back.books.statements_asked) == 7


def _differ(till: BackTill, number: int) -> None:
    with till.store.write(WORKER) as tx:
        for n in range(number):
            ref = f"ch_lost_{n}"
            kind = _K.CHARGED_UNKNOWN
            tx.discrepancies.find(Discrepancy(f"dis-{n}", CONNECTION, kind, ref, till.clock.now()))


def test_many_differences_are_told_with_as_few_questions_as_a_few(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_back_till(sqlite_store, clock)
    asked: list[str] = []
    event.listen(sqlite_store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    counts = []
    for number in (2, 60):
        _differ(till, number)
        asked.clear()
        compare(till)
        counts.append(len(asked))
    assert [ticket.packet["charged_unknown"] for ticket in till.tickets()] == [58, 2]
    assert counts[1] <= counts[0]
