"""Capturing an order: each behaviour of a way to pay, and the settlement that comes later."""

from dataclasses import asdict, dataclass

from payments.sandbox._connection import LostBeforeCharge
from payments.sandbox._store import Doc, Json, Page

from . import _shapes
from ._behaviours import (
    ALWAYS_ASKS,
    APPROVED,
    ASKS_WHEN_THERE,
    DECLINES,
    DISPUTED,
    LATE,
    LATE_CODES,
    LATE_FAILURES,
)
from ._call import Call, Made, new_ref
from ._disputes import Objection, open_dispute
from ._errors import broken, unprocessable
from ._events import emit
from ._vault import keep_wallet

DEFAULT_SETTLE_SECONDS = "30"


@dataclass(frozen=True, slots=True)
class Way:
    """What an order is paid with: a wallet or card that behaves so, saved (`token`) or not."""

    type: str
    behaviour: str
    token: str | None = None
    settle_seconds: int | None = None

    def stored(self) -> Json:
        return asdict(self)


def way_of(call: Call, vault_id: str, kind: str | None) -> Way:
    """The saved way to pay; raises 422 for an unknown one and one of another type."""
    token = call.tx.get(call.merchant, "payment_token", vault_id)
    if token is None:
        description = "Specified token was not found. Verify the token and try the request again."
        raise unprocessable("TOKEN_ID_NOT_FOUND", description, f"/payment_source/{kind}/vault_id")
    if token.body["type"] != kind:
        description = "The vault_id does not match the payment_source provided."
        field = f"/payment_source/{kind}/vault_id"
        raise unprocessable("MISMATCHED_VAULT_ID_TO_PAYMENT_SOURCE", description, field)
    own = token.private.get("settle_after_seconds")
    return Way(str(kind), token.private["behaviour"], token.id, own)


def must_ask(way: Way, *, there: bool) -> bool:
    """Whether the payer has to come to the provider's page before this payment."""
    return way.behaviour in ALWAYS_ASKS or (there and way.behaviour in ASKS_WHEN_THERE)


def ask_payer(call: Call, doc: Doc, way: Way, *, there: bool) -> Made:
    """PAYER_ACTION_REQUIRED: a link for a payer who is here, 422 for one who is not."""
    if not there:
        description = (
            "Transaction cannot complete successfully, instruct the buyer to return to PayPal."
        )
        raise unprocessable("PAYER_ACTION_REQUIRED", description)
    doc.body |= {"status": "PAYER_ACTION_REQUIRED", "updated": call.tx.now()}
    doc.private["way"] = way.stored()
    _show_way(call, doc, way)
    return Made(call.save(doc), 200)


def capture_order(call: Call, doc: Doc, way: Way) -> Made:
    """Charge the order as its way to pay behaves; raises the provider's 422 for a plain no."""
    _refuse_duplicate(call, doc)
    _refuse_currency(call, doc, way)
    behaviour = way.behaviour
    if behaviour == "error_500":
        raise broken()
    if behaviour == "timeout_before_charge" and call.first_try:
        raise LostBeforeCharge
    if behaviour == "authenticate_then_decline":
        behaviour = "decline_insufficient_funds"
    if behaviour in DECLINES:
        return _decline(call, doc, way, DECLINES[behaviour])
    status = "pending" if behaviour in LATE else "succeeded"
    charge = _new_charge(call, doc, way, status, APPROVED if way.type == "card" else None)
    if behaviour in LATE and behaviour != "never_settles":
        _plan_settlement(call, charge, way)
    _complete(call, doc, way)
    _keep(call, doc, way)
    name = "PENDING" if status == "pending" else "COMPLETED"
    emit(call, f"PAYMENT.CAPTURE.{name}", charge)
    emit(call, "CHECKOUT.ORDER.COMPLETED", doc)
    if behaviour in DISPUTED:
        stage = Objection(charge.body["amount"], "UNAUTHORISED", inquiry=DISPUTED[behaviour])
        open_dispute(call, charge, stage)
    return Made(doc, lost=behaviour == "timeout_after_charge" and call.first_try)


def _refuse_duplicate(call: Call, doc: Doc) -> None:
    """The account's setting, on by default: one payment for an invoice's number."""
    invoice = doc.body["unit"].get("invoice_id")
    blocking = call.tx.meta(f"paypal_block_duplicates:{call.merchant}", "1") == "1"
    if not invoice or not blocking:
        return
    for charge in call.tx.find(call.merchant, "charge", Page(equal={"$.invoice_id": invoice})):
        if charge.body["status"] in ("pending", "succeeded"):
            description = (
                "Duplicate Invoice ID detected. To avoid a potential duplicate transaction your"
                " account setting requires that Invoice Id be unique for each transaction."
            )
            raise unprocessable("DUPLICATE_INVOICE_ID", description)


def _refuse_currency(call: Call, doc: Doc, way: Way) -> None:
    token = call.tx.get(call.merchant, "payment_token", way.token) if way.token else None
    currencies = token.private.get("currencies") if token else None
    if currencies and doc.body["currency"] not in currencies:
        if way.type == "card":
            description = "Currency code not supported for direct card payments of this card type."
            raise unprocessable("CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE", description)
        description = (
            "Payer cannot pay for this transaction. Please contact the payer to find other ways to"
            " pay for this transaction."
        )
        raise unprocessable("PAYER_CANNOT_PAY", description)


def _decline(call: Call, doc: Doc, way: Way, response_code: str) -> Made:
    if way.type == "card":
        charge = _new_charge(call, doc, way, "failed", response_code)
        _complete(call, doc, way)
        emit(call, "PAYMENT.CAPTURE.DECLINED", charge)
        return Made(doc)
    description = (
        "The instrument presented  was either declined by the processor or bank, or it can't be"
        " used for this payment."
    )
    refusal = unprocessable("INSTRUMENT_DECLINED", description)
    refusal.error["links"] = [call.link(f"checkoutnow?token={doc.id}", "redirect")]
    raise refusal


def _new_charge(call: Call, doc: Doc, way: Way, status: str, code: str | None) -> Doc:
    now, order = call.tx.now(), doc.body
    unit = order["unit"]
    body: Json = {
        "amount": order["amount"],
        "amount_refunded": 0,
        "currency": order["currency"],
        "status": status,
        "payment_intent": doc.id,
        "customer": order["customer"],
        "invoice_id": unit.get("invoice_id"),
        "custom_id": unit.get("custom_id"),
        "response_code": code,
        "updated": now,
        "metadata": order["metadata"],
    }
    private = {"behaviour": way.behaviour, "way": way.stored()}
    return call.save(Doc("charge", new_ref(), now, body, private))


def _plan_settlement(call: Call, charge: Doc, way: Way) -> None:
    charge.due_at = charge.created + settle_seconds(call, way.settle_seconds)
    charge.private["outcome"] = "failed" if way.behaviour in LATE_FAILURES else "succeeded"
    call.save(charge)
    call.tx.has_mail = True


def settle_seconds(call: Call, own: int | None) -> int:
    """How long a bank takes: the way's own time, else the setting, else the default."""
    return int(call.tx.meta("settle_seconds", DEFAULT_SETTLE_SECONDS)) if own is None else own


def _show_way(call: Call, doc: Doc, way: Way) -> None:
    token = call.tx.get(call.merchant, "payment_token", way.token) if way.token else None
    doc.private["method"] = way.token
    if token is None:
        return
    doc.body["customer"] = token.body["customer"]
    doc.body["source"] = _shapes.wallet(token.body)
    doc.body["payer"] = _shapes.payer(token.body) if way.type == "paypal" else None


def _complete(call: Call, doc: Doc, way: Way) -> None:
    _show_way(call, doc, way)
    doc.body |= {"status": "COMPLETED", "updated": call.tx.now()}
    doc.private["way"] = way.stored()
    doc.due_at = None
    call.save(doc)


def _keep(call: Call, doc: Doc, way: Way) -> None:
    """store_in_vault=ON_SUCCESS: the wallet is saved, and the order says under which id."""
    asked = doc.private.get("keep")
    if asked is None or way.token is not None:
        return
    token = keep_wallet(call, asked["customer"], way.behaviour)
    doc.body["customer"] = token.body["customer"]
    doc.body["source"]["paypal"]["attributes"] = {
        "vault": {
            "id": token.id,
            "status": "VAULTED",
            "customer": {"id": token.body["customer"]},
        }
    }
    call.save(doc)


def settle(call: Call, charge: Doc, *, succeeded: bool, why: str | None = None) -> None:
    """End a payment that is on its way; the caller has seen that it is pending.

    Of a card's failure the processor says why; of a wallet's bank nobody does.
    """
    if not succeeded and charge.private["way"]["type"] == "card":
        charge.body["response_code"] = LATE_CODES.get(
            why or charge.private["behaviour"], DECLINES["decline_generic"]
        )
    charge.body |= {"status": "succeeded" if succeeded else "failed", "updated": call.tx.now()}
    charge.due_at = None
    call.save(charge)
    emit(call, "PAYMENT.CAPTURE.COMPLETED" if succeeded else "PAYMENT.CAPTURE.DENIED", charge)
