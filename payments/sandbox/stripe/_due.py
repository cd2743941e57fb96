"""What happens by itself: the end of whatever the virtual clock has caught up with."""

from payments.sandbox._store import Doc, Tx

from ._call import Call
from ._refunds import settle_refund
from ._sessions import expire
from ._settling import settle
from ._subscriptions import renew


def settle_due(tx: Tx, merchant: str, doc: Doc) -> None:
    """End the payment, refund, session or period whose time has come, as it was planned."""
    call, good = Call(tx, merchant), doc.private.get("outcome", "succeeded") == "succeeded"
    if doc.kind == "session":
        expire(call, doc)
    elif doc.kind == "subscription":
        renew(call, doc)
    elif doc.kind == "refund":
        settle_refund(call, doc, succeeded=good)
    else:
        # Planned by an earlier sandbox, a failure has no code of its own.
        code = None if good else doc.private.get("failure_code") or "insufficient_funds"
        settle(call, doc, succeeded=good, failure_code=code)
