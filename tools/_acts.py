"""An offered act as a tool's result: its card, facts for the model, and the server's own words."""

from datetime import timedelta

from billing.act_views import act_quote_view
from billing.act_words import offer_words
from billing.acts import ActKind
from billing.bills import Bill
from billing.errors import (
    BillingError,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotEligible,
    NotFound,
    NotPayable,
    PaymentInDoubt,
    TooMany,
)
from billing.payments import PaymentState
from billing.quotes import TEXT, Quote
from billing.tickets import Ticket
from billing.views import ticket_view
from tools._bills import find_bills
from tools._context import ToolContext
from tools._tool import Card, ToolFailed, ToolResult

REFUSED = (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotEligible,
    NotFound,
    NotPayable,
    TooMany,
)
"""What asking for an act may answer instead of an offer; anything else is a fault."""


def offered(context: ToolContext, made: Quote | Ticket, *, key: str = "act.human") -> ToolResult:
    """The offer, closed with what will happen and how to say yes; or the ticket of a human.

    `key` is the sentence about the ticket.
    """
    if isinstance(made, Ticket):
        card = Card("ticket", made.id, ticket_view(made))
        text = f"Only a human may decide this. A human was told: ticket {made.id}."
        closing = context.words.say(key, ticket=made.id)
        return ToolResult((card,), text, closing=closing, ticket_id=made.id)
    act = made.act
    if act is None:
        raise TypeError("an offer of an act has one")
    summary = offer_words(context.words, act)
    data = act_quote_view(made, act, summary=summary, show=context.show)
    return ToolResult(
        cards=(Card("quote", made.id, data),),
        text=f"Offer {made.id} made ({act.kind}), not approved yet, nothing changed: {summary}",
        closing=f"{summary} {_how(context, made)}",
        quote_id=made.id,
    )


def bill_meant(context: ToolContext, said: str, *, owing: bool = True) -> Bill | tuple[Bill, ...]:
    """The one bill that is meant; several, or none, where that is not clear."""
    with context.ports.store.read(context.principal) as tx:
        found = find_bills(tx, said, today=context.today, owing=owing)
    return found[0] if len(found) == 1 else found


def refused(context: ToolContext, error: BillingError, *, bill: str = "-") -> ToolFailed:
    """Why it cannot be offered, in the customer's words; `bill`: the number it is about."""
    say = context.words.say
    match error:
        case NotEligible(why=why, values=values):
            return ToolFailed(say(f"act.no.{why}", **values))
        case Forbidden():
            return ToolFailed(say("act.only_admin"))
        case NotPayable(state=state):
            return ToolFailed(say(f"bill.not_payable_{state}", bill=bill))
        case PaymentInDoubt(payment_state=state):
            waits = state == PaymentState.REQUIRES_ACTION
            key = "error.payment_waits" if waits else "error.payment_in_doubt"
            return ToolFailed(say(key, bill=bill))
        case TooMany():
            return ToolFailed(say("quote.too_many"))
        case NotFound():
            return ToolFailed(say("find.no_bill_of_kind"))
        case _:
            return ToolFailed(say("error.conflict"))


def _how(context: ToolContext, quote: Quote) -> str:
    """How to say yes, and until when."""
    say = context.words.say
    by_text = TEXT in quote.approve_by
    parts = [say("act.approve_by_button_or_text" if by_text else "act.approve_by_button")]
    if (
        quote.act is not None
        and quote.act.kind is ActKind.DETAILS
        and "email" in quote.act.personal
    ):
        parts.insert(0, say("act.details.confirm_offer"))
    left = quote.expires_at - context.ports.clock.real_now()
    parts.append(say("quote.expires", count=max(1, round(left / timedelta(minutes=1)))))
    return " ".join(parts)
