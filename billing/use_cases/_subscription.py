"""A customer's subscription, as changes of it are worked out and put on the schedule."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from billing.duties import DutyKind
from billing.entitlements import Standing
from billing.errors import NotEligible
from billing.ids import SubscriptionId
from billing.ports import Ports, Tx
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.use_cases.enforce_tier_access import standing_of


def subscribed(ports: Ports, tx: Tx) -> tuple[Standing, Subscription]:
    """The principal's own live subscription, locked, for whoever may change it.

    Raises `Forbidden` for a person who is no administrator of the account, and `NotEligible`
    without a subscription or while it is suspended: that ends when all that is overdue is paid.
    """
    tx.principal.require_customer_admin()
    found = tx.plans.subscription()
    if found is None:
        raise NotEligible("no_subscription")
    subscription = tx.plans.lock_subscription(found.id)
    if subscription.status is SubscriptionStatus.CANCELLED:
        raise NotEligible("no_subscription")  # it ended while this waited for its row
    if subscription.status is SubscriptionStatus.SUSPENDED:
        raise NotEligible("suspended")
    standing = standing_of(ports, tx)
    return standing, standing.subscription or subscription


def put_on_schedule(ports: Ports, tx: Tx, subscription_id: SubscriptionId, day: date) -> None:
    """Owe the change when `day` begins where the tenant is, whatever was on the schedule."""
    zone = ZoneInfo(tx.tenants.this().time_zone)
    begins = datetime.combine(day, time.min, zone).astimezone(UTC)
    due_at = ports.clock.real_now() + (begins - ports.clock.now())
    tx.duties.put_off(DutyKind.CHANGE_SUBSCRIPTION, subscription_id, due_at)


def end_of_period(subscription: Subscription, today: date) -> date:
    """The first day that is not paid for any more."""
    period = subscription.current_period
    ends = subscription.renews_on or (period.end_before_on if period is not None else today)
    return max(ends, today)
