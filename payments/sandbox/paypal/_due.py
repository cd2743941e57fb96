"""What happens by itself: the end of whatever the virtual clock has caught up with."""

from payments.sandbox._store import Doc, Tx

from ._call import Call
from ._charging import settle
from ._orders import expire
from ._refunds import settle_refund
from ._vault import expire_setup


def settle_due(tx: Tx, merchant: str, doc: Doc) -> None:
    """End the payment, refund, order or setup token whose time has come, as it was planned."""
    call, good = Call(tx, merchant), doc.private.get("outcome", "succeeded") == "succeeded"
    if doc.kind == "order":
        expire(call, doc)
    elif doc.kind == "setup_token":
        expire_setup(call, doc)
    elif doc.kind == "refund":
        settle_refund(call, doc, succeeded=good)
    else:
        settle(call, doc, succeeded=good)
