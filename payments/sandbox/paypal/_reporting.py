"""The transaction search: what the provider offers to find a payment whose answer was lost.

It is a report, not a live view: an executed payment appears after up to three hours (the setting
`search_lag_seconds` changes that), a window spans at most 31 days, and there is no filter by the
merchant's own references: they are in the rows, to be compared by the reader. Orders cannot be
listed at all.
"""

from datetime import datetime

from payments.sandbox._store import Doc, Json, Page

from ._call import Call, account_id, instant
from ._errors import malformed, required
from ._money import money

LAG_SECONDS = str(3 * 3600)
MAX_DAYS = 31
MAX_PAGE = 500
PAID, GIVEN_BACK, REVERSED = "T0006", "T1107", "T1201"
STATUS = {"succeeded": "S", "pending": "P", "failed": "D"}


def list_transactions(call: Call) -> Json:
    """Captures and refunds of a window, oldest first, as far as the report knows them."""
    start, end = _instant(call, "start_date"), _instant(call, "end_date")
    if not 0 <= end - start <= MAX_DAYS * 86_400:
        description = f"The maximum supported range is {MAX_DAYS} days."
        raise malformed("INVALID_PARAMETER_VALUE", description, "end_date")
    horizon = call.tx.now() - int(call.tx.meta("search_lag_seconds", LAG_SECONDS))
    page = Page(created={">=": start, "<=": min(end, horizon)}, limit=-1)
    docs = [doc for kind in ("charge", "refund") for doc in call.tx.find(call.merchant, kind, page)]
    docs = [doc for doc in docs if _wanted(call, doc)]
    docs.sort(key=lambda doc: (doc.created, doc.seq))
    size, number = _whole(call, "page_size", 100), _whole(call, "page", 1)
    rows = [{"transaction_info": _row(call, doc)} for doc in docs]
    return {
        "transaction_details": rows[(number - 1) * size : number * size],
        "account_number": account_id(call.merchant),
        "start_date": instant(start),
        "end_date": instant(end),
        "last_refreshed_datetime": instant(max(0, horizon)),
        "page": number,
        "total_items": len(rows),
        "total_pages": -(-len(rows) // size),
        "links": [call.link("v1/reporting/transactions", "self")],
    }


def _wanted(call: Call, doc: Doc) -> bool:
    """By id and status; unless it is asked for, what moved no money is left out."""
    status, query = STATUS[doc.body["status"]], call.query
    moved = status == "S" or query.get("balance_affecting_records_only") == "N"
    return (
        moved
        and query.get("transaction_id") in (None, doc.id)
        and query.get("transaction_status") in (None, status)
    )


def _instant(call: Call, name: str) -> int:
    given = call.query.get(name)
    if given is None:
        raise required(name)
    try:
        read = datetime.fromisoformat(given.replace("Z", "+00:00").replace(" ", "+"))
        if read.tzinfo is None:
            raise ValueError
    except ValueError:
        description = "The value of a field does not conform to the expected format."
        raise malformed("INVALID_PARAMETER_SYNTAX", description, name, given) from None
    return int(read.timestamp())


def _whole(call: Call, name: str, default: int) -> int:
    given = call.query.get(name, str(default))
    if not given.isdecimal() or not 1 <= int(given) <= MAX_PAGE:
        raise malformed("INVALID_PARAMETER_VALUE", "The value is invalid.", name, given)
    return int(given)


def _row(call: Call, doc: Doc) -> Json:
    body, refund = doc.body, doc.kind == "refund"
    code = PAID if not refund else REVERSED if body["reversal"] else GIVEN_BACK
    row: Json = {
        "paypal_account_id": account_id(str(body["customer"])),
        "transaction_id": doc.id,
        "transaction_event_code": code,
        "transaction_initiation_date": instant(doc.created),
        "transaction_updated_date": instant(body["updated"]),
        "transaction_amount": money(
            -body["amount"] if refund else body["amount"], body["currency"]
        ),
        "transaction_status": STATUS[body["status"]],
        "protection_eligibility": "01",
    }
    if refund:
        row |= {"paypal_reference_id": body["charge"], "paypal_reference_id_type": "TXN"}
    else:
        row |= {"paypal_reference_id": body["payment_intent"], "paypal_reference_id_type": "ODR"}
    if body.get("invoice_id"):
        row["invoice_id"] = body["invoice_id"]
    if body.get("custom_id"):
        row["custom_field"] = body["custom_id"]
    return row
