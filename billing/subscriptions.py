"""Subscriptions: which plan a customer is on, since when, until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from billing.ids import CustomerId, PlanId, SubscriptionId
from billing.periods import Period


class SubscriptionStatus(StrEnum):
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Dunning:
    """Where a customer stands in being reminded."""

    stage: int
    of: int
    last_notice_on: date | None = None
    suspension_on: date | None = None
    clears_when: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One customer's plan. `currency` is what the customer is priced in.

    On `changes_on` it becomes `next_plan_id` at `next_interval` by itself; `ends_on` is the first
    day on which it is no more. Both were approved by the customer.
    """

    id: SubscriptionId
    customer_id: CustomerId
    plan_id: PlanId
    status: SubscriptionStatus
    interval: str
    currency: str
    current_period: Period | None = None
    trial_end_on: date | None = None
    after_trial_plan_id: PlanId | None = None
    renews_on: date | None = None
    seats_used: int | None = None
    autopay: bool = False
    dunning: Dunning | None = None
    next_plan_id: PlanId | None = None
    next_interval: str | None = None
    changes_on: date | None = None
    ends_on: date | None = None

    @property
    def live(self) -> bool:
        return self.status not in (SubscriptionStatus.CANCELLED, SubscriptionStatus.SUSPENDED)
