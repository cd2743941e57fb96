"""A difference of two bills as lines of text for the model."""

from billing.differences import BillDifference, Part, PartKind
from tools._context import ToolContext
from tools._facts import quoted


def difference_fact(context: ToolContext, result: BillDifference) -> str:
    """The totals and each line's change, biggest first."""
    bill, against, change = result.bill, result.against, result.change
    if against is None:
        lines = [
            f"{bill.number} is {context.money(bill.amount)}. There is no earlier "
            f"{bill.category} bill to compare it with. Its lines:"
        ]
    else:
        way = (
            "the same as" if change.is_zero else "higher than" if change > -change else "lower than"
        )
        size = change if change > -change else -change
        lines = [
            f"{bill.number} ({bill.issued_on}) is {context.money(bill.amount)}, {way} "
            f"{against.number} ({against.issued_on}), {context.money(against.amount)}"
            + ("." if change.is_zero else f", by {context.money(size)}. Line by line:")
        ]
    biggest_first = sorted(result.parts, key=lambda part: -abs(part.change.amount_minor))
    lines += [f"- {_part(context, part)}" for part in biggest_first]
    return "\n".join(lines)


def _part(context: ToolContext, part: Part) -> str:
    name = quoted(part.description)
    if part.before is None or part.after is None:
        word = "new" if part.kind is PartKind.ADDED else "gone"
        return f"{name} {word}: {_signed(context, part)}"
    if part.kind is PartKind.SAME:
        return f"{name} unchanged: {context.money(part.after)}"
    text = (
        f"{name} from {context.money(part.before)} to {context.money(part.after)}: "
        f"{_signed(context, part)}"
    )
    if part.effect is None:
        return text
    by_quantity, by_price = part.effect.by_quantity, part.effect.by_price
    return (
        f"{text} ({part.effect.note}; {context.money(by_quantity)} by quantity, "
        f"{context.money(by_price)} by price)"
    )


def _signed(context: ToolContext, part: Part) -> str:
    sign = "+" if part.change.amount_minor > 0 else ""
    return f"{sign}{context.money(part.change)}"
