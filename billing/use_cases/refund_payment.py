"""Give money back on a payment: staff within what is left, customers within the tenant's policy."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing import crash
from billing.capabilities import Refunding
from billing.disputes import Dispute, DisputeState
from billing.duties import DutyKind
from billing.errors import (
    AmountOutOfRange,
    Conflict,
    InvalidRequest,
    NotOffered,
    ProviderUnavailable,
    StaleWorker,
)
from billing.ids import PaymentId
from billing.money import Money
from billing.payment_keys import refund_key
from billing.payments import SUBMIT_LEASE, Payment, PaymentState
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import APPROVE, CUSTOMERS, Principal, Role, system
from billing.refunds import COUNTED_STATES, Refund
from billing.tenants import JsonValue
from billing.tickets import Ticket
from billing.use_cases._note import note
from billing.use_cases._owed_again import too_much
from billing.use_cases._provider import provider_at
from billing.use_cases._refund_ticket import ask_finance
from billing.use_cases.submit_refund import submit_refund

BY_POLICY: Final = "policy"
TWICE_WITHIN: Final = timedelta(minutes=10)
"""The same amount ordered again by the same hand within this is taken for the same order."""

_ELSEWHERE: Final = "this payment was not made here: give it back where it was made"
_DISPUTED: Final = frozenset({DisputeState.OPEN, DisputeState.UNDER_REVIEW})


@dataclass(frozen=True, slots=True)
class RefundAsk:
    """What somebody asks back. `amount_minor` None: all that is left.

    `reopens`: the bill is owed again by this much (staff only). `seen_refunds`: how many refunds of
    the payment the asker knew of; when there are more by now it is a `Conflict`, so that a second
    click gives nothing back twice. Unsaid, the same amount again so soon is a `Conflict`.
    `text`: why, in the asker's own words.
    """

    payment_id: PaymentId
    amount_minor: int | None = None
    reopens: bool = False
    seen_refunds: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """The refund as it then stands, or the ticket of whoever decides about it."""

    refund: Refund | None = None
    ticket: Ticket | None = None


def refund_payment(ports: Ports, principal: Principal, ask: RefundAsk) -> RefundAnswer:
    """Give back `ask`, in three phases like a payment; never more than the payment took.

    Finance and admins may give back anything that is left. A customer with scope `approve` gets
    what the tenant's policy allows (its limit per payment, its window, its currency), ordered by
    `policy`; anything else, also while a bank asks about the payment, opens one ticket. What is in
    doubt counts as given back.

    Raises `Forbidden` for support, `NotFound`, `AmountOutOfRange` (`maximum_minor` is what is
    left), `InvalidRequest` for a payment that took nothing, `Conflict` while a bank's dispute of
    the payment is open, `NotOffered` and `ProviderUnavailable` (staff) when the provider cannot.
    """
    if principal.role not in CUSTOMERS:
        principal.require_staff(Role.FINANCE, Role.ADMIN)
    with ports.store.write(principal) as tx:
        if principal.customer is not None:
            tx.customers.lock(principal.customer)  # the day's cap counts what is committed
        payment = tx.payments.lock(ask.payment_id)
        amount = refund_amount(tx, payment, ask)
        answer = _within(ports, tx, payment, amount, ask)
        crash.here("refund-inserted")
    if answer.refund is None:
        return answer
    crash.here("refund-committed")
    # A lease that ran out before sending: the worker has the refund now.
    with suppress(StaleWorker):
        submit_refund(ports, system(principal.tenant, principal.session), answer.refund.id)
    with ports.store.read(principal) as tx:
        return RefundAnswer(tx.refunds.get(answer.refund.id))


def refund_amount(tx: Tx, payment: Payment, ask: RefundAsk) -> Money:
    """What is asked, if it can be: the payment took it, and nobody else is taking it back."""
    if payment.state is not PaymentState.SUCCEEDED:
        raise InvalidRequest("only a payment that succeeded can be given back")
    if any(not dispute.inquiry for dispute in _undecided(tx, payment)):
        raise Conflict("a bank is deciding a dispute of this payment: wait for its decision")
    if ask.seen_refunds not in (None, len(tx.refunds.of_payment(payment.id))):
        raise Conflict("there are more refunds of this payment by now: look at them first")
    left = tx.refunds.refundable(payment.id).amount_minor
    wanted = left if ask.amount_minor is None else ask.amount_minor
    if not 0 < wanted <= left:
        raise AmountOutOfRange(min(1, left), left, payment.amount.currency)
    return Money(wanted, payment.amount.currency)


def _undecided(tx: Tx, payment: Payment) -> list[Dispute]:
    return [each for each in tx.disputes.of_payment(payment.id) if each.state in _DISPUTED]


def _within(ports: Ports, tx: Tx, payment: Payment, amount: Money, ask: RefundAsk) -> RefundAnswer:
    who = tx.principal
    if who.role not in CUSTOMERS:
        _require_new(ports, tx, amount, ask, who.actor)
        require_refundable(ports, tx, payment, amount)
        return RefundAnswer(order_refund(ports, tx, payment, amount, ask, who.actor))
    why = "the customer could not approve where they asked" if APPROVE not in who.scopes else None
    why = why or why_not_refunded(ports, tx, payment, amount, ask)
    if why is None:
        _require_new(ports, tx, amount, ask, BY_POLICY)
        return RefundAnswer(order_refund(ports, tx, payment, amount, ask, BY_POLICY))
    facts: dict[str, JsonValue] = {"wanted_minor": amount.amount_minor, "why_a_human": why}
    return RefundAnswer(ticket=ask_finance(ports, tx, payment, ask.text, facts))


def _require_new(ports: Ports, tx: Tx, amount: Money, ask: RefundAsk, asked_by: str) -> None:
    """Raises `Conflict` for what looks like the same order once more: a second click, a retry."""
    if ask.seen_refunds is not None:
        return
    since = ports.clock.now() - TWICE_WITHIN
    for known in tx.refunds.of_payment(ask.payment_id):
        same = (known.amount, known.asked_by) == (amount, asked_by)
        if same and known.state in COUNTED_STATES and known.created_at > since:
            raise Conflict(
                "the same amount was ordered a moment ago: look at the refunds, and say in "
                "`seen_refunds` how many you saw to give back the same once more"
            )


def why_not_refunded(
    ports: Ports, tx: Tx, payment: Payment, amount: Money, ask: RefundAsk
) -> str | None:
    """Why a human must decide: the policy does not allow it by itself, or nobody can send it.

    None where neither is so. In words for staff.
    """
    why = _policy_says_no(ports, tx, payment, amount, ask)
    if why is not None:
        return why
    try:
        require_refundable(ports, tx, payment, amount)
    except (NotOffered, ProviderUnavailable) as lacking:
        return str(lacking)
    return None


def _policy_says_no(
    ports: Ports, tx: Tx, payment: Payment, amount: Money, ask: RefundAsk
) -> str | None:
    tenant = tx.tenants.this()
    policy = tenant.policy
    if _undecided(tx, payment):
        return "a bank asks about this payment"
    if ask.reopens:
        return "the bill would be owed again"
    if amount.currency != tenant.currency:
        return "another currency than the policy's"
    earlier = sum(
        refund.amount.amount_minor
        for refund in tx.refunds.of_payment(payment.id)
        if refund.asked_by == BY_POLICY and refund.state in COUNTED_STATES
    )
    if earlier + amount.amount_minor > policy.refund_auto_limit_minor:
        return "above the policy's limit"
    paid_on = local_day(payment.settled_at or payment.created_at, tenant.time_zone)
    age = local_day(ports.clock.now(), tenant.time_zone) - paid_on
    return None if age.days <= policy.refund_window_days else "later than the policy allows"


def require_refundable(ports: Ports, tx: Tx, payment: Payment, amount: Money) -> None:
    """Raises `NotOffered` when nobody can send this, `ProviderUnavailable` when not now."""
    if payment.connection_id is None:
        raise NotOffered(_ELSEWHERE)
    if payment.provider_ref is None:
        raise NotOffered("nobody knows what the provider calls this payment: give it back there")
    can = provider_at(ports, tx, payment.connection_id).capabilities
    if can.refunds is Refunding.NONE:
        raise NotOffered("this provider takes no refunds from here")
    if can.refunds is Refunding.FULL and amount != payment.amount:
        raise NotOffered("this provider gives back whole payments only")


def order_refund(
    ports: Ports, tx: Tx, payment: Payment, amount: Money, ask: RefundAsk, asked_by: str
) -> Refund:
    """Write the refund down, to be sent by `submit_refund` once this transaction is committed."""
    if payment.connection_id is None:
        raise NotOffered(_ELSEWHERE)
    ordinal = len(tx.refunds.of_payment(payment.id))
    tenant, connection = tx.principal.tenant, payment.connection_id
    refund = Refund(
        id=ports.ids.new("ref"),
        payment_id=payment.id,
        amount=amount,
        state=PaymentState.CREATED,
        created_at=ports.clock.now(),
        ordinal=ordinal,
        key=refund_key(ports.salt, tenant, connection, payment.id, ordinal),
        reopens=ask.reopens or too_much(tx, payment, amount),
        asked_by=asked_by,
    )
    tx.refunds.add(refund)
    real_now = ports.clock.real_now()
    tx.duties.owe(DutyKind.CHECK_REFUND, refund.id, real_now, lease=SUBMIT_LEASE)
    facts: dict[str, str | int] = {
        "payment": payment.id,
        "refund_minor": amount.amount_minor,
        "refund_currency": amount.currency,
        "asked_by": asked_by,
        "reopens": int(refund.reopens),
    }
    note(ports, tx, "refund.approved", refund.id, facts)
    return refund
