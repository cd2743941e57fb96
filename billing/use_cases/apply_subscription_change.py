"""Make the change of a subscription that its customer approved, on the day it was planned for."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from billing.duties import Duty
from billing.errors import NotFound
from billing.ids import SubscriptionId
from billing.periods import local_day
from billing.ports import Ports
from billing.principal import Principal
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.use_cases._note import note, tell


def apply_subscription_change(
    ports: Ports, principal: Principal, subscription_id: SubscriptionId
) -> timedelta | None:
    """End it or change its plan if the day has come; None, or how long it is until it does.

    Doing it again changes nothing: what was made is off the schedule.
    """
    with ports.store.write(principal) as tx:
        try:
            subscription = tx.plans.lock_subscription(subscription_id)
        except NotFound:
            return None
        zone = tx.tenants.this().time_zone
        today = local_day(ports.clock.now(), zone)
        day = _next(subscription)
        if day is None or subscription.status is SubscriptionStatus.CANCELLED:
            return None
        if day > today:
            begins = datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
            return begins - ports.clock.now()
        made, verb = _made(subscription, today)
        tx.plans.put_subscription(made)
        told = {"plan": made.plan_id, "effective_on": day.isoformat()}
        note(ports, tx, verb, subscription.id, told)
        tell(ports, tx, verb, made.customer_id, {"subscription_id": subscription.id, **told})
        return None


def change_subscription_duty(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
    """The duty's handler."""
    wait = apply_subscription_change(ports, principal, SubscriptionId(duty.subject))
    return True if wait is None else wait


def _next(subscription: Subscription) -> date | None:
    days = [day for day in (subscription.ends_on, subscription.changes_on) if day is not None]
    return min(days, default=None)


def _made(subscription: Subscription, today: date) -> tuple[Subscription, str]:
    plain = replace(subscription, next_plan_id=None, next_interval=None, changes_on=None)
    if subscription.ends_on is not None and subscription.ends_on <= today:
        return replace(plain, status=SubscriptionStatus.CANCELLED), "subscription.cancelled"
    changed = replace(
        plain,
        plan_id=subscription.next_plan_id or subscription.plan_id,
        interval=subscription.next_interval or subscription.interval,
    )
    return changed, "subscription.changed"
