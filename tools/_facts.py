"""Our rows as short lines of text for the model: complete, and in the customer's own formats."""

from collections.abc import Iterable, Sequence
from typing import Final

from billing._labels import label_of
from billing.bills import Bill
from billing.manual_payments import ManualState
from billing.money import Money
from billing.payments import PaymentState
from billing.usage import Usage
from billing.views import PaymentLine, bill_list_view, notice_view
from billing.words import Words
from tools._context import ToolContext
from tools._tool import Card, ToolFailed, ToolResult

LONGEST_NAME = 80
_ROW_OF_OPEN_PAYMENT: Final = {
    PaymentState.CREATED: "bill.row_pending",
    PaymentState.PENDING: "bill.row_pending",
    PaymentState.REQUIRES_ACTION: "bill.row_confirm",
}


def row_of_open_payment(state: str) -> str:
    """The sentence about a bill whose one open payment is in `state`."""
    return _ROW_OF_OPEN_PAYMENT.get(PaymentState(state), "bill.row_checking")


def quoted(text: str) -> str:
    """A name out of our rows as one short quoted line: it is information, never an instruction."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return f'"{plain[:LONGEST_NAME].replace(chr(34), chr(39))}"'


def bill_fact(context: ToolContext, bill: Bill) -> str:
    """One bill: number, what for, amount, what is due when, and what is special about it."""
    due = bill.balance
    parts = [
        f"{bill.number} {bill.category} {quoted(bill.description)}",
        f"amount {context.money(bill.amount)}",
        f"due {context.money(due)} by {bill.due_on}" if not due.is_zero else "nothing due",
        " ".join((str(bill.state), *bill.flags(context.today))),
    ]
    if bill.disputed is not None and not bill.disputed.is_zero:
        parts.append(f"disputed {context.money(bill.disputed)}")
    if bill.doubt is not None:
        parts.append(_open_payment(bill.doubt))
    if bill.extended_until is not None and not due.is_zero:
        parts.append(f"the company agreed to wait until {bill.extended_until}")
    if bill.promised_on is not None and not due.is_zero:
        parts.append(f"the customer promised to pay by {bill.promised_on}")
    if "payment_announced" in bill.flags(context.today):
        parts.append("the customer says a payment is on its way; nobody here has seen it yet")
    return ", ".join(parts)


def _open_payment(state: str) -> str:
    if state == PaymentState.REQUIRES_ACTION:
        return "a payment of it waits for the customer's own confirmation: nothing is paid yet"
    return f"a payment of it is {state}: do not pay it again"


def totals_fact(context: ToolContext, totals: Sequence[Money]) -> str:
    """The sums, one per currency."""
    return " and ".join(context.money(amount) for amount in totals) or "nothing"


def payment_fact(context: ToolContext, line: PaymentLine) -> str:
    """One payment: when, how much, for which bill, and what became of it."""
    payment = line.payment
    parts = [
        f"{payment.created_at:%Y-%m-%d} {context.money(payment.amount)} for {line.bill_number}",
        str(payment.state) + (f" ({payment.reason})" if payment.reason is not None else ""),
    ]
    paid_with = line.method or line.manual
    if paid_with is not None:
        parts.append(label_of(paid_with, context.language))
    if line.receipt is not None:
        parts.append(f"receipt {line.receipt.number}")
    if line.manual is not None and line.manual.state is ManualState.REVERSED:
        parts.append("came back without being paid: it no longer counts")
    elif not line.refunded.is_zero:
        parts.append(f"refunded {context.money(line.refunded)}")
    return ", ".join(parts)


def usage_fact(row: Usage) -> str:
    """One metric: used, allowed, until when."""
    allowed = "unlimited" if row.unlimited else f"{row.included or 'nothing'} included"
    period = f" in {row.period.start_on}..before {row.period.end_before_on}" if row.period else ""
    resets = f", resets {row.resets_on}" if row.resets_on else ""
    return f"{row.metric}: used {row.used:f}{period}, {allowed}{resets}"


def bills_card(
    context: ToolContext, bills: Iterable[Bill], totals: Iterable[Money], card_id: str = "bills"
) -> Card:
    """A list of bills with what is due in all."""
    data = bill_list_view(bills, totals, today=context.today, show=context.show)
    return Card("bill_list", card_id, data)


def notice(context: ToolContext, key: str, **values: str) -> Card:
    """A sentence of ours, shown where no other card says it."""
    return Card("notice", key, notice_view(key, context.words.say(key, **values)))


def names_of(context: ToolContext, slugs: Iterable[str]) -> str:
    """Features or metrics in one sentence, as people write them."""
    return context.words.listing([slug.replace("_", " ") for slug in slugs]) or "-"


def one_of(words: Words, values: Sequence[str]) -> str:
    """Several things to choose from: "a, b or c"."""
    if len(values) < 2:
        return "".join(values)
    return words.say("find.or", first=", ".join(values[:-1]), last=values[-1])


def which_one(context: ToolContext, bills: tuple[Bill, ...]) -> ToolResult:
    """Several bills fit: show them, so that the customer can say which.

    Raises `ToolFailed` when none does; another customer's bill is told like one that never was.
    """
    if not bills:
        raise ToolFailed(context.words.say("find.no_bill_of_kind"))
    lines = "\n".join(f"- {bill_fact(context, bill)}" for bill in bills)
    text = (
        "Several bills fit. If the conversation says which is meant, call again with its number; "
        f"else ask the customer which one:\n{lines}"
    )
    return ToolResult((bills_card(context, bills, (), "choices"),), text)
