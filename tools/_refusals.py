"""Why something cannot be paid, as the customer hears it: one table from errors to sentences."""

from collections.abc import Mapping, Sequence
from typing import Final

from billing.errors import (
    AmountOutOfRange,
    BillChanged,
    BillingError,
    InvalidRequest,
    MethodUnusable,
    NotFound,
    NotPayable,
    PaymentInDoubt,
    ProviderUnavailable,
    SeveralServices,
    TooMany,
)
from billing.ids import BillId
from billing.money import Money
from billing.payments import PaymentState
from billing.use_cases._home import home_of
from billing.use_cases._provider import chargeable
from billing.use_cases.payment_options import payment_options
from tools._context import ToolContext
from tools._offered import by_hand

REFUSALS = (
    AmountOutOfRange,
    BillChanged,
    InvalidRequest,
    MethodUnusable,
    NotFound,
    NotPayable,
    PaymentInDoubt,
    ProviderUnavailable,
    TooMany,
)
"""What `pay_bill` may answer instead of a quote; anything else is a fault."""

_PLAIN: Final[Mapping[type[BillingError], str]] = {
    TooMany: "quote.too_many",
    SeveralServices: "quote.one_service",
    InvalidRequest: "quote.one_currency",
    ProviderUnavailable: "error.provider_unavailable",
    BillChanged: "quote.changed",
}


def refusal(
    context: ToolContext,
    error: BillingError,
    *,
    bill: str,
    currency: str,
    asked: int | None = None,
    bills: Sequence[BillId] = (),
) -> str:
    """The sentence for `error`. `bill` is the number of the bill it is about, as far as we know.

    `asked`: the part the customer wanted, in minor units; `bills`: the ids of all that they
    wanted to pay. Says only what our rows say.
    """
    say = context.words.say
    match error:
        case NotPayable(state=state):
            return say(f"bill.not_payable_{state}", bill=bill)
        case PaymentInDoubt(payment_state=state):
            waits = state == PaymentState.REQUIRES_ACTION
            return say("error.payment_waits" if waits else "error.payment_in_doubt", bill=bill)
        case AmountOutOfRange():
            return _amount(context, error, asked)
        case MethodUnusable(why="none"):
            return nothing_saved(context, bills)
        case MethodUnusable(why="elsewhere"):
            return _elsewhere(context, bill, bills)
        case MethodUnusable(why="expired"):
            return say("decline.expired_card")
        case MethodUnusable(why="currency"):
            return say("decline.currency_not_supported", currency=currency)
        case MethodUnusable():
            return say("decline.invalid_method")
        case _:
            plain = (_PLAIN[kind] for kind in type(error).__mro__ if kind in _PLAIN)
            return say(next(plain, "find.no_bill_of_kind"))


def _elsewhere(context: ToolContext, bill: str, bills: Sequence[BillId]) -> str:
    """The method belongs to another connection than the bill: what does pay it, where anything."""
    say = context.words.say
    with context.ports.store.read(context.principal) as tx:
        homes = {home_of(tx, each) for each in bills}
        saved = [each for each in tx.methods.list() if each.connection_id in homes]
        there = chargeable(context.ports, tx, saved)
    said = say("quote.elsewhere", bill=bill)
    labels = [each.label(context.language) for each in there if not each.expired(context.today)]
    if labels:
        return f"{said} {say('quote.elsewhere_with', methods=context.words.listing(labels))}"
    return f"{said} {nothing_saved(context, bills)}"


def nothing_saved(context: ToolContext, bills: Sequence[BillId] = ()) -> str:
    """Nothing saved can pay: say so, and what the provider that takes `bills` offers instead."""
    can = payment_options(context.ports, context.principal, bills=bills)
    say = context.words.say
    said = [say("quote.no_method")]
    if can.connected and can.can_add:
        said.append(say("options.can_add"))
    if can.connected and can.link:
        said.append(say("options.link"))
    said += by_hand(context, can)
    return " ".join(said if len(said) > 1 else [*said, say("method.add_not_offered")])


def _amount(context: ToolContext, error: AmountOutOfRange, asked: int | None) -> str:
    say = context.words.say
    most = Money(error.maximum_minor, error.currency)
    if asked is not None and asked <= 0:
        return say("quote.amount_not_positive")
    if asked is not None and asked > error.maximum_minor:
        return say("quote.amount_too_high", maximum=most)
    if not error.partial_allowed:
        return say("quote.no_partial", company=context.tenant.name, amount=most)
    return say("quote.below_minimum", minimum=Money(error.minimum_minor, error.currency))
