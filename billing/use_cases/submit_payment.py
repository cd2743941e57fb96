"""The middle phase: mark, send with no transaction open, hand the report to the one settle path."""

from dataclasses import dataclass, replace
from datetime import datetime

from billing import crash
from billing.duties import DutyKind
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable, StaleWorker
from billing.hosted_pages import PageRequest, cancel_url
from billing.ids import PaymentId
from billing.payments import (
    CHECK_AFTER,
    SUBMIT_LEASE,
    ChargeRequest,
    Payment,
    PaymentReport,
    PaymentState,
    not_made,
)
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.use_cases._fees import stated
from billing.use_cases._note import look_again, note, tell
from billing.use_cases._provider import bill_ref_at, usable_provider
from billing.use_cases._when import in_flight, key_serves
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.open_confirmation import (
    link_request,
    open_confirmation,
    open_page_to_pay,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one provider call needs, read before the transaction ended."""

    payment: Payment
    request: ChargeRequest | PageRequest
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
        report = _send(prepared.provider, prepared.request, prepared.payment)
        crash.here("after-send")
    except (ProviderUnavailable, NotOffered):
        # "Not sent" is the word of this try alone. Past its lease another may have sent meanwhile.
        if again or ports.clock.real_now() >= prepared.lease_until:
            return _doubt(ports, principal, payment_id, again)
        marked = prepared.payment
        return apply_payment_report(ports, principal, payment_id, not_made(marked), only_if=marked)
    except OutcomeUnknown:
        return _doubt(ports, principal, payment_id, again)
    return apply_payment_report(ports, principal, payment_id, report)


def _mark(
    ports: Ports, principal: Principal, payment_id: PaymentId, again: bool
) -> Prepared | None:
    real_now = ports.clock.real_now()
    with ports.store.write(principal) as tx:
        payment = tx.payments.lock(payment_id)
        allowed = (PaymentState.SUBMITTING, PaymentState.UNKNOWN) if again else ()
        if payment.state is not PaymentState.CREATED and payment.state not in allowed:
            return None
        provider = usable_provider(ports, tx, payment.connection_id, again=again)
        if again and (in_flight(ports, payment) or not key_serves(ports, payment, provider)):
            return None
        request = _request(ports, tx, payment, provider, again)
        if request is None:
            return None
        marked = replace(
            payment,
            state=PaymentState.SUBMITTING,
            submitted_at=payment.submitted_at or real_now,
            sent_at=real_now,
        )
        tx.payments.update(marked, was=payment.state)
        if not again:
            tx.duties.owe(DutyKind.CHECK_PAYMENT, payment.id, real_now, lease=SUBMIT_LEASE)
        return Prepared(marked, request, provider, real_now + SUBMIT_LEASE)


def _request(
    ports: Ports, tx: Tx, payment: Payment, provider: PaymentProvider | None, again: bool
) -> ChargeRequest | PageRequest | None:
    """What to send: a charge of the method, else the page the payment was written down with."""
    description = f"Bill {tx.bills.get(payment.bill_id).number}"
    if payment.method_id is None:
        return link_request(ports, tx, payment, provider, description)
    method = tx.methods.get(payment.method_id)
    if method.on_page:
        if not again:
            open_page_to_pay(ports, tx, payment)
        return link_request(ports, tx, payment, provider, description)
    back_to = None
    if provider is not None:
        back_to = open_confirmation(ports, tx, payment, provider.capabilities, again=again)
    return ChargeRequest(
        key=payment.key,
        amount=payment.amount,
        customer_ref=method.customer_ref,
        method_ref=method.provider_ref,
        description=description,
        method_type=method.type,
        return_url=back_to,
        cancel_url=cancel_url(back_to) if back_to is not None else None,
        fee=stated(payment, provider),
        bill_ref=bill_ref_at(tx, payment),
    )


def _send(
    provider: PaymentProvider, request: ChargeRequest | PageRequest, payment: Payment
) -> PaymentReport:
    if isinstance(request, ChargeRequest):
        return provider.charge(request)
    opened = provider.open_page(request)
    return PaymentReport(
        reference=payment.key,
        provider_ref=opened.provider_ref,
        state=PaymentState.REQUIRES_ACTION,
        amount=payment.amount,
        next_url=opened.url,
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
