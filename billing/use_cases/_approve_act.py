"""The customer's own yes to an act: worked out once more, then done in the same transaction."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, TypeAlias

from billing.acts import Act, ActKind, Outcome
from billing.errors import (
    Conflict,
    Forbidden,
    NotFound,
    QuoteSuperseded,
    Refused,
    StaleWorker,
)
from billing.ids import QuoteId
from billing.ports import Ports, Tx
from billing.principal import Principal, system
from billing.quotes import Quote, QuoteStatus
from billing.use_cases._note import note
from billing.use_cases._offers import Compute, Said
from billing.use_cases.cancel_subscription import cancellation, end_subscription
from billing.use_cases.change_plan import make_plan_change, plan_change
from billing.use_cases.dispute_charge import disputed, open_dispute
from billing.use_cases.promise_to_pay import promised, record_promise
from billing.use_cases.request_refund import give_back, refund_offered
from billing.use_cases.submit_refund import submit_refund
from billing.use_cases.update_billing_details import change_details, details_change

Perform: TypeAlias = Callable[[Ports, Tx, Quote, Act], Outcome]

ACTS: Final[Mapping[ActKind, tuple[Compute, Perform]]] = {
    ActKind.CHANGE_PLAN: (plan_change, make_plan_change),
    ActKind.CANCEL_SUBSCRIPTION: (cancellation, end_subscription),
    ActKind.REFUND: (refund_offered, give_back),
    ActKind.DISPUTE: (disputed, open_dispute),
    ActKind.PROMISE: (promised, record_promise),
    ActKind.DETAILS: (details_change, change_details),
}
"""How each act is worked out, and done once it is approved."""


def require_unchanged(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Conflict | None:
    """Why the act can no longer be done as it was agreed to; the offer is then over.

    Locks what it is about. Raises `Forbidden` for a person who may not do this at all.
    """
    tx.customers.lock(quote.customer_id)
    compute, _ = ACTS[act.kind]
    try:
        now = compute(ports, tx, Said(act.wish, act.personal, quote.conversation_id))
    except Forbidden:
        raise
    except (Refused, NotFound, Conflict):
        now = None
    if now == act:
        return None
    return QuoteSuperseded("what the offer is about has changed; ask for a new one")


def do_act(ports: Ports, tx: Tx, quote: Quote, act: Act) -> None:
    """Do what was approved and keep what it made."""
    _, perform = ACTS[act.kind]
    tx.quotes.set_status(quote.id, QuoteStatus.APPROVED)
    outcome = perform(ports, tx, quote, act)
    tx.quotes.set_outcome(quote.id, outcome)
    details: dict[str, str | int] = {
        "act": str(act.kind),
        "amount_minor": act.amount.amount_minor,
        "currency": act.amount.currency,
        "fingerprint": quote.fingerprint(),
    }
    note(ports, tx, "act.approved", quote.id, details)


def finish_act(ports: Ports, principal: Principal, quote_id: QuoteId) -> None:
    """What an approved act still has to send, with no transaction open; again sends nothing twice.

    A lease that ran out before sending: the worker has it now.
    """
    with ports.store.read(principal) as tx:
        outcome = tx.quotes.get(quote_id).outcome or {}
    refund_id = outcome.get("refund_id")
    if isinstance(refund_id, str):
        with suppress(StaleWorker):
            submit_refund(ports, system(principal.tenant, principal.session), refund_id)
