"""Customers, their bills, preferences and saved methods: what a biller's system pulls."""

from payments.sandbox._store import Doc, Json, Wanted

from . import _shapes
from ._call import Call, changes, refuse_unknown
from ._errors import invalid, not_found


def list_customers(call: Call) -> Json:
    return changes(call, call.find_all("paymentus_customer"), "customers")


def retrieve_customer(call: Call) -> Json:
    return call.load("paymentus_customer", call.path["id"]).body


def list_bills(call: Call) -> Json:
    """Every bill, or one customer's; by what changed since."""
    equal: dict[str, Wanted] = {}
    if "id" in call.path:
        equal["$.customerId"] = call.load("paymentus_customer", call.path["id"]).id
    if "status" in call.query:
        equal["$.status"] = call.query["status"]
    return changes(call, call.find_all("paymentus_bill", equal), "bills")


def retrieve_bill(call: Call) -> Json:
    return call.load("paymentus_bill", call.path["id"]).body


def credit(call: Call, bill_id: str, minor: int) -> None:
    """Count money towards the bill (below zero: taken back); more than it asked is `overpaid`."""
    doc = call.load("paymentus_bill", bill_id)
    doc.private["paid"] += minor
    show_due(doc)
    doc.body["version"] += 1
    call.save(doc)


def show_due(doc: Doc) -> None:
    """Status and what is due, of what the bill asks and what was paid."""
    total, paid, currency = doc.private["minor"], doc.private["paid"], doc.private["currency"]
    doc.body["amountDue"] = _shapes.money(max(total - paid, 0), currency)
    doc.body["overpaid"] = _shapes.money(max(paid - total, 0), currency)
    if doc.body["status"] != "cancelled":
        partly = "partially_paid" if paid > 0 else "open"
        doc.body["status"] = "paid" if paid >= total else partly


def _preferences(call: Call) -> Doc:
    customer = call.load("paymentus_customer", call.path["id"])
    found = call.tx.get(call.merchant, "paymentus_preferences", customer.id)
    shown = _shapes.preferences(customer.id)
    return found or Doc("paymentus_preferences", customer.id, call.tx.now(), shown)


def retrieve_preferences(call: Call) -> Json:
    return _preferences(call).body


def change_preferences(call: Call) -> Json:
    """Set what is given; the customer counts as changed."""
    doc = _preferences(call)
    refuse_unknown(call.body, doc.body.keys() - {"customerId"})
    for name, value in call.body.items():
        present = doc.body[name]
        if name == "defaultProfileId":
            _active(call, str(value), doc.id)
        elif type(value) is not type(present):
            raise invalid("INVALID_FIELD", "The value has another type.", name)
        doc.body[name] = value
    call.save(doc)
    customer = call.load("paymentus_customer", doc.id)
    call.save(customer)
    call.emit("customer.updated", customer.body)
    return doc.body


def _active(call: Call, profile_id: str, customer_id: str) -> Doc:
    doc = call.load("paymentus_profile", profile_id)
    if doc.body["customerId"] != customer_id or doc.body["status"] != "active":
        raise not_found("profile")
    return doc


def list_profiles(call: Call) -> Json:
    customer = call.load("paymentus_customer", call.path["id"])
    equal: dict[str, Wanted] = {"$.customerId": customer.id, "$.status": "active"}
    found = call.find_all("paymentus_profile", equal)
    return {"profiles": [doc.body for doc in found]}


def retrieve_profile(call: Call) -> Json:
    return call.load("paymentus_profile", call.path["id"]).body


def remove_profile(call: Call) -> Json:
    """The method is charged no more; removing it again changes nothing."""
    doc = call.load("paymentus_profile", call.path["id"])
    doc.body["status"] = "removed"
    call.save(doc)
    found = call.tx.get(call.merchant, "paymentus_preferences", doc.body["customerId"])
    if found is not None and found.body["defaultProfileId"] == doc.id:
        found.body["defaultProfileId"] = None
        call.save(found)
    return doc.body
