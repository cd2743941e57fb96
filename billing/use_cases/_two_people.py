"""Ending a hold: what a person must bring, and when a second person must agree."""

from dataclasses import dataclass, field
from typing import Final

from billing.customers import Staff
from billing.errors import Conflict, InvalidRequest, NotFound
from billing.ids import PersonId
from billing.money import Money
from billing.payments import PaymentReport, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.refunds import RefundReport
from billing.resolutions import Resolution
from billing.use_cases._note import note

EVIDENCE_LIMIT: Final = 500
MAY_DECIDE: Final = (Role.FINANCE, Role.ADMIN)
OUTCOMES: Final = frozenset({PaymentState.SUCCEEDED, PaymentState.FAILED})
_WARNED: Final = "warned"
_MOVED: Final = frozenset({PaymentState.SUCCEEDED, PaymentState.PENDING})


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person says became of a held payment or refund (`subject`), and what shows it.

    `warning` names what speaks against it, where something does that its decider must hear first:
    then a proposal from before that was known counts for nothing.
    """

    subject: str
    outcome: PaymentState
    evidence: str = field(repr=False)
    warning: str | None = None


def require_decision(principal: Principal, decision: Decision) -> None:
    """Raises `Forbidden` unless finance or an admin; `InvalidRequest` without an end or evidence.

    The operator at the machine decides as the member of staff whom they name.
    """
    principal.require_staff(*MAY_DECIDE)
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
    ports: Ports,
    tx: Tx,
    decision: Decision,
    amount: Money,
    *,
    always_two: bool = False,
    verb: str = "hold.proposed",
) -> str | None:
    """The evidence to keep when it may be done now; None when a second person must agree first.

    A decision that needs two is kept until another person says the same; another outcome takes its
    place, and so does one that knows of the decision's warning the place of one that did not.
    `verb` is what the audit calls a proposal. `tx` holds the subject's lock. Raises
    `InvalidRequest` where two are needed and the one who speaks is not on the tenant's list of
    staff: of names alone nobody can tell how many they are.
    """
    actor, evidence = tx.principal.actor, decision.evidence.strip()
    if not always_two and not needs_two(tx, amount):
        return evidence
    speaks = require_listed(tx)
    first = tx.resolutions.of_subject(decision.subject)
    if first is not None and first.outcome is decision.outcome:
        proposed = _decider(tx, PersonId(first.proposed_by.partition(":")[2]))
        both = f"{first.proposed_by}: {first.evidence}\n{actor}: {evidence}"
        other, knew = proposed is None or _another(proposed, speaks), _knew(tx, decision, verb)
        if proposed is not None and other and knew:
            _keep(ports, tx, decision, both, f"{first.proposed_by} + {actor}")
            return both
        if other:
            # A name on no list, from before lists were asked for, or somebody who could not know
            # what speaks against it: kept to be read, counts for none.
            evidence = both
        elif knew and first.evidence == evidence:
            return None
    _keep(ports, tx, decision, evidence, actor)
    warned = {} if decision.warning is None else {_WARNED: decision.warning}
    note(ports, tx, verb, decision.subject, {"outcome": decision.outcome, **warned})
    return None


def _knew(tx: Tx, decision: Decision, verb: str) -> bool:
    """Whether the proposal that stands was made by somebody warned of what we warn of now."""
    if decision.warning is None:
        return True
    made = [entry for entry in tx.trail.of_subject(decision.subject) if entry.verb == verb]
    return bool(made) and made[-1].details.get(_WARNED) == decision.warning


def _keep(ports: Ports, tx: Tx, decision: Decision, evidence: str, by: str) -> None:
    now = ports.clock.now()
    tx.resolutions.propose(Resolution(decision.subject, decision.outcome, evidence, by, now))


def needs_two(tx: Tx, amount: Money) -> bool:
    """Whether `amount` is more than the tenant lets one person decide about."""
    tenant = tx.tenants.this()
    small = amount.amount_minor <= tenant.policy.second_person_above_minor
    return amount.currency != tenant.currency or not small


def require_listed(tx: Tx) -> Staff:
    """The member of staff who speaks, from the tenant's own list."""
    found = _decider(tx, tx.principal.person)
    if found is None:
        raise InvalidRequest(
            "this takes two people of finance or admins who are on the company's list of staff: "
            "this token names none of them"
        )
    return found


def _decider(tx: Tx, person: PersonId | None) -> Staff | None:
    """The member of staff of this id, if they may decide; None for everybody else."""
    try:
        found = tx.customers.staff(person) if person is not None else None
    except NotFound:
        return None
    return found if found is not None and found.role in MAY_DECIDE else None


def is_another(tx: Tx, first: str) -> bool:
    """Whether who speaks is surely another person than the actor `first`; raises `InvalidRequest`.

    Somebody on no list counts for nobody: then the answer is no.
    """
    speaks, other = require_listed(tx), _decider(tx, PersonId(first.partition(":")[2]))
    return other is not None and _another(other, speaks)


def _another(one: Staff, other: Staff) -> bool:
    """Two rows with one e-mail are one person, and so is one row in two roles."""
    return one.id != other.id and one.email.casefold() != other.email.casefold()


def refuse(why: str | None) -> None:
    """Raises `Conflict` with what speaks against a decision."""
    if why is not None:
        raise Conflict(why)
