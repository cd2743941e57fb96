"""The views of checks, wires and cash."""

from collections.abc import Mapping

from billing._labels import label_of
from billing._view_values import day_view, instant_view
from billing.ids import BillId
from billing.manual_payments import ManualLine, ManualPayment
from billing.ports import Tx
from billing.resolutions import Resolution
from billing.views import Show, View, money_view
from billing.words import Words


def manual_sentence(tx: Tx, manual: ManualPayment, words: Words) -> str:
    """What its customer is told of it as it stands."""
    receipts = [tx.payments.receipt_of(each) for each in manual.payment_ids]
    numbers = [receipt.number for receipt in receipts if receipt is not None]
    return words.say(
        f"manual.{manual.state}",
        what=label_of(manual, words.language),
        amount=manual.amount,
        bills=words.listing([tx.bills.get(bill_id).number for bill_id in manual.bill_ids]),
        receipt=words.listing([*numbers]) if numbers else "-",
    )


def numbers_of(tx: Tx, manual: ManualPayment) -> dict[BillId, str]:
    """The printed numbers of its bills."""
    return {bill_id: tx.bills.get(bill_id).number for bill_id in manual.bill_ids}


def manual_view(
    manual: ManualPayment, numbers: Mapping[BillId, str], show: Show | None = None
) -> View:
    """One check, wire or sum of cash as its customer sees it; `numbers` of its bills."""
    return {
        "id": manual.id,
        "kind": str(manual.kind),
        "label": label_of(manual, show.language if show is not None else "en"),
        "reference": manual.reference or None,
        "amount": money_view(manual.amount, show),
        "state": str(manual.state),
        "dated_on": day_view(manual.dated_on),
        "created_at": instant_view(manual.created_at),
        "bills": [_line(line, numbers[line.bill_id], show) for line in manual.lines],
    }


def _line(line: ManualLine, number: str, show: Show | None) -> View:
    return {
        "bill_id": line.bill_id,
        "bill_number": number,
        "amount": money_view(line.amount, show) if line.amount is not None else None,
        "payment_id": line.payment_id,
    }


def staff_manual_view(
    manual: ManualPayment, numbers: Mapping[BillId, str], awaiting: Resolution | None = None
) -> View:
    """As `manual_view`, with whose it is, who did what, and who proposed to reverse it."""
    return {
        **manual_view(manual, numbers),
        "customer_id": manual.customer_id,
        "announced": manual.person_id is not None,
        "recorded_by": manual.recorded_by or None,
        "recorded_at": instant_view(manual.recorded_at),
        "verified_by": manual.verified_by or None,
        "verified_at": instant_view(manual.verified_at),
        "ended_by": manual.ended_by or None,
        "ended_at": instant_view(manual.ended_at),
        "note": manual.note or None,
        "reason": manual.reason or None,
        "reversal_proposed_by": awaiting.proposed_by if awaiting is not None else None,
    }
