"""The API's front door: who calls, which fault is due, which key is in flight, what is sent."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from payments.sandbox import _keys
from payments.sandbox._connection import (
    CutConnection,
    LostBeforeCharge,
    Reply,
    encoded,
    hold,
    pause,
)
from payments.sandbox._faults import BEFORE, NOKEY, Fault, take
from payments.sandbox._store import Json, Ledger, Tx, new_id

from ._call import Call
from ._errors import (
    Refusal,
    broken,
    in_flight,
    invalid,
    reused_key,
    too_many,
    unauthorized,
    unavailable,
)
from ._read import text
from ._shapes import API_VERSION

MAX_BODY = 256 * 1024
MAX_KEY = 45
DEFAULT_TIMEOUT_MS = "300"
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")
MONEY = ("amount_money", "total_money", "approved_money")
Handler = Callable[[Call], Json | Reply]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Visit:
    """One request as it came in; `key` only where the endpoint keeps answers under it."""

    method: str
    path: str
    body: Json
    query: dict[str, str]
    ids: dict[str, str]
    key: str | None
    token: str | None
    request: Request

    def slot(self) -> str:
        """Where the answer is kept: keys are an endpoint's own."""
        return f"{self.path} {self.key}"

    def fingerprint(self) -> str:
        canonical = json.dumps(self.body, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer: the reply, and the fault that spoils it."""

    reply: Reply
    fault: str | None = None


class Gateway:
    """Serves handlers under the provider's rules; `cut` resets the connection of a scope."""

    def __init__(self, ledger: Ledger, cut: Callable[[Scope], None]) -> None:
        self._ledger, self._cut = ledger, cut
        self._busy: set[tuple[str, str]] = set()

    def endpoint(self, handler: Handler, *, keyed: bool) -> Endpoint:
        """The handler as a web endpoint; a keyed one answers a repeated key as the first time."""

        async def answer(request: Request) -> Response:
            try:
                visit = await read_visit(request, keyed=keyed)
                merchant, fault = await self._ledger.run(lambda tx: _admit(tx, visit))
                plan = await self._keyed(visit, merchant, handler, fault)
            except Refusal as refusal:
                plan = Plan(Reply(refusal.status, refusal.body))
            except LostBeforeCharge:
                return CutConnection(self._cut)
            return self._response(plan, request)

        return answer

    async def _keyed(
        self, visit: Visit, merchant: str, handler: Handler, fault: Fault | None
    ) -> Plan:
        """Serve while holding the key: a second request with it meanwhile gets 409."""
        if visit.key is None:
            return await self._served(visit, merchant, handler, fault)
        claim = (merchant, visit.slot())
        if claim in self._busy:
            raise in_flight()
        self._busy.add(claim)
        try:
            return await self._served(visit, merchant, handler, fault)
        finally:
            self._busy.discard(claim)

    async def _served(
        self, visit: Visit, merchant: str, handler: Handler, fault: Fault | None
    ) -> Plan:
        if fault is not None and fault.kind in BEFORE:
            await _fail_before(fault, visit.request)
        if fault is not None and fault.kind == NOKEY:
            visit.key = None
        fail_after = fault is not None and fault.kind == "http_500_after_commit"
        try:
            reply, timeout = await self._ledger.run(
                lambda tx: _execute(tx, visit, merchant, handler, fail_after)
            )
        except LostBeforeCharge:
            timeout = await self._ledger.run(lambda tx: _mark_lost(tx, visit, merchant))
            await pause(timeout)
            raise
        if reply.lost:
            await pause(timeout)
        if fault is None:
            return Plan(reply)
        await pause(fault.delay_ms)
        return Plan(reply, fault.kind)

    def _response(self, plan: Plan, request: Request) -> Response:
        reply, fault = plan.reply, plan.fault
        if reply.lost or fault == "drop_reply_after_commit":
            return CutConnection(self._cut)
        body = spoilt(reply.body, fault) if fault in ("wrong_amount", "wrong_currency") else None
        content, kind = encoded(reply.body if body is None else body, fault)
        headers = {
            "Square-Version": request.headers.get("square-version", API_VERSION),
            "squareup--connect--v2--common--versionmetadata-bin": new_id("v", 8),
            "x-request-id": new_id("req", 14),
        }
        response = Response(content, reply.status, headers, kind)
        return CutConnection(self._cut, response) if fault == "reset_mid_body" else response


def spoilt(found: Any, kind: str) -> Any:
    """The answer with other money than the store holds: each payment's and refund's amounts."""
    if isinstance(found, list):
        return [spoilt(item, kind) for item in found]
    if not isinstance(found, dict):
        return found
    changed = {name: spoilt(value, kind) for name, value in found.items()}
    for name in MONEY:
        money = found.get(name)
        if not isinstance(money, dict):
            continue
        if kind == "wrong_amount":
            changed[name] = money | {"amount": money["amount"] + 100}
        else:
            changed[name] = money | {"currency": "USD" if money["currency"] == "EUR" else "EUR"}
    return changed


async def read_visit(request: Request, *, keyed: bool) -> Visit:
    """The request, read whole; raises the provider's refusals for what cannot be read."""
    version = request.headers.get("square-version")
    if version is not None and not VERSION.fullmatch(version):
        detail = "The Square-Version header must be a date, YYYY-MM-DD."
        raise invalid("INVALID_SQUARE_VERSION_FORMAT", detail)
    body: Any = {}
    if request.method in ("POST", "PUT"):
        raw = b""
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MAX_BODY:
                raise invalid("REQUEST_ENTITY_TOO_LARGE", "The request body is too large.")
        try:
            body = json.loads(raw or b"{}")
            json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            raise invalid("EXPECTED_JSON_BODY", "The request body is not valid JSON.") from None
        if not isinstance(body, dict):
            raise invalid("EXPECTED_JSON_BODY", "The request body is not a JSON object.")
    # A client's empty members are absent ones.
    body = {name: value for name, value in body.items() if value is not None}
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Visit(
        method=request.method,
        path=request.url.path.removeprefix("/square"),
        body=body,
        query=dict(request.query_params),
        ids=dict(request.path_params),
        key=text(body, "idempotency_key", MAX_KEY) if keyed else None,
        token=token.strip() if scheme.lower() == "bearer" else None,
        request=request,
    )


def _admit(tx: Tx, visit: Visit) -> tuple[str, Fault | None]:
    row = tx.sql.execute(
        "SELECT id FROM merchants WHERE secret_key = ? AND provider = 'square'", (visit.token,)
    ).fetchone()
    if row is None:
        raise unauthorized()
    merchant = str(row[0])
    return merchant, take(tx, merchant, visit.method, visit.path)


async def _fail_before(fault: Fault, request: Request) -> None:
    """Raise what the fault means for a request that is never executed."""
    await hold(request, fault.delay_ms)
    if fault.kind == "http_429":
        raise too_many()
    if fault.kind == "http_500_before_commit":
        raise broken(executed=False)
    if fault.kind == "outage_503":
        raise unavailable()
    raise LostBeforeCharge


def _execute(
    tx: Tx, visit: Visit, merchant: str, handler: Handler, fail_after: bool
) -> tuple[Reply, int]:
    """Replay or execute in one transaction; returns the reply and the wait of a time-out in ms."""
    timeout = int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS))
    if visit.key is not None:
        stored = _keys.saved(tx, merchant, visit.slot())
        if stored is not None:
            if stored.fingerprint != visit.fingerprint():
                raise reused_key(visit.key)
            return Reply(stored.status, stored.body), timeout
    call = Call(tx, merchant, visit.body, visit.query, visit.ids, visit.key)
    call.first_try = visit.key is None or not _keys.fired(tx, merchant, visit.slot())
    reply, keep = _handled(call, handler)
    if fail_after:
        reply, keep = Reply(500, broken(executed=True).body), True
    if reply.lost and visit.key is not None:
        _keys.mark_fired(tx, merchant, visit.slot())
    if visit.key is not None and keep:
        answer = _keys.Saved(visit.path, visit.fingerprint(), reply.status, reply.body)
        _keys.save(tx, merchant, visit.slot(), answer)
    return reply, timeout


def _handled(call: Call, handler: Handler) -> tuple[Reply, bool]:
    """The handler's reply and whether the key keeps it; a refusal undoes what was written."""
    call.tx.sql.execute("SAVEPOINT handler")
    try:
        result = handler(call)
    except Refusal as refusal:
        call.tx.sql.execute("ROLLBACK TO handler")
        return Reply(refusal.status, refusal.body), refusal.executed
    return (result if isinstance(result, Reply) else Reply(200, result)), True


def _mark_lost(tx: Tx, visit: Visit, merchant: str) -> int:
    if visit.key is not None:
        _keys.mark_fired(tx, merchant, visit.slot())
    return int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS))
