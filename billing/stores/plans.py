"""Plans, subscriptions and usage in SQL."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, bindparam

from billing.ids import CustomerId, PlanId, SubscriptionId
from billing.money import Money
from billing.plans import Plan
from billing.stores.columns import Found, Query
from billing.stores.periods import period_columns, period_of
from billing.stores.repository import Repository
from billing.stores.schema_plans import PLANS, SUBSCRIPTIONS, USAGE
from billing.subscriptions import Dunning, Subscription, SubscriptionStatus
from billing.usage import Usage

_S: Final = SUBSCRIPTIONS.c
_U: Final = USAGE.c


class SqlPlans(Repository):
    """`ports.Plans`."""

    __slots__ = ()

    def get(self, plan_id: PlanId) -> Plan:
        wanted = self._kept("get", lambda: self._select(PLANS).where(PLANS.c.id == bindparam("id")))
        return _plan(self._found(wanted, "plan", id=plan_id))

    def list(self) -> tuple[Plan, ...]:
        plans = (_plan(row) for row in self._all(self._kept("list", lambda: self._select(PLANS))))
        return tuple(sorted(plans, key=lambda plan: (_yearly_minor(plan), plan.id)))

    def put(self, plan: Plan) -> None:
        annual = plan.annual_price
        values = {
            "id": plan.id,
            "name": plan.name,
            "price_minor": plan.price.amount_minor,
            "currency": plan.price.currency,
            "interval": plan.interval,
            "annual_minor": None if annual is None else annual.amount_minor,
            "annual_currency": None if annual is None else annual.currency,
            "features": dict(plan.features),
            "also_priced_in": {
                currency: price.amount_minor for currency, price in plan.also_priced_in.items()
            },
        }
        self._upsert(PLANS, values, "plan")

    def subscription(self) -> Subscription | None:
        return self.subscription_of(self._principal.require_customer())

    def subscription_of(self, customer_id: CustomerId) -> Subscription | None:
        row = self._one(self._kept("live", self._live), customer=customer_id)
        return None if row is None else _subscription(row)

    def lock_subscription(self, subscription_id: SubscriptionId) -> Subscription:
        wanted = self._locked(self._select(SUBSCRIPTIONS).where(_S.id == subscription_id))
        return _subscription(self._found(wanted, "subscription"))

    def _live(self) -> Query:
        live = self._select(SUBSCRIPTIONS).where(
            _S.customer_id == bindparam("customer"), _S.status != SubscriptionStatus.CANCELLED
        )
        return live.order_by(_S.period_start_on.desc().nulls_last(), _S.id.desc()).limit(1)

    def put_subscription(self, subscription: Subscription) -> None:
        values: dict[str, object] = {
            "id": subscription.id,
            "customer_id": subscription.customer_id,
            "plan_id": subscription.plan_id,
            "status": subscription.status,
            "interval": subscription.interval,
            "currency": subscription.currency,
            "trial_end_on": subscription.trial_end_on,
            "after_trial_plan_id": subscription.after_trial_plan_id,
            "renews_on": subscription.renews_on,
            "seats_used": subscription.seats_used,
            "autopay": subscription.autopay,
            "dunning": _dunning_row(subscription.dunning),
            "next_plan_id": subscription.next_plan_id,
            "next_interval": subscription.next_interval,
            "changes_on": subscription.changes_on,
            "ends_on": subscription.ends_on,
        }
        values |= period_columns(subscription.current_period)
        self._upsert(SUBSCRIPTIONS, values, "subscription")

    def usage(self, *, metric: str | None = None) -> tuple[Usage, ...]:
        wanted: list[ColumnElement[bool]] = [] if metric is None else [_U.metric == metric]
        statement = self._select(USAGE).where(*wanted)
        newest = statement.order_by(_U.period_start_on.desc().nulls_first(), _U.metric)
        return tuple(_usage(row) for row in self._all(newest))

    def put_usage(self, usage: Usage) -> None:
        values = {
            "customer_id": usage.customer_id,
            "metric": usage.metric,
            # A reading without a period is the present one and is replaced by the next.
            "period_key": "" if usage.period is None else usage.period.start_on.isoformat(),
            "used": usage.used,
            "included": usage.included,
            "unlimited": usage.unlimited,
            "resets_on": usage.resets_on,
        }
        self._upsert(USAGE, values | period_columns(usage.period), "usage")


def _yearly_minor(plan: Plan) -> int:
    return plan.price.amount_minor * (1 if plan.interval == "year" else 12)


def _plan(row: Found) -> Plan:
    annual = None if row.annual_minor is None else Money(row.annual_minor, row.annual_currency)
    return Plan(
        id=PlanId(row.id),
        name=row.name,
        price=Money(row.price_minor, row.currency),
        interval=row.interval,
        annual_price=annual,
        features=row.features,
        also_priced_in={code: Money(minor, code) for code, minor in row.also_priced_in.items()},
    )


def _subscription(row: Found) -> Subscription:
    return Subscription(
        id=SubscriptionId(row.id),
        customer_id=CustomerId(row.customer_id),
        plan_id=PlanId(row.plan_id),
        status=SubscriptionStatus(row.status),
        interval=row.interval,
        currency=row.currency,
        current_period=period_of(row),
        trial_end_on=row.trial_end_on,
        after_trial_plan_id=None
        if row.after_trial_plan_id is None
        else PlanId(row.after_trial_plan_id),
        renews_on=row.renews_on,
        seats_used=row.seats_used,
        autopay=row.autopay,
        dunning=None if row.dunning is None else _dunning(row.dunning),
        next_plan_id=None if row.next_plan_id is None else PlanId(row.next_plan_id),
        next_interval=row.next_interval,
        changes_on=row.changes_on,
        ends_on=row.ends_on,
    )


def _dunning_row(dunning: Dunning | None) -> dict[str, str | int | None] | None:
    if dunning is None:
        return None
    notice, suspension = dunning.last_notice_on, dunning.suspension_on
    return {
        "stage": dunning.stage,
        "of": dunning.of,
        "last_notice_on": None if notice is None else notice.isoformat(),
        "suspension_on": None if suspension is None else suspension.isoformat(),
        "clears_when": dunning.clears_when,
    }


def _dunning(row: Mapping[str, str | int | None]) -> Dunning:
    stage, of, words = row["stage"], row["of"], row["clears_when"]
    return Dunning(
        stage=stage if isinstance(stage, int) else 0,
        of=of if isinstance(of, int) else 0,
        last_notice_on=_day(row["last_notice_on"]),
        suspension_on=_day(row["suspension_on"]),
        clears_when=words if isinstance(words, str) else None,
    )


def _day(value: str | int | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _usage(row: Found) -> Usage:
    return Usage(
        customer_id=CustomerId(row.customer_id),
        metric=row.metric,
        used=row.used,
        period=period_of(row),
        included=row.included,
        unlimited=row.unlimited,
        resets_on=row.resets_on,
    )
