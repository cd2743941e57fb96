"""The provider's objects, every member present, as the public API reference describes them."""

import hashlib

from payments.sandbox._store import Json, new_id

API_VERSION = "2026-10-28.endive"
NOWHERE: Json = {
    "city": None,
    "country": None,
    "line1": None,
    "line2": None,
    "postal_code": None,
    "state": None,
}


def billing_details() -> Json:
    return {"address": dict(NOWHERE), "email": None, "name": None, "phone": None, "tax_id": None}


def customer(customer_id: str, created: int) -> Json:
    """An account that pays; name, e-mail and metadata are filled in by the caller."""
    return {
        "id": customer_id,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": created,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": new_id("x", 8)[2:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def payment_method(method_id: str, kind: str, details: Json, created: int) -> Json:
    """A saved way to pay; `details` is the member named like its type."""
    return {
        "id": method_id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing_details(),
        "created": created,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details,
    }


def method_details(kind: str, brand: str, last4: str, expires: tuple[int, int]) -> Json:
    """The member of a method named like its type; `expires` is (year, month), used for cards."""
    # The same account has the same fingerprint, so seeding it twice changes nothing.
    identity = f"{kind} {brand} {last4} {expires}".encode()
    fingerprint = hashlib.sha256(identity).hexdigest()[:16]
    if kind == "card":
        return {
            "brand": brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "US",
            "display_brand": brand,
            "exp_month": expires[1],
            "exp_year": expires[0],
            "fingerprint": fingerprint,
            "funding": "credit",
            "generated_from": None,
            "last4": last4,
            "networks": {"available": [brand], "preferred": None},
            "regulated_status": None,
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        }
    if kind == "us_bank_account":
        return {
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "SANDBOX TEST BANK",
            "financial_connections_account": None,
            "fingerprint": fingerprint,
            "last4": last4,
            "networks": {"preferred": "ach", "supported": ["ach"]},
            "routing_number": "110000000",
            "status_details": {},
        }
    if kind == "sepa_debit":
        return {
            "bank_code": "00000000",
            "branch_code": "",
            "country": "DE",
            "fingerprint": fingerprint,
            "generated_from": {"charge": None, "setup_attempt": None},
            "last4": last4,
        }
    return {"email": None} if kind == "link" else {"payer_email": None, "payer_id": None}


def payment_intent(created: int, amount: int, currency: str) -> Json:
    """One try to move `amount` minor units; status requires_payment_method until more is known."""
    intent_id = new_id("pi")
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": new_id(intent_id + "_secret", 25),
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge(intent: Json, method: Json, created: int) -> Json:
    """A succeeded charge of the whole intent; the caller turns it into a pending or failed one."""
    charge_id, kind = new_id("ch"), str(method["type"])
    return {
        "id": charge_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": new_id("txn"),
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": None,
        "captured": True,
        "created": created,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": outcome("approved_by_network", None),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": kind, kind: charged_details(kind, method[kind])},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "refunds": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/charges/{charge_id}/refunds",
        },
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def charged_details(kind: str, details: Json) -> Json:
    """What a charge shows of the method it used."""
    wanted = ("brand", "country", "exp_month", "exp_year", "funding", "last4", "fingerprint")
    shown: Json = {name: details[name] for name in (*wanted, "bank_name") if name in details}
    if kind != "card":
        return shown
    return shown | {
        "checks": details["checks"],
        "installments": None,
        "mandate": None,
        "network": details["brand"],
        "three_d_secure": None,
        "wallet": None,
    }


def outcome(network_status: str, reason: str | None) -> Json:
    declined = network_status != "approved_by_network"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": reason,
        "seller_message": "The bank did not say why." if declined else "Payment complete.",
        "type": "issuer_declined" if declined else "authorized",
    }


def refund(charge_body: Json, amount: int, created: int) -> Json:
    """Money back of one charge, in its currency."""
    kind = charge_body["payment_method_details"]["type"]
    detail: Json = {"type": "refund", "reference_status": "pending"} if kind == "card" else {}
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn"),
        "charge": charge_body["id"],
        "created": created,
        "currency": charge_body["currency"],
        "customer": charge_body["customer"],
        "customer_account": None,
        "destination_details": {"type": kind, kind: detail},
        "metadata": {},
        "payment_intent": charge_body["payment_intent"],
        "payment_method": charge_body["payment_method"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


EVIDENCE = tuple(
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure"
    " cancellation_rebuttal customer_communication customer_email_address customer_name"
    " customer_purchase_ip customer_signature duplicate_charge_documentation"
    " duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy"
    " refund_policy_disclosure refund_refusal_explanation service_date service_documentation"
    " shipping_address shipping_carrier shipping_date shipping_documentation"
    " shipping_tracking_number uncategorized_file uncategorized_text".split()
)


def dispute(charge_body: Json, amount: int, reason: str, created: int) -> Json:
    """A cardholder's objection to one charge."""
    return {
        "id": new_id("dp"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge_body["id"],
        "created": created,
        "currency": charge_body["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": created + 9 * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge_body["payment_intent"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": "visa",
                "case_type": "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
        },
        "reason": reason,
        "status": "needs_response",
    }


def balance_transaction(dispute_body: Json, amount: int, created: int) -> Json:
    """Money that a dispute moved, in minor units: below zero when it was withdrawn."""
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": created,
        "balance_type": "payments",
        "created": created,
        "currency": dispute_body["currency"],
        "description": f"Chargeback for {dispute_body['charge']}",
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "source": dispute_body["id"],
        "status": "available",
        "type": "adjustment",
    }


def event(kind: str, subject: Json, created: int, request: Json) -> Json:
    """Something that happened to `subject`, as it was at that moment."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 0,
        "request": request,
        "type": kind,
    }
