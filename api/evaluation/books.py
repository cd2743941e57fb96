"""The books of one company at one moment: all that a scenario may change, to be compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from billing.bills import Bill, BillQuery, BillState
from billing.ids import CustomerId
from billing.money import Money
from billing.payments import PaymentState
from billing.ports import Store, Tx
from billing.principal import Principal, system
from billing.tickets import Ticket

MANY: Final = 200


@dataclass(frozen=True, slots=True)
class BillNow:
    state: str
    balance: Decimal
    disputed: Decimal


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that moved, by a payment or a refund: what it is of, how much, how it stands."""

    of: str
    amount: Decimal
    state: str


@dataclass(frozen=True, slots=True)
class PlanNow:
    plan: str | None
    interval: str | None
    next_plan: str | None
    ends: bool


@dataclass(frozen=True, slots=True)
class TicketNow:
    """A case as the human finds it; `holds` is all there is to read in it."""

    category: str
    priority: str
    about: str | None
    holds: str
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Books:
    """Bills, payments, refunds and tickets of the whole company; the rest of one customer."""

    bills: Mapping[str, BillNow]
    payments: Mapping[str, Moved]
    refunds: Mapping[str, Moved]
    tickets: Mapping[str, TicketNow]
    offers: int
    promises: int
    disputes: int
    announced: int
    plan: PlanNow
    methods: frozenset[str]
    default_method: str | None
    details: Mapping[str, str]


def read_books(store: Store, principal: Principal, now: datetime) -> Books:
    """The books as they are, read as the company's worker would and as the customer.

    `now` is real time, by which offers end.
    """
    customer = principal.require_customer()
    with store.read(system(principal.tenant, "evaluation")) as tx:
        bills = _bills(tx)
        payments, refunds = _moved(tx)
        tickets = {str(each.id): _ticket(each) for each in tx.tickets.list(limit=MANY).items}
        disputes = len(tx.bill_disputes.list(limit=MANY))
        own = [bill.id for bill in bills if bill.customer_id == customer]
        promises = sum(len(tx.promises.of_bill(bill)) for bill in own)
    with store.read(principal) as tx:
        methods = [each for each in tx.methods.of_customer(customer) if not each.on_page]
        return Books(
            bills={str(bill.id): _bill(bill) for bill in bills},
            payments=payments,
            refunds=refunds,
            tickets=tickets,
            offers=sum(each.expires_at > now for each in tx.quotes.open_of(customer)),
            promises=promises,
            disputes=disputes,
            announced=tx.manual_payments.announced(customer),
            plan=_plan(tx),
            methods=frozenset(str(each.id) for each in methods),
            default_method=next((str(each.id) for each in methods if each.is_default), None),
            details=_details(tx, customer),
        )


def kept_text(store: Store, principal: Principal) -> str:
    """All that was kept of the person's conversations, one message a line."""
    with store.read(principal) as tx:
        return "\n".join(
            message.text
            for thread in tx.conversations.list(20)
            for message in tx.conversations.tail(thread.id, MANY)
        )


def decimal_of(money: Money | None) -> Decimal:
    return Decimal(money.to_decimal()) if money is not None else Decimal(0)


def _bills(tx: Tx) -> list[Bill]:
    found: list[Bill] = []
    cursor: str | None = None
    while True:
        page = tx.bills.list(BillQuery(states=frozenset(BillState), limit=MANY, cursor=cursor))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _bill(bill: Bill) -> BillNow:
    return BillNow(str(bill.state), decimal_of(bill.balance), decimal_of(bill.disputed))


def _ticket(ticket: Ticket) -> TicketNow:
    packet = json.dumps(ticket.packet, ensure_ascii=False, default=str)
    holds = f"{ticket.subject} {ticket.text} {packet}"
    return TicketNow(ticket.category, str(ticket.priority), ticket.about, holds, str(ticket.status))


def _moved(tx: Tx) -> tuple[dict[str, Moved], dict[str, Moved]]:
    payments: dict[str, Moved] = {}
    refunds = {
        each.id: Moved(each.payment_id, decimal_of(each.amount), str(each.state))
        for each in tx.refunds.in_states(frozenset(PaymentState), limit=MANY)
    }
    cursor: str | None = None
    while True:
        page = tx.payments.list(limit=MANY, cursor=cursor)
        for each in page.items:
            payments[each.id] = Moved(str(each.bill_id), decimal_of(each.amount), str(each.state))
        cursor = page.next_cursor
        if cursor is None:
            return payments, refunds


def _plan(tx: Tx) -> PlanNow:
    now = tx.plans.subscription()
    if now is None:
        return PlanNow(None, None, None, ends=False)
    return PlanNow(now.plan_id, now.interval, now.next_plan_id, ends=now.ends_on is not None)


def _details(tx: Tx, customer_id: CustomerId) -> dict[str, str]:
    """What names the customer and says where to write; absent is empty."""
    customer = tx.customers.get(customer_id)
    known = {
        "name": customer.name,
        "email": customer.email,
        "company": customer.company,
        "address": customer.address,
        "vat_id": customer.vat_id,
        "po_number": customer.po_number,
        "invoice_recipient": customer.invoice_recipient,
    }
    return {name: value or "" for name, value in known.items()}
