"""Ending a hold: what a person must bring, and when a second person must agree."""

from dataclasses import dataclass, field
from typing import Final

from billing.errors import Conflict, InvalidRequest
from billing.money import Money
from billing.payments import PaymentReport, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.refunds import RefundReport
from billing.resolutions import Resolution
from billing.use_cases._note import note

EVIDENCE_LIMIT: Final = 500
OUTCOMES: Final = frozenset({PaymentState.SUCCEEDED, PaymentState.FAILED})
_MOVED: Final = frozenset({PaymentState.SUCCEEDED, PaymentState.PENDING})


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person says became of a held payment or refund (`subject`), and what shows it."""

    subject: str
    outcome: PaymentState
    evidence: str = field(repr=False)


def require_decision(principal: Principal, decision: Decision) -> None:
    """Raises `Forbidden` unless finance, an admin or the operator; `InvalidRequest` without an end
    or without evidence.
    """
    if principal.role is not Role.SYSTEM:
        principal.require_staff(Role.FINANCE, Role.ADMIN)
    if decision.outcome not in OUTCOMES:
        raise InvalidRequest("a hold ends as succeeded or failed")
    if not decision.evidence.strip() or len(decision.evidence) > EVIDENCE_LIMIT:
        raise InvalidRequest(f"evidence is needed, at most {EVIDENCE_LIMIT} letters")


def contradiction(
    decision: Decision, amount: Money, found: PaymentReport | RefundReport | None
) -> str | None:
    """What the provider definitely says against the decision; None when it says nothing of it.

    `found` None: definitely absent. Another amount than ours cannot be booked as ours; that it was
    undone at the provider is for two people to say.
    """
    if decision.outcome is PaymentState.SUCCEEDED:
        if found is None or found.state is not PaymentState.SUCCEEDED:
            return "the provider does not have it as done"
        if found.amount != amount:
            return "the provider has it with another amount: undo it there, then call it failed"
        return None
    if found is not None and found.state in _MOVED and found.amount == amount:
        return "the provider has it as done or on its way, with this amount"
    return None


def done_differently(found: PaymentReport | RefundReport | None, amount: Money) -> bool:
    """Whether the provider has it as done, with another amount than ours."""
    if found is None or found.state is not PaymentState.SUCCEEDED:
        return False
    return found.amount != amount


def agreed(
    ports: Ports, tx: Tx, decision: Decision, amount: Money, *, always_two: bool = False
) -> str | None:
    """The evidence to keep when the hold may end now; None when a second person must agree first.

    A decision that needs two is kept until another person says the same; another outcome takes its
    place. `tx` holds the subject's lock.
    """
    actor, evidence = tx.principal.actor, decision.evidence.strip()
    if not always_two and not _needs_two(tx, amount):
        return evidence
    first = tx.resolutions.of_subject(decision.subject)
    if first is not None and first.outcome is decision.outcome and not _same(first, actor):
        both = f"{first.proposed_by}: {first.evidence}\n{actor}: {evidence}"
        _keep(ports, tx, decision, both, f"{first.proposed_by} + {actor}")
        return both
    if first is not None and first.outcome is decision.outcome and first.evidence == evidence:
        return None
    _keep(ports, tx, decision, evidence, actor)
    note(ports, tx, "hold.proposed", decision.subject, {"outcome": decision.outcome})
    return None


def _keep(ports: Ports, tx: Tx, decision: Decision, evidence: str, by: str) -> None:
    now = ports.clock.now()
    tx.resolutions.propose(Resolution(decision.subject, decision.outcome, evidence, by, now))


def _needs_two(tx: Tx, amount: Money) -> bool:
    tenant = tx.tenants.this()
    small = amount.amount_minor <= tenant.policy.second_person_above_minor
    return amount.currency != tenant.currency or not small


def _same(first: Resolution, actor: str) -> bool:
    """One person in two roles is one person; the operator is the name they gave."""
    return first.proposed_by.partition(":")[2].casefold() == actor.partition(":")[2].casefold()


def refuse(why: str | None) -> None:
    """Raises `Conflict` with what speaks against a decision."""
    if why is not None:
        raise Conflict(why)
