"""Dispute a part of a bill: an offer by the tenant's policy, else a ticket.

Once the customer says yes, the disputed part is asked for by nobody until a human has decided; the
rest stays owed and, where the policy says so, payable.
"""

from dataclasses import dataclass

from billing.acts import Act, ActKind, Outcome
from billing.bill_disputes import BillDispute, BillDisputeReason, BillDisputeState
from billing.bills import Bill, BillLine, BillState
from billing.errors import AmountOutOfRange, HumanOnly, NotEligible, PaymentInDoubt
from billing.ids import BillId, ConversationId
from billing.money import Money
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import Quote
from billing.redaction import redact
from billing.tenants import JsonValue, Policy
from billing.tickets import Ticket
from billing.use_cases._note import note, tell
from billing.use_cases._offers import Said, offer_or_ticket
from billing.use_cases.hand_over import LONGEST_TEXT, HandOver, open_ticket
from billing.views import money_view

CATEGORY = "dispute"


@dataclass(frozen=True, slots=True)
class DisputeWish:
    """What is not owed: a printed `line` (from 1), an amount, or with neither all that is due."""

    bill_id: BillId
    reason: BillDisputeReason = BillDisputeReason.OTHER
    line: int | None = None
    amount_minor: int | None = None
    text: str = ""
    conversation_id: ConversationId | None = None


def dispute_charge(ports: Ports, principal: Principal, wish: DisputeWish) -> Quote | Ticket:
    """An offer to dispute `wish`, or the ticket of a human where the policy does not allow it.

    Raises `NotFound`, `NotEligible` (not_disputable, no_such_line, disputed_already),
    `AmountOutOfRange`, `PaymentInDoubt`, `TooMany`.
    """
    asked: dict[str, JsonValue] = {
        "bill_id": wish.bill_id,
        "reason": str(wish.reason),
        "line": wish.line,
        "amount_minor": wish.amount_minor,
    }
    words = redact(wish.text)[:LONGEST_TEXT]
    said = Said(asked, {"text": words}, wish.conversation_id, wish.text)
    return offer_or_ticket(ports, principal, disputed, said, ActKind.DISPUTE)


def disputed(ports: Ports, tx: Tx, said: Said) -> Act:
    """The dispute as it would be opened now (`_offers.Compute`)."""
    bill = tx.bills.lock(BillId(str(said.wish["bill_id"])))
    policy = tx.tenants.this().policy
    if bill.state in (BillState.DRAFT, BillState.VOID):
        raise NotEligible("not_disputable", {"bill": bill.number})
    _require_in_time(ports, tx, bill, policy)
    if bill.doubt is not None:
        raise PaymentInDoubt(bill.id, bill.doubt)
    line = _line(bill, said.wish.get("line"))
    _require_new(tx, bill, line)
    amount, undisputed = _amount(bill, line, said.wish.get("amount_minor"))
    terms: dict[str, JsonValue] = {
        "bill_id": bill.id,
        "bill_number": bill.number,
        "description": bill.description,
        "reason": said.wish["reason"],
        "line": (
            {"position": line.position, "description": line.description}
            if line is not None
            else None
        ),
        "amount": money_view(amount, None),
        "undisputed": money_view(undisputed, None),
        "undisputed_payable": policy.dispute_pay_undisputed,
        "due_on": bill.due_on.isoformat(),
    }
    return Act(ActKind.DISPUTE, said.wish, terms, amount, said.personal)


def open_dispute(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Outcome:
    """What the customer approved: the dispute, its ticket, and the bill that says so."""
    wish, line = act.wish, act.terms["line"]
    bill_id, text = BillId(str(wish["bill_id"])), act.personal.get("text", "")
    request = HandOver(
        category=CATEGORY,
        text=text,
        subject=f"dispute: {wish['reason']}".replace("_", " "),
        about=bill_id,
        conversation_id=quote.conversation_id,
        proposed={"act": str(ActKind.DISPUTE), **act.terms},
    )
    ticket = open_ticket(ports, tx, request)
    dispute = BillDispute(
        id=ports.ids.new("bdp"),
        bill_id=bill_id,
        customer_id=quote.customer_id,
        amount=act.amount,
        reason=BillDisputeReason(str(wish["reason"])),
        state=BillDisputeState.OPEN,
        opened_at=ports.clock.now(),
        line=_position(line),
        ticket_id=ticket.id,
        text=text,
    )
    tx.bill_disputes.put(dispute)
    facts: dict[str, str | int] = {
        "bill": bill_id,
        "amount_minor": act.amount.amount_minor,
        "currency": act.amount.currency,
        "quote": quote.id,
        "ticket": ticket.id,
    }
    note(ports, tx, "bill.disputed", dispute.id, facts)
    told: dict[str, JsonValue] = {"bill_id": bill_id, "dispute_id": dispute.id}
    tell(ports, tx, "bill.disputed", quote.customer_id, told)
    return {"dispute_id": dispute.id, "ticket_id": ticket.id}


def _require_in_time(ports: Ports, tx: Tx, bill: Bill, policy: Policy) -> None:
    """Raises `HumanOnly` where the policy has no rule, or its time is over, or it is paid."""
    if not policy.dispute_window_days:
        raise HumanOnly("the policy has no rule for disputes", CATEGORY, bill.id)
    if bill.state is BillState.PAID or bill.balance.is_zero:
        raise HumanOnly("the bill is paid: money would have to go back", CATEGORY, bill.id)
    today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
    if (today - bill.issued_on).days > policy.dispute_window_days:
        raise HumanOnly("later than the policy allows", CATEGORY, bill.id)


def _line(bill: Bill, wanted: JsonValue) -> BillLine | None:
    if wanted is None:
        return None
    found = next((line for line in bill.lines if line.position == wanted), None)
    if found is None or found.amount.amount_minor <= 0:
        raise NotEligible("no_such_line", {"bill": bill.number})
    return found


def _require_new(tx: Tx, bill: Bill, line: BillLine | None) -> None:
    """Raises `NotEligible` while the line is disputed, `HumanOnly` for what was decided before.

    A no to a part stands, also when all of the bill is disputed after it or was before; what was
    taken off for a line is not taken off twice.
    """
    for known in tx.bill_disputes.of_bill(bill.id):
        same = line is not None and known.line == line.position
        about_it = same or line is None or known.line is None
        if same and known.state is BillDisputeState.OPEN:
            raise NotEligible("disputed_already", {"bill": bill.number})
        upheld = same and known.state is BillDisputeState.UPHELD
        if upheld or (about_it and known.state is BillDisputeState.REJECTED):
            raise HumanOnly("this was decided before", CATEGORY, bill.id)


def _amount(bill: Bill, line: BillLine | None, wanted: JsonValue) -> tuple[Money, Money]:
    """What is disputed by it, and what is owed and disputed by nothing."""
    currency = bill.amount.currency
    left = bill.balance - (bill.disputed or Money.zero(currency))
    if left.amount_minor <= 0:
        raise NotEligible("disputed_already", {"bill": bill.number})
    most = min(left, line.amount) if line is not None else left
    minor = wanted if isinstance(wanted, int) else most.amount_minor
    if not 0 < minor <= most.amount_minor:
        raise AmountOutOfRange(1, most.amount_minor, currency)
    amount = Money(minor, currency)
    return amount, left - amount


def _position(line: JsonValue) -> int | None:
    found = line.get("position") if isinstance(line, dict) else None
    return found if isinstance(found, int) else None
