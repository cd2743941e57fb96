"""Methods, plans, subscriptions, usage and articles over both databases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.articles import Article
from billing.errors import Forbidden, NotFound
from billing.ids import ArticleId, CustomerId, MethodId, PlanId
from billing.periods import Period
from billing.principal import system
from billing.stores.store import SqlStore
from billing.subscriptions import Dunning, SubscriptionStatus
from billing.usage import Usage
from tests.billing.stores.rows import (
    ANN,
    BOB,
    BOB_SELF,
    GLOBEX,
    WORKS,
    a_method,
    a_plan,
    a_subscription,
    speaker,
)


def test_methods_are_listed_default_first(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.methods.put(a_method("card_3", default=True))
        tx.methods.put(a_method("card_2", default=True))
        tx.methods.put(a_method("card_1"))
        tx.methods.put(a_method("card_b", customer=BOB, default=True))
    with peopled.read(speaker()) as tx:
        assert [(m.id, m.is_default) for m in tx.methods.list()] == [
            ("card_2", True),
            ("card_1", False),
            ("card_3", False),
        ]
        assert tx.methods.get(MethodId("card_1")) == a_method("card_1")
        with pytest.raises(NotFound):
            tx.methods.get(MethodId("card_b"))


def test_a_method_is_marked_used_by_its_owner_only(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.methods.put(a_method())
    for foreign in (speaker(BOB, BOB_SELF), system(GLOBEX)):
        with peopled.write(foreign) as tx, pytest.raises(NotFound):
            tx.methods.mark_used(MethodId("card_1"))
    with peopled.write(speaker()) as tx:
        tx.methods.mark_used(MethodId("card_1"))
        assert tx.methods.get(MethodId("card_1")).used_before


def test_plans_are_listed_by_what_a_year_costs(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.plans.put(a_plan("pro", 900))
        tx.plans.put(a_plan("yearly", 9000, "year"))
        tx.plans.put(replace(a_plan("free", 0), annual_price=None, also_priced_in={}))
        tx.plans.put(a_plan("free_too", 100))
        tx.plans.put(replace(a_plan("free_too", 0), features={}))
    with peopled.read(speaker()) as tx:
        assert [plan.id for plan in tx.plans.list()] == ["free", "free_too", "yearly", "pro"]
        assert tx.plans.get(PlanId("pro")) == a_plan("pro", 900)
    with peopled.read(speaker(tenant=GLOBEX)) as tx:
        assert tx.plans.list() == ()
        with pytest.raises(NotFound):
            tx.plans.get(PlanId("pro"))


def test_the_newest_subscription_that_is_not_cancelled_counts(peopled: SqlStore) -> None:
    newest = replace(
        a_subscription("sub_2", date(2026, 3, 1)),
        trial_end_on=date(2026, 3, 9),
        after_trial_plan_id=PlanId("pro"),
        renews_on=date(2026, 4, 1),
        seats_used=3,
        autopay=True,
        dunning=Dunning(2, 4, date(2026, 3, 2), None, "the bill is paid"),
    )
    cancelled = replace(
        a_subscription("sub_3", date(2026, 4, 1)), status=SubscriptionStatus.CANCELLED
    )
    undated = replace(a_subscription("sub_9"), current_period=None)
    with peopled.write(WORKS) as tx:
        for subscription in (a_subscription(), newest, cancelled, undated):
            tx.plans.put_subscription(subscription)
        assert tx.plans.subscription_of(ANN) == newest
        assert tx.plans.subscription_of(BOB) is None
        with pytest.raises(Forbidden):
            tx.plans.subscription()
    with peopled.read(speaker()) as tx:
        assert tx.plans.subscription() == newest
    with peopled.read(speaker(BOB, BOB_SELF)) as tx:
        assert tx.plans.subscription() is None
        assert tx.plans.subscription_of(ANN) is None


def _usage(metric: str, used: str, month: int | None, customer: CustomerId = ANN) -> Usage:
    period = None if month is None else Period.month(2026, month)
    return Usage(customer, metric, Decimal(used), period, Decimal("100.00"), False, None)


def test_usage_is_exact_newest_period_first(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.plans.put_usage(_usage("kwh", "1", 1))
        tx.plans.put_usage(_usage("kwh", "210.10", 2))
        tx.plans.put_usage(_usage("gb", "0.1", 2))
        tx.plans.put_usage(_usage("gb", "0.30", 2))
        tx.plans.put_usage(_usage("seats", "3", None))
        tx.plans.put_usage(_usage("kwh", "5", 3, BOB))
    with peopled.read(speaker()) as tx:
        readings = tx.plans.usage()
        assert [(u.metric, str(u.used)) for u in readings] == [
            ("seats", "3"),
            ("gb", "0.30"),
            ("kwh", "210.10"),
            ("kwh", "1"),
        ]
        assert readings[1] == _usage("gb", "0.30", 2)
        assert [u.metric for u in tx.plans.usage(metric="gb")] == ["gb"]


def test_articles_are_kept_per_language(peopled: SqlStore) -> None:
    english = Article(ArticleId("a_1"), "en", "Meters", "How to read one.")
    with peopled.write(WORKS) as tx:
        tx.articles.put(english)
        tx.articles.put(replace(english, language="de", title="Zähler"))
        tx.articles.put(replace(english, text="Read it."))
    with peopled.read(speaker()) as tx:
        assert [(a.language, a.text) for a in tx.articles.list()] == [
            ("de", "How to read one."),
            ("en", "Read it."),
        ]
    with peopled.read(system(GLOBEX)) as tx:
        assert tx.articles.list() == ()
