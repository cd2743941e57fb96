"""Ask to pay: a quote and nothing more. No money moves here, whoever asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from billing.bills import Bill
from billing.errors import (
    AmountOutOfRange,
    InvalidRequest,
    MethodUnusable,
    TooMany,
)
from billing.ids import BillId, ConversationId, MethodId, QuoteId
from billing.methods import Method
from billing.money import Money
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import BUTTON, QUOTE_LIFE, TEXT, Quote, QuoteLine, QuoteStatus
from billing.tenants import Confirmation, Policy, Tenant
from billing.use_cases._note import note, tell
from billing.use_cases._provider import require_taking, takes_payments

QUOTES_PER_HOUR: Final = 30
BILLS_PER_QUOTE: Final = 20


@dataclass(frozen=True, slots=True)
class PayRequest:
    """What a customer asks to pay. `amount_minor` only with one bill; None means all due."""

    bill_ids: tuple[BillId, ...]
    amount_minor: int | None = None
    method_id: MethodId | None = None
    conversation_id: ConversationId | None = None


def pay_bill(ports: Ports, principal: Principal, request: PayRequest) -> Quote:
    """A fresh quote for `request`, superseding the customer's other open quotes.

    The amounts come from our own rows; a requested amount is only a wish within what is due.
    The same wish again returns the same open quote. Never moves money.

    Raises `NotFound`, `NotPayable`, `PaymentInDoubt`, `AmountOutOfRange`, `MethodUnusable`,
    `InvalidRequest`, `TooMany`.
    """
    customer_id, person_id = principal.require_customer(), principal.require_person()
    _require_sane(request)
    now = ports.clock.real_now()
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # two tabs: each would miss the other's quote
        tenant = tx.tenants.this()
        # Sorted: two requests naming the same bills in another order must not wait for each other.
        locked = {bill_id: tx.bills.lock(bill_id) for bill_id in sorted(request.bill_ids)}
        bills = [locked[bill_id] for bill_id in request.bill_ids]
        currency = _one_currency(bills)
        lines = tuple(_line(bill, request.amount_minor, tenant.policy) for bill in bills)
        today = local_day(ports.clock.now(), tenant.time_zone)
        method = _choose_method(tx, request.method_id)
        method.require_usable(currency, today)
        require_taking(tx, method)
        total = sum(line.amount.amount_minor for line in lines)
        quote = Quote(
            id=QuoteId(ports.ids.new("qt")),
            customer_id=customer_id,
            person_id=person_id,
            status=QuoteStatus.OPEN,
            lines=lines,
            fee=Money.zero(currency),
            method_id=method.id,
            connection_id=method.connection_id,
            payee=tenant.legal_name,
            approve_by=_approve_by(tenant, Money(total, currency), method),
            created_at=now,
            expires_at=now + QUOTE_LIFE,
            conversation_id=request.conversation_id,
        )
        same = _supersede_others(tx, quote, now)
        if same is not None:
            return same
        if tx.quotes.made_since(now - timedelta(hours=1)) >= QUOTES_PER_HOUR:
            raise TooMany("too many payment offers in an hour")
        tx.quotes.add(quote)
        note(ports, tx, "quote.opened", quote.id, {"total_minor": total, "currency": currency})
        tell(ports, tx, "quote.opened", customer_id, {"quote_id": quote.id})
        return quote


def _require_sane(request: PayRequest) -> None:
    if not 1 <= len(request.bill_ids) <= BILLS_PER_QUOTE:
        raise InvalidRequest(f"name between 1 and {BILLS_PER_QUOTE} bills")
    if len(set(request.bill_ids)) != len(request.bill_ids):
        raise InvalidRequest("each bill may be named once")
    if request.amount_minor is not None and len(request.bill_ids) > 1:
        raise InvalidRequest("a part payment is for one bill")


def _one_currency(bills: list[Bill]) -> str:
    currencies = {bill.amount.currency for bill in bills}
    if len(currencies) > 1:
        raise InvalidRequest("bills in different currencies are paid one by one")
    return currencies.pop()


def _line(bill: Bill, wish_minor: int | None, policy: Policy) -> QuoteLine:
    due = bill.payable(policy.dispute_pay_undisputed)
    amount = due
    if wish_minor is not None and wish_minor != due.amount_minor:
        least = min(max(1, policy.partial_minimum_minor), due.amount_minor)
        if not policy.partial_allowed or not least <= wish_minor < due.amount_minor:
            raise AmountOutOfRange(
                least if policy.partial_allowed else due.amount_minor,
                due.amount_minor,
                due.currency,
                policy.partial_allowed,
            )
        amount = Money(wish_minor, due.currency)
    return QuoteLine(bill.id, bill.number, bill.version, bill.description, amount)


def _choose_method(tx: Tx, wished: MethodId | None) -> Method:
    if wished is not None:
        return tx.methods.get(wished)
    methods = tx.methods.list()
    if not methods:
        raise MethodUnusable("none")
    return next((each for each in methods if takes_payments(tx, each)), methods[0])


def _approve_by(tenant: Tenant, total: Money, method: Method) -> tuple[str, ...]:
    """Text counts only under the tenant's limit, in its currency, with a method used before."""
    policy = tenant.policy
    by_text = (
        policy.payment_confirmation is Confirmation.BUTTON_OR_TEXT
        and total.currency == tenant.currency
        and total.amount_minor <= policy.text_confirmation_limit_minor
        and method.used_before
    )
    return (BUTTON, TEXT) if by_text else (BUTTON,)


def _supersede_others(tx: Tx, quote: Quote, now: datetime) -> Quote | None:
    """Close the customer's open quotes; returns one that already offers exactly the same."""
    same = None
    for found in tx.quotes.open_of(quote.customer_id):
        other = tx.quotes.lock(found.id)
        if other.status is not QuoteStatus.OPEN:
            continue  # approved meanwhile: its payment now guards the bill
        if same is None and _offers_the_same(other, quote, now):
            same = other
        else:
            tx.quotes.set_status(other.id, QuoteStatus.SUPERSEDED)
    return same


def _offers_the_same(old: Quote, new: Quote, now: datetime) -> bool:
    return (
        old.lines == new.lines
        and old.method_id == new.method_id
        and old.person_id == new.person_id
        and old.conversation_id == new.conversation_id
        and old.expires_at - now > QUOTE_LIFE // 2
    )
