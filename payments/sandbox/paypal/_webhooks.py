"""Webhooks by the API: the one endpoint of the merchant, its events, and the check of a letter.

A merchant has one webhook here: its address and id are the `webhook_url` and `webhook_secret` of
the control API, which knows no more than that; to which events it is subscribed stands beside.
"""

import json
import re
from datetime import datetime

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, Page

from ._call import Call, is_address, new_ref
from ._certificates import ALGORITHM, Transmission, address, chain_of, genuine
from ._errors import invalid_hook, missing
from ._events import ALL, KINDS, announce

VERIFIED = (
    *("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time"),
    *("webhook_id", "webhook_event"),
)
SPACE = re.compile(r"[ \t\r\n]*")


def _row(call: Call) -> tuple[str | None, str | None]:
    row = call.tx.sql.execute(
        "SELECT webhook_secret, webhook_url FROM merchants WHERE id = ?", (call.merchant,)
    ).fetchone()
    return row[0], row[1]


def _types(body: Json) -> list[str]:
    given = body.get("event_types")
    kinds = given if isinstance(given, list) else []
    names = [kind.get("name") if isinstance(kind, dict) else None for kind in kinds]
    if not names:
        raise invalid_hook("event_types", "event_types is a required field")
    for name in names:
        if name != ALL and (not isinstance(name, str) or name not in KINDS):
            raise invalid_hook("event_types", f"Not a valid webhook event name: {name}")
    return [str(name) for name in names]


def _address(value: object) -> str:
    if not isinstance(value, str) or not is_address(value):
        raise invalid_hook("url", "Not a valid webhook URL")
    return value


def create_webhook(call: Call) -> Reply:
    """Subscribe the merchant's endpoint; a second one is refused as the provider refuses more."""
    url, types = _address(call.body.get("url")), _types(call.body)
    _, known = _row(call)
    if known == url:
        raise invalid_hook("url", "Webhook URL already exists", "WEBHOOK_URL_ALREADY_EXISTS")
    if known:
        limit = "WEBHOOK_NUMBER_LIMIT_EXCEEDED"
        raise invalid_hook("url", "Number of webhooks for the app has reached the limit", limit)
    webhook_id = new_ref()
    _set(call, webhook_id, url)
    call.save(Doc("webhook", "webhook", call.tx.now(), {"event_types": types}))
    return Reply(201, _shown(call, webhook_id, url))


def _set(call: Call, webhook_id: str | None, url: str | None) -> None:
    call.tx.sql.execute(
        "UPDATE merchants SET webhook_secret = ?, webhook_url = ? WHERE id = ?",
        (webhook_id, url, call.merchant),
    )


def _shown(call: Call, webhook_id: str, url: str) -> Json:
    doc = call.tx.get(call.merchant, "webhook", "webhook")
    types = doc.body["event_types"] if doc else [ALL]
    path = f"v1/notifications/webhooks/{webhook_id}"
    return {
        "id": webhook_id,
        "url": url,
        "event_types": [{"name": name, "status": "ENABLED"} for name in types],
        "links": [
            call.link(path, "self"),
            call.link(path, "update", "PATCH"),
            call.link(path, "delete", "DELETE"),
        ],
    }


def list_webhooks(call: Call) -> Json:
    webhook_id, url = _row(call)
    return {"webhooks": [_shown(call, webhook_id, url)] if webhook_id and url else []}


def _own(call: Call) -> tuple[str, str]:
    webhook_id, url = _row(call)
    if not webhook_id or not url or webhook_id != call.path["id"]:
        raise missing()
    return webhook_id, url


def show_webhook(call: Call) -> Json:
    return _shown(call, *_own(call))


def delete_webhook(call: Call) -> None:
    _own(call)
    _set(call, None, None)
    call.tx.remove(call.merchant, "webhook", "webhook")


def patch_webhook(call: Call) -> Json:
    """Replace `/url` or `/event_types`."""
    webhook_id, url = _own(call)
    for operation in call.body.get("patch") or []:
        given: Json = operation if isinstance(operation, dict) else {}
        path, value = given.get("path"), given.get("value")
        if given.get("op") != "replace" or path not in ("/url", "/event_types"):
            raise invalid_hook("path", "Patch path is invalid", "INVALID_PATCH_OPERATION")
        if path == "/url":
            url = _address(value)
            _set(call, webhook_id, url)
        else:
            types = _types({"event_types": value})
            call.save(Doc("webhook", "webhook", call.tx.now(), {"event_types": types}))
    return _shown(call, webhook_id, url)


def event_types(call: Call) -> Json:
    shown = [
        {"name": name, "description": words, "status": "ENABLED"}
        for name, (_, _, words) in KINDS.items()
    ]
    return {"event_types": shown}


def show_event(call: Call) -> Json:
    return call.load("event", call.path["id"]).body


def list_events(call: Call) -> Json:
    """The newest events, of one kind, one transaction or one window, where the query says so."""
    query = call.query
    size = query.get("page_size", "10")
    if not size.isdecimal() or not 1 <= int(size) <= 300:
        raise invalid_hook("page_size", "Must be a number between 1 and 300")
    equal: dict[str, str | int | tuple[str, ...] | None] = {}
    if "event_type" in query:
        equal["$.event_type"] = query["event_type"]
    if "transaction_id" in query:
        equal["$.resource.id"] = query["transaction_id"]
    window = {}
    for name, operator in (("start_time", ">="), ("end_time", "<=")):
        if name in query:
            window[operator] = _instant(name, query[name])
    page = Page(equal=equal, created=window, limit=int(size))
    found = call.tx.find(call.merchant, "event", page)
    events = [doc.body for doc in found]
    link = call.link("v1/notifications/webhooks-events", "self")
    return {"events": events, "count": len(events), "links": [link]}


def _instant(name: str, given: str) -> int:
    try:
        return int(datetime.fromisoformat(given.replace("Z", "+00:00")).timestamp())
    except ValueError:
        raise invalid_hook(name, "Not a valid date and time") from None


def resend_event(call: Call) -> Reply:
    """Queue an event again."""
    doc = call.load("event", call.path["id"])
    call.tx.queue(call.merchant, doc.id)
    return Reply(202, doc.body)


def simulate_event(call: Call) -> Reply:
    """Send a made-up event of one kind to the merchant's webhook."""
    kind = call.body.get("event_type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise invalid_hook("event_type", "Not a valid webhook event name")
    if call.body.get("webhook_id") != _row(call)[0]:
        # The provider also takes a bare `url`; here letters go to the merchant's webhook only.
        raise invalid_hook("webhook_id", "Not a webhook of this app")
    event = announce(call, kind, {"id": new_ref(), "simulated": True})
    return Reply(202, event.body)


def verify_signature(call: Call) -> Json:
    """Whether a letter came from here: over the bytes of `webhook_event` as they stand in the body.

    Parsing and writing the event anew changes its bytes, and with them the answer.
    """
    for name in VERIFIED:
        if not call.body.get(name):
            raise invalid_hook(name, f"{name} is a required field")
    body, chain = call.body, chain_of(call.tx)
    sent = Transmission(body["transmission_id"], body["transmission_time"], str(body["webhook_id"]))
    good = (
        body["auth_algo"] == ALGORITHM
        and body["cert_url"] == address(call.tx, chain)
        and body["webhook_id"] == _row(call)[0]
        and genuine(chain, sent, member(call.raw, "webhook_event"), str(body["transmission_sig"]))
    )
    return {"verification_status": "SUCCESS" if good else "FAILURE"}


def member(raw: str, name: str) -> bytes:
    """The text of one member of a JSON object that is known to be well-formed."""
    decoder = json.JSONDecoder()
    at = raw.index("{") + 1
    found = ""
    while True:
        at = _skip(raw, at)
        if raw[at] == "}":
            return found.encode()
        key, at = decoder.raw_decode(raw, at)
        start = _skip(raw, _skip(raw, at) + 1)  # past the colon
        _, at = decoder.raw_decode(raw, start)
        found = raw[start:at] if key == name else found
        at = _skip(raw, at)
        at += raw[at] == ","


def _skip(raw: str, at: int) -> int:
    match = SPACE.match(raw, at)
    return match.end() if match else at
