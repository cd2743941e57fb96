"""What became of an approved act: the server's words, its cards, and the body of the answer."""

from dataclasses import dataclass
from datetime import date

from billing.act_words import done_words
from billing.acts import Act, ActKind
from billing.back_views import refund_view
from billing.ids import BillId, MessageId, PaymentId, TicketId
from billing.payments import PaymentState
from billing.plan_views import plan_card_view
from billing.ports import Tx
from billing.quotes import Quote
from billing.refunds import Refund
from billing.tenants import JsonValue
from billing.use_cases.payment_history import lines_of
from billing.views import Show, View, bill_view, payment_view, ticket_view
from billing.words import Words
from tools._tool import Card

REFUND_FAILED = "refund_failed"


@dataclass(frozen=True, slots=True)
class Done:
    """One approved act as it stands: `message_id` is where the transcript says so, once each."""

    text: str
    cards: tuple[Card, ...]
    status: int
    code: str | None
    view: View
    message_id: MessageId


def done_act(tx: Tx, quote: Quote, act: Act, words: Words, shown: tuple[Show, date]) -> Done:
    """What there is to say and to show about an approved act, from the rows of `tx`.

    `shown`: how amounts are written, and the tenant's day.
    """
    refund, (show, _) = _refund(tx, quote), shown
    outcome: dict[str, JsonValue] = dict(quote.outcome or {})
    text = _text(tx, quote, act, refund, words)
    view: View = {
        "kind": str(act.kind),
        "text": text,
        "outcome": outcome,
        "refund": refund_view(refund, show) if refund is not None else None,
        "ticket": _ticket(tx, outcome),
    }
    status, code = _status(refund)
    told = refund is not None and refund.state in (PaymentState.SUCCEEDED, PaymentState.FAILED)
    mark = f"told-{refund.id}-{refund.state}" if told and refund else f"{quote.id}-approved"
    return Done(
        text=text,
        cards=_cards(tx, act, outcome, shown),
        status=status,
        code=code,
        view=view,
        message_id=MessageId(mark),
    )


def _text(tx: Tx, quote: Quote, act: Act, refund: Refund | None, words: Words) -> str:
    if refund is None or refund.state not in (PaymentState.SUCCEEDED, PaymentState.FAILED):
        return done_words(words, quote, act)
    (line,) = lines_of(tx, (tx.payments.get(refund.payment_id),))
    method = line.method.label(words.language) if line.method is not None else "-"
    named = {"bill": line.bill_number, "method": method}
    return words.say(f"refund.{refund.state}", amount=refund.amount, **named)


def _cards(
    tx: Tx, act: Act, outcome: dict[str, JsonValue], shown: tuple[Show, date]
) -> tuple[Card, ...]:
    """The rows that changed, as they are now."""
    show, today = shown
    cards: list[Card] = []
    if act.kind in (ActKind.CHANGE_PLAN, ActKind.CANCEL_SUBSCRIPTION):
        subscription = tx.plans.subscription()
        if subscription is not None:
            plan = tx.plans.get(subscription.plan_id)
            cards.append(
                Card("plan", subscription.id, plan_card_view(plan, subscription, (), show))
            )
    payment_id = act.wish.get("payment_id")
    if isinstance(payment_id, str):
        (line,) = lines_of(tx, (tx.payments.get(PaymentId(payment_id)),))
        cards.append(Card("payments", payment_id, {"payments": [payment_view(line, show)]}))
    bill_id = outcome.get("bill_id") or act.wish.get("bill_id")
    if isinstance(bill_id, str):
        bill = tx.bills.get(BillId(bill_id))
        cards.append(Card("bill", bill.id, bill_view(bill, today=today, show=show)))
    return tuple(cards)


def _refund(tx: Tx, quote: Quote) -> Refund | None:
    refund_id = (quote.outcome or {}).get("refund_id")
    return tx.refunds.get(refund_id) if isinstance(refund_id, str) else None


def _ticket(tx: Tx, outcome: dict[str, JsonValue]) -> View | None:
    ticket_id = outcome.get("ticket_id")
    return ticket_view(tx.tickets.get(TicketId(ticket_id))) if isinstance(ticket_id, str) else None


def _status(refund: Refund | None) -> tuple[int, str | None]:
    """200 when it is done, 202 while money is on its way back, 402 when none went."""
    if refund is None or refund.state is PaymentState.SUCCEEDED:
        return 200, None
    if refund.state in (PaymentState.FAILED, PaymentState.CANCELLED):
        return 402, REFUND_FAILED
    return 202, None
