"""A subscription ends by the customer's own yes, on the day that the company's policy says."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from billing.errors import Forbidden, NotEligible
from billing.ids import PlanId
from billing.principal import Role
from billing.quotes import BUTTON, Quote, QuoteStatus
from billing.stores.store import SqlStore
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import Policy
from billing.use_cases.cancel_subscription import EndWish, cancel_subscription
from tests.billing.use_cases.till import Till, open_till
from tests.builders import POLICY, Row, plan, principal, subscription
from tests.fakes import FakeClock

AT_ONCE = replace(POLICY, cancellation={"monthly": "immediate", "trial": "immediate"})


def _till(
    store: SqlStore, clock: FakeClock, row: Row | None = None, policy: Policy = POLICY
) -> Till:
    mine = row or subscription("hb-home")
    return open_till(store, clock, plan("hb-home"), mine, policy=policy)


def _wish(till: Till, *, keep: bool = False) -> Quote:
    return cancel_subscription(till.ports, till.who, EndWish(keep))


def _row(till: Till) -> Subscription | None:
    with till.store.read(till.who) as tx:
        return tx.plans.subscription()


def test_it_ends_with_what_is_paid_for(store: SqlStore, clock: FakeClock) -> None:
    till = _till(store, clock)
    quote = _wish(till)
    assert quote.act is not None
    assert (quote.act.terms["ends_on"], quote.amount.is_zero) == ("2026-04-01", True)
    before = _row(till)
    assert before is not None
    assert before.ends_on is None, "asking ends nothing"
    till.approve(quote)
    row = _row(till)
    assert row is not None
    assert (row.status, row.ends_on) == (SubscriptionStatus.ACTIVE, date(2026, 4, 1))
    till.wait(days=29)
    assert _row(till) is not None
    till.wait(days=2)
    assert _row(till) is None
    assert till.verbs("sub-c-nora") == ["subscription.end_planned", "subscription.cancelled"]


def test_it_can_be_kept_until_it_has_ended(store: SqlStore, clock: FakeClock) -> None:
    till = _till(store, clock)
    till.approve(_wish(till))
    till.approve(_wish(till, keep=True))
    till.wait(days=40)
    row = _row(till)
    assert row is not None
    assert (row.status, row.ends_on) == (SubscriptionStatus.ACTIVE, None)


def test_where_the_policy_says_so_it_ends_at_once_by_the_button_only(
    store: SqlStore, clock: FakeClock
) -> None:
    till = _till(store, clock, policy=AT_ONCE)
    quote = _wish(till)
    assert quote.approve_by == (BUTTON,)
    till.approve(quote)
    assert _row(till) is None


def test_an_end_needs_the_button_where_the_tenant_lets_other_things_be_typed(
    store: SqlStore, clock: FakeClock
) -> None:
    assert _wish(_till(store, clock)).approve_by == (BUTTON,)


def test_a_trial_ends_when_it_would_have_begun_to_cost(store: SqlStore, clock: FakeClock) -> None:
    trial = subscription(
        "hb-home", status=SubscriptionStatus.TRIALING, trial_end_on=date(2026, 3, 9)
    )
    act = _wish(_till(store, clock, trial)).act
    assert act is not None
    assert act.terms["ends_on"] == "2026-03-09"


def test_a_year_ends_with_its_term(store: SqlStore, clock: FakeClock) -> None:
    yearly = subscription("hb-home", interval="year", renews_on=date(2026, 11, 1))
    act = _wish(_till(store, clock, yearly, AT_ONCE)).act
    assert act is not None
    assert act.terms["ends_on"] == "2026-11-01"


def test_an_end_takes_a_planned_change_with_it(store: SqlStore, clock: FakeClock) -> None:
    planned = replace(
        subscription("hb-home"), next_plan_id=PlanId("hb-home"), changes_on=date(2026, 4, 1)
    )
    till = _till(store, clock, planned)
    till.approve(_wish(till))
    row = _row(till)
    assert row is not None
    assert row.changes_on is None


def test_what_ends_already_is_not_ended_twice(store: SqlStore, clock: FakeClock) -> None:
    till = _till(store, clock)
    with pytest.raises(NotEligible, match="ends not"):
        _wish(till, keep=True)
    till.approve(_wish(till))
    with pytest.raises(NotEligible, match="ends already"):
        _wish(till)


def test_only_an_administrator_ends_it(store: SqlStore, clock: FakeClock) -> None:
    till = _till(store, clock)
    till.who = principal(role=Role.CUSTOMER_MEMBER)
    with pytest.raises(Forbidden):
        _wish(till)


def test_the_schedule_is_kept_by_the_tenants_day(store: SqlStore, clock: FakeClock) -> None:
    """Midnight in New York, not in London: at 23:00 there on 31 March it has not ended."""
    till = _till(store, clock)
    till.approve(_wish(till))
    clock.move(datetime(2026, 4, 1, 3, tzinfo=UTC) - clock.now())
    till.work()
    assert _row(till) is not None
    till.wait(hours=2)
    assert _row(till) is None


def test_on_the_day_of_its_end_it_cannot_be_kept_any_more(
    store: SqlStore, clock: FakeClock
) -> None:
    till = _till(store, clock)
    till.approve(_wish(till))
    quote = _wish(till, keep=True)
    clock.move(datetime(2026, 4, 1, 12, tzinfo=UTC) - clock.now())
    with pytest.raises(NotEligible, match="ends already"):
        _wish(till, keep=True)
    assert till.quote(quote.id).status is QuoteStatus.OPEN
    till.work()
    assert _row(till) is None
