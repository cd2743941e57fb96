"""A plan changes by the customer's own yes, at the price and on the day that the offer said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from billing.acts import Act
from billing.bills import BillQuery
from billing.errors import Forbidden, NotEligible, NotFound, QuoteSuperseded
from billing.events import Event
from billing.ids import PlanId
from billing.money import total
from billing.periods import Period
from billing.principal import Role
from billing.quotes import TEXT, Quote, QuoteStatus
from billing.stores.store import SqlStore
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import Policy
from billing.use_cases.change_plan import PlanWish, change_plan
from tests.billing.use_cases.till import WORKER, Till, open_till
from tests.builders import NORA, POLICY, Row, february, money, plan, principal, subscription
from tests.fakes import FakeClock

HOME = plan("hb-home", "10.00", annual_price="100.00", features={"seats": 5})
PLUS = plan("hb-plus", "20.00", annual_price="200.00", features={"seats": 10})
SOLO = plan("hb-solo", "5.00", features={"seats": 1})
EURO = plan("hb-euro", "9.00", currency="EUR")


@dataclass
class Desk:
    """Nora on plan Home in March, on the second day of her period."""

    till: Till

    def wish(self, plan_id: str = "hb-plus", interval: str | None = None) -> Quote:
        wanted = PlanWish(PlanId(plan_id), interval)
        return change_plan(self.till.ports, self.till.who, wanted)

    def act(self, plan_id: str = "hb-plus", interval: str | None = None) -> Act:
        act = self.wish(plan_id, interval).act
        assert act is not None
        return act

    @property
    def subscription(self) -> Subscription:
        with self.till.store.read(WORKER) as tx:
            found = tx.plans.subscription_of(NORA)
        assert found is not None
        return found

    def events(self) -> Sequence[Event]:
        with self.till.store.read(WORKER) as tx:
            return tx.events.of_customer(NORA)


def _desk(store: SqlStore, clock: FakeClock, *rows: Row, policy: Policy = POLICY) -> Desk:
    mine = rows or (subscription("hb-home"),)
    return Desk(open_till(store, clock, HOME, PLUS, SOLO, EURO, *mine, policy=policy))


def test_asking_changes_nothing_and_says_the_price_to_the_cent(
    store: SqlStore, clock: FakeClock
) -> None:
    desk = _desk(store, clock)
    quote = desk.wish()
    act = quote.act
    assert act is not None
    assert act.terms["when"] == "now"
    assert act.terms["effective_on"] == "2026-03-02"
    assert act.terms["charge"] == {"amount_minor": 1935, "currency": "USD"}
    assert act.terms["credit"] == {"amount_minor": 968, "currency": "USD"}
    assert quote.amount == money("9.67")
    assert (quote.lines, quote.status) == ((), QuoteStatus.OPEN)
    assert desk.subscription.plan_id == "hb-home"
    assert desk.till.verbs(quote.id) == ["quote.opened"]


def test_a_yes_changes_the_plan_and_bills_what_is_due_now(
    store: SqlStore, clock: FakeClock
) -> None:
    desk = _desk(store, clock, subscription("hb-home"), february())
    approved = desk.till.approve(desk.wish())
    assert approved.payments == ()
    assert desk.subscription.plan_id == "hb-plus"
    outcome = approved.quote.outcome or {}
    bill = desk.till.bill(str(outcome["bill_id"]))
    assert bill.amount == money("9.67") == total((x.amount for x in bill.lines), "USD")
    assert [line.amount for line in bill.lines] == [money("19.35"), money("-9.68")]
    assert bill.due_on == date(2026, 3, 2) + timedelta(days=19), "as long as her last bill gave"
    assert bill.balance == money("9.67")
    assert "act.approved" in desk.till.verbs(approved.quote.id)
    assert desk.till.verbs("sub-c-nora") == ["subscription.changed"]
    assert {"subscription.changed", "bill.issued"} <= {event.name for event in desk.events()}


def test_a_second_yes_bills_nothing_more(store: SqlStore, clock: FakeClock) -> None:
    desk = _desk(store, clock)
    quote = desk.wish()
    first, second = desk.till.approve(quote), desk.till.approve(quote)
    assert first.quote.outcome == second.quote.outcome
    with store.read(WORKER) as tx:
        assert len(tx.bills.list(BillQuery()).items) == 1


def test_a_cheaper_plan_waits_for_the_next_period(store: SqlStore, clock: FakeClock) -> None:
    desk = _desk(store, clock, replace(subscription("hb-plus"), seats_used=3))
    quote = desk.wish("hb-home")
    assert quote.amount.is_zero
    desk.till.approve(quote)
    planned = desk.subscription
    assert (planned.plan_id, planned.next_plan_id) == ("hb-plus", "hb-home")
    assert planned.changes_on == date(2026, 4, 1)
    desk.till.wait(days=28)
    assert desk.subscription.plan_id == "hb-plus", "not a day too early"
    desk.till.wait(days=3)
    changed = desk.subscription
    assert (changed.plan_id, changed.next_plan_id, changed.changes_on) == ("hb-home", None, None)
    assert desk.till.verbs("sub-c-nora")[-1] == "subscription.changed"


def test_without_a_policy_even_an_upgrade_waits(store: SqlStore, clock: FakeClock) -> None:
    desk = _desk(store, clock, policy=Policy())
    act = desk.act()
    assert (act.terms["when"], act.amount.is_zero) == ("next_period", True)


def test_naming_the_present_plan_takes_a_planned_change_back(
    store: SqlStore, clock: FakeClock
) -> None:
    desk = _desk(store, clock, policy=Policy())
    desk.till.approve(desk.wish())
    quote = desk.wish("hb-home")
    desk.till.approve(quote)
    assert desk.subscription.next_plan_id is None
    desk.till.wait(days=40)
    assert desk.subscription.plan_id == "hb-home"


def test_another_interval_begins_with_the_next_period(store: SqlStore, clock: FakeClock) -> None:
    desk = _desk(store, clock)
    quote = desk.wish("hb-home", "year")
    act = quote.act
    assert act is not None
    assert act.terms["price"] == {"amount_minor": 10000, "currency": "USD"}
    assert (act.terms["when"], act.terms["effective_on"]) == ("next_period", "2026-04-01")
    desk.till.approve(quote)
    desk.till.wait(days=31)
    assert desk.subscription.interval == "year"


@pytest.mark.parametrize(
    ("plan_id", "row", "why"),
    [
        ("hb-home", subscription("hb-home"), "same_plan"),
        ("hb-euro", subscription("hb-home"), "not_sold_so"),
        ("hb-solo", subscription("hb-home", seats_used=3), "too_many_seats"),
        ("hb-plus", subscription("hb-home", status=SubscriptionStatus.SUSPENDED), "suspended"),
        ("hb-plus", replace(subscription("hb-home"), ends_on=date(2026, 4, 1)), "ends_first"),
        ("hb-plus", february(), "no_subscription"),
    ],
)
def test_what_our_rows_do_not_allow_is_not_offered(
    store: SqlStore, clock: FakeClock, plan_id: str, row: Row, why: str
) -> None:
    desk = _desk(store, clock, row)
    with pytest.raises(NotEligible) as refused:
        desk.wish(plan_id)
    assert refused.value.why == why


def test_a_change_that_is_planned_is_not_offered_twice(store: SqlStore, clock: FakeClock) -> None:
    desk = _desk(store, clock, policy=Policy())
    desk.till.approve(desk.wish())
    with pytest.raises(NotEligible, match="already scheduled"):
        desk.wish()


def test_only_an_administrator_asks_and_only_one_says_yes(
    store: SqlStore, clock: FakeClock
) -> None:
    desk = _desk(store, clock)
    quote = desk.wish()
    desk.till.who = principal(role=Role.CUSTOMER_MEMBER)
    with pytest.raises(Forbidden):
        desk.wish()
    with pytest.raises(Forbidden):
        desk.till.approve(quote)
    assert desk.subscription.plan_id == "hb-home"
    assert desk.till.quote(quote.id).status is QuoteStatus.OPEN


def test_a_yes_to_what_has_changed_since_does_nothing(store: SqlStore, clock: FakeClock) -> None:
    desk = _desk(store, clock)
    quote = desk.wish()
    with store.write(WORKER) as tx:
        tx.plans.put(replace(PLUS, price=money("25.00")))
    with pytest.raises(QuoteSuperseded):
        desk.till.approve(quote)
    assert desk.subscription.plan_id == "hb-home"
    assert desk.till.quote(quote.id).status is QuoteStatus.SUPERSEDED


def test_a_newer_wish_ends_the_older_offer_also_one_to_pay(
    store: SqlStore, clock: FakeClock
) -> None:
    desk = _desk(store, clock, subscription("hb-home"), february())
    first = desk.wish()
    assert desk.wish().id == first.id, "the same wish is the same offer"
    second = desk.wish("hb-plus", "year")
    assert desk.till.quote(first.id).status is QuoteStatus.SUPERSEDED
    assert desk.till.quote(second.id).status is QuoteStatus.OPEN


def test_anothers_plan_is_nobodys(store: SqlStore, clock: FakeClock) -> None:
    with pytest.raises(NotFound):
        _desk(store, clock).wish("lu-team")


@pytest.mark.parametrize(("limit", "typed"), [(2000, True), (1999, False)])
def test_a_price_above_the_limit_of_typed_words_needs_the_button_also_when_nothing_is_due_now(
    store: SqlStore, clock: FakeClock, limit: int, typed: bool
) -> None:
    rules = replace(POLICY, upgrade="next_period", text_confirmation_limit_minor=limit)
    quote = _desk(store, clock, policy=rules).wish()
    assert quote.amount.is_zero
    assert (TEXT in quote.approve_by) is typed


def test_a_subscription_that_ends_while_it_is_looked_at_is_none(
    store: SqlStore, clock: FakeClock
) -> None:
    desk = _desk(store, clock)
    with store.write(WORKER) as tx:
        tx.plans.put_subscription(replace(desk.subscription, status=SubscriptionStatus.CANCELLED))
    with pytest.raises(NotEligible, match="no subscription"):
        desk.wish()


@pytest.mark.parametrize(
    ("period", "now", "charge", "credit"),
    [
        # 29 February of a leap year is a day like any other: 1 of 29.
        (Period.month(2028, 2), datetime(2028, 2, 29, 12, tzinfo=UTC), 69, 34),
        # From the 31st to the end of a shorter month: 28 days.
        (Period(date(2026, 1, 31), date(2026, 2, 28)), datetime(2026, 2, 1, 12, tzinfo=UTC),
         1929, 964),
        # 3 in the morning of 1 April in London is still 31 March in New York: one day is left.
        (Period.month(2026, 3), datetime(2026, 4, 1, 3, tzinfo=UTC), 65, 32),
        # A year with a leap day: 366 days.
        (Period(date(2028, 1, 1), date(2029, 1, 1)), datetime(2028, 12, 31, 12, tzinfo=UTC), 5, 3),
    ],
)  # fmt: skip
def test_days_are_counted_where_the_company_is_and_as_the_calendar_has_them(
    sqlite_store: SqlStore,
    clock: FakeClock,
    period: Period,
    now: datetime,
    charge: int,
    credit: int,
) -> None:
    row = replace(subscription("hb-home"), current_period=period, renews_on=period.end_before_on)
    clock.move(now - clock.now())
    act = _desk(sqlite_store, clock, row).act()
    assert act.terms["charge"] == {"amount_minor": charge, "currency": "USD"}
    assert act.terms["credit"] == {"amount_minor": credit, "currency": "USD"}
    assert act.amount.amount_minor == charge - credit
