"""The provider's objects as its official description types them; absent members are left out."""

import hashlib

from payments.sandbox._store import Json, new_id

from ._read import rfc3339

API_VERSION = "2026-09-16"
BANK_PAGE = "SANDBOX TEST BANK"


def merchant_id(merchant: str) -> str:
    """The seller's id on the wire, always the same for one merchant of ours."""
    return "ML" + hashlib.sha256(merchant.encode()).hexdigest()[:11].upper()


def main_location_id(merchant: str) -> str:
    return "L" + hashlib.sha256(f"main {merchant}".encode()).hexdigest()[:12].upper()


def fresh(length: int = 22) -> str:
    """An id in the provider's manner: letters and digits alone."""
    return new_id("x", length)[2:]


def location(location_id: str, merchant: str, name: str, currency: str) -> Json:
    """A place of business; one currency each."""
    return {
        "id": location_id,
        "name": name,
        "timezone": "America/New_York",
        "capabilities": ["CREDIT_CARD_PROCESSING"],
        "status": "ACTIVE",
        "created_at": "2026-01-05T09:00:00Z",
        "merchant_id": merchant_id(merchant),
        "country": "US",
        "language_code": "en-US",
        "currency": currency,
        "type": "PHYSICAL",
    }


def customer(customer_id: str, created: int) -> Json:
    """A payer's profile; names and addresses are filled in by the caller."""
    now = rfc3339(created)
    return {
        "id": customer_id,
        "created_at": now,
        "updated_at": now,
        "preferences": {"email_unsubscribed": False},
        "creation_source": "THIRD_PARTY",
        "version": 0,
    }


def fingerprint(*parts: object) -> str:
    """The same source has the same one, so seeding it twice changes nothing."""
    return "sq-1-" + hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:40]


def card(card_id: str, brand: str, last4: str, expires: tuple[int, int]) -> Json:
    """A card on file, or one behind a token; `expires` is (year, month)."""
    return {
        "id": card_id,
        "card_brand": brand,
        "last_4": last4,
        "exp_month": expires[1],
        "exp_year": expires[0],
        "fingerprint": fingerprint(brand, last4, expires),
        "enabled": True,
        "card_type": "CREDIT",
        "prepaid_type": "NOT_PREPAID",
        "bin": "411111" if brand == "VISA" else "510510",
        "version": 1,
    }


def bank(bank_id: str, last4: str, location_id: str) -> Json:
    """A bank account on file, as the provider's Bank Accounts API shows it."""
    return {
        "id": bank_id,
        "account_number_suffix": last4,
        "country": "US",
        "currency": "USD",
        "account_type": "CHECKING",
        "holder_name": "Sandbox Customer",
        "primary_bank_identification_number": "110000000",
        "location_id": location_id,
        "status": "VERIFIED",
        "creditable": True,
        "debitable": True,
        "fingerprint": fingerprint("bank", last4),
        "version": 1,
        "bank_name": BANK_PAGE,
    }


def payment(created: int, amount: Json, location_id: str, order_id: str) -> Json:
    """A payment before its source was asked: APPROVED nothing yet, PENDING."""
    payment_id = fresh(30)
    now = rfc3339(created)
    return {
        "id": payment_id,
        "created_at": now,
        "updated_at": now,
        "amount_money": dict(amount),
        "total_money": dict(amount),
        "status": "PENDING",
        "delay_action": "CANCEL",
        "location_id": location_id,
        "order_id": order_id,
        "receipt_number": payment_id[:4],
        "application_details": {"square_product": "ECOMMERCE_API"},
        "version_token": fresh(43),
    }


def card_details(shown: Json, status: str, entry: str, created: int) -> Json:
    """What a payment says about its card: status AUTHORIZED, CAPTURED, VOIDED or FAILED."""
    names = ("id", "enabled", "customer_id", "merchant_id", "reference_id", "version")
    kept = {name: value for name, value in shown.items() if name not in names}
    timeline: Json = {}
    if status in ("AUTHORIZED", "CAPTURED"):
        timeline["authorized_at"] = rfc3339(created)
    return {
        "status": status,
        "card": kept,
        "entry_method": entry,
        "cvv_status": "CVV_ACCEPTED",
        "avs_status": "AVS_ACCEPTED",
        "statement_description": "SQ *SANDBOX SHOP",
        "card_payment_timeline": timeline,
    }


def bank_details(shown: Json) -> Json:
    """What a payment says about the bank account it takes from."""
    return {
        "bank_name": BANK_PAGE,
        "transfer_type": "ACH",
        "account_ownership_type": "INDIVIDUAL",
        "fingerprint": shown["fingerprint"],
        "country": "US",
        "statement_description": "SQ *SANDBOX SHOP",
        "ach_details": {
            "routing_number": "110000000",
            "account_number_suffix": shown["account_number_suffix"],
            "account_type": "CHECKING",
        },
    }


def refund(payment_body: Json, amount: Json, created: int) -> Json:
    """Money on its way back; PENDING, COMPLETED, REJECTED or FAILED."""
    now = rfc3339(created)
    return {
        "id": f"{payment_body['id']}_{fresh(43)}",
        "status": "PENDING",
        "location_id": payment_body["location_id"],
        "unlinked": False,
        "destination_type": payment_body["source_type"],
        "amount_money": dict(amount),
        "payment_id": payment_body["id"],
        "order_id": fresh(30),
        "created_at": now,
        "updated_at": now,
    }


def dispute(payment_body: Json, amount: Json, reason: str, created: int) -> Json:
    """A cardholder's objection, in state EVIDENCE_REQUIRED; 14 days to answer."""
    now, details = rfc3339(created), payment_body.get("card_details", {})
    return {
        "id": fresh(22),
        "amount_money": dict(amount),
        "reason": reason,
        "state": "EVIDENCE_REQUIRED",
        "due_at": rfc3339(created + 14 * 86_400),
        "disputed_payment": {"payment_id": payment_body["id"]},
        "card_brand": details.get("card", {}).get("card_brand", "OTHER_BRAND"),
        "created_at": now,
        "updated_at": now,
        "brand_dispute_id": fresh(22),
        "reported_at": now,
        "version": 1,
        "location_id": payment_body["location_id"],
    }


def order(created: int, location_id: str, items: list[Json], total: Json) -> Json:
    """What a payment link asks to be paid for."""
    now, none = rfc3339(created), {"amount": 0, "currency": total["currency"]}
    return {
        "id": fresh(30),
        "location_id": location_id,
        "source": {"name": "Sandbox"},
        "line_items": items,
        "created_at": now,
        "updated_at": now,
        "state": "DRAFT",
        "version": 1,
        "total_money": dict(total),
        "total_tax_money": none,
        "total_discount_money": none,
        "total_tip_money": none,
        "net_amount_due_money": dict(total),
    }


def line_item(name: str, quantity: str, price: Json, total: Json) -> Json:
    none = {"amount": 0, "currency": price["currency"]}
    return {
        "uid": fresh(22),
        "name": name,
        "quantity": quantity,
        "item_type": "ITEM",
        "base_price_money": dict(price),
        "gross_sales_money": dict(total),
        "total_tax_money": none,
        "total_discount_money": none,
        "total_money": dict(total),
    }
