"""The middle phase: mark, send with no transaction open, hand the report to the one settle path."""

from dataclasses import dataclass, replace
from datetime import datetime

from billing import crash
from billing.connections import Connection
from billing.duties import DutyKind
from billing.errors import OutcomeUnknown, ProviderUnavailable, StaleWorker
from billing.ids import PaymentId
from billing.payments import (
    CHECK_AFTER,
    SUBMIT_LEASE,
    ChargeRequest,
    DeclineReason,
    Payment,
    PaymentReport,
    PaymentState,
)
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.use_cases._note import look_again, note, tell
from billing.use_cases.apply_payment_report import apply_payment_report


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one provider call needs, read before the transaction ended."""

    payment: Payment
    request: ChargeRequest
    provider: PaymentProvider | None
    lease_until: datetime


def submit_payment(
    ports: Ports, principal: Principal, payment_id: PaymentId, *, again: bool = False
) -> Payment:
    """Send one created payment (or, `again`, one in doubt with its own key) and apply the answer.

    Returns the payment as it then stands. A payment already past that point is left alone.
    Never raises for what a provider does; raises `StaleWorker` when the lease ran out before
    sending, so that a process that slept does not send behind another's back.
    """
    prepared = _mark(ports, principal, payment_id, again)
    if prepared is None:
        with ports.store.read(principal) as tx:
            return tx.payments.get(payment_id)
    crash.here("submit-marked")
    if ports.clock.real_now() >= prepared.lease_until:
        raise StaleWorker("the lease ended before sending")
    try:
        crash.here("before-send")
        if prepared.provider is None:
            raise ProviderUnavailable("the connection is not usable")
        report = prepared.provider.charge(prepared.request)
        crash.here("after-send")
    except ProviderUnavailable:
        # "Not sent" is the word of this try alone. Past its lease another may have sent meanwhile.
        if again or ports.clock.real_now() >= prepared.lease_until:
            return _doubt(ports, principal, payment_id, again)
        report = _not_sent(prepared)
        return apply_payment_report(
            ports, principal, payment_id, report, only_from=PaymentState.SUBMITTING
        )
    except OutcomeUnknown:
        return _doubt(ports, principal, payment_id, again)
    return apply_payment_report(ports, principal, payment_id, report)


def provider_of(ports: Ports, tx: Tx, payment: Payment) -> tuple[Connection, PaymentProvider]:
    """The provider client of the payment's own connection."""
    if payment.connection_id is None:
        raise ProviderUnavailable("this payment was recorded without a provider")
    connection = tx.connections.get(payment.connection_id)
    credentials = tx.connections.credentials(connection.id)
    return connection, ports.providers.connect(connection, credentials)


def _mark(
    ports: Ports, principal: Principal, payment_id: PaymentId, again: bool
) -> Prepared | None:
    real_now = ports.clock.real_now()
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment_id)
        allowed = (PaymentState.SUBMITTING, PaymentState.UNKNOWN) if again else ()
        if payment.state is not PaymentState.CREATED and payment.state not in allowed:
            return None
        method = tx.methods.get(payment.method_id) if payment.method_id else None
        if method is None:
            return None
        bill = tx.bills.get(payment.bill_id)
        provider = _usable_provider(ports, tx, payment, again)
        if payment.state is not PaymentState.SUBMITTING:
            marked = replace(
                payment,
                state=PaymentState.SUBMITTING,
                submitted_at=payment.submitted_at or real_now,
            )
            tx.payments.update(marked, was=payment.state)
        if not again:
            tx.duties.owe(DutyKind.CHECK_PAYMENT, payment.id, real_now, lease=SUBMIT_LEASE)
        request = ChargeRequest(
            key=payment.key,
            amount=payment.amount,
            customer_ref=method.customer_ref,
            method_ref=method.provider_ref,
            description=f"Bill {bill.number}",
        )
        return Prepared(payment, request, provider, real_now + SUBMIT_LEASE)


def _usable_provider(ports: Ports, tx: Tx, payment: Payment, again: bool) -> PaymentProvider | None:
    """None for a first try over a connection that cannot work: it then fails, definitely unsent."""
    try:
        return provider_of(ports, tx, payment)[1]
    except ProviderUnavailable:
        if again:
            raise
        return None


def _not_sent(prepared: Prepared) -> PaymentReport:
    return PaymentReport(
        reference=prepared.payment.key,
        provider_ref="",
        state=PaymentState.FAILED,
        amount=prepared.payment.amount,
        reason=DeclineReason.PROVIDER_UNAVAILABLE,
    )


def _doubt(ports: Ports, principal: Principal, payment_id: PaymentId, again: bool) -> Payment:
    """Say honestly that we do not know, and owe a look (a repeated look keeps its own pace)."""
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment_id)
        if payment.state is PaymentState.SUBMITTING:
            doubtful = replace(payment, state=PaymentState.UNKNOWN)
            tx.payments.update(doubtful, was=payment.state)
            note(ports, tx, "payment.unknown", payment_id)
            tell(ports, tx, "payment.unknown", payment.customer_id, {"payment_id": payment_id})
            if not again:
                look_again(ports, tx, payment_id, CHECK_AFTER[0])
        return tx.payments.get(payment_id)
