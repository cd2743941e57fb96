"""Change the plan: an offer with its price to the cent; the customer's own yes makes the change.

It is made in our own books: the subscription, a bill for what is due now, the schedule. No provider
is told.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from billing.acts import Act, ActKind, Outcome
from billing.bills import Bill, BillLine, BillQuery, BillState
from billing.duties import DutyKind
from billing.entitlements import SEATS, Standing, preview_change
from billing.errors import NotEligible
from billing.ids import BillId, ConversationId, PlanId
from billing.money import Money
from billing.periods import Period
from billing.plans import Plan
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.proration import PlanChangePreview, next_period_change
from billing.quotes import Quote
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import JsonValue
from billing.use_cases._note import note, tell
from billing.use_cases._offers import Said, offer_act
from billing.use_cases._subscription import put_on_schedule, subscribed
from billing.views import money_view

NOW, LATER, STAY = "now", "next_period", "stay"
TIME_TO_PAY: Final = timedelta(days=14)
"""For the bill of a change, where no earlier bill of the customer says how long they have."""


@dataclass(frozen=True, slots=True)
class PlanWish:
    """Which plan; `interval` (`month` | `year`) None: as it is now."""

    plan_id: PlanId
    interval: str | None = None
    conversation_id: ConversationId | None = None


def change_plan(ports: Ports, principal: Principal, wish: PlanWish) -> Quote:
    """An offer to change to `wish`, today or at the period's end as the tenant's policy says.

    Raises `Forbidden` unless an administrator of the account asks, `NotFound` for no such plan,
    `NotEligible` (no_subscription, suspended, same_plan, already_scheduled, ends_first,
    not_sold_so, too_many_seats), `TooMany`.
    """
    said = Said({"plan_id": wish.plan_id, "interval": wish.interval}, {}, wish.conversation_id)
    return offer_act(ports, principal, plan_change, said)


def plan_change(ports: Ports, tx: Tx, said: Said) -> Act:
    """The change as it would be made now (`_offers.Compute`)."""
    standing, subscription = subscribed(ports, tx)
    plan = tx.plans.get(PlanId(str(said.wish["plan_id"])))
    wanted = said.wish.get("interval")
    interval = str(wanted) if wanted is not None else subscription.interval
    price = plan.price_in(subscription.currency, interval)
    if price is None:
        raise NotEligible("not_sold_so", {"plan": plan.name})
    _require_sense(standing, subscription, plan, interval)
    if (plan.id, interval) == (subscription.plan_id, subscription.interval):
        changes_on = subscription.changes_on or standing.today
        preview = next_period_change(price, interval=interval, effective_on=changes_on)
        return _act(said, standing, plan, preview, STAY)
    preview = _preview(standing, subscription, plan, price, interval)
    return _act(said, standing, plan, preview, NOW if _is_now(preview, standing) else LATER)


def make_plan_change(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Outcome:
    """What the customer approved: the subscription, the schedule, the bill of what is due now."""
    subscription = tx.plans.lock_subscription(_subscription(tx).id)
    when, interval = act.terms["when"], str(act.terms["interval"])
    plan_id, effective_on = PlanId(str(act.wish["plan_id"])), _day(act.terms["effective_on"])
    outcome: dict[str, JsonValue] = {"subscription_id": subscription.id}
    # Whatever was on the schedule is replaced by what was agreed to now.
    plain = replace(subscription, next_plan_id=None, next_interval=None, changes_on=None)
    if when == LATER:
        later = replace(
            plain, next_plan_id=plan_id, next_interval=interval, changes_on=effective_on
        )
        tx.plans.put_subscription(later)
        put_on_schedule(ports, tx, subscription.id, effective_on)
        verb = "subscription.change_planned"
    elif when == NOW:
        tx.plans.put_subscription(replace(plain, plan_id=plan_id, interval=interval))
        if not act.amount.is_zero:
            bill = _bill(ports, tx, quote, act, subscription)
            outcome |= {
                "bill_id": bill.id,
                "bill_number": bill.number,
                "due_on": bill.due_on.isoformat(),
            }
        verb = "subscription.changed"
    else:
        tx.plans.put_subscription(plain)
        verb = "subscription.change_taken_back"
    if when != LATER:
        tx.duties.close(DutyKind.CHANGE_SUBSCRIPTION, subscription.id)
    told = {"quote": quote.id, "plan": plan_id, "effective_on": effective_on.isoformat()}
    note(ports, tx, verb, subscription.id, told)
    tell(ports, tx, verb, quote.customer_id, {"subscription_id": subscription.id, **told})
    return outcome


def _require_sense(
    standing: Standing, subscription: Subscription, plan: Plan, interval: str
) -> None:
    """Raises `NotEligible` for what is so already, cannot be, or must wait for another thing."""
    if subscription.ends_on is not None:
        raise NotEligible("ends_first", {"day": subscription.ends_on})
    wanted = (plan.id, interval)
    if wanted == (subscription.plan_id, subscription.interval):
        if subscription.next_plan_id is None:
            raise NotEligible("same_plan", {"plan": plan.name})
        return
    changes_on = subscription.changes_on
    if changes_on is not None and wanted == (subscription.next_plan_id, subscription.next_interval):
        raise NotEligible("already_scheduled", {"plan": plan.name, "day": changes_on})
    seats, limit = subscription.seats_used, plan.limit(SEATS)
    if seats is not None and limit is not None and seats > limit:
        raise NotEligible("too_many_seats", {"plan": plan.name, "limit": limit, "used": seats})


def _preview(
    standing: Standing, subscription: Subscription, plan: Plan, price: Money, interval: str
) -> PlanChangePreview:
    """Another interval begins with the next period, whatever the plan costs."""
    preview = preview_change(plan, price, standing)
    if interval == subscription.interval:
        return preview
    trial = subscription.status is SubscriptionStatus.TRIALING
    period = subscription.current_period
    ends = subscription.renews_on or (period.end_before_on if period is not None else None)
    starts = preview.effective_on if trial or ends is None else max(ends, standing.today)
    return next_period_change(price, interval=interval, effective_on=starts)


def _is_now(preview: PlanChangePreview, standing: Standing) -> bool:
    return preview.effective_on <= standing.today


def _act(said: Said, standing: Standing, plan: Plan, preview: PlanChangePreview, when: str) -> Act:
    subscription = standing.subscription
    old = standing.current
    terms: dict[str, JsonValue] = {
        "when": when,
        "subscription_id": subscription.id if subscription is not None else None,
        "from": {"id": old.id, "name": old.name} if old is not None else None,
        "to": {"id": plan.id, "name": plan.name},
        "effective_on": preview.effective_on.isoformat(),
        "interval": preview.interval,
        "price": money_view(preview.price, None),
        "due_now": money_view(preview.due_now, None),
        "credit": money_view(preview.credit, None),
        "charge": money_view(preview.charge, None),
    }
    return Act(ActKind.CHANGE_PLAN, said.wish, terms, preview.due_now)


def _bill(ports: Ports, tx: Tx, quote: Quote, act: Act, before: Subscription) -> Bill:
    """The bill of what is due now: the new plan's days, less those not used of the old one."""
    today = _day(act.terms["effective_on"])
    bill_id = BillId(ports.ids.new("bill"))
    old, new = _name(act.terms["from"]), _name(act.terms["to"])
    period = before.current_period
    left = Period(today, period.end_before_on) if period is not None else None
    days = f", {today} to {period.end_before_on - timedelta(days=1)}" if period is not None else ""
    bill = Bill(
        id=bill_id,
        number=f"PC-{bill_id.rpartition('_')[2][-8:].upper()}",
        customer_id=quote.customer_id,
        category="subscription",
        description=f"{old} → {new}",
        issued_on=today,
        due_on=today + _time_to_pay(tx),
        amount=act.amount,
        state=BillState.OPEN,
        period=left,
        lines=(
            BillLine(1, f"{new}{days}", _money(act.terms["charge"])),
            BillLine(2, f"{old}{days}", -_money(act.terms["credit"])),
        ),
    )
    tx.bills.put(bill)
    note(ports, tx, "bill.issued", bill.id, {"quote": quote.id})
    tell(ports, tx, "bill.issued", quote.customer_id, {"bill_id": bill.id})
    return bill


def _time_to_pay(tx: Tx) -> timedelta:
    """As long as the customer's newest bill gave them."""
    newest = tx.bills.list(BillQuery(limit=1)).items
    given = [bill.due_on - bill.issued_on for bill in newest if bill.due_on > bill.issued_on]
    return given[0] if given else TIME_TO_PAY


def _subscription(tx: Tx) -> Subscription:
    found = tx.plans.subscription()
    if found is None:
        raise NotEligible("no_subscription")
    return found


def _day(value: JsonValue) -> date:
    return date.fromisoformat(str(value))


def _name(value: JsonValue) -> str:
    return str(value["name"]) if isinstance(value, dict) else "-"


def _money(value: JsonValue) -> Money:
    found = value if isinstance(value, dict) else {}
    minor = found.get("amount_minor")
    return Money(minor if isinstance(minor, int) else 0, str(found.get("currency")))
