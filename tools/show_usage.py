"""Show the customer's plan and how much of it is used."""

from pydantic import BaseModel, Field

from billing.plan_views import plan_card_view, usage_view
from billing.use_cases.show_usage import UsageAnswer, show_usage
from tools._context import ToolContext
from tools._facts import names_of, notice, usage_fact
from tools._tool import Access, Arguments, Card, Tool, ToolResult


class ShowUsageArguments(Arguments):
    """Which metric; left out: the plan and everything that is metered."""

    metric: str | None = Field(None, description='In the customer\'s words: "data", "seats", "kWh"')


class ShowUsage:
    """How much data have I used, what plan am I on."""

    name = "show_usage"
    description = (
        "The customer's plan, subscription (renewal, trial end) and metered usage with allowances. "
        "Use it for usage questions, and without a metric for questions about the current plan."
    )
    access = Access.READ
    Arguments: type[BaseModel] = ShowUsageArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """Plan and usage as a card and as lines."""
        wanted = ShowUsageArguments.model_validate(arguments)
        answer = show_usage(context.ports, context.principal, wanted.metric)
        facts = [f"- {usage_fact(row)}" for row in answer.usage]
        if not facts:
            known = ", ".join(answer.known) or "nothing"
            facts = [f"No such usage is metered for this customer; metered is: {known}."]
        subscription = answer.subscription
        if wanted.metric is None and subscription is not None:
            data = plan_card_view(answer.plan, subscription, answer.usage, context.show)
            card = Card("plan", subscription.id, data)
            return ToolResult((card,), "\n".join([*_plan(context, answer), *facts]))
        if not answer.usage:
            metrics = names_of(context, answer.known)
            key = "usage.not_metered" if answer.known else "usage.none"
            return ToolResult((notice(context, key, metrics=metrics),), "\n".join(facts))
        rows = [usage_view(row) for row in answer.usage]
        card = Card("usage", wanted.metric or "usage", {"usage": rows})
        return ToolResult((card,), "\n".join(facts))


def _plan(context: ToolContext, answer: UsageAnswer) -> list[str]:
    plan, subscription = answer.plan, answer.subscription
    if plan is None or subscription is None:
        return []
    price = plan.price_in(subscription.currency, subscription.interval)
    cost = f", {context.money(price)} per {subscription.interval}" if price is not None else ""
    lines = [f"Plan {plan.name}{cost}, {subscription.status}"]
    if subscription.trial_end_on is not None:
        lines.append(f"trial ends {subscription.trial_end_on}")
    if subscription.renews_on is not None:
        lines.append(f"renews {subscription.renews_on}")
    if subscription.changes_on is not None:
        lines.append(f"changes to {subscription.next_plan_id} on {subscription.changes_on}")
    if subscription.ends_on is not None:
        lines.append(f"ends on {subscription.ends_on}, as the customer wanted")
    if subscription.seats_used is not None:
        lines.append(f"seats used: {subscription.seats_used}")
    features = ", ".join(f"{name}: {value}" for name, value in sorted(plan.features.items()))
    return [*lines, f"features: {features}" if features else "no features listed"]


TOOL: Tool = ShowUsage()
