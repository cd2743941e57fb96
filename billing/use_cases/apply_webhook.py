"""Apply a stored webhook: fetch what it names from the provider, then the one settle path."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from billing.disputes import Dispute
from billing.errors import NotFound, ProviderUnavailable
from billing.ids import ConnectionId
from billing.payments import Payment, PaymentState
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal
from billing.refunds import Refund, RefundReport
from billing.repositories import About, InboxRow
from billing.syncs import RowKind
from billing.use_cases._perhaps_ours import wait_if_perhaps_ours
from billing.use_cases._provider import ask, provider_at
from billing.use_cases._when import known_since
from billing.use_cases.apply_dispute import apply_dispute
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.apply_refund_report import adopt_refund, apply_refund_report
from billing.use_cases.finish_method import apply_page_report
from billing.use_cases.sync_source import sync_row

Applied: TypeAlias = Payment | Refund | Dispute | None
Apply: TypeAlias = Callable[[Ports, Principal, InboxRow], Applied]

_BEING_SENT: Final = frozenset(
    {PaymentState.CREATED, PaymentState.SUBMITTING, PaymentState.UNKNOWN}
)
_MAY_BE_PAID: Final = _BEING_SENT | {
    PaymentState.PENDING,
    PaymentState.REQUIRES_ACTION,
    PaymentState.HOLD,
}


def apply_webhook(
    ports: Ports, principal: Principal, connection_id: ConnectionId, event_id: str
) -> Applied:
    """Bring what the event names up to date; None when it names none of ours.

    The event only says where to look: what happened is asked of the provider, each time anew. One
    that was applied changes nothing again. Raises `ProviderUnavailable` when the provider cannot
    be asked: the event stays unapplied. Raises `NotFound` when it speaks about what another
    connection took.
    """
    with ports.store.read(principal) as tx:
        row = tx.inbox.get(connection_id, event_id)
        if row.applied_at is not None:
            return tx.payments.by_key(row.reference) if row.reference else None
    applied = _APPLY[row.about](ports, principal, row)
    with ports.store.write(principal) as tx:
        tx.inbox.applied(connection_id, event_id, ports.clock.now())
    return applied


def _payment(ports: Ports, principal: Principal, row: InboxRow) -> Payment | None:
    with ports.store.read(principal) as tx:
        payment = tx.payments.by_key(row.reference) if row.reference else None
        if payment is None and not row.reference and row.provider_ref:
            payment = tx.payments.by_provider_ref(row.connection_id, row.provider_ref)
        if payment is None:
            return None
        if payment.connection_id != row.connection_id:
            raise NotFound("payment")
        provider = provider_at(ports, tx, row.connection_id)
    of_ours = payment
    report = ask(
        lambda: provider.look_up(
            reference=of_ours.key,
            provider_ref=of_ours.provider_ref or row.provider_ref,
            since=known_since(ports, of_ours),
        )
    )
    if report is None:
        return payment
    return apply_payment_report(ports, principal, payment.id, report)


def _refund(ports: Ports, principal: Principal, row: InboxRow) -> Refund | None:
    with ports.store.read(principal) as tx:
        refund = tx.refunds.by_key(row.reference) if row.reference else None
        if refund is None and row.object_ref:
            refund = tx.refunds.by_provider_ref(row.object_ref)
        if refund is not None:
            if tx.payments.get(refund.payment_id).connection_id != row.connection_id:
                raise NotFound("refund")
        elif row.object_ref is None:
            return None
        provider = provider_at(ports, tx, row.connection_id)
    report = _look_up_refund(ports, provider, row, refund)
    if report is None:
        return refund
    if refund is None and report.reference:
        with ports.store.read(principal) as tx:
            refund = tx.refunds.by_key(report.reference)
    if refund is not None:
        return apply_refund_report(ports, principal, refund.id, report)
    return _made_by_hand(ports, principal, row, report)


def _look_up_refund(
    ports: Ports, provider: PaymentProvider, row: InboxRow, refund: Refund | None
) -> RefundReport | None:
    since = ports.clock.real_now() if refund is None else known_since(ports, refund)
    return ask(
        lambda: provider.look_up_refund(
            reference=refund.key if refund is not None else "",
            provider_ref=(refund.provider_ref if refund is not None else None) or row.object_ref,
            payment_ref=row.provider_ref or "",
            since=since,
        )
    )


def _made_by_hand(
    ports: Ports, principal: Principal, row: InboxRow, report: RefundReport
) -> Refund | None:
    """A refund that somebody made at the provider, of a payment of ours.

    Its news may overtake the payment's own: then that is asked for first, for nothing can be given
    back of what we do not know to be paid.
    """
    with ports.store.read(principal) as tx:
        payment = tx.payments.by_provider_ref(row.connection_id, report.payment_ref)
        if payment is None:
            wait_if_perhaps_ours(ports, tx, row.connection_id)
    if payment is None:
        return None
    if payment.state in _MAY_BE_PAID:
        _payment(ports, principal, replace(row, reference=payment.key, provider_ref=None))
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment.id)
        if payment.state in _MAY_BE_PAID:
            raise ProviderUnavailable("the payment itself is not settled yet")
        known = tx.refunds.by_provider_ref(report.provider_ref)
        if known is not None:
            return known
        of_payment = tx.refunds.of_payment(payment.id)
        if any(r.state in _BEING_SENT and r.provider_ref is None for r in of_payment):
            # It may be the very one of ours whose answer is not here yet: ask again later.
            raise ProviderUnavailable("a refund of ours is on its way")
        return adopt_refund(ports, tx, payment, report)


def _dispute(ports: Ports, principal: Principal, row: InboxRow) -> Dispute | None:
    if row.object_ref is None:
        return None
    dispute_ref = row.object_ref
    with ports.store.read(principal) as tx:
        provider = provider_at(ports, tx, row.connection_id)
    report = ask(lambda: provider.look_up_dispute(dispute_ref))
    return apply_dispute(ports, principal, row.connection_id, report)


def _page(ports: Ports, principal: Principal, row: InboxRow) -> None:
    apply_page_report(ports, principal, row.connection_id, row)


def _payment_and_bill(ports: Ports, principal: Principal, row: InboxRow) -> Payment | None:
    """A payment; and the bill it paid at its source, also where the payment is none of ours."""
    payment = _payment(ports, principal, row)
    _bill(ports, principal, row)
    return payment


def _bill(ports: Ports, principal: Principal, row: InboxRow) -> None:
    _pull_one(ports, principal, row, RowKind.BILL)


def _customer(ports: Ports, principal: Principal, row: InboxRow) -> None:
    _pull_one(ports, principal, row, RowKind.CUSTOMER)


def _pull_one(ports: Ports, principal: Principal, row: InboxRow, kind: RowKind) -> None:
    if row.object_ref is None:
        return
    with ports.store.read(principal) as tx:
        usable = tx.connections.get(row.connection_id).usable
        provider = provider_at(ports, tx, row.connection_id)
    if usable and provider.capabilities.source:
        sync_row(ports, principal, row.connection_id, kind, row.object_ref)


def _nothing(ports: Ports, principal: Principal, row: InboxRow) -> None:
    return None


_APPLY: Final[Mapping[About, Apply]] = {
    About.PAYMENT: _payment_and_bill,
    About.REFUND: _refund,
    About.DISPUTE: _dispute,
    About.PAGE: _page,
    About.BILL: _bill,
    About.CUSTOMER: _customer,
    About.OTHER: _nothing,
}
