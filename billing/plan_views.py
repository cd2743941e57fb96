"""From plans, subscriptions and usage to the JSON of the wire."""

from collections.abc import Iterable

from billing._view_values import day_view, period_view, quantity_view
from billing.entitlements import Offer, TierAnswer
from billing.plans import Plan
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.usage import Usage
from billing.views import Show, View, money_view


def plan_view(plan: Plan, show: Show | None = None) -> View:
    """A plan as the tenant sells it."""
    yearly = plan.annual_price
    return {
        "id": plan.id,
        "name": plan.name,
        "price": money_view(plan.price, show),
        "interval": plan.interval,
        "annual_price": money_view(yearly, show) if yearly is not None else None,
        "features": dict(plan.features),
    }


def _plan_name(plan: Plan | None) -> View | None:
    return {"id": plan.id, "name": plan.name} if plan is not None else None


def subscription_view(subscription: Subscription, plan: Plan | None) -> View:
    """What a customer is subscribed to; `plan` is its id and name."""
    return {
        "id": subscription.id,
        "plan": _plan_name(plan),
        "status": str(subscription.status),
        "interval": subscription.interval,
        "current_period": period_view(subscription.current_period),
        "renews_on": day_view(subscription.renews_on),
        "trial_end_on": day_view(subscription.trial_end_on),
        "seats_used": subscription.seats_used,
        "autopay": subscription.autopay,
        "changes": _planned(subscription),
        "ends_on": day_view(subscription.ends_on),
        "cancelled": subscription.ends_on is not None or not _goes_on(subscription),
    }


def _goes_on(subscription: Subscription) -> bool:
    return subscription.status is not SubscriptionStatus.CANCELLED


def _planned(subscription: Subscription) -> View | None:
    """The change that its customer agreed to and whose day is still to come."""
    if subscription.next_plan_id is None:
        return None
    return {
        "plan_id": subscription.next_plan_id,
        "interval": subscription.next_interval,
        "on": day_view(subscription.changes_on),
    }


def usage_view(usage: Usage) -> View:
    """One metric's reading; quantities are decimal strings."""
    return {
        "metric": usage.metric,
        "used": quantity_view(usage.used),
        "included": quantity_view(usage.included),
        "unlimited": usage.unlimited,
        "period": period_view(usage.period),
        "resets_on": day_view(usage.resets_on),
    }


def plan_card_view(
    plan: Plan | None, subscription: Subscription, usage: Iterable[Usage], show: Show | None = None
) -> View:
    """The data of a `plan` card."""
    return {
        "plan": plan_view(plan, show) if plan is not None else None,
        "subscription": subscription_view(subscription, plan),
        "usage": [usage_view(row) for row in usage],
    }


def upgrade_view(answer: TierAnswer, show: Show | None = None) -> View:
    """Whether a feature is included, and the exact price of having it where it is not."""
    return {
        "feature": answer.feature or answer.asked,
        "metric": answer.feature if answer.used is not None else None,
        "included": answer.included,
        "unlimited": answer.unlimited,
        "suspended": answer.suspended,
        "limit": quantity_view(answer.limit),
        "used": quantity_view(answer.used),
        "current_plan": _plan_name(answer.current),
        "offer": _offer(answer.offer, show) if answer.offer is not None else None,
    }


def _offer(offer: Offer, show: Show | None) -> View:
    preview = offer.preview
    return {
        "plan": _plan_name(offer.plan),
        "due_now": money_view(preview.due_now, show),
        "price": money_view(preview.price, show),
        "interval": preview.interval,
        "effective_on": day_view(preview.effective_on),
        "credit": money_view(preview.credit, show),
        "charge": money_view(preview.charge, show),
    }
