"""Say how one can pay here: what the company's provider really offers, and nothing else."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from billing.capabilities import Reach, Refunding
from billing.errors import ProviderUnavailable
from billing.use_cases.payment_fees import FeeTold, payment_fees
from billing.use_cases.payment_options import PaymentOptions, payment_options
from tools._context import ToolContext
from tools._offered import ways_here
from tools._tool import Access, Arguments, Tool, ToolResult

Way = Literal[
    "card", "bank_account", "sepa_debit", "link", "paypal", "cash", "check", "wire", "other"
]
_BY_HAND: Final = frozenset({"cash", "check", "wire"})


class PaymentOptionsArguments(Arguments):
    """What is asked about; everything left out asks in general."""

    way: Way | None = Field(
        None, description='A way to pay the customer asks about; "other" for one not listed'
    )
    about: Literal["paying", "payment_link", "refunds", "fees"] = "paying"


class OfferedWays:
    """Can I pay by bank, do you take PayPal, can you send me a link."""

    name = "payment_options"
    description = (
        "Which ways to pay this company really offers here, whether payment links or refunds are "
        "possible, and what paying costs on top. Ask it for every question whether one can pay in "
        "some way, or whether that has a fee."
    )
    access = Access.READ
    Arguments: type[BaseModel] = PaymentOptionsArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The answer in the server's own words: no model may promise what is not declared."""
        wanted = PaymentOptionsArguments.model_validate(arguments)
        can = payment_options(context.ports, context.principal)
        match wanted.about:
            case "payment_link":
                sentences = [_link(context, can)]
            case "refunds":
                sentences = [_refunds(context, can)]
            case "fees":
                sentences = _fees(context, wanted.way)
            case "paying":
                sentences = [*_asked(context, can, wanted.way), *ways_here(context, can)]
        said = " ".join(sentences)
        return ToolResult((), said, closing=said)


def _asked(context: ToolContext, can: PaymentOptions, way: Way | None) -> list[str]:
    if way in _BY_HAND and can.by_hand:
        return []  # the sentence about them answers it
    if way is None or not can.connected or can.reach is not Reach.PAY_HERE:
        return []
    key = "options.yes" if way in can.methods else "options.no"
    return [context.words.say(key, type=context.words.say(f"type.{way}"))]


def _link(context: ToolContext, can: PaymentOptions) -> str:
    offered = can.connected and can.link
    return context.words.say("options.link" if offered else "options.no_link")


def _refunds(context: ToolContext, can: PaymentOptions) -> str:
    offered = can.connected and can.refunds is not Refunding.NONE
    return context.words.say("options.refunds" if offered else "options.no_refunds")


def _fees(context: ToolContext, way: Way | None) -> list[str]:
    """What paying costs on top of what this customer owes; never a fee that nobody named."""
    say = context.words.say
    try:
        fees = payment_fees(context.ports, context.principal, way)
    except ProviderUnavailable:
        return [say("options.fee_unsaid")]
    if not fees.connected:
        return [say("options.nothing")]
    if not fees.takes:
        return [say("options.no_fee")]
    return [*(_fee(context, each) for each in fees.told), say("options.fee_first")]


def _fee(context: ToolContext, told: FeeTold) -> str:
    say = context.words.say
    return say(
        "options.fee",
        bill=told.bill,
        type=say(f"type.{told.type}"),
        amount=told.amount,
        fee=told.fee,
        total=told.amount + told.fee,
    )


TOOL: Tool = OfferedWays()
