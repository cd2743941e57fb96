"""Ask to pay: a quote and nothing more. No money moves here, whoever asks."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from billing.bills import Bill
from billing.errors import (
    AmountOutOfRange,
    BillChanged,
    InvalidRequest,
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
from billing.use_cases._fees import FeeQuestion, Fees
from billing.use_cases._home import method_for
from billing.use_cases._note import note, tell
from billing.use_cases._offers import QUOTES_PER_HOUR, supersede_others
from billing.use_cases._provider import require_taking

BILLS_PER_QUOTE: Final = 20
ROUNDS: Final = 3
"""How often the provider is asked for its fee while the bills change under the question."""


@dataclass(frozen=True, slots=True)
class PayRequest:
    """What a customer asks to pay. `amount_minor` only with one bill; None means all due.

    `method_type` asks for a way to pay of this type, also for one that needs nothing saved.
    `button_only`: no typed yes approves the offer.
    """

    bill_ids: tuple[BillId, ...]
    amount_minor: int | None = None
    method_id: MethodId | None = None
    conversation_id: ConversationId | None = None
    method_type: str | None = None
    button_only: bool = False


def pay_bill(ports: Ports, principal: Principal, request: PayRequest) -> Quote:
    """A fresh quote for `request`, superseding the customer's other open quotes.

    The amounts come from our own rows; a requested amount is only a wish within what is due. What
    the provider takes on top is asked of it before, for the method and for each amount. The same
    wish again returns the same open quote. Never moves money.

    One offer is bound to one connection: bills of several are refused (`split_bills` says which go
    together). Raises `NotFound`, `NotPayable`, `PaymentInDoubt`, `AmountOutOfRange`,
    `MethodUnusable`, `InvalidRequest`, `TooMany`; `ProviderUnavailable` when the provider
    does not say its fee, and `BillChanged` when bills or methods change faster than it can be
    asked.
    """
    principal.require_customer()
    principal.require_person()
    _require_sane(request)
    fees = Fees()
    for _ in range(ROUNDS):
        offered = _offer(ports, principal, request, fees)
        if isinstance(offered, Quote):
            return offered
        fees.learn(offered)
    raise BillChanged("the bills changed while the fee was asked for; ask for a new offer")


def _offer(
    ports: Ports, principal: Principal, request: PayRequest, fees: Fees
) -> Quote | FeeQuestion:
    """The quote, or what the provider must be asked first: then there is none yet."""
    now = ports.clock.real_now()
    with ports.store.write(principal) as tx:
        tx.customers.lock(principal.require_customer())  # two tabs: each would miss the other's
        tenant = tx.tenants.this()
        # Sorted: two requests naming the same bills in another order must not wait for each other.
        locked = {bill_id: tx.bills.lock(bill_id) for bill_id in sorted(request.bill_ids)}
        bills = [locked[bill_id] for bill_id in request.bill_ids]
        currency = _one_currency(bills)
        lines = tuple(_line(bill, request.amount_minor, tenant.policy) for bill in bills)
        named, kind = request.method_id, request.method_type
        method = method_for(ports, tx, bills, named=named, type=kind)
        method.require_usable(currency, local_day(ports.clock.now(), tenant.time_zone))
        require_taking(ports, tx, method, currency)
        priced = fees.added_to(ports, tx, method, lines)
        if isinstance(priced, FeeQuestion):
            return priced
        quote = _quote(ports, tx, request, method, priced)
        same = supersede_others(tx, quote, now)
        if same is not None:
            return same
        if tx.quotes.made_since(now - timedelta(hours=1)) >= QUOTES_PER_HOUR:
            raise TooMany("too many payment offers in an hour")
        tx.quotes.add(quote)
        _write_down(ports, tx, quote)
        return quote


def _quote(
    ports: Ports, tx: Tx, request: PayRequest, method: Method, lines: tuple[QuoteLine, ...]
) -> Quote:
    tenant, now = tx.tenants.this(), ports.clock.real_now()
    quote = Quote(
        id=QuoteId(ports.ids.new("qt")),
        customer_id=tx.principal.require_customer(),
        person_id=tx.principal.require_person(),
        status=QuoteStatus.OPEN,
        lines=lines,
        method_id=method.id,
        connection_id=method.connection_id,
        payee=tenant.legal_name,
        approve_by=(BUTTON,),
        created_at=now,
        expires_at=now + QUOTE_LIFE,
        conversation_id=request.conversation_id,
    )
    if request.button_only:
        return quote
    return replace(quote, approve_by=_approve_by(tenant, quote.total, method))


def _write_down(ports: Ports, tx: Tx, quote: Quote) -> None:
    details: dict[str, str | int] = {
        "total_minor": quote.total.amount_minor,
        "fee_minor": quote.fee.amount_minor,
        "currency": quote.currency,
    }
    note(ports, tx, "quote.opened", quote.id, details)
    tell(ports, tx, "quote.opened", quote.customer_id, {"quote_id": quote.id})


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
