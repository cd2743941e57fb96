"""Note that the customer sent a check, a wire or cash. It pays nothing; finance looks for it."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from billing.bills import Bill, BillQuery
from billing.errors import InvalidMoney, InvalidRequest, TooMany
from billing.manual_payments import ManualKind, ManualPayment, ManualState
from billing.manual_views import manual_sentence
from billing.money import Money, currency_exponent
from billing.use_cases.announce_payment import (
    BILLS_AT_ONCE,
    Announcement,
    announce_payment,
)
from tools._context import ToolContext
from tools._facts import bills_card, which_one
from tools._refusals import REFUSALS, refusal
from tools._tool import Access, Arguments, AskAgain, Tool, ToolFailed, ToolResult
from tools._wanted import bills_wanted


class AnnouncePaymentArguments(Arguments):
    """What the customer says they sent; left out: all that is due on the one bill that is due."""

    kind: Literal["check", "wire", "cash"]
    bills: list[str] | None = Field(
        None, min_length=1, max_length=10, description="Bills as the customer names them"
    )
    amount: str | None = Field(
        None, max_length=20, description="The amount they sent, as a plain number such as 50.25"
    )
    reference: str | None = Field(
        None, max_length=40, description="The check's number or the wire's reference"
    )
    sent_on: str | None = Field(None, description="The day it was sent, as YYYY-MM-DD")


class AnnouncePayment:
    """I mailed you a check yesterday; I wired it on Friday."""

    name = "announce_payment"
    description = (
        "Notes that the customer says they sent a check, a wire transfer or cash, so that finance "
        "looks for it. It pays nothing: the bill stays open until it is seen. Not for cards."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = AnnouncePaymentArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """What became of it, in the server's own words. Raises `ToolFailed`, `AskAgain`."""
        wanted = AnnouncePaymentArguments.model_validate(arguments)
        bills = _bills(context, wanted.bills)
        if isinstance(bills, ToolResult):
            return bills
        said = Announcement(
            kind=ManualKind(wanted.kind),
            bill_ids=tuple(bill.id for bill in bills),
            amount_minor=_minor(wanted.amount, bills[0]),
            reference=wanted.reference or "",
            sent_on=_day(wanted.sent_on),
            conversation_id=context.conversation_id,
        )
        try:
            manual = announce_payment(context.ports, context.principal, said)
        except InvalidRequest:
            raise ToolFailed(context.words.say("manual.unclear")) from None
        except TooMany:
            raise ToolFailed(context.words.say("manual.too_many")) from None
        except REFUSALS as error:
            first = bills[0]
            said_no = refusal(context, error, bill=first.number, currency=first.amount.currency)
            raise ToolFailed(said_no) from None
        return _shown(context, manual)


def _bills(context: ToolContext, references: list[str] | None) -> tuple[Bill, ...] | ToolResult:
    """Those named, else the only one that is due; several that fit are shown to choose from."""
    if references is not None:
        found = bills_wanted(context, references)
        return found.bills if found.unclear is None else which_one(context, found.unclear)
    with context.ports.store.read(context.principal) as tx:
        owing = tx.bills.list(BillQuery(owing_only=True, limit=BILLS_AT_ONCE)).items
    if not owing:
        raise ToolFailed(context.words.say("owed.nothing"))
    return owing if len(owing) == 1 else which_one(context, owing)


def _minor(said: str | None, bill: Bill) -> int | None:
    """In the bill's currency, which is the only one it can be sent in."""
    if said is None:
        return None
    currency = bill.amount.currency
    places = "0" * currency_exponent(currency)
    exact = said if "." in said or not places else f"{said}.{places}"
    try:
        return Money.from_decimal(exact, currency).amount_minor
    except InvalidMoney:
        raise AskAgain("amount is a plain number such as 50.25") from None


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise AskAgain("sent_on is a day as YYYY-MM-DD") from None


def _shown(context: ToolContext, manual: ManualPayment) -> ToolResult:
    with context.ports.store.read(context.principal) as tx:
        bills = [tx.bills.get(bill_id) for bill_id in manual.bill_ids]
        closing = manual_sentence(tx, manual, context.words)
    seen = "nobody has seen it yet" if manual.state is ManualState.ANNOUNCED else "it is here"
    return ToolResult(
        cards=(bills_card(context, bills, ()),),
        text=f"The {manual.kind} is {manual.state}: {seen}. The bills are owed as the card says.",
        closing=closing,
    )


TOOL: Tool = AnnouncePayment()
