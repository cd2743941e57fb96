"""What an invoice goes through: lines, finalizing, its payment, being paid or voided."""

from collections.abc import Callable
from dataclasses import dataclass

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, Page, new_id

from . import _charging
from . import _invoice_shapes as shapes
from ._call import Call
from ._charging import Manner, charge_now
from ._errors import error_body, invalid
from ._intents import CANCELABLE, NewPayment, cancel_now, new_payment
from ._sessions import page_url

# What an invoice belongs to (a subscription) is told how its payment went: "paid" or "failed".
LISTENERS: list[Callable[[Call, Doc, str], None]] = []


# The setting that says whether an invoice's payment shows the invoice's metadata as its own. The
# provider itself copies nothing; with 0 the tie between them is only in `invoice_payments`.
CARRIES = "carry_invoice_metadata"


@dataclass(frozen=True, slots=True)
class Draft:
    """A new invoice: for whom, in which currency, for which subscription and why."""

    customer: Doc
    currency: str
    subscription: str | None = None
    reason: str = "manual"


def new_invoice(call: Call, draft: Draft) -> Doc:
    """A draft without lines, neither saved nor announced yet."""
    now = call.tx.now()
    body = shapes.invoice(draft.customer.body, draft.currency, now)
    body["billing_reason"] = draft.reason
    if draft.subscription:
        details = {"metadata": {}, "subscription": draft.subscription}
        body["subscription"] = draft.subscription
        body["parent"] = {
            "quote_details": None,
            "subscription_details": details,
            "type": "subscription_details",
        }
    return Doc("invoice", body["id"], now, body)


def add_line(call: Call, invoice: Doc, item: Doc) -> None:
    """Put a waiting item on the draft; raises when the currencies differ."""
    if item.body["currency"] != invoice.body["currency"]:
        message = "The invoice item's currency differs from that of the invoice."
        raise invalid(message, param="currency")
    item.body["invoice"] = invoice.id
    details = {
        "invoice_item": item.id,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }
    parent = {
        "invoice_item_details": details,
        "subscription_item_details": None,
        "type": "invoice_item_details",
    }
    append(invoice, shapes.line(invoice.id, item.body, parent))
    call.save(item)
    call.save(invoice)


def append(invoice: Doc, line: Json) -> None:
    """Add the line and its amount."""
    body = invoice.body
    body["lines"]["data"].append(line)
    total = sum(row["amount"] for row in body["lines"]["data"])
    names = "subtotal subtotal_excluding_tax total total_excluding_tax".split()
    body |= dict.fromkeys(names, total)
    body |= dict.fromkeys(("amount_due", "amount_remaining"), max(total, 0))


def finalize(call: Call, doc: Doc) -> None:
    """The draft becomes open: a number, a page, a payment intent; nothing to pay is paid."""
    body, now = doc.body, call.tx.now()
    customer = call.load("customer", body["customer"])
    number = customer.body["next_invoice_sequence"]
    customer.body["next_invoice_sequence"] += 1
    call.save(customer)
    body["status_transitions"]["finalized_at"] = now
    body |= {
        "status": "open",
        "effective_at": now,
        "number": body["number"] or f"{customer.body['invoice_prefix']}-{number:04}",
    }
    # The page's address is a secret of its own: whoever has it may pay.
    token = doc.private.setdefault("page", new_id("test", 40))
    body["hosted_invoice_url"] = page_url(call, "invoice", token)
    call.save(doc)
    call.emit("invoice.finalized", body)
    if body["amount_due"] == 0:
        settle_paid(call, doc, None)
        return
    wanted = NewPayment(body["amount_due"], body["currency"], ("invoice", doc.id))
    shown: Json = {
        "customer": body["customer"],
        "metadata": body["metadata"] if int(call.tx.meta(CARRIES, "1")) else {},
        "description": body["description"] or f"Invoice {body['number']}",
    }
    intent = new_payment(call, wanted, shown)
    tie = shapes.invoice_payment(body, intent.body, now)
    call.save(Doc("invoice_payment", tie["id"], now, tie))
    doc.private["intent"] = intent.id
    call.save(doc)


def default_method(call: Call, invoice: Json) -> str | None:
    """The invoice's own default, its subscription's, or the customer's."""
    own: str | None = invoice["default_payment_method"]
    if own is None and invoice["subscription"]:
        standing = call.tx.get(call.merchant, "subscription", invoice["subscription"])
        own = standing.body["default_payment_method"] if standing else None
    customer = call.load("customer", invoice["customer"]).body
    return own or customer["invoice_settings"]["default_payment_method"]


def pay(call: Call, doc: Doc, method_id: str | None, *, off_session: bool = True) -> Reply:
    """Charge the open invoice; 200 with the invoice, or the refusal of its payment.

    Raises the provider's 400 when there is no method at all.
    """
    method_id = method_id or default_method(call, doc.body)
    if method_id is None:
        message = (
            "There is no `default_payment_method` set on this Customer or Invoice. Please attach a"
            " payment method first."
        )
        raise invalid(message, code="invoice_payment_intent_requires_action", executed=True)
    back = doc.body["hosted_invoice_url"]
    manner = Manner(off_session=off_session, return_url=back)
    reply = charge(call, doc, method_id, manner)
    doc.body = call.load("invoice", doc.id).body
    if reply.status != 200 or reply.lost:
        return reply
    intent = call.load("payment_intent", doc.private["intent"]).body
    if intent["status"] == "requires_action":
        message = "Payment for this invoice requires additional user action before it can be done."
        code = "invoice_payment_intent_requires_action"
        error = error_body("card_error", message, code, payment_intent=intent)
        return Reply(402, {"error": error})
    return Reply(200, doc.body)


def charge(call: Call, doc: Doc, method_id: str, manner: Manner) -> Reply:
    """One try of the invoice's payment; the reply is the payment intent's."""
    intent = call.load("payment_intent", doc.private["intent"])
    if intent.body["status"] == "processing":
        message = "A payment of this invoice is on its way already."
        raise invalid(message, code="invoice_payment_intent_processing", executed=True)
    doc.body["attempted"] = True
    doc.body["attempt_count"] += 1
    call.save(doc)
    return charge_now(call, intent, method_id, manner)


def on_payment(call: Call, intent: Doc, invoice_id: str) -> None:
    """The invoice's payment changed: paid, failed, or waiting for its payer."""
    doc, status = call.load("invoice", invoice_id), intent.body["status"]
    if doc.body["status"] == "paid":
        return
    if status == "succeeded":
        settle_paid(call, doc, intent)
    elif status == "requires_action":
        call.emit("invoice.payment_action_required", doc.body)
        _tell(call, doc, "waiting")
    elif status == "requires_payment_method":
        call.emit("invoice.payment_failed", doc.body)
        _tell(call, doc, "failed")


def settle_paid(call: Call, doc: Doc, intent: Doc | None) -> None:
    """The invoice is paid, by this payment or elsewhere."""
    body, now = doc.body, call.tx.now()
    body["status_transitions"]["paid_at"] = now
    body |= {"status": "paid", "amount_paid": body["amount_due"], "amount_remaining": 0}
    call.save(doc)
    for tie in _ties(call, doc):
        tie.body |= (
            {"status": "paid", "amount_paid": body["amount_due"]}
            if intent
            else {"status": "canceled"}
        )
        tie.body["status_transitions"]["paid_at" if intent else "canceled_at"] = now
        call.save(tie)
    if intent is None:
        _cancel_payment(call, doc)
    call.emit("invoice.paid", body)
    call.emit("invoice.payment_succeeded", body)
    _tell(call, doc, "paid")


def void(call: Call, doc: Doc) -> None:
    """Nobody owes this any more; its payment is cancelled."""
    doc.body["status"] = "void"
    doc.body["status_transitions"]["voided_at"] = call.tx.now()
    call.save(doc)
    _cancel_payment(call, doc)
    call.emit("invoice.voided", doc.body)


def _cancel_payment(call: Call, doc: Doc) -> None:
    if "intent" in doc.private:
        intent = call.load("payment_intent", doc.private["intent"])
        if intent.body["status"] in CANCELABLE:
            cancel_now(call, intent, "void_invoice")


def _ties(call: Call, doc: Doc) -> list[Doc]:
    return call.tx.find(call.merchant, "invoice_payment", Page({"$.invoice": doc.id}, limit=-1))


def _tell(call: Call, doc: Doc, how: str) -> None:
    if doc.body["subscription"]:
        for listen in LISTENERS:
            listen(call, doc, how)


_charging.FOLLOWERS["invoice"] = on_payment
