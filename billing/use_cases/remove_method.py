"""Take a saved way to pay away, here and at the provider.

That the provider is still to forget it is owed from the moment it leaves our list: a process that
dies in between, or an answer that is lost, leaves no card there for ever.
"""

from typing import Final

from billing.duties import Duty, DutyKind
from billing.errors import (
    Conflict,
    NotFound,
    NotOffered,
    OutcomeUnknown,
    ProviderFault,
    ProviderUnavailable,
)
from billing.ids import MethodId
from billing.methods import Method
from billing.payments import OPEN_STATES, SUBMIT_LEASE
from billing.ports import PaymentProvider, Ports
from billing.principal import APPROVE, Principal
from billing.use_cases._admins import call_admins
from billing.use_cases._note import note, tell
from billing.use_cases._provider import provider_at

FORGET_TRIES: Final = 11
"""About a week, by the schedule of looks."""


def remove_method(ports: Ports, principal: Principal, method_id: MethodId) -> Method:
    """Remove it; a removed one again asks the provider once more and changes nothing here.

    It leaves the list first: no payment begins with it from then on. A provider that cannot be
    reached puts it back; one that did not say is asked again by the worker. Raises `ScopeRequired`,
    `Forbidden`, `NotFound`, `Conflict` while an open payment uses it, `ProviderUnavailable`.
    """
    principal.require_scope(APPROVE)
    principal.require_customer_admin()
    with ports.store.write(principal) as tx:
        method = tx.methods.get(method_id)
        if any(payment.method_id == method_id for payment in tx.payments.in_states(OPEN_STATES)):
            raise Conflict("a payment with this method is still open")
        fresh = method.removed_at is None
        if fresh:
            tx.methods.remove(method_id, ports.clock.now())
            note(ports, tx, "method.removed", method_id)
            tell(ports, tx, "method.removed", method.customer_id, {"method_id": method_id})
        provider = provider_at(ports, tx, method.connection_id)
        now = ports.clock.real_now()
        tx.duties.owe(DutyKind.REMOVE_METHOD, method_id, now, lease=SUBMIT_LEASE)
    try:
        forgotten = _forget(provider, method)
    except ProviderUnavailable:
        if fresh:
            _put_back(ports, principal, method)
        raise
    with ports.store.write(principal) as tx:
        if forgotten:
            tx.duties.close(DutyKind.REMOVE_METHOD, method_id)
        return tx.methods.get(method_id)


def forget_method(ports: Ports, principal: Principal, duty: Duty) -> bool:
    """The duty: have the provider forget a method that was removed here; one put back stays.

    Raises `ProviderFault` to be tried again; after about a week the admins get a ticket instead.
    """
    method_id = MethodId(duty.subject)
    last = duty.attempts >= FORGET_TRIES
    try:
        with ports.store.read(principal) as tx:
            method = tx.methods.get(method_id)
            if method.removed_at is None:
                return True
            provider = provider_at(ports, tx, method.connection_id)
        forgotten = _forget(provider, method)
        if forgotten or not last:
            return forgotten
    except NotFound:
        return True
    except ProviderFault:
        if not last:
            raise
    with ports.store.write(principal) as tx:
        note(ports, tx, "method.not_forgotten", method_id)
        packet = {"method_id": method_id, "connection_id": method.connection_id}
        call_admins(ports, tx, "A removed way to pay is still kept by the provider", packet)
    return True


def _forget(provider: PaymentProvider, method: Method) -> bool:
    """Whether the provider has it no more; False when it did not say."""
    if method.on_page:
        return True
    try:
        provider.remove_method(method.provider_ref)
    except NotOffered:
        return True  # it keeps nothing, or lets nobody take it away: for us it is gone
    except OutcomeUnknown:
        return False  # nothing of ours charges it any more, and asking again is harmless
    return True


def _put_back(ports: Ports, principal: Principal, method: Method) -> None:
    with ports.store.write(principal) as tx:
        tx.customers.lock(method.customer_id)
        tx.methods.remove(method.id, None)
        if method.is_default:
            tx.methods.make_default(method.id)
        tx.duties.close(DutyKind.REMOVE_METHOD, method.id)
        note(ports, tx, "method.put_back", method.id)
