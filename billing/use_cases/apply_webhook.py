"""Apply a stored webhook: fetch what it names from the provider, then the one settle path."""

from billing.errors import NotFound, OutcomeUnknown, ProviderUnavailable
from billing.ids import ConnectionId
from billing.payments import Payment
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.submit_payment import provider_of


def apply_webhook(
    ports: Ports, principal: Principal, connection_id: ConnectionId, event_id: str
) -> Payment | None:
    """Bring the payment the event names up to date; None when it names none of ours.

    Raises `ProviderUnavailable` when the provider cannot be asked: the event stays unapplied.
    """
    with ports.store.read(principal) as tx:
        row = tx.inbox.get(connection_id, event_id)
        payment = tx.payments.by_key(row.reference) if row.reference else None
        provider = None
        if row.applied_at is None and payment is not None:
            if payment.connection_id != connection_id:
                raise NotFound("payment")
            _, provider = provider_of(ports, tx, payment)
    applied = payment
    if payment is not None and provider is not None:
        try:
            report = provider.look_up(
                reference=payment.key,
                provider_ref=payment.provider_ref or row.provider_ref,
                since=payment.submitted_at or payment.created_at,
            )
        except OutcomeUnknown as doubt:
            raise ProviderUnavailable("the provider did not answer a question") from doubt
        if report is not None:
            applied = apply_payment_report(ports, principal, payment.id, report)
    with ports.store.write(principal) as tx:
        tx.inbox.applied(connection_id, event_id, ports.clock.now())
    return applied
