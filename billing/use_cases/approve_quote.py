"""The customer's own act: approve a quote, then move the money in three phases.

T1   one transaction: approval + payments + duty + audit      (here)
RPC  no transaction open                                      (submit_payment)
T2   one transaction: state + allocation + receipt + audit    (apply_payment_report)
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from billing import crash
from billing.conversations import Speaker
from billing.duties import DutyKind
from billing.errors import (
    BillChanged,
    Conflict,
    NotPayable,
    QuoteDeclined,
    QuoteExpired,
    QuoteSuperseded,
    ScopeRequired,
    StaleWorker,
)
from billing.ids import PaymentId, QuoteId
from billing.payment_keys import payment_key
from billing.payments import SUBMIT_LEASE, Payment, PaymentState
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import APPROVE, Principal, system
from billing.quotes import TEXT, Approval, Quote, QuoteLine, QuoteStatus
from billing.use_cases._approve_act import do_act, finish_act, require_unchanged
from billing.use_cases._note import note
from billing.use_cases._provider import require_taking
from billing.use_cases.submit_payment import submit_payment


@dataclass(frozen=True, slots=True)
class Approved:
    """The approved quote and its payments, as they stand now."""

    quote: Quote
    payments: tuple[Payment, ...]


def approve_quote(
    ports: Ports, principal: Principal, quote_id: QuoteId, *, channel: str
) -> Approved:
    """Approve `quote_id` by `channel` (`button` | `text`) and try to pay; repeats give the answer.

    Of an act there are no payments: `quote.outcome` says what it made.
    Returns even when the outcome is not known: read the payments' states. Raises `ScopeRequired`,
    `NotFound`, `QuoteExpired`, `QuoteSuperseded`, `QuoteDeclined`, `BillChanged`, `PaymentInDoubt`,
    `MethodUnusable`, and `Forbidden` for an act that is an administrator's.
    """
    principal.require_scope(APPROVE)
    principal.require_customer()
    refusal: Conflict | None = None
    fresh: tuple[Payment, ...] = ()
    with ports.store.write(principal) as tx:
        changed = _lock_before(ports, tx, tx.quotes.get(quote_id))
        quote = tx.quotes.lock(quote_id)
        crash.here("quote-locked")
        if quote.status is not QuoteStatus.APPROVED:
            refusal = _refusal(ports, tx, quote, changed)
            if refusal is None:
                _require_channel(tx, quote, channel)
                fresh = _write_down(ports, tx, quote, channel)
    if refusal is not None:
        raise refusal
    crash.here("approval-committed")
    if quote.act is not None:
        finish_act(ports, principal, quote_id)
    for payment in fresh:
        # A lease that ran out before sending: the worker has the payment now.
        with suppress(StaleWorker):
            submit_payment(ports, system(principal.tenant, principal.session), payment.id)
    with ports.store.read(principal) as tx:
        return Approved(tx.quotes.get(quote_id), tx.payments.of_quote(quote_id))


def _lock_before(ports: Ports, tx: Tx, quote: Quote) -> Conflict | None:
    """Lock what the quote is about, for it comes before quotes, as where offers are made: no two
    of these wait for each other in a ring. Of an act also: whether it changed since.
    """
    if quote.act is not None:
        if quote.status is not QuoteStatus.OPEN:
            return None
        return require_unchanged(ports, tx, quote, quote.act)
    for bill_id in sorted(line.bill_id for line in quote.lines):
        tx.bills.lock(bill_id)
    return None


def _refusal(ports: Ports, tx: Tx, quote: Quote, changed: Conflict | None) -> Conflict | None:
    """Why the quote can no longer be approved; what that changes is kept even so."""
    match quote.status:
        case QuoteStatus.DECLINED:
            return QuoteDeclined("the quote was declined")
        case QuoteStatus.SUPERSEDED:
            return QuoteSuperseded("a newer quote replaced this one")
        case QuoteStatus.EXPIRED:
            return QuoteExpired("the quote expired")
        case _:
            pass
    if quote.expires_at <= ports.clock.real_now():
        tx.quotes.set_status(quote.id, QuoteStatus.EXPIRED)
        return QuoteExpired("the quote expired")
    if changed is not None:
        tx.quotes.set_status(quote.id, QuoteStatus.SUPERSEDED)
        return changed
    policy = tx.tenants.this().policy
    for line in quote.lines:
        bill = tx.bills.get(line.bill_id)
        try:
            due = bill.payable(policy.dispute_pay_undisputed)
        except NotPayable:
            due = None
        if bill.version != line.bill_version or due is None or due < line.amount:
            tx.quotes.set_status(quote.id, QuoteStatus.SUPERSEDED)
            return BillChanged("the bill changed since the quote; ask for a new one")
    return None


def _require_channel(tx: Tx, quote: Quote, channel: str) -> None:
    """A typed yes counts only if allowed, and only while the quote is the last thing shown."""
    if channel not in quote.approve_by:
        raise ScopeRequired("only the button approves this")
    if channel != TEXT:
        return
    if quote.conversation_id is None or quote.shown_seq is None:
        raise ScopeRequired("only the button approves this")
    shown = [
        message.seq
        for message in tx.conversations.tail(quote.conversation_id, 3)
        if message.speaker is not Speaker.CUSTOMER
    ]
    if not shown or shown[-1] != quote.shown_seq:
        raise QuoteSuperseded("something else was shown since the quote")


def _write_down(ports: Ports, tx: Tx, quote: Quote, channel: str) -> tuple[Payment, ...]:
    real_now = ports.clock.real_now()
    if quote.act is None:
        today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
        method = tx.methods.get(quote.method_id)
        method.require_usable(quote.currency, today)
        require_taking(ports, tx, method, quote.currency)
    tx.quotes.add_approval(
        Approval(
            quote_id=quote.id,
            person_id=tx.principal.require_person(),
            session=tx.principal.session,
            channel=channel,
            fingerprint=quote.fingerprint(),
            approved_at=real_now,
        )
    )
    if quote.act is not None:
        do_act(ports, tx, quote, quote.act)
        return ()
    tx.quotes.set_status(quote.id, QuoteStatus.APPROVED)
    payments = tuple(_payment(ports, tx, quote, line) for line in quote.lines)
    for position, payment in enumerate(payments, start=1):
        tx.payments.add(payment)
        lease = SUBMIT_LEASE * position
        tx.duties.owe(DutyKind.CHECK_PAYMENT, payment.id, real_now, lease=lease)
        note(
            ports,
            tx,
            "payment.approved",
            payment.id,
            {
                "quote": quote.id,
                "bill": payment.bill_id,
                "amount_minor": payment.amount.amount_minor,
                "fee_minor": payment.fee_minor,
                "currency": payment.amount.currency,
                "channel": channel,
                "fingerprint": quote.fingerprint(),
            },
        )
        crash.here("payment-inserted")
    return payments


def _payment(ports: Ports, tx: Tx, quote: Quote, line: QuoteLine) -> Payment:
    ordinal = tx.payments.ended_attempts(line.bill_id)
    payment = Payment(
        id=PaymentId(ports.ids.new("pay")),
        customer_id=quote.customer_id,
        bill_id=line.bill_id,
        amount=line.amount,
        state=PaymentState.CREATED,
        created_at=ports.clock.now(),
        method_id=quote.method_id,
        connection_id=quote.connection_id,
        quote_id=quote.id,
        ordinal=ordinal,
        fee_minor=line.fee_minor,
    )
    key = payment_key(ports.salt, tx.principal.tenant, quote.connection_id, line.bill_id, ordinal)
    return replace(payment, key=key)
