"""The control API: merchants, the clock, faults, webhooks, keys; providers add their own orders."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import _faults, _keys
from ._courier import MODES, Courier, settle_due
from ._fields import ID, number, one_of, text
from ._provider import Act, Bad, Provider, Refused
from ._store import Json, Ledger, Tx

MAX_BODY = 64 * 1024
DAY = 24 * 3600
DEFAULT = "stripe"
# The members by which an order says which document it is about.
ABOUT = ("refund", "dispute", "setup_intent", "payment_intent")


def routes(ledger: Ledger, courier: Courier, providers: Sequence[Provider]) -> list[Route]:
    """Every control route; `docs/sandbox.md` lists them."""
    names = tuple(provider.name for provider in providers)

    async def flush(request: Request) -> Response:
        try:
            body = await _body(request)
            order, times = body.get("order", "oldest"), number(body, "times", 1, 100, default=1)
        except Bad as bad:
            return JSONResponse({"error": str(bad)}, 422)
        # In a thread: the receiver may well read from us before it answers.
        return JSONResponse(await asyncio.to_thread(courier.flush, order, times))

    async def healthz(request: Request) -> Response:
        return JSONResponse({"ok": True})

    def act(path: str, method: str, work: Act) -> Route:
        return Route("/_control/" + path, _endpoint(ledger, courier, work), methods=[method])

    return [
        Route("/_control/healthz", healthz),
        Route("/_control/webhooks/flush", flush, methods=["POST"]),
        act(
            "merchants/{merchant}",
            "PUT",
            lambda tx, body, path: put_merchant(tx, body, path, names),
        ),
        act("clock", "POST", lambda tx, body, path: move_clock(tx, body, providers)),
        act("clock", "GET", lambda tx, body, path: {"now": tx.now()}),
        act("faults", "POST", plan_fault),
        act("faults", "GET", lambda tx, body, path: {"faults": _faults.planned(tx)}),
        act("faults", "DELETE", clear_faults),
        act("webhooks", "POST", set_webhooks),
        act("webhooks", "GET", webhooks),
        act("forget_keys", "POST", forget_keys),
        act("settings", "POST", set_settings),
        *(
            act(path, method, _dispatch(acts))
            for (method, path), acts in _orders(providers).items()
        ),
    ]


def _orders(providers: Sequence[Provider]) -> dict[tuple[str, str], dict[str, Act]]:
    """The providers' orders by address: several may answer the same one."""
    found: dict[tuple[str, str], dict[str, Act]] = {}
    for provider in providers:
        for order in provider.orders:
            found.setdefault((order.method, order.path), {})[provider.name] = order.act
    return found


def _dispatch(acts: dict[str, Act]) -> Act:
    """The act of the merchant's provider, or of the one that the order names, or is about."""

    def work(tx: Tx, body: Json, path: dict[str, str]) -> Json:
        merchant = path.get("merchant") or body.get("merchant")
        row = tx.sql.execute("SELECT provider FROM merchants WHERE id = ?", (merchant,)).fetchone()
        if row is None and "provider" not in body:
            row = _owner(tx, body)
        name = str(row[0]) if row else str(body.get("provider", next(iter(acts))))
        if name not in acts:
            raise Bad(f"provider {name} has no such order")
        return acts[name](tx, body, path)

    return work


def _owner(tx: Tx, body: Json) -> tuple[str] | None:
    """The provider that keeps the document which the order is about."""
    ids = [body[name] for name in ABOUT if isinstance(body.get(name), str)]
    if not ids:
        return None
    found: tuple[str] | None = tx.sql.execute(
        "SELECT m.provider FROM objects o JOIN merchants m ON m.id = o.merchant WHERE o.id = ?",
        (ids[0],),
    ).fetchone()
    return found


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
        except Refused as refused:
            return JSONResponse({"error": refused.error}, refused.status)
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


def put_merchant(tx: Tx, body: Json, path: dict[str, str], providers: tuple[str, ...]) -> Json:
    """Create or change a merchant; members left out keep their value, null clears the webhook."""
    merchant = path["merchant"]
    names = ("secret_key", "webhook_secret", "webhook_url", "provider")
    row = tx.sql.execute(
        f"SELECT {', '.join(names)} FROM merchants WHERE id = ?", (merchant,)
    ).fetchone()
    known = dict(zip(names, row, strict=True)) if row else dict.fromkeys(names)
    wanted = known | {name: text(body, name) for name in names if name in body}
    if wanted["secret_key"] is None:
        raise Bad("secret_key is required")
    if wanted["webhook_url"] is not None and wanted["webhook_secret"] is None:
        raise Bad("webhook_url needs a webhook_secret")
    usual = DEFAULT if DEFAULT in providers else providers[0]
    wanted["provider"] = wanted["provider"] or usual
    if wanted["provider"] not in providers:
        raise Bad(f"provider must be one of {', '.join(providers)}")
    tx.sql.execute(
        "INSERT INTO merchants (id, secret_key, webhook_secret, webhook_url, provider)"
        " VALUES (:id, :secret_key, :webhook_secret, :webhook_url, :provider)"
        " ON CONFLICT (id) DO UPDATE SET secret_key = excluded.secret_key,"
        " webhook_secret = excluded.webhook_secret, webhook_url = excluded.webhook_url,"
        " provider = excluded.provider",
        wanted | {"id": merchant},
    )
    return {"id": merchant, "webhook_url": wanted["webhook_url"]}


def move_clock(tx: Tx, body: Json, providers: Sequence[Provider]) -> Json:
    """Advance the virtual clock; settle what became due, then reply."""
    seconds = number(body, "advance_seconds", 0, 10**9, default=-1)
    offset = int(tx.meta("clock_offset_ms", "0")) + seconds * 1000
    tx.set_meta("clock_offset_ms", str(offset))
    return {"now": tx.now(), "settled": settle_due(tx, providers)}


def plan_fault(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Queue a fault for the next `times` matching requests; an outage lasts until it is cleared."""
    kind = one_of(body, "kind", tuple(sorted(_faults.KINDS)))
    wanted: Json = {name: text(body, name) for name in ("merchant", "path_contains", "method")}
    wanted |= {"kind": kind, "times": number(body, "times", 1, 10**6, default=1)}
    delay = number(body, "delay_ms", 0, 600_000, default=0) if "delay_ms" in body else None
    lasts = number(body, "for_seconds", 1, 365 * DAY, default=1) if "for_seconds" in body else None
    if lasts is not None and kind not in _faults.OUTAGES:
        raise Bad("for_seconds is for an outage only")
    _faults.plan(tx, wanted | {"delay_ms": delay, "until": lasts and tx.now() + lasts})
    return wanted | {"delay_ms": delay} | ({} if lasts is None else {"for_seconds": lasts})


def clear_faults(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Forget every planned fault, or those of the merchant or kind that the query names."""
    return {"deleted": _faults.clear(tx, text(body, "merchant"), text(body, "kind"))}


def set_webhooks(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """How the queue is delivered, and how long by the virtual clock each new event waits."""
    delayed = "delay_seconds" in body
    if delayed:
        delay = number(body, "delay_seconds", 0, 365 * DAY, default=0)
        tx.set_meta("webhook_delay_seconds", str(delay))
    if "mode" in body or not delayed:
        tx.set_meta("webhook_mode", one_of(body, "mode", MODES))
    shown: Json = {"mode": tx.meta("webhook_mode", "deliver")}
    return shown | ({"delay_seconds": delay} if delayed else {})


def webhooks(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """The delivery queue, oldest first, and the mode it is in."""
    rows = tx.sql.execute(
        "SELECT d.merchant, d.event_id, coalesce(json_extract(o.body, '$.type'),"
        " json_extract(o.body, '$.event_type')), d.state, d.attempts,"
        " d.last_status FROM deliveries d JOIN objects o ON o.merchant = d.merchant"
        " AND o.kind = 'event' AND o.id = d.event_id ORDER BY d.seq"
    ).fetchall()
    names = ("merchant", "event", "type", "state", "attempts", "last_status")
    return {
        "mode": tx.meta("webhook_mode", "deliver"),
        "delay_seconds": int(tx.meta("webhook_delay_seconds", "0")),
        "deliveries": [dict(zip(names, row, strict=True)) for row in rows],
    }


def forget_keys(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Empty the idempotency store, or drop only what is past its window."""
    return {"forgotten": _keys.forget(tx, expired_only=body.get("expired_only") is True)}


def set_settings(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Change how long banks take, how late search is, how long a time-out hangs, and so on."""
    limits = {
        "settle_seconds": 10**9,
        "search_lag_seconds": 10**6,
        "timeout_ms": 600_000,
        "carry_invoice_metadata": 1,
    }
    for name in body:
        if name not in limits:
            raise Bad(f"unknown setting {name}; there are {', '.join(limits)}")
        tx.set_meta(name, str(number(body, name, 0, limits[name], default=0)))
    return {name: tx.meta(name, "") for name in limits if tx.meta(name, "")}
