"""A quote in words: facts for the model, and the server's own sentences for the customer."""

from collections.abc import Sequence
from datetime import timedelta

from billing.bills import Bill
from billing.methods import Method
from billing.quotes import TEXT, Quote
from billing.words import Value
from tools._context import ToolContext
from tools._facts import row_of_open_payment
from tools._wanted import Wanted


def quote_fact(context: ToolContext, quote: Quote) -> str:
    """The offer as one line for the model."""
    lines = "; ".join(f"{line.bill_number} {context.money(line.amount)}" for line in quote.lines)
    if not quote.fee.is_zero:
        lines += f"; convenience fee {context.money(quote.fee)}"
    return (
        f"Offer {quote.id} made, not approved yet, nothing paid: {context.money(quote.total)} "
        f"({lines})."
    )


def closing_words(
    context: ToolContext,
    quote: Quote,
    wanted: Wanted,
    methods: Sequence[Method],
) -> str:
    """What would be paid, from what, what is left out and why, how to approve, until when."""
    say = context.words.say
    chosen = next((each for each in methods if each.id == quote.method_id), None)
    method = chosen.label(context.language) if chosen is not None else ""
    parts = [_what(context, quote, method)]
    parts += [part for bill in wanted.bills if (part := _of_part(context, quote, bill)) is not None]
    if not quote.fee.is_zero:
        parts.append(say("quote.fee_kept"))
    parts += [_why_not(context, bill) for bill in wanted.left_out]
    if wanted.later:
        parts.append(another_service(context, "quote.other_service", wanted.later))
    if wanted.more:
        parts.append(say("bills.more", count=wanted.more))
    by_text = TEXT in quote.approve_by
    parts.append(say("quote.approve_by_button_or_text" if by_text else "quote.approve_by_button"))
    left = quote.expires_at - context.ports.clock.real_now()
    parts.append(say("quote.expires", count=max(1, round(left / timedelta(minutes=1)))))
    return " ".join(parts)


def another_service(context: ToolContext, key: str, bills: Sequence[Bill]) -> str:
    """The sentence `key` about `bills` that another payment service takes."""
    named = context.words.listing([bill.number for bill in bills])
    return context.words.say(key, count=len(bills), bills=named)


def _what(context: ToolContext, quote: Quote, method: str) -> str:
    """What would be paid; with a fee: the bills' part, the fee, and what it makes in all."""
    say = context.words.say
    values: dict[str, Value] = {"amount": quote.amount, "method": method}
    with_fee = ""
    if not quote.fee.is_zero:
        with_fee = "_with_fee"
        values |= {"fee": quote.fee, "total": quote.total}
    if len(quote.lines) == 1:
        return say(f"quote.one{with_fee}", bill=quote.lines[0].bill_number, **values)
    lines = [say("quote.line", bill=x.bill_number, amount=x.amount) for x in quote.lines]
    whole = say(f"quote.several{with_fee}", count=len(lines), **values)
    return f"{whole} {context.words.listing(lines)}."


def _of_part(context: ToolContext, quote: Quote, bill: Bill) -> str | None:
    """What else is open on a bill that is paid in part, or disputed in part."""
    line = next(line for line in quote.lines if line.bill_id == bill.id)
    if bill.disputed is not None and not bill.disputed.is_zero:
        values = {"disputed": bill.disputed, "amount": bill.balance - bill.disputed}
        return context.words.say("bill.disputed_part", bill=bill.number, **values)
    if line.amount < bill.balance:
        return context.words.say("quote.part", total=bill.balance, bill=bill.number)
    return None


def _why_not(context: ToolContext, bill: Bill) -> str:
    if bill.doubt is not None:
        key = row_of_open_payment(bill.doubt)
        named = {"bill": bill.number, "description": bill.description}
        return context.words.say(key, amount=bill.balance, **named)
    return context.words.say("bill.not_payable_disputed", bill=bill.number)
