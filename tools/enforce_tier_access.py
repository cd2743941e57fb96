"""Hold the customer to their plan: is a feature included, and what does it cost where not."""

from pydantic import BaseModel, Field

from billing.entitlements import TierAnswer
from billing.plan_views import upgrade_view
from billing.use_cases.enforce_tier_access import enforce_tier_access
from tools._context import ToolContext
from tools._facts import names_of, notice, one_of
from tools._tool import Access, Arguments, Card, Tool, ToolResult


class EnforceTierAccessArguments(Arguments):
    """What the customer would like to use."""

    feature: str = Field(
        min_length=1, description='In the customer\'s words: "export CSV", "phone support", "seats"'
    )


class EnforceTierAccess:
    """Can I export CSV, does my plan include roaming."""

    name = "enforce_tier_access"
    description = (
        "Whether the customer's plan includes a feature or what its limit is, how much is used, "
        "and the exact price of the cheapest plan that has it where it is missing or used up."
    )
    access = Access.READ
    Arguments: type[BaseModel] = EnforceTierAccessArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The answer as a card and as lines; a feature nobody sells is said to be so."""
        wanted = EnforceTierAccessArguments.model_validate(arguments)
        answer = enforce_tier_access(context.ports, context.principal, wanted.feature)
        if answer.feature is None:
            key = "plan.which_feature" if answer.ambiguous else "plan.features_are"
            named = [slug.replace("_", " ") for slug in answer.choices]
            choices = one_of(context.words, named) if answer.ambiguous else ""
            card = notice(context, key, features=choices or names_of(context, answer.choices))
            return ToolResult((card,), _unknown(answer))
        return ToolResult((_card(context, answer, answer.feature),), _text(context, answer))


def _card(context: ToolContext, answer: TierAnswer, feature: str) -> Card:
    """The upgrade; or, where "not included" would be half the truth, a sentence."""
    name = feature.replace("_", " ")
    if answer.suspended:
        plan = answer.current.name if answer.current is not None else "-"
        return notice(context, "plan.suspended", plan=plan, feature=name)
    if answer.elsewhere and not answer.included:
        return notice(context, "plan.sold_otherwise", feature=name)
    return Card("upgrade", feature, upgrade_view(answer, context.show))


def _unknown(answer: TierAnswer) -> str:
    names = ", ".join(answer.choices) or "none"
    if answer.ambiguous:
        return f"That may be one of: {names}. Ask the customer which is meant."
    return f"Nothing like that is in any plan of the company. The features there are: {names}."


def _text(context: ToolContext, answer: TierAnswer) -> str:
    plan = f"plan {answer.current.name}" if answer.current is not None else "no plan"
    lines = [f"{answer.feature}, customer on {plan}: {_state(answer)}"]
    if answer.used is not None:
        lines.append(f"used now: {answer.used:f}")
    offer = answer.offer
    if offer is not None:
        preview = offer.preview
        price = f"{context.money(preview.price)} per {preview.interval}"
        lines.append(f"The cheapest plan that has it: {offer.plan.name}, {price}.")
        if preview.due_now.is_zero:
            lines.append(f"Changing costs nothing now and takes effect on {preview.effective_on}.")
        else:
            lines.append(
                f"Changing today costs {context.money(preview.due_now)} now (new plan "
                f"{context.money(preview.charge)} for the rest of the period, less "
                f"{context.money(preview.credit)} not used of the old one)."
            )
    elif not answer.included and not answer.suspended:
        sold = "sold in the customer's currency and interval " if answer.elsewhere else ""
        lines.append(f"No plan {sold}has it.")
    return "\n".join(lines)


def _state(answer: TierAnswer) -> str:
    if answer.suspended:
        return "in the plan, but the subscription is suspended until what is overdue is paid"
    if not answer.included:
        return "not included"
    if answer.limit is not None:
        return f"included up to {answer.limit:f}" + (", used up" if answer.used_up else "")
    return "included without limit" if answer.unlimited else "included"


TOOL: Tool = EnforceTierAccess()
