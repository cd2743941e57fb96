"""Ask for money back: an offer within the tenant's policy, else one ticket for whoever decides.

The customer's own yes gives it back, to what they paid with and nowhere else; ordered by `policy`.
"""

from dataclasses import dataclass

from billing.acts import Act, ActKind, Outcome
from billing.errors import HumanOnly
from billing.ids import ConversationId, PaymentId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import Quote
from billing.tenants import JsonValue
from billing.tickets import Ticket
from billing.use_cases._note import tell
from billing.use_cases._offers import Said, offer_act
from billing.use_cases._refund_ticket import CATEGORY, ask_finance
from billing.use_cases.payment_history import method_of
from billing.use_cases.refund_payment import (
    BY_POLICY,
    RefundAsk,
    order_refund,
    refund_amount,
    why_not_refunded,
)
from billing.views import money_view


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Of which payment; `amount_minor` None: all that is left of it. `text`: why."""

    payment_id: PaymentId
    amount_minor: int | None = None
    text: str = ""
    conversation_id: ConversationId | None = None


def request_refund(ports: Ports, principal: Principal, wish: RefundWish) -> Quote | Ticket:
    """An offer to give back what the policy allows, else the payment's one open refund ticket.

    Nothing is given back that nobody asked for, nor more than was. Raises `NotFound`,
    `AmountOutOfRange`, `InvalidRequest` for a payment that took nothing, `Conflict` while a bank
    decides about it, `TooMany`.
    """
    asked: dict[str, JsonValue] = {
        "payment_id": wish.payment_id,
        "amount_minor": wish.amount_minor,
    }
    said = Said(asked, {}, wish.conversation_id, wish.text)
    try:
        return offer_act(ports, principal, refund_offered, said)
    except HumanOnly as left:
        with ports.store.write(principal) as tx:
            tx.customers.lock(principal.require_customer())
            payment = tx.payments.lock(wish.payment_id)
            facts: dict[str, JsonValue] = {
                "wanted_minor": wish.amount_minor,
                "why_a_human": left.why,
                "conversation_id": wish.conversation_id,
            }
            return ask_finance(ports, tx, payment, wish.text, facts)


def refund_offered(ports: Ports, tx: Tx, said: Said) -> Act:
    """The refund as it would be ordered now (`_offers.Compute`)."""
    ask = _ask(said.wish)
    payment = tx.payments.lock(ask.payment_id)
    amount = refund_amount(tx, payment, ask)
    why = why_not_refunded(ports, tx, payment, amount, ask)
    if why is not None:
        raise HumanOnly(why, CATEGORY, payment.id)
    method = method_of(tx, payment.method_id)
    terms: dict[str, JsonValue] = {
        "payment_id": payment.id,
        "bill_id": payment.bill_id,
        "bill_number": tx.bills.get(payment.bill_id).number,
        "amount": money_view(amount, None),
        "paid": money_view(payment.amount, None),
        "to": (
            {"id": method.id, "type": method.type, "brand": method.brand, "last4": method.last4}
            if method is not None
            else None
        ),
    }
    return Act(ActKind.REFUND, said.wish, terms, amount)


def give_back(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Outcome:
    """Order the refund that was approved; it is sent once the approval is committed."""
    ask = _ask(act.wish)
    payment = tx.payments.lock(ask.payment_id)
    refund = order_refund(ports, tx, payment, act.amount, ask, BY_POLICY)
    told: dict[str, JsonValue] = {"quote_id": quote.id, "payment_id": payment.id}
    tell(ports, tx, "refund.approved", quote.customer_id, {"refund_id": refund.id, **told})
    return {"refund_id": refund.id, "payment_id": payment.id}


def _ask(wish: object) -> RefundAsk:
    found = wish if isinstance(wish, dict) else {}
    minor = found.get("amount_minor")
    wanted = minor if isinstance(minor, int) else None
    return RefundAsk(PaymentId(str(found.get("payment_id"))), wanted)
