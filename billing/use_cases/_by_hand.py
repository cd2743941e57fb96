"""What recording, verifying and reversing a payment made outside have in common."""

from collections.abc import Iterable
from typing import Final

from billing.bills import Bill
from billing.errors import Forbidden, InvalidRequest
from billing.ids import BillId, PaymentId
from billing.manual_payments import (
    REFERENCE_SHAPE,
    ManualKind,
    ManualPayment,
    ManualState,
)
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.redaction import redact
from billing.use_cases._note import note, tell
from billing.use_cases._telling import owe_telling_of_manual

REASON_LIMIT: Final = 500
MANUAL_ID: Final = "man_"


def require_finance(principal: Principal) -> str:
    """How the audit names them; raises `Forbidden` unless a named person of finance or an admin."""
    principal.require_staff(Role.FINANCE, Role.ADMIN)
    if principal.person is None:
        raise Forbidden("this takes a person with a name")
    return principal.actor


def require_reason(reason: str) -> str:
    """Raises `InvalidRequest` without one, or with one too long."""
    said = reason.strip()
    if not said or len(said) > REASON_LIMIT:
        raise InvalidRequest(f"a reason is needed, at most {REASON_LIMIT} letters")
    return str(redact(said))


def require_reference(kind: ManualKind, reference: str, *, needed: bool) -> str:
    """Raises `InvalidRequest` for what no bank prints, or where one is missing."""
    said = " ".join(reference.split())
    if not said:
        if needed and kind is not ManualKind.CASH:
            raise InvalidRequest("a check's number, or the text of a wire, is needed")
        return ""
    if REFERENCE_SHAPE.fullmatch(said) is None or str(redact(said)) != said:
        raise InvalidRequest("a reference is at most 40 letters and digits, and no card number")
    return said


def locked_bills(tx: Tx, bill_ids: Iterable[BillId]) -> dict[BillId, Bill]:
    """The bills, locked in the order in which everybody locks them."""
    return {bill_id: tx.bills.lock(bill_id) for bill_id in sorted(bill_ids)}


def locked_manual(tx: Tx, named: str) -> ManualPayment:
    """By its own id or that of one of its payments; its customer and its bills are locked too.

    Raises `NotFound('payment')`, `InvalidRequest` for a payment that was not made outside.
    """
    manual = _named(tx, named)
    tx.customers.lock(manual.customer_id)
    manual = tx.manual_payments.lock(manual.id)
    locked_bills(tx, manual.bill_ids)
    return manual


def _named(tx: Tx, named: str) -> ManualPayment:
    if named.startswith(MANUAL_ID):
        return tx.manual_payments.get(named)
    payment = tx.payments.get(PaymentId(named))
    manual = tx.manual_payments.of_payment(payment.id)
    if manual is None:
        raise InvalidRequest("this payment was not recorded by hand")
    return manual


def manual_of(tx: Tx, payment: Payment) -> ManualPayment | None:
    """The check, wire or cash that the payment is of; None for one that a provider made."""
    if payment.method_id is not None or payment.connection_id is not None:
        return None
    return tx.manual_payments.of_payment(payment.id)


def write_down(ports: Ports, tx: Tx, verb: str, manual: ManualPayment) -> None:
    """The audit's line, the event, and a word to whoever announced it."""
    facts: dict[str, str | int] = {
        "kind": manual.kind,
        "state": manual.state,
        "amount_minor": manual.amount.amount_minor,
        "currency": manual.amount.currency,
    }
    note(ports, tx, verb, manual.id, {**facts, "bills": " ".join(manual.bill_ids)})
    data = {"manual_payment_id": manual.id, **facts}
    tell(ports, tx, verb, manual.customer_id, data)
    if manual.state is not ManualState.ANNOUNCED:  # the one who said it knows
        owe_telling_of_manual(ports, tx, manual)
