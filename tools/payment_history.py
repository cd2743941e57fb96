"""Show what was paid, what is pending and what failed."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from billing._labels import label_of
from billing.bills import Bill, BillQuery
from billing.ids import BillId
from billing.manual_payments import ManualKind, ManualPayment, ManualState
from billing.manual_views import manual_sentence, manual_view, numbers_of
from billing.periods import local_day
from billing.ports import Tx
from billing.use_cases.payment_history import MOST, payment_history
from billing.views import PaymentLine, View, payment_view
from tools._bills import find_bills, find_category
from tools._context import ToolContext
from tools._facts import payment_fact
from tools._freshness import with_silence
from tools._tool import Access, Arguments, Card, Tool, ToolFailed, ToolResult

ANNOUNCED_SHOWN: Final = 20
SENT_TOLD: Final = 3
BILLS_LOOKED_AT: Final = 100


class PaymentHistoryArguments(Arguments):
    """Which payments; everything left out means the newest ones."""

    bill: str | None = Field(
        None, description="Only payments of this bill, as the customer names it"
    )
    category: str | None = Field(None, description='Payments of all bills of a kind, like "water"')
    sent: Literal["check", "wire", "cash"] | None = Field(
        None, description="What became of such a payment that the customer sent outside of here"
    )
    limit: int = Field(10, ge=1, le=50)


class PaymentHistory:
    """Did my payment go through, what have I paid."""

    name = "payment_history"
    description = (
        "The customer's payments, newest first, with state, method, receipt and refunds. Use it "
        "for payment history and for every question whether a payment went through or a check, "
        "wire or cash arrived."
    )
    access = Access.READ
    Arguments: type[BaseModel] = PaymentHistoryArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The payments as a card and as lines; of what was `sent` in the server's own words."""
        wanted = PaymentHistoryArguments.model_validate(arguments)
        if wanted.sent is not None:
            return _sent(context, ManualKind(wanted.sent))
        bills = _of_kind(context, wanted.category) or _named(
            context, wanted.bill or wanted.category
        )
        lines = _lines(context, wanted.limit, bills)
        of = f" of {', '.join(bill.number for bill in bills)}" if bills else ""
        facts = [f"{len(lines) or 'No'} payments{of}, newest first:"]
        facts += [f"- {payment_fact(context, line)}" for line in lines]
        if any(line.payment.state in ("unknown", "hold", "submitting") for line in lines):
            facts.append(
                "A payment unknown or on hold is being checked: it must not be paid again."
            )
        views = [payment_view(line, context.show) for line in lines]
        data: View = {"payments": [*views]}
        named = frozenset(bill.id for bill in bills)
        on_their_way = _announced(context, named)
        if on_their_way:
            data["announced"] = [*on_their_way]
            facts += [f"- {_announced_fact(each)}" for each in on_their_way]
        card = Card("payments", bills[0].id if len(bills) == 1 else "payments", data)
        result = ToolResult((card,), "\n".join(facts))
        return with_silence(context, result, [line.payment for line in lines])


def _sent(context: ToolContext, kind: ManualKind) -> ToolResult:
    """Each check, wire or cash of the customer's as it stands: of this kind, else of any."""
    with context.ports.store.read(context.principal) as tx:
        every = tx.manual_payments.list(limit=ANNOUNCED_SHOWN).items
        found = [each for each in every if each.kind is kind] or list(every)
        said = [_state_of(context, tx, each) for each in found[:SENT_TOLD]]
        views = [manual_view(each, numbers_of(tx, each), context.show) for each in found]
    closing = " ".join(said) or context.words.say("manual.none")
    waiting = [view for view in views if view["state"] == ManualState.ANNOUNCED]
    cards = (Card("payments", "announced", {"payments": [], "announced": waiting}),)
    return ToolResult(cards if waiting else (), closing, closing=closing)


def _state_of(context: ToolContext, tx: Tx, manual: ManualPayment) -> str:
    if manual.state is not ManualState.ANNOUNCED:
        return manual_sentence(tx, manual, context.words)
    numbers = numbers_of(tx, manual)
    return context.words.say(
        "manual.awaited",
        what=label_of(manual, context.language),
        amount=manual.amount,
        bills=context.words.listing([numbers[bill_id] for bill_id in manual.bill_ids]),
        day=local_day(manual.created_at, context.tenant.time_zone),
    )


def _of_kind(context: ToolContext, said: str | None) -> tuple[Bill, ...]:
    """All bills of a kind; none where `said` is no kind that the customer has."""
    if said is None:
        return ()
    with context.ports.store.read(context.principal) as tx:
        category = find_category(tx, said)
        if category is None:
            return ()
        return tx.bills.list(BillQuery(category=category, limit=BILLS_LOOKED_AT)).items


def _named(context: ToolContext, said: str | None) -> tuple[Bill, ...]:
    """The bills meant, all of a kind where a kind is named. Raises `ToolFailed` for none."""
    if said is None:
        return ()
    with context.ports.store.read(context.principal) as tx:
        found = find_bills(tx, said, today=context.today, owing=False)
    if not found:
        raise ToolFailed(context.words.say("find.no_bill_of_kind"))
    return found


def _lines(context: ToolContext, limit: int, bills: tuple[Bill, ...]) -> tuple[PaymentLine, ...]:
    if len(bills) < 2:
        only = bills[0].id if bills else None
        return payment_history(context.ports, context.principal, limit=limit, bill_id=only)
    named = {bill.id for bill in bills}
    newest = payment_history(context.ports, context.principal, limit=MOST)
    return tuple(line for line in newest if line.payment.bill_id in named)[:limit]


def _announced(context: ToolContext, bill_ids: frozenset[BillId]) -> list[View]:
    """What the customer says they sent and nobody has seen: it pays nothing yet."""
    states = frozenset({ManualState.ANNOUNCED})
    with context.ports.store.read(context.principal) as tx:
        found = tx.manual_payments.list(states=states, limit=ANNOUNCED_SHOWN).items
        return [
            manual_view(each, numbers_of(tx, each), context.show)
            for each in found
            if not bill_ids or not bill_ids.isdisjoint(each.bill_ids)
        ]


def _announced_fact(manual: View) -> str:
    day = manual["dated_on"] or manual["created_at"]
    return (
        f"{manual['label']}, announced by the customer ({day}): nobody here has seen it, the bill "
        "is still owed"
    )


TOOL: Tool = PaymentHistory()
