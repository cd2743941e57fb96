"""The control API: seed merchants and methods, plan faults, move the clock, look at the truth."""

import asyncio
import html
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from . import _faults, _keys, _shapes
from ._behaviours import BEHAVIOURS, TYPES
from ._call import Call
from ._catalog import SUCCESSFUL_EXPIRY
from ._charging import open_dispute, settle
from ._courier import MODES, Courier, settle_due
from ._errors import Refusal
from ._refunds import settle_refund
from ._store import Doc, Json, Ledger, Tx
from ._views import payments, summary, webhooks

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
EXPIRES = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
LAST4 = re.compile(r"[0-9A-Za-z]{4}")
MAX_BODY = 64 * 1024
Act = Callable[[Tx, Json, dict[str, str]], Json]


class Bad(Exception):
    """The control request is wrong; answered 422 with this sentence."""


def routes(ledger: Ledger, courier: Courier) -> list[Route]:
    """Every control route; `docs/sandbox.md` lists them."""

    async def flush(request: Request) -> Response:
        try:
            body = await _body(request)
            order, times = body.get("order", "oldest"), _number(body, "times", 1, 100, default=1)
        except Bad as bad:
            return JSONResponse({"error": str(bad)}, 422)
        # In a thread: the receiver may well read from us before it answers.
        return JSONResponse(await asyncio.to_thread(courier.flush, order, times))

    async def healthz(request: Request) -> Response:
        return JSONResponse({"ok": True})

    def act(path: str, method: str, work: Act) -> Route:
        return Route("/_control/" + path, _endpoint(ledger, courier, work), methods=[method])

    merchant = "merchants/{merchant}"
    return [
        Route("/_control/healthz", healthz),
        Route("/_control/webhooks/flush", flush, methods=["POST"]),
        Route("/_control/authenticate/{intent}", _authenticator(ledger), methods=["GET", "POST"]),
        act(merchant, "PUT", put_merchant),
        act(merchant + "/customers/{id}", "PUT", put_customer),
        act(merchant + "/methods/{id}", "PUT", put_method),
        act(merchant + "/payments", "GET", payments),
        act("summary", "GET", summary),
        act("clock", "POST", move_clock),
        act("clock", "GET", lambda tx, body, path: {"now": tx.now()}),
        act("settle", "POST", settle_now),
        act("dispute", "POST", dispute_now),
        act("faults", "POST", plan_fault),
        act("faults", "DELETE", clear_faults),
        act("webhooks", "POST", set_webhooks),
        act("webhooks", "GET", webhooks),
        act("forget_keys", "POST", forget_keys),
        act("settings", "POST", set_settings),
    ]


def _endpoint(
    ledger: Ledger, courier: Courier, work: Act
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            body = await _body(request) | dict(request.query_params)
            path = dict(request.path_params)
            for name, value in path.items():
                if not ID.fullmatch(value):
                    raise Bad(f"{name} must be 1 to 64 letters, digits, dots, dashes, underscores")
            result = await ledger.run(lambda tx: work(tx, body, path))
        except Bad as bad:
            return JSONResponse({"error": str(bad)}, 422)
        except Refusal as refusal:
            return JSONResponse({"error": refusal.error}, refusal.status)
        except sqlite3.IntegrityError:
            return JSONResponse({"error": "this secret key belongs to another merchant"}, 409)
        courier.wake()
        return JSONResponse(result)

    return answer


async def _body(request: Request) -> Json:
    raw = await request.body()
    if len(raw) > MAX_BODY:
        raise Bad("the body is too large")
    try:
        body: Any = json.loads(raw or b"{}")
    except ValueError:
        raise Bad("the body must be JSON") from None
    if not isinstance(body, dict):
        raise Bad("the body must be a JSON object")
    return body


def _text(body: Json, name: str, *, required: bool = False) -> str | None:
    value = body.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value:
        raise Bad(f"{name} must be a string that is not empty")
    return value


def _number(body: Json, name: str, low: int, high: int, *, default: int) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Bad(f"{name} must be a whole number from {low} to {high}")
    return value


def _call(tx: Tx, merchant: str) -> Call:
    """A call in the merchant's name with no request behind it."""
    if not tx.sql.execute("SELECT 1 FROM merchants WHERE id = ?", (merchant,)).fetchone():
        raise Bad(f"no merchant {merchant}: PUT it first")
    return Call(tx, merchant)


def put_merchant(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create or change a merchant; members left out keep their value, null clears the webhook."""
    merchant = path["merchant"]
    row = tx.sql.execute(
        "SELECT secret_key, webhook_secret, webhook_url FROM merchants WHERE id = ?", (merchant,)
    ).fetchone()
    names = ("secret_key", "webhook_secret", "webhook_url")
    known = dict(zip(names, row, strict=True)) if row else dict.fromkeys(names)
    wanted = known | {name: _text(body, name) for name in names if name in body}
    if wanted["secret_key"] is None:
        raise Bad("secret_key is required")
    if wanted["webhook_url"] is not None and wanted["webhook_secret"] is None:
        raise Bad("webhook_url needs a webhook_secret")
    tx.sql.execute(
        "INSERT INTO merchants VALUES (:id, :secret_key, :webhook_secret, :webhook_url)"
        " ON CONFLICT (id) DO UPDATE SET secret_key = excluded.secret_key,"
        " webhook_secret = excluded.webhook_secret, webhook_url = excluded.webhook_url",
        wanted | {"id": merchant},
    )
    return {"id": merchant, "webhook_url": wanted["webhook_url"]}


def put_customer(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the customer under the given id, or change its name and e-mail."""
    call, now = _call(tx, path["merchant"]), tx.now()
    doc = tx.get(call.merchant, "customer", path["id"])
    doc = doc or Doc("customer", path["id"], now, _shapes.customer(path["id"], now))
    for name in ("name", "email"):
        if name in body:
            doc.body[name] = _text(body, name)
    return call.save(doc).body


def put_method(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the saved method under the given id, or change it; what it paid stays."""
    call = _call(tx, path["merchant"])
    customer = str(_text(body, "customer", required=True))
    kind = TYPES.get(str(body.get("type", "")))
    if kind is None:
        raise Bad(f"type must be one of {', '.join(TYPES)}")
    behaviour = body.get("behaviour", "succeed")
    if behaviour not in BEHAVIOURS:
        raise Bad(f"behaviour must be one of {', '.join(sorted(BEHAVIOURS))}")
    if tx.get(call.merchant, "customer", customer) is None:
        raise Bad(f"no customer {customer}: PUT it first")
    details = _shapes.method_details(
        kind, _text(body, "brand") or "visa", _last4(body), _expiry(body)
    )
    doc = tx.get(call.merchant, "payment_method", path["id"])
    created = tx.now() if doc is None else doc.created
    shown = _shapes.payment_method(path["id"], kind, details, created) | {"customer": customer}
    private: Json = {"behaviour": behaviour, "currencies": _currencies(body)}
    if body.get("settle_after_seconds") is not None:
        private["settle_after_seconds"] = _number(body, "settle_after_seconds", 0, 10**9, default=0)
    return call.save(Doc("payment_method", path["id"], created, shown, private)).body


def _last4(body: Json) -> str:
    last4 = _text(body, "last4", required=True)
    if last4 is None or not LAST4.fullmatch(last4):
        raise Bad("last4 must be four letters or digits")
    return last4


def _expiry(body: Json) -> tuple[int, int]:
    given = _text(body, "expires")
    if given is None:
        return SUCCESSFUL_EXPIRY
    match = EXPIRES.fullmatch(given)
    if match is None:
        raise Bad("expires must be YYYY-MM")
    return int(match[1]), int(match[2])


def _currencies(body: Json) -> list[str]:
    given = body.get("currencies") or []
    if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
        raise Bad("currencies must be a list of codes")
    return [code.lower() for code in given]


def move_clock(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Advance the virtual clock; settle what became due, then reply."""
    seconds = _number(body, "advance_seconds", 0, 10**9, default=-1)
    offset = int(tx.meta("clock_offset_ms", "0")) + seconds * 1000
    tx.set_meta("clock_offset_ms", str(offset))
    return {"now": tx.now(), "settled": settle_due(tx)}


def settle_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """End a processing or waiting payment, or a pending refund, as told."""
    outcome = body.get("outcome")
    if outcome not in ("succeeded", "failed"):
        raise Bad("outcome must be succeeded or failed")
    kind = "refund" if "refund" in body else "payment_intent"
    call, doc = _anywhere(tx, kind, str(_text(body, kind, required=True)))
    if kind == "refund":
        settle_refund(call, doc, succeeded=outcome == "succeeded")
    else:
        code = _text(body, "failure_code")
        settle(call, doc, succeeded=outcome == "succeeded", failure_code=code)
    return doc.body


def dispute_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Open a dispute on the payment's charge."""
    call, intent = _anywhere(
        tx, "payment_intent", str(_text(body, "payment_intent", required=True))
    )
    if intent.body["status"] != "succeeded":
        raise Bad("only a succeeded payment can be disputed")
    charge = call.load("charge", intent.body["latest_charge"])
    amount = _number(body, "amount", 1, charge.body["amount"], default=charge.body["amount"])
    return open_dispute(call, charge, amount, _text(body, "reason") or "general")


def _anywhere(tx: Tx, kind: str, doc_id: str) -> tuple[Call, Doc]:
    """The document whoever owns it: ids made here are unique over all merchants."""
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = ? AND id = ?", (kind, doc_id)
    ).fetchone()
    call = Call(tx, "" if row is None else str(row[0]))
    return call, call.load(kind, doc_id)


def plan_fault(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Queue a fault for the next `times` matching API requests."""
    if body.get("kind") not in _faults.KINDS:
        raise Bad(f"kind must be one of {', '.join(sorted(_faults.KINDS))}")
    wanted = {name: _text(body, name) for name in ("merchant", "path_contains", "method", "kind")}
    delay = _number(body, "delay_ms", 0, 600_000, default=0) if "delay_ms" in body else None
    times = _number(body, "times", 1, 10**6, default=1)
    _faults.plan(tx, wanted | {"times": times, "delay_ms": delay})
    return wanted | {"times": times, "delay_ms": delay}


def clear_faults(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    return {"deleted": tx.sql.execute("DELETE FROM faults WHERE times > 0").rowcount}


def set_webhooks(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    mode = body.get("mode")
    if mode not in MODES:
        raise Bad(f"mode must be one of {', '.join(MODES)}")
    tx.set_meta("webhook_mode", mode)
    return {"mode": mode}


def forget_keys(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Empty the idempotency store, or drop only what is past its window."""
    return {"forgotten": _keys.forget(tx, expired_only=body.get("expired_only") is True)}


def set_settings(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Change how long banks take, how late search is, how long a time-out hangs."""
    limits = {"settle_seconds": 10**9, "search_lag_seconds": 10**6, "timeout_ms": 600_000}
    for name in body:
        if name not in limits:
            raise Bad(f"unknown setting {name}; there are {', '.join(limits)}")
        tx.set_meta(name, str(_number(body, name, 0, limits[name], default=0)))
    return {name: tx.meta(name, "") for name in limits if tx.meta(name, "")}


def _authenticator(ledger: Ledger) -> Callable[[Request], Awaitable[Response]]:
    """The bank's page that a 3-D Secure redirect leads to: two buttons, no secrets."""

    async def page(request: Request) -> Response:
        intent_id = request.path_params["intent"]
        if request.method == "POST":
            chosen = {"payment_intent": intent_id, "outcome": request.query_params.get("outcome")}
            try:
                await ledger.run(lambda tx: settle_now(tx, chosen, {}))
            except (Bad, Refusal) as problem:
                return HTMLResponse(f"<p>{html.escape(str(problem))}</p>", 409)
            return HTMLResponse("<p>Done. You can close this page.</p>")
        buttons = "".join(
            f'<form method="post" action="?outcome={outcome}"><button>{words}</button></form>'
            for outcome, words in (("succeeded", "Authenticate"), ("failed", "Refuse"))
        )
        return HTMLResponse(f"<h1>Sandbox bank</h1><p>{html.escape(intent_id)}</p>{buttons}")

    return page
