"""The assumed API's front door: who calls, which fault is due, what is sent; no keys at all."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from payments.sandbox._connection import (
    CutConnection,
    LostBeforeCharge,
    Reply,
    encoded,
    hold,
    pause,
)
from payments.sandbox._faults import BEFORE, Fault, take
from payments.sandbox._store import Json, Ledger, Tx

from . import _shapes
from ._call import Call
from ._errors import Refusal, broken, invalid, too_many, unauthorized, unavailable

MAX_BODY = 256 * 1024
DEFAULT_TIMEOUT_MS = "300"
MONEY = ("payment", "total", "amountDue", "convenienceFee")
FEE = "convenienceFee"
Handler = Callable[[Call], Json | Reply]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as it came in."""

    method: str
    path: str
    body: Json
    query: dict[str, str]
    ids: dict[str, str]
    token: str | None
    request: Request


class Gateway:
    """Serves handlers; `cut` resets the connection of a scope."""

    def __init__(self, ledger: Ledger, cut: Callable[[Scope], None]) -> None:
        self._ledger, self._cut = ledger, cut

    def endpoint(self, handler: Handler) -> Endpoint:
        async def answer(request: Request) -> Response:
            fault: Fault | None = None
            try:
                visit = await read_visit(request)
                merchant, fault = await self._ledger.run(lambda tx: _admit(tx, visit))
                reply = await self._served(visit, merchant, handler, fault)
            except Refusal as refusal:
                reply = Reply(refusal.status, refusal.body)
            except LostBeforeCharge:
                return CutConnection(self._cut)
            return self._response(reply, None if fault is None else fault.kind)

        return answer

    async def _served(
        self, visit: Visit, merchant: str, handler: Handler, fault: Fault | None
    ) -> Reply:
        if fault is not None and fault.kind in BEFORE:
            await _fail_before(fault, visit.request)
        timeout = await self._ledger.run(lambda tx: int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS)))
        try:
            reply = await self._ledger.run(lambda tx: _handled(tx, merchant, visit, handler))
        except LostBeforeCharge:
            await pause(timeout)
            raise
        if reply.lost:
            await pause(timeout)
        if fault is not None:
            await pause(fault.delay_ms)
            if fault.kind == "http_500_after_commit":
                return Reply(500, broken().body)
        return reply

    def _response(self, reply: Reply, fault: str | None) -> Response:
        if reply.lost or fault == "drop_reply_after_commit":
            return CutConnection(self._cut)
        wrong = fault in ("wrong_amount", "wrong_currency")
        body = spoilt(reply.body, str(fault)) if wrong else reply.body
        content, kind = encoded(body, fault)
        response = Response(content, reply.status, {}, kind)
        return CutConnection(self._cut, response) if fault == "reset_mid_body" else response


def spoilt(found: Any, kind: str) -> Any:
    """The answer with other money than the store holds."""
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
            # A hundred minor units more, as everywhere in the sandbox; the fee stays as it is.
            more = 0 if name == FEE else 100
            currency = money["currency"]
            minor = int(money["amount"].replace(".", "")) + more
            changed[name] = _shapes.money(minor, currency)
        else:
            changed[name] = money | {"currency": "USD" if money["currency"] == "EUR" else "EUR"}
    return changed


async def read_visit(request: Request) -> Visit:
    """The request, read whole; raises refusals for what cannot be read."""
    body: Any = {}
    if request.method in ("POST", "PUT"):
        raw = b""
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MAX_BODY:
                raise invalid("TOO_LARGE", "The request is too large.")
        try:
            body = json.loads(raw or b"{}")
            json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            raise invalid("INVALID_JSON", "The body is not JSON.") from None
        if not isinstance(body, dict):
            raise invalid("INVALID_JSON", "The body is not an object.")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Visit(
        request.method,
        request.url.path.removeprefix("/paymentus"),
        body,
        dict(request.query_params),
        dict(request.path_params),
        token.strip() if scheme.lower() == "bearer" else None,
        request,
    )


def _admit(tx: Tx, visit: Visit) -> tuple[str, Fault | None]:
    row = tx.sql.execute(
        "SELECT id FROM merchants WHERE secret_key = ? AND provider = 'paymentus'", (visit.token,)
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
        raise broken()
    if fault.kind == "outage_503":
        raise unavailable()
    raise LostBeforeCharge


def _handled(tx: Tx, merchant: str, visit: Visit, handler: Handler) -> Reply:
    """The handler's reply; a refusal undoes what was written, by ending the transaction."""
    result = handler(Call(tx, merchant, visit.body, visit.query, visit.ids))
    return result if isinstance(result, Reply) else Reply(200, result)
