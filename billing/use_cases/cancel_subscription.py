"""End the subscription, or take that back: an offer; the customer's own yes does it.

It is done in our own books: the subscription and the schedule. No provider is told. What is owed
stays owed, and nothing is given back by it.
"""

from dataclasses import dataclass, replace
from datetime import date

from billing.acts import Act, ActKind, Outcome
from billing.duties import DutyKind
from billing.entitlements import Standing
from billing.errors import NotEligible
from billing.ids import ConversationId
from billing.money import Money
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import Quote
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import JsonValue, Policy
from billing.use_cases._note import note, tell
from billing.use_cases._offers import Said, offer_act
from billing.use_cases._subscription import end_of_period, put_on_schedule, subscribed

ENDS_NOW, ENDS_LATER, KEPT = "ends_now", "ends_later", "kept"


@dataclass(frozen=True, slots=True)
class EndWish:
    """`keep`: take back an end that is on the schedule."""

    keep: bool = False
    conversation_id: ConversationId | None = None


def cancel_subscription(ports: Ports, principal: Principal, wish: EndWish) -> Quote:
    """An offer to end the subscription when the tenant's policy says, or to keep it after all.

    Raises `Forbidden` unless an administrator of the account asks, `NotEligible`
    (no_subscription, suspended, ends_already, ends_not), `TooMany`.
    """
    return offer_act(
        ports, principal, cancellation, Said({"keep": wish.keep}, {}, wish.conversation_id)
    )


def cancellation(ports: Ports, tx: Tx, said: Said) -> Act:
    """The end as it would be now (`_offers.Compute`)."""
    standing, subscription = subscribed(ports, tx)
    if said.wish.get("keep") is True:
        if subscription.ends_on is None:
            raise NotEligible("ends_not")
        if subscription.ends_on <= standing.today:
            raise NotEligible("ends_already", {"day": subscription.ends_on})
        return _act(said, standing, subscription, subscription.ends_on, KEPT)
    if subscription.ends_on is not None:
        raise NotEligible("ends_already", {"day": subscription.ends_on})
    ends_on = _ends_on(standing.policy, subscription, standing.today)
    when = ENDS_NOW if ends_on <= standing.today else ENDS_LATER
    return _act(said, standing, subscription, ends_on, when)


def end_subscription(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Outcome:
    """What the customer approved; an end to come takes a planned change of plan with it."""
    found = tx.plans.subscription()
    if found is None:
        raise NotEligible("no_subscription")
    subscription = tx.plans.lock_subscription(found.id)
    when, ends_on = act.terms["when"], date.fromisoformat(str(act.terms["ends_on"]))
    plain = replace(subscription, next_plan_id=None, next_interval=None, changes_on=None)
    if when == KEPT:
        tx.plans.put_subscription(replace(subscription, ends_on=None))
        tx.duties.close(DutyKind.CHANGE_SUBSCRIPTION, subscription.id)
        verb = "subscription.kept"
    elif when == ENDS_NOW:
        tx.plans.put_subscription(
            replace(plain, status=SubscriptionStatus.CANCELLED, ends_on=ends_on)
        )
        tx.duties.close(DutyKind.CHANGE_SUBSCRIPTION, subscription.id)
        verb = "subscription.cancelled"
    else:
        tx.plans.put_subscription(replace(plain, ends_on=ends_on))
        put_on_schedule(ports, tx, subscription.id, ends_on)
        verb = "subscription.end_planned"
    told = {"quote": quote.id, "ends_on": ends_on.isoformat()}
    note(ports, tx, verb, subscription.id, told)
    tell(ports, tx, verb, quote.customer_id, {"subscription_id": subscription.id, **told})
    return {"subscription_id": subscription.id}


def _ends_on(policy: Policy, subscription: Subscription, today: date) -> date:
    """By the policy's own words; what it does not say ends with what is paid for."""
    rules = policy.cancellation
    if subscription.status is SubscriptionStatus.TRIALING:
        if rules.get("trial") == "immediate":
            return today
        return max(subscription.trial_end_on or today, today)
    if subscription.interval == "month" and rules.get("monthly") == "immediate":
        return today
    return end_of_period(subscription, today)


def _act(
    said: Said, standing: Standing, subscription: Subscription, ends_on: date, when: str
) -> Act:
    plan = standing.current
    terms: dict[str, JsonValue] = {
        "when": when,
        "subscription_id": subscription.id,
        "plan": {"id": plan.id, "name": plan.name} if plan is not None else None,
        "ends_on": ends_on.isoformat(),
    }
    nothing = Money.zero(subscription.currency)
    return Act(ActKind.CANCEL_SUBSCRIPTION, said.wish, terms, nothing)
