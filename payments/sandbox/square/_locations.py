"""The Locations API: where a seller takes money, in one currency each."""

from payments.sandbox._store import Doc, Json

from . import _shapes
from ._call import Call
from ._errors import invalid, not_found

MAIN = "main"


def main_location(call: Call) -> Doc:
    """The merchant's main location; one in dollars where no control order made another."""
    found = call.find_all("square_location")
    chosen = [doc for doc in found if doc.private.get("main")]
    if chosen:
        return chosen[0]
    location_id = _shapes.main_location_id(call.merchant)
    shown = _shapes.location(location_id, call.merchant, "Main", "USD")
    return Doc("square_location", location_id, call.tx.now(), shown, {"main": True})


def all_locations(call: Call) -> list[Doc]:
    main = main_location(call)
    others = [doc for doc in call.find_all("square_location") if doc.id != main.id]
    return sorted([main, *others], key=lambda doc: str(doc.body["name"]))


def find_location(call: Call, location_id: str | None, currency: str | None = None) -> Json:
    """The named location, or the main one; raises when it is not there or not in that currency."""
    wanted = main_location(call).id if location_id in (None, MAIN) else location_id
    for doc in all_locations(call):
        if doc.id == wanted:
            break
    else:
        raise not_found("location", str(location_id), "location_id")
    if currency is not None and currency != doc.body["currency"]:
        detail = f"The currency must be that of the location, {doc.body['currency']}."
        raise invalid("INVALID_VALUE", detail, "amount_money.currency")
    return doc.body


def list_locations(call: Call) -> Json:
    return {"locations": [doc.body for doc in all_locations(call)]}


def retrieve_location(call: Call) -> Json:
    return {"location": find_location(call, call.path["id"])}
