"""Hand a customer to a human: a ticket with a packet a human can act on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from billing._heard import sounds_angry
from billing.bills import Bill, BillQuery
from billing.errors import InvalidRequest, NotFound, TooMany
from billing.ids import ConversationId, TicketId
from billing.payments import PaymentState
from billing.plan_views import subscription_view
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.redaction import redact
from billing.tenants import JsonValue
from billing.tickets import CATEGORIES, TICKETS_PER_DAY, Priority, Ticket, TicketStatus
from billing.use_cases._note import note, tell
from billing.views import money_view

LONGEST_TEXT: Final = 4000
LONGEST_SUBJECT: Final = 120
PACKET_ROWS: Final = 10
_IN_DOUBT: Final = frozenset({PaymentState.SUBMITTING, PaymentState.UNKNOWN, PaymentState.HOLD})


@dataclass(frozen=True, slots=True)
class HandOver:
    """Why a human is needed. `text`: the customer's own words; `tried`: names of tools that ran.

    `about` is a bill's id or number; whatever it is, it has to be the customer's. `rule`: what
    stopped the assistant; `proposed`: what it would have done, in ids and amounts.
    """

    category: str
    text: str
    subject: str = ""
    about: str | None = None
    conversation_id: ConversationId | None = None
    tried: tuple[str, ...] = ()
    rule: str = ""
    proposed: Mapping[str, JsonValue] = field(default_factory=dict)


def hand_over(ports: Ports, principal: Principal, request: HandOver) -> Ticket:
    """The conversation's one open ticket: the one there is, or a new one. Audited, and told.

    A ticket that is open already gets the new words added, up to its longest text. Priority and
    packet are the server's. Raises `InvalidRequest` for an unknown category, `NotFound` for a bill
    that is not theirs, `TooMany` beyond the day's cap.
    """
    customer_id = principal.require_customer()
    if request.category not in CATEGORIES:
        raise InvalidRequest(f"category is one of {', '.join(CATEGORIES)}")
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # two at once: one ticket, and the cap counts both
        return open_ticket(ports, tx, request)


def open_ticket(ports: Ports, tx: Tx, request: HandOver) -> Ticket:
    """As `hand_over`, in the caller's transaction, which holds the customer's row."""
    principal, now = tx.principal, ports.clock.now()
    customer_id = principal.require_customer()
    if request.conversation_id is not None:
        open_one = tx.tickets.open_in(request.conversation_id)
        if open_one is not None:
            return _add_words(tx, open_one, _added(tx, request))
    if tx.tickets.opened_since(now - timedelta(days=1)) >= TICKETS_PER_DAY:
        raise TooMany("too many tickets in a day")
    about = _about(tx, request.about)
    owing = tx.bills.list(BillQuery(owing_only=True, limit=PACKET_ROWS)).items
    ticket = Ticket(
        id=TicketId(ports.ids.new("tk")),
        customer_id=customer_id,
        category=request.category,
        priority=_priority(tx, request, about, owing),
        status=TicketStatus.OPEN,
        opened_at=now,
        subject=redact(request.subject)[:LONGEST_SUBJECT],
        text=redact(request.text)[:LONGEST_TEXT],
        about=about.id if about is not None else None,
        conversation_id=request.conversation_id,
        person_id=principal.person,
        packet=_packet(tx, request, owing),
    )
    tx.tickets.add(ticket)
    facts = {"category": ticket.category, "priority": str(ticket.priority)}
    note(ports, tx, "ticket.opened", ticket.id, facts)
    tell(ports, tx, "ticket.opened", customer_id, {"ticket_id": ticket.id, **facts})
    return ticket


def _added(tx: Tx, request: HandOver) -> str:
    """What is written into a case there is: of an act also which one, and about what."""
    about = _about(tx, request.about) if request.proposed else None
    if about is None:
        return request.text
    head = f"{request.subject} ({about.number})"
    return f"{head}: {request.text}" if request.text else head


def _add_words(tx: Tx, ticket: Ticket, text: str) -> Ticket:
    """The ticket with what was said since; the same words are not written twice."""
    more = redact(text).strip()
    if not more or more in ticket.text:
        return ticket
    longer = replace(ticket, text=f"{ticket.text}\n\n{more}".strip()[:LONGEST_TEXT])
    tx.tickets.put(longer)
    return longer


def _about(tx: Tx, reference: str | None) -> Bill | None:
    if reference is None:
        return None
    bill = tx.bills.find(reference)
    if bill is None:
        raise NotFound("bill")
    return bill


def _priority(tx: Tx, request: HandOver, about: Bill | None, owing: tuple[Bill, ...]) -> Priority:
    """High for money in doubt, for a large dispute and for anger; urgent is a human's to say."""
    bills = (*owing, about) if about is not None else owing
    if any(bill.doubt in _IN_DOUBT for bill in bills):
        return Priority.HIGH
    if sounds_angry(request.text) or request.category == "complaint":
        return Priority.HIGH
    tenant = tx.tenants.this()
    threshold = tenant.policy.dispute_high_priority_minor
    if request.category == "dispute" and about is not None and threshold is not None:
        disputed = about.disputed if about.disputed is not None else about.amount
        if disputed.currency == tenant.currency and disputed.amount_minor >= threshold:
            return Priority.HIGH
    return Priority.NORMAL


def _packet(tx: Tx, request: HandOver, owing: tuple[Bill, ...]) -> dict[str, JsonValue]:
    """Ids, states and amounts from our rows; the transcript only by reference."""
    subscription = tx.plans.subscription()
    payments = tx.payments.list(limit=PACKET_ROWS // 2).items
    transcript: JsonValue = None
    if request.conversation_id is not None:
        conversation = tx.conversations.get(request.conversation_id)
        transcript = {"conversation_id": conversation.id, "last_seq": conversation.last_seq}
    return {
        "bills": [
            {
                "id": bill.id,
                "number": bill.number,
                "due_on": bill.due_on.isoformat(),
                "balance": money_view(bill.balance, None),
                "disputed": money_view(bill.disputed, None) if bill.disputed is not None else None,
                "doubt": bill.doubt,
            }
            for bill in owing
        ],
        "totals": [money_view(amount, None) for amount in tx.bills.owed()],
        "payments": [
            {
                "id": payment.id,
                "bill_id": payment.bill_id,
                "amount": money_view(payment.amount, None),
                "state": str(payment.state),
                "reason": str(payment.reason) if payment.reason is not None else None,
            }
            for payment in payments
        ],
        "subscription": (
            subscription_view(subscription, tx.plans.get(subscription.plan_id))
            if subscription is not None
            else None
        ),
        "quotes": [
            {"id": quote.id, "total": money_view(quote.total, None)}
            for quote in tx.quotes.open_of(tx.principal.require_customer())
        ],
        "tried": list(request.tried[:PACKET_ROWS]),
        "rule": request.rule or None,
        "proposed": dict(request.proposed) or None,
        "transcript": transcript,
    }
