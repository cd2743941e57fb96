"""The wire shape of what the store holds, rendered anew for every answer.

The store keeps amounts as whole numbers and statuses in the sandbox's common words (a charge is
`pending`, `succeeded` or `failed`); here they get the provider's.
"""

from payments.sandbox._store import Doc, Json

from ._call import Call, account_id, instant
from ._money import money

RESPONSE_SECONDS = 10 * 86_400  # how long a seller may take to answer a dispute
FEE_PERCENT_HUNDREDTHS, FEE_FIXED = 349, 49  # 3.49 % + 0.49, for the look of the breakdown only


def order(call: Call, doc: Doc) -> Json:
    """An order with its captures and refunds."""
    body = doc.body
    shown: Json = {
        "id": doc.id,
        "intent": body["intent"],
        "status": body["status"],
        "purchase_units": [_unit(call, doc)],
        "create_time": instant(doc.created),
        "update_time": instant(body["updated"]),
        "links": _order_links(call, doc),
    }
    if body["instruction"]:
        shown["processing_instruction"] = body["instruction"]
    if body["source"]:
        shown["payment_source"] = body["source"]
    if body["payer"]:
        shown["payer"] = body["payer"]
    return shown


def _unit(call: Call, doc: Doc) -> Json:
    given = doc.body["unit"]
    payee = {"merchant_id": account_id(call.merchant), "email_address": "shop@business.example"}
    unit: Json = {"reference_id": "default", "payee": payee} | given
    captures = [capture(call, charge) for charge in call.of_order("charge", doc.id)]
    refunds = [refund(call, one) for one in call.of_order("refund", doc.id)]
    payments: Json = {"captures": captures} if captures else {}
    if refunds:
        payments["refunds"] = refunds
    return unit | ({"payments": payments} if payments else {})


def _order_links(call: Call, doc: Doc) -> list[Json]:
    path, status = f"v2/checkout/orders/{doc.id}", doc.body["status"]
    links = [call.link(path, "self")]
    if status in ("CREATED", "PAYER_ACTION_REQUIRED"):
        rel = "approve" if status == "CREATED" else "payer-action"
        links.append(call.link(f"checkoutnow?token={doc.id}", rel))
    if status in ("CREATED", "APPROVED"):
        links.append(call.link(path, "update", "PATCH"))
        links.append(call.link(f"{path}/capture", "capture", "POST"))
    return links


def capture_status(charge: Json) -> str:
    if charge["status"] != "succeeded":
        return "PENDING" if charge["status"] == "pending" else "DECLINED"
    if charge["amount_refunded"] == 0:
        return "COMPLETED"
    full = charge["amount_refunded"] == charge["amount"]
    return "REFUNDED" if full else "PARTIALLY_REFUNDED"


def capture(call: Call, doc: Doc) -> Json:
    """A captured payment as it is now."""
    body, path = doc.body, f"v2/payments/captures/{doc.id}"
    order_id = body["payment_intent"]
    gross = money(body["amount"], body["currency"])
    shown: Json = {
        "id": doc.id,
        "status": capture_status(body),
        "amount": gross,
        "final_capture": True,
        "disbursement_mode": "INSTANT",
        "seller_protection": {
            "status": "ELIGIBLE",
            "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
        },
        "create_time": instant(doc.created),
        "update_time": instant(body["updated"]),
        "supplementary_data": {"related_ids": {"order_id": order_id}},
        "links": [
            call.link(path, "self"),
            call.link(f"{path}/refund", "refund", "POST"),
            call.link(f"v2/checkout/orders/{order_id}", "up"),
        ],
    }
    if body["status"] == "pending":
        shown["status_details"] = {"reason": "ECHECK"}
    if body["status"] == "succeeded":
        fee = min(body["amount"], body["amount"] * FEE_PERCENT_HUNDREDTHS // 10_000 + FEE_FIXED)
        shown["seller_receivable_breakdown"] = {
            "gross_amount": gross,
            "paypal_fee": money(fee, body["currency"]),
            "net_amount": money(body["amount"] - fee, body["currency"]),
        }
    if body["response_code"]:
        shown["processor_response"] = {"response_code": body["response_code"]}
    return shown | _ours(body)


def _ours(body: Json) -> Json:
    """The merchant's own words on a payment, where it gave any."""
    return {name: body[name] for name in ("invoice_id", "custom_id") if body.get(name)}


def refund(call: Call, doc: Doc) -> Json:
    """Money given back of one capture."""
    body = doc.body
    status = {"succeeded": "COMPLETED", "pending": "PENDING", "failed": "FAILED"}[body["status"]]
    gross = money(body["amount"], body["currency"])
    shown: Json = {
        "id": doc.id,
        "status": status,
        "amount": gross,
        "create_time": instant(doc.created),
        "update_time": instant(body["updated"]),
        "seller_payable_breakdown": {
            "gross_amount": gross,
            "paypal_fee": money(0, body["currency"]),
            "net_amount": gross,
            "total_refunded_amount": money(body["total_refunded"], body["currency"]),
        },
        "links": [
            call.link(f"v2/payments/refunds/{doc.id}", "self"),
            call.link(f"v2/payments/captures/{body['charge']}", "up"),
        ],
    }
    if status == "PENDING":
        shown["status_details"] = {"reason": "ECHECK"}
    if body["note"]:
        shown["note_to_payer"] = body["note"]
    return shown | _ours(body)


def wallet(body: Json) -> Json:
    """A saved wallet or card, as tokens and orders show it."""
    if body["type"] == "card":
        card = {name: body[name] for name in ("brand", "last_digits", "expiry")}
        return {"card": card}
    return {"paypal": {"email_address": body["email"], "account_id": body["payer_id"]}}


def payer(body: Json) -> Json:
    return {
        "payer_id": body["payer_id"],
        "email_address": body["email"],
        "name": {"given_name": "Sandbox", "surname": "Buyer"},
        "address": {"country_code": "US"},
    }


def payment_token(call: Call, doc: Doc) -> Json:
    """A saved way to pay in the vault."""
    body, path = doc.body, f"v3/vault/payment-tokens/{doc.id}"
    shown: Json = {
        "id": doc.id,
        "customer": {"id": body["customer"]},
        "payment_source": wallet(body),
        "links": [call.link(path, "self"), call.link(path, "delete", "DELETE")],
    }
    if body["type"] == "paypal":
        shown["payment_source"] = {
            "paypal": {
                "email_address": body["email"],
                "payer_id": body["payer_id"],
                "usage_type": "MERCHANT",
                "customer_type": "CONSUMER",
            }
        }
    return shown


def setup_token(call: Call, doc: Doc) -> Json:
    """A way to pay that its owner is asked to save."""
    body = doc.body
    links = [call.link(f"v3/vault/setup-tokens/{doc.id}", "self")]
    if body["status"] == "PAYER_ACTION_REQUIRED":
        links.append(call.link(f"agreements/approve?approval_session_id={doc.id}", "approve"))
    elif body["status"] == "APPROVED":
        links.append(call.link("v3/vault/payment-tokens", "confirm", "POST"))
    return {
        "id": doc.id,
        "customer": {"id": body["customer"]},
        "status": body["status"],
        "payment_source": {"paypal": body["paypal"]},
        "links": links,
    }


def dispute(call: Call, doc: Doc) -> Json:
    """A payer's objection, as its details show it."""
    body = doc.body
    amount = money(body["amount"], body["currency"])
    shown: Json = {
        "dispute_id": doc.id,
        "create_time": instant(doc.created),
        "update_time": instant(body["updated"]),
        "disputed_transactions": [
            {
                "seller_transaction_id": body["charge"],
                "buyer_transaction_id": body["buyer_transaction"],
                "create_time": instant(body["paid_at"]),
                "transaction_status": "COMPLETED",
                "gross_amount": money(body["gross"], body["currency"]),
                "custom": body["custom_id"] or "",
                "invoice_number": body["invoice_id"] or "",
                "seller": {"merchant_id": account_id(call.merchant)},
            }
        ],
        "reason": body["reason"],
        "status": body["status"],
        "dispute_state": "RESOLVED" if body["status"] == "RESOLVED" else "REQUIRED_ACTION",
        "dispute_amount": amount,
        "dispute_life_cycle_stage": body["stage"],
        "dispute_channel": "INTERNAL",
        "links": [call.link(f"v1/customer/disputes/{doc.id}", "self")],
    }
    if body["status"] == "WAITING_FOR_SELLER_RESPONSE":
        shown["seller_response_due_date"] = instant(doc.created + RESPONSE_SECONDS)
    if body["outcome"]:
        shown["dispute_outcome"] = {"outcome_code": body["outcome"]}
        if body["outcome"] == "RESOLVED_BUYER_FAVOUR":
            shown["dispute_outcome"]["amount_refunded"] = amount
    return shown


SHOWN = {
    "order": order,
    "charge": capture,
    "refund": refund,
    "payment_token": payment_token,
    "setup_token": setup_token,
    "dispute": dispute,
}


def minimal(body: Json) -> Json:
    """What `Prefer: return=minimal`, the default, leaves of an order or refund."""
    return {name: body[name] for name in ("id", "status", "links")}
