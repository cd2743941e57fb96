"""The Customers API: create, retrieve, update, list, search, delete."""

from collections.abc import Callable

from payments.sandbox._store import Doc, Json

from . import _read, _shapes
from ._call import Call, Listing, listed
from ._errors import invalid

NAMES = (
    *("given_name", "family_name", "company_name", "nickname", "email_address", "phone_number"),
    *("reference_id", "note", "birthday"),
)
ONE_OF = ("given_name", "family_name", "company_name", "email_address", "phone_number")
CREATE_PARAMS = frozenset({*NAMES, "idempotency_key", "address", "tax_ids"})
UPDATE_PARAMS = frozenset({*NAMES, "address", "tax_ids", "version"})
FILTERS = ("email_address", "phone_number", "reference_id")
MAX_PAGE = 100


def create_customer(call: Call) -> Json:
    _read.refuse_unknown(call.body, CREATE_PARAMS)
    if not any(name in call.body for name in ONE_OF):
        detail = f"At least one of the following fields is required: {', '.join(ONE_OF)}."
        raise invalid("MISSING_REQUIRED_PARAMETER", detail)
    now = call.tx.now()
    body = _shapes.customer(_shapes.fresh(26).upper(), now)
    doc = Doc("square_customer", body["id"], now, body)
    _change(call, body)
    call.save(doc)
    call.emit("customer.created", "customer", body)
    return {"customer": body}


def _change(call: Call, body: Json) -> None:
    for name in NAMES:
        value = _read.text(call.body, name)
        if value is not None:
            body[name] = value
    address = _read.mapping(call.body, "address")
    if address is not None:
        body["address"] = address


def retrieve_customer(call: Call) -> Json:
    return {"customer": call.load("square_customer", call.path["id"]).body}


def update_customer(call: Call) -> Json:
    """Change what is given; the version, where given, must be the present one."""
    _read.refuse_unknown(call.body, UPDATE_PARAMS)
    doc = call.load("square_customer", call.path["id"])
    version = call.body.get("version")
    if version is not None and version != doc.body["version"]:
        raise invalid("CONFLICT", "The version is out of date.", "version")
    _change(call, doc.body)
    call.touch(doc)
    call.emit("customer.updated", "customer", doc.body)
    return {"customer": doc.body}


def delete_customer(call: Call) -> Json:
    """The profile goes, and its cards are disabled."""
    doc = call.load("square_customer", call.path["id"])
    for card in call.find_all("square_card", {"$.customer_id": doc.id}):
        card.body["enabled"] = False
        call.touch(card)
    call.tx.remove(call.merchant, doc.kind, doc.id)
    call.emit("customer.deleted", "customer", doc.body)
    return {}


def list_customers(call: Call) -> Json:
    size = _read.limit(call.query, MAX_PAGE)
    oldest = call.query.get("sort_order") != "DESC"
    found = call.find_all("square_customer")
    return listed(call, found, Listing("customers", size, oldest, _by_name))


def _by_name(doc: Doc) -> str:
    return f"{doc.body.get('given_name', '')} {doc.body.get('family_name', '')}".casefold()


def search_customers(call: Call) -> Json:
    """By e-mail, phone or reference, exact or fuzzy; by name where nothing else is asked."""
    _read.refuse_unknown(call.body, ("cursor", "limit", "query", "count"))
    query = _read.mapping(call.body, "query") or {}
    wanted = _read.mapping(query, "filter", field="query.filter") or {}
    _read.refuse_unknown(wanted, FILTERS, "query.filter")
    found = call.find_all("square_customer", {}, {"<=": call.tx.now() - call.search_lag()})
    for name in FILTERS:
        given = _read.mapping(wanted, name, field=f"query.filter.{name}")
        if given is not None:
            matches = _matcher(given, f"query.filter.{name}")
            found = [doc for doc in found if matches(str(doc.body.get(name, "")))]
    sort = _read.mapping(query, "sort", field="query.sort") or {}
    by = _by_name if sort.get("field") != "CREATED_AT" else (lambda doc: f"{doc.created:012d}")
    size = _read.limit({"limit": str(call.body.get("limit", MAX_PAGE))}, MAX_PAGE)
    answer = listed(call, found, Listing("customers", size, sort.get("order") != "DESC", by))
    return answer | ({"count": len(found)} if call.body.get("count") is True else {})


def _matcher(given: Json, field: str) -> Callable[[str], bool]:
    exact = _read.text(given, "exact", field=f"{field}.exact")
    fuzzy = _read.text(given, "fuzzy", field=f"{field}.fuzzy")
    if (exact is None) == (fuzzy is None):
        raise invalid("BAD_REQUEST", "Specify exactly one of exact and fuzzy.", field)
    if exact is not None:
        return lambda value: value == exact
    tokens = str(fuzzy).casefold().split()
    return lambda value: all(token in value.casefold() for token in tokens)
