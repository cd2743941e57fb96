"""Payment links: a page that anybody with its address can pay on, as often as it allows."""

from payments.sandbox._store import Doc, Json

from . import _hosted_shapes as shapes
from ._call import Call
from ._errors import invalid
from ._prices import Line, read_lines
from ._sessions import Visit, new_session, page_url, refuse_used_link

CREATE_PARAMS = frozenset(
    "line_items metadata payment_intent_data restrictions after_completion currency"
    " customer_creation inactive_message payment_method_types submit_type"
    " billing_address_collection phone_number_collection allow_promotion_codes".split()
)
UPDATE_PARAMS = frozenset(
    "active metadata payment_intent_data restrictions after_completion inactive_message"
    " line_items submit_type customer_creation payment_method_types".split()
)
MAX_LIMIT = 1_000_000


def create_link(call: Call) -> Json:
    call.form.refuse_unknown(CREATE_PARAMS)
    lines = read_lines(call, "line_items")
    if any(line.price["recurring"] for line in lines):
        raise invalid("This account's links take one-time prices.", param="line_items")
    now = call.tx.now()
    body = shapes.payment_link(lines[0].price["currency"])
    body["url"] = page_url(call, "link", body["id"])
    items = [shapes.item(line.price, line.quantity, line.name) for line in lines]
    doc = Doc("payment_link", body["id"], now, body, {"items": items})
    _change(call, body)
    call.save(doc)
    call.emit("payment_link.created", body)
    return body


def _change(call: Call, body: Json) -> None:
    form = call.form
    body["metadata"] = form.merged(body["metadata"])
    if form.text("inactive_message"):
        body["inactive_message"] = form.text("inactive_message")
    data = form.inside("payment_intent_data")
    if data.data:
        known: Json = body["payment_intent_data"] or dict.fromkeys(
            "capture_method description setup_future_usage statement_descriptor"
            " statement_descriptor_suffix transfer_group".split()
        ) | {"metadata": {}}
        known["metadata"] = data.merged(known["metadata"])
        known["description"] = data.text("description") or known["description"]
        known["setup_future_usage"] = data.text("setup_future_usage") or known["setup_future_usage"]
        body["payment_intent_data"] = known
    _restrict(call, body)
    after = form.inside("after_completion")
    if after.data:
        body["after_completion"] = _after(call, after.need("type"))


def _restrict(call: Call, body: Json) -> None:
    if call.form.data.get("restrictions") == "":
        body["restrictions"] = None
        return
    completed = call.form.inside("restrictions").inside("completed_sessions")
    if not completed.data:
        return
    limit = completed.integer("limit")
    if limit is None or not 1 <= limit <= MAX_LIMIT:
        message = "This value must be greater than or equal to 1."
        param = "restrictions[completed_sessions][limit]"
        raise invalid(message, param=param, code="parameter_invalid_integer")
    count = ((body["restrictions"] or {}).get("completed_sessions") or {}).get("count", 0)
    body["restrictions"] = {"completed_sessions": {"count": count, "limit": limit}}


def _after(call: Call, kind: str) -> Json:
    after = call.form.inside("after_completion")
    if kind == "redirect":
        url = after.inside("redirect").web_address("url")
        if url is None:
            raise invalid("Missing required param: url.", param="after_completion[redirect][url]")
        return {"type": "redirect", "redirect": {"url": url}}
    if kind != "hosted_confirmation":
        raise invalid("Invalid after_completion[type].", param="after_completion[type]")
    message = after.inside("hosted_confirmation").text("custom_message")
    return {"type": kind, "hosted_confirmation": {"custom_message": message}}


def retrieve_link(call: Call) -> Json:
    return call.load("payment_link", call.path["id"]).body


def link_items(call: Call) -> Json:
    items = call.load("payment_link", call.path["id"]).private["items"]
    return {"object": "list", "data": items, "has_more": False, "url": call.url}


def update_link(call: Call) -> Json:
    call.form.refuse_unknown(UPDATE_PARAMS)
    doc = call.load("payment_link", call.path["id"])
    active = call.form.flag("active")
    if active is not None:
        doc.body["active"] = active
    _change(call, doc.body)
    call.save(doc)
    call.emit("payment_link.updated", doc.body)
    return doc.body


def list_links(call: Call) -> Json:
    active = call.form.flag("active")
    return call.listed("payment_link", {} if active is None else {"$.active": int(active)})


def visit_link(call: Call, link: Doc) -> Doc:
    """A fresh session for somebody who opened the link; raises when it is not active."""
    refuse_used_link(call, link.id)
    body = link.body
    data = body["payment_intent_data"] or {"metadata": {}}
    after = body["after_completion"].get("redirect")
    lines = tuple(
        Line(item["price"], item["quantity"], item["description"]) for item in link.private["items"]
    )
    shown: Json = {
        "payment_link": link.id,
        "metadata": body["metadata"],
        "success_url": after["url"] if after else None,
    }
    return new_session(call, Visit("payment", None, lines, body["currency"], data, shown))
