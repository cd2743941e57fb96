"""Money that leaves a capture again: by a refund of the merchant, or by a lost dispute."""

from payments.sandbox._store import Doc, Json

from ._call import Call, new_ref


def give_back(call: Call, charge: Doc, amount: int, *, reversal: bool = False) -> Doc:
    """Take the amount off the capture; returns the refund, not saved yet."""
    now = call.tx.now()
    charge.body["amount_refunded"] += amount
    charge.body["updated"] = now
    call.save(charge)
    body: Json = {
        "amount": amount,
        "currency": charge.body["currency"],
        "status": "succeeded",
        "charge": charge.id,
        "payment_intent": charge.body["payment_intent"],
        "customer": charge.body["customer"],
        "total_refunded": charge.body["amount_refunded"],
        "invoice_id": charge.body["invoice_id"],
        "custom_id": charge.body["custom_id"],
        "note": None,
        "reversal": reversal,
        "updated": now,
    }
    return Doc("refund", new_ref(), now, body, {})
