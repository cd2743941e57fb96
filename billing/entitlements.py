"""What a plan allows, and what it would cost to have more: a pure policy over the tenant's data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from billing._heard import matching
from billing.money import Money
from billing.plans import UNLIMITED, FeatureValue, Plan, at_least
from billing.proration import PlanChangePreview, next_period_change, prorate_upgrade
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import Policy
from billing.usage import Usage

SEATS: Final = "seats"
IMMEDIATE: Final = "immediate_prorated"


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the question is held against: the tenant's plans and the customer's rows.

    `currency` is what the customer is priced in where there is no subscription.
    """

    plans: Sequence[Plan]
    subscription: Subscription | None
    usage: Sequence[Usage]
    policy: Policy
    currency: str
    today: date

    @property
    def current(self) -> Plan | None:
        """The customer's plan, whatever the state of the subscription."""
        wanted = self.subscription.plan_id if self.subscription is not None else None
        return next((plan for plan in self.plans if plan.id == wanted), None)

    @property
    def features(self) -> tuple[str, ...]:
        """Every feature and metric we know by name, sorted."""
        names = {name for plan in self.plans for name in plan.features}
        return tuple(sorted(names | {row.metric for row in self.usage}))


@dataclass(frozen=True, slots=True)
class Offer:
    """The cheapest plan that has the feature, and the exact price of changing to it."""

    plan: Plan
    preview: PlanChangePreview


@dataclass(frozen=True, slots=True)
class TierAnswer:
    """Whether a customer may use a feature. `feature` None: nothing like `asked` in any plan.

    `choices` then holds the names it may have meant, or all there are. `limit` counts, None with
    `included` means without limit or simply on. `used` is this period's usage where known.
    `suspended`: the plan has it, the subscription does not serve now. `elsewhere`: a plan gives
    (more of) it, though none that is sold in the customer's currency and interval is offered.
    """

    asked: str
    feature: str | None
    included: bool = False
    unlimited: bool = False
    limit: Decimal | None = None
    used: Decimal | None = None
    suspended: bool = False
    current: Plan | None = None
    offer: Offer | None = None
    elsewhere: bool = False
    ambiguous: bool = False
    choices: tuple[str, ...] = ()

    @property
    def used_up(self) -> bool:
        return self.limit is not None and self.used is not None and self.used >= self.limit


def judge_feature(asked: str, standing: Standing) -> TierAnswer:
    """The answer for a feature named in free words, from the tenant's own feature names.

    An offer is made where the feature is missing or its limit used up, and only of plans sold in
    the customer's currency and interval.
    """
    names = matching(asked, standing.features)
    if len(names) != 1:
        choices = names or standing.features
        return TierAnswer(
            asked, None, current=standing.current, ambiguous=len(names) > 1, choices=choices
        )
    feature, subscription = names[0], standing.subscription
    value = _granted(feature, standing)
    live = subscription is None or subscription.live
    has = value is not None and value not in (False, 0, "0", "")
    answer = TierAnswer(
        asked,
        feature,
        included=has and live,
        unlimited=value == UNLIMITED,
        limit=Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None,
        used=_used(feature, standing),
        suspended=has and not live,
        current=standing.current,
    )
    if (answer.included and not answer.used_up) or answer.suspended:
        return answer
    return _with_offer(answer, value, standing)


def _granted(feature: str, standing: Standing) -> FeatureValue | None:
    """What the customer has of `feature`: the plan's word, else the metered row's allowance."""
    current = standing.current
    if current is not None and feature in current.features:
        return current.features[feature]
    if _planned(feature, standing):
        return None
    row = _reading(feature, standing)
    if row is None or row.unlimited:
        return UNLIMITED if row is not None else None
    # Metered and in no plan (kWh): it is simply there, paid by use.
    return int(row.included) if row.included is not None else True


def _planned(feature: str, standing: Standing) -> bool:
    return any(feature in plan.features for plan in standing.plans)


def _reading(feature: str, standing: Standing) -> Usage | None:
    """The newest usage of a metric; of a plan's limit only this period's, for it starts anew."""
    limited = _planned(feature, standing)
    for row in standing.usage:
        now = row.period is None or row.period.holds(standing.today)
        if row.metric == feature and (now or not limited):
            return row
    return None


def _used(feature: str, standing: Standing) -> Decimal | None:
    if feature == SEATS and standing.subscription is not None:
        seats = standing.subscription.seats_used
        if seats is not None:
            return Decimal(seats)
    row = _reading(feature, standing)
    return row.used if row is not None else None


def _with_offer(answer: TierAnswer, has: FeatureValue | None, standing: Standing) -> TierAnswer:
    feature, subscription = answer.feature or "", standing.subscription
    currency = subscription.currency if subscription is not None else standing.currency
    interval = subscription.interval if subscription is not None else "month"
    better = [plan for plan in standing.plans if _gives_more(plan, feature, has, answer)]
    priced = [
        (price, plan) for plan in better if (price := plan.price_in(currency, interval)) is not None
    ]
    if not priced:
        return replace(answer, elsewhere=bool(better))
    price, plan = min(priced, key=lambda pair: pair[0].amount_minor)
    return replace(answer, offer=Offer(plan, preview_change(plan, price, standing)))


def _gives_more(plan: Plan, feature: str, has: FeatureValue | None, answer: TierAnswer) -> bool:
    value = plan.features.get(feature)
    if not plan.includes(feature) or at_least(has, value):
        return False
    limit = plan.limit(feature)
    return limit is None or answer.used is None or answer.used < limit


def preview_change(plan: Plan, price: Money, standing: Standing) -> PlanChangePreview:
    """What changing to `plan` costs by the tenant's policy.

    Immediate and prorated only for a dearer plan inside a paid period; a trial ends first, and
    everything else waits for the next period.
    """
    subscription, today = standing.subscription, standing.today
    if subscription is None:
        return next_period_change(price, interval="month", effective_on=today)
    interval = subscription.interval
    if subscription.status is SubscriptionStatus.TRIALING:
        start = max(subscription.trial_end_on or today, today)
        return next_period_change(price, interval=interval, effective_on=start)
    period, current = subscription.current_period, standing.current
    paying = current.price_in(subscription.currency, interval) if current is not None else None
    if (
        standing.policy.upgrade == IMMEDIATE
        and period is not None
        and period.holds(today)
        and paying is not None
        and paying < price
    ):
        return prorate_upgrade(paying, price, interval=interval, period=period, today=today)
    ends = subscription.renews_on or (period.end_before_on if period is not None else today)
    return next_period_change(price, interval=interval, effective_on=max(ends, today))
