"""The end of what was on its way: by the virtual clock, or as a control order says."""

from payments.sandbox._store import Doc, Tx

from ._call import Call
from ._charging import complete, fail, payment_error, void
from ._errors import wrong_state
from ._refunds import settle_refund

DEFAULT_CODE = "GENERIC_DECLINE"


def settle(call: Call, payment: Doc, *, succeeded: bool, failure_code: str | None = None) -> None:
    """End a PENDING or APPROVED payment; raises wrong_state when it is neither.

    A failure's code is one of the published error codes, in capitals or not.
    """
    status = payment.body["status"]
    if status not in ("PENDING", "APPROVED"):
        raise wrong_state(f"Only a payment on its way can be settled, not a {status} one.")
    if succeeded:
        payment.body["approved_money"] = payment.body["amount_money"]
        complete(call, payment)
        return
    if status == "APPROVED":
        void(call, payment)
        return
    fail(payment, payment_error((failure_code or DEFAULT_CODE).upper()))
    call.touch(payment)
    call.emit("payment.updated", "payment", payment.body)


def settle_due(tx: Tx, merchant: str, doc: Doc) -> None:
    """End the payment or refund whose time has come, as it was planned."""
    call = Call(tx, merchant)
    if doc.kind == "square_refund":
        settle_refund(call, doc, doc.private["outcome"])
    elif doc.body["status"] == "APPROVED":
        settle(call, doc, succeeded=doc.body["delay_action"] == "COMPLETE")
    else:
        good = doc.private["outcome"] == "succeeded"
        settle(call, doc, succeeded=good, failure_code=doc.private["failure_code"])
