"""Change the customer's plan: an offer with its exact price, which they then approve."""

from typing import Literal

from pydantic import BaseModel, Field

from billing._heard import matching
from billing.plans import Plan
from billing.subscriptions import Subscription
from billing.use_cases.change_plan import PlanWish, change_plan
from tools._acts import REFUSED, offered, refused
from tools._context import ToolContext
from tools._tool import Access, Arguments, Tool, ToolFailed, ToolResult


class ChangePlanArguments(Arguments):
    """What the customer asks for; the price, the day and whether it may be are the server's."""

    plan: str | None = Field(None, description="The plan as they name it; unsaid: show all")
    interval: Literal["month", "year"] | None = Field(
        None, description="Only when they ask to pay by the month or by the year"
    )


class ChangePlan:
    """Upgrade me to Plus; go back to Home; pay yearly; forget the change."""

    name = "change_plan"
    description = (
        "Prepares an offer to change the customer's plan, with its price to the cent and its day; "
        "it changes nothing. Naming the present plan takes back a planned change."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = ChangePlanArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The offer as a card, closed with the server's own words. Raises `ToolFailed`."""
        wanted = ChangePlanArguments.model_validate(arguments)
        with context.ports.store.read(context.principal) as tx:
            plans, subscription = tx.plans.list(), tx.plans.subscription()
        if subscription is None:
            raise ToolFailed(context.words.say("act.no.no_subscription"))
        plan = _plan(context, wanted, plans, subscription)
        if isinstance(plan, ToolResult):
            return plan
        wish = PlanWish(plan.id, wanted.interval, context.conversation_id)
        try:
            return offered(context, change_plan(context.ports, context.principal, wish))
        except REFUSED as error:
            raise refused(context, error) from None


def _plan(
    context: ToolContext,
    wanted: ChangePlanArguments,
    plans: tuple[Plan, ...],
    subscription: Subscription,
) -> Plan | ToolResult:
    """The plan that is meant; else what there is, in the customer's currency and interval."""
    by_name = {plan.name: plan for plan in plans}
    if wanted.plan is None and wanted.interval is not None:
        return next(plan for plan in plans if plan.id == subscription.plan_id)
    named = [
        plan
        for plan in plans
        if wanted.plan is not None and wanted.plan.casefold() in (plan.id, plan.name.casefold())
    ]
    found = named or [by_name[name] for name in matching(wanted.plan or "", by_name)]
    if len(found) == 1:
        return found[0]
    interval = wanted.interval or subscription.interval
    rows = [
        context.words.say(
            "act.plan_row",
            plan=plan.name,
            price=price,
            interval=context.words.say(f"interval.{interval}"),
        )
        for plan in found or plans
        if (price := plan.price_in(subscription.currency, interval)) is not None
    ]
    key = "act.which_plan" if wanted.plan is None or found else "act.no_such_plan"
    closing = context.words.say(key, plans=context.words.listing(rows))
    return ToolResult((), closing, closing=closing)


TOOL: Tool = ChangePlan()
