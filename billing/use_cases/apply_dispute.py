"""A customer's bank takes a payment back: what the provider says of it, written down once."""

from dataclasses import replace
from typing import Final

from billing.disputes import DISPUTE_MOVES, Dispute, DisputeReport, DisputeState
from billing.ids import ConnectionId
from billing.money import Money
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.tenants import JsonValue
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note, tell
from billing.use_cases._owed_again import open_if_owed
from billing.use_cases._perhaps_ours import wait_if_perhaps_ours

CLOSED: Final = frozenset({DisputeState.WON, DisputeState.LOST})


def apply_dispute(
    ports: Ports, principal: Principal, connection_id: ConnectionId, report: DisputeReport
) -> Dispute | None:
    """Bring a dispute to what the provider says; None when it is about no payment of ours.

    The first word of it calls finance and tells the customer; a lost one takes its amount off what
    the bill was paid, and opens the bill where that is owed again. A repeated word changes nothing;
    one that contradicts what was decided calls finance. Raises `ProviderUnavailable` while it may
    be about a payment of ours in doubt.
    """
    with ports.store.write(principal) as tx:
        payment = tx.payments.by_provider_ref(connection_id, report.payment_ref)
        if payment is None:
            wait_if_perhaps_ours(ports, tx, connection_id)
            return None
        payment = tx.payments.lock(payment.id)
        known = tx.disputes.by_provider_ref(report.provider_ref)
        if known is None:
            return _open(ports, tx, payment, report)
        if known.payment_id != payment.id:
            return None
        return _move_on(ports, tx, payment, known, report)


def _open(ports: Ports, tx: Tx, payment: Payment, report: DisputeReport) -> Dispute:
    now = ports.clock.now()
    dispute = Dispute(
        id=ports.ids.new("dsp"),
        payment_id=payment.id,
        provider_ref=report.provider_ref,
        amount=_amount(payment, report.amount),
        state=report.state,
        opened_at=now,
        reason=report.reason,
        evidence_due_at=report.evidence_due_at,
        closed_at=now if report.state in CLOSED else None,
        inquiry=report.inquiry,
    )
    tx.disputes.put(dispute)
    due = report.evidence_due_at
    ticket = call_finance(
        ports,
        tx,
        payment,
        "The customer's bank disputes a payment: answer with evidence",
        category="dispute",
        more={
            **_facts(dispute),
            "claimed_minor": report.amount.amount_minor,
            "claimed_currency": report.amount.currency,
            "evidence_due_at": due.isoformat() if due is not None else None,
        },
    )
    facts: dict[str, str | int] = {"payment": payment.id, **_facts(dispute)}
    note(ports, tx, "dispute.opened", dispute.id, {**facts, "ticket": ticket})
    _tell(ports, tx, "payment.disputed", payment, dispute)
    if dispute.state in CLOSED:
        _close(ports, tx, payment, dispute)
    return dispute


def _move_on(
    ports: Ports, tx: Tx, payment: Payment, known: Dispute, report: DisputeReport
) -> Dispute:
    if known.state in CLOSED:
        if report.state is not known.state:
            _call_about_contradiction(ports, tx, payment, known, report)
        return known
    moves = report.state in DISPUTE_MOVES[known.state]
    moved = replace(
        known,
        amount=_amount(payment, report.amount),
        state=report.state if moves else known.state,
        evidence_due_at=report.evidence_due_at or known.evidence_due_at,
        closed_at=ports.clock.now() if report.state in CLOSED else None,
        inquiry=report.inquiry,
    )
    if moved == known:
        return known
    tx.disputes.put(moved)
    if moved.state in CLOSED:
        _close(ports, tx, payment, moved)
    elif moves:
        note(ports, tx, f"dispute.{moved.state}", moved.id, {"payment": payment.id})
    return moved


def _call_about_contradiction(
    ports: Ports, tx: Tx, payment: Payment, known: Dispute, report: DisputeReport
) -> None:
    """News of a decided dispute (an appeal): what is booked stays, people decide. Once per word."""
    verb, said = "dispute.contradicted", str(report.state)
    if any(e.verb == verb and e.details["said"] == said for e in tx.trail.of_subject(known.id)):
        return
    subject = f"A dispute that was {known.state} is {said.replace('_', ' ')} at the provider now"
    more: dict[str, JsonValue] = {**_facts(known), "was": str(known.state), "said": said}
    ticket = call_finance(ports, tx, payment, subject, category="dispute", more=more)
    note(ports, tx, verb, known.id, {"payment": payment.id, "said": said, "ticket": ticket})


def _close(ports: Ports, tx: Tx, payment: Payment, dispute: Dispute) -> None:
    verb = f"dispute.{dispute.state}"
    note(ports, tx, verb, dispute.id, {"payment": payment.id, **_facts(dispute)})
    _tell(ports, tx, verb, payment, dispute)
    if dispute.state is DisputeState.LOST:
        open_if_owed(ports, tx, payment.bill_id, dispute.id)


def _amount(payment: Payment, claimed: Money) -> Money:
    """What counts in the bill's currency: a claim in another one, or above it, is for all of it."""
    same = claimed.currency == payment.amount.currency
    part = same and 0 < claimed.amount_minor < payment.amount.amount_minor
    return claimed if part else payment.amount


def _facts(dispute: Dispute) -> dict[str, str | int]:
    return {
        "dispute_id": dispute.id,
        "dispute_ref": dispute.provider_ref,
        "dispute_minor": dispute.amount.amount_minor,
        "reason": dispute.reason,
    }


def _tell(ports: Ports, tx: Tx, verb: str, payment: Payment, dispute: Dispute) -> None:
    data: dict[str, JsonValue] = {
        "payment_id": payment.id,
        "bill_id": payment.bill_id,
        "dispute_id": dispute.id,
        "amount_minor": dispute.amount.amount_minor,
        "currency": dispute.amount.currency,
        "state": str(dispute.state),
    }
    tell(ports, tx, verb, payment.customer_id, data)
