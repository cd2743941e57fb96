"""What was planned is made on its day, once, by whoever works then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.ids import PlanId, SubscriptionId
from billing.stores.store import SqlStore
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.use_cases.apply_subscription_change import apply_subscription_change
from tests.billing.use_cases.till import WORKER, Till, open_till
from tests.builders import NORA, plan, subscription
from tests.fakes import FakeClock

TODAY, LATER = date(2026, 3, 2), date(2026, 3, 12)
MINE = SubscriptionId("sub-c-nora")


def _till(store: SqlStore, clock: FakeClock, row: Subscription) -> Till:
    return open_till(store, clock, plan("hb-home"), plan("hb-plus"), row)


def _row(till: Till) -> Subscription:
    with till.store.write(WORKER) as tx:
        return tx.plans.lock_subscription(MINE)


def _planned(day: date) -> Subscription:
    wanted = PlanId("hb-plus")
    return replace(
        subscription("hb-home"), next_plan_id=wanted, next_interval="year", changes_on=day
    )


def test_on_its_day_the_change_is_made_and_off_the_schedule(
    store: SqlStore, clock: FakeClock
) -> None:
    till = _till(store, clock, _planned(TODAY))
    assert apply_subscription_change(till.ports, WORKER, MINE) is None
    made = _row(till)
    assert (made.plan_id, made.interval) == ("hb-plus", "year")
    assert (made.next_plan_id, made.next_interval, made.changes_on) == (None, None, None)
    assert apply_subscription_change(till.ports, WORKER, MINE) is None
    assert till.verbs(MINE) == ["subscription.changed"]


def test_before_its_day_it_says_how_long_it_is_until_then(
    store: SqlStore, clock: FakeClock
) -> None:
    till = _till(store, clock, _planned(LATER))
    wait = apply_subscription_change(till.ports, WORKER, MINE)
    assert wait is not None
    assert timedelta(days=9) < wait < timedelta(days=11)
    assert _row(till).plan_id == "hb-home"
    clock.move(wait)
    assert apply_subscription_change(till.ports, WORKER, MINE) is None
    assert _row(till).plan_id == "hb-plus"


@pytest.mark.parametrize("changes_on", [None, TODAY])
def test_an_end_goes_before_a_change(
    store: SqlStore, clock: FakeClock, changes_on: date | None
) -> None:
    ending = replace(_planned(TODAY), changes_on=changes_on, ends_on=TODAY)
    till = _till(store, clock, ending)
    assert apply_subscription_change(till.ports, WORKER, MINE) is None
    ended = _row(till)
    assert (ended.status, ended.plan_id) == (SubscriptionStatus.CANCELLED, "hb-home")
    with store.read(WORKER) as tx:
        assert tx.plans.subscription_of(NORA) is None


def test_what_is_gone_or_was_taken_back_is_left_alone(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = _till(sqlite_store, clock, subscription("hb-home"))
    assert apply_subscription_change(till.ports, WORKER, MINE) is None
    assert apply_subscription_change(till.ports, WORKER, SubscriptionId("sub-nobody")) is None
    assert (_row(till).plan_id, till.verbs(MINE)) == ("hb-home", [])
