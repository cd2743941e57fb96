"""The API's front door: who calls, which fault is due, which key is in flight, what is sent.

PayPal-Request-Id (developer.paypal.com, "Idempotency"; the time per endpoint stands in the OpenAPI
descriptions): the same id at the same address gives the latest status of what the first request
made, whatever the body says now. Refused requests leave the id free, and so does an error 500.
"""

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

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
from payments.sandbox._store import Json, Ledger, Tx

from . import _tokens
from ._call import Call, Handler, Made
from ._errors import (
    Refusal,
    broken,
    in_progress,
    invalid_value,
    malformed,
    missing,
    required,
    too_many,
    unavailable,
    wrong_media_type,
)
from ._shapes import SHOWN, minimal
from ._spoil import spoil

MAX_BODY = 256 * 1024
MAX_KEY = 108
DEFAULT_TIMEOUT_MS = "300"
PREFERRING = ("order", "refund")  # kinds whose endpoints know the Prefer header
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How an endpoint treats PayPal-Request-Id: how long it is kept (0: unknown there), needed?"""

    keep_seconds: int = 0
    needed: bool = False


@dataclass(slots=True)
class Visit:
    """One request as it came in."""

    request: Request
    path: str
    rule: Rule
    body: Json
    raw: str
    key: str | None

    @property
    def claim(self) -> str | None:
        """The key as the store knows it: it counts for one address only."""
        return None if self.key is None else f"{self.path} {self.key}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer: the reply, the fault that spoils it."""

    reply: Reply
    fault: str | None = None


class Gateway:
    """Serves handlers under the provider's rules; `cut` resets the connection of a scope."""

    def __init__(self, ledger: Ledger, cut: Callable[[Scope], None]) -> None:
        self._ledger, self._cut = ledger, cut
        self._busy: set[tuple[str, str]] = set()

    def endpoint(self, handler: Handler, rule: Rule) -> Endpoint:
        """The handler as a web endpoint."""

        async def answer(request: Request) -> Response:
            try:
                path = request.url.path.removeprefix("/paypal")
                header = request.headers.get("authorization", "")
                merchant, fault = await self._ledger.run(
                    lambda tx: _admit(tx, header, request.method, path)
                )
                visit = await read_visit(request, path, rule)
                plan = await self._keyed(visit, merchant, handler, fault)
            except Refusal as refusal:
                plan = Plan(_refused(refusal))
            except LostBeforeCharge:
                return CutConnection(self._cut)
            return self._response(plan)

        return answer

    async def token(self, request: Request) -> Response:
        """The OAuth server: client credentials for an access token."""
        try:
            header, form = request.headers.get("authorization", ""), await _text(request)
            merchant = await self._ledger.run(lambda tx: _tokens.client_of(tx, header))
            path = "/v1/oauth2/token"
            fault = await self._ledger.run(
                lambda tx: take(tx, merchant, "POST", path, only_named=True)
            )
            if fault is not None and fault.kind in BEFORE:
                await _fail_before(fault, request)
            body = await self._ledger.run(lambda tx: _tokens.issue(tx, merchant, form))
            plan = await _spoilt(Plan(Reply(200, body)), fault)
        except Refusal as refusal:
            plan = Plan(_refused(refusal))
        except LostBeforeCharge:
            return CutConnection(self._cut)
        return self._response(plan)

    async def _keyed(
        self, visit: Visit, merchant: str, handler: Handler, fault: Fault | None
    ) -> Plan:
        """Serve while holding the key: a second request with it meanwhile gets 409."""
        if visit.claim is None:
            return await self._served(visit, merchant, handler, fault)
        claim = (merchant, visit.claim)
        if claim in self._busy:
            raise in_progress()
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
        keyless = fault is not None and fault.kind == NOKEY
        try:
            reply, timeout = await self._ledger.run(
                lambda tx: _execute(tx, visit, merchant, handler, keyless)
            )
        except LostBeforeCharge:
            await pause(await self._ledger.run(lambda tx: _mark_lost(tx, visit, merchant)))
            raise
        if reply.lost:
            await pause(timeout)
        return await _spoilt(Plan(reply), fault)

    def _response(self, plan: Plan) -> Response:
        reply, fault = plan.reply, plan.fault
        if reply.lost or fault == "drop_reply_after_commit":
            return CutConnection(self._cut)
        debug_id = secrets.token_hex(7)[:13]
        headers = {"Paypal-Debug-Id": debug_id, "Cache-Control": "no-store"}
        if reply.status == 204:
            return Response(None, 204, headers)
        body = spoil(reply.body, fault) if fault else reply.body
        if "name" in body and "details" in body:
            body = {"debug_id": debug_id, "links": _information(body)} | body
        content, kind = encoded(body, fault)
        response = Response(content, reply.status, headers, kind)
        return CutConnection(self._cut, response) if fault == "reset_mid_body" else response


async def _text(request: Request) -> str:
    """The body as text; raises the provider's refusals for what cannot be read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise malformed("MALFORMED_REQUEST_JSON", "The request is too large.")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise malformed("MALFORMED_REQUEST_JSON", "The request is not UTF-8.") from None


async def read_visit(request: Request, path: str, rule: Rule) -> Visit:
    """The request, read whole; a JSON list is a patch and stands under `patch`."""
    speaks = request.method in ("POST", "PATCH")
    raw = await _text(request) if speaks else ""
    body: object = {}
    if speaks and "json" not in request.headers.get("content-type", ""):
        raise wrong_media_type()  # also without a body: a capture has none
    if raw.strip():
        try:
            body = json.loads(raw)
            json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            description = "The request JSON is not well formed."
            raise malformed("MALFORMED_REQUEST_JSON", description) from None
    if isinstance(body, list):
        body = {"patch": body}
    if not isinstance(body, dict):
        raise malformed("MALFORMED_REQUEST_JSON", "The request JSON is not an object.")
    key = request.headers.get("paypal-request-id") or None
    if key is not None and len(key) > MAX_KEY:
        raise invalid_value("PayPal-Request-Id", key)
    if key is None and rule.needed:
        raise required("PayPal-Request-Id")
    return Visit(request, path, rule, body, raw, key if rule.keep_seconds else None)


def _admit(tx: Tx, header: str, method: str, path: str) -> tuple[str, Fault | None]:
    merchant = _tokens.bearer(tx, header)
    return merchant, take(tx, merchant, method, path)


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


async def _spoilt(plan: Plan, fault: Fault | None) -> Plan:
    """The answer as a fault after the commit leaves it."""
    if fault is None:
        return plan
    await pause(fault.delay_ms)
    if fault.kind == "http_500_after_commit":
        return Plan(_refused(broken()))
    return Plan(plan.reply, fault.kind)


def _execute(
    tx: Tx, visit: Visit, merchant: str, handler: Handler, keyless: bool
) -> tuple[Reply, int]:
    """Show again or execute in one transaction; also the wait of a time-out in ms."""
    timeout = int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS))
    claim = None if keyless else visit.claim
    query, path = dict(visit.request.query_params), dict(visit.request.path_params)
    call = Call(tx, merchant, visit.body, query, path, visit.key, visit.raw)
    if claim is not None:
        kept = _again(call, visit, claim)
        if kept is not None:
            return kept, timeout
    call.first_try = not _keys.fired(tx, merchant, claim)
    tx.sql.execute("SAVEPOINT handler")
    try:
        result = handler(call)
    except Refusal as refusal:
        tx.sql.execute("ROLLBACK TO handler")
        return _refused(refusal), timeout
    if result is None:
        return Reply(204, {}), timeout
    if isinstance(result, Reply):
        return result, timeout
    if not isinstance(result, Made):
        return Reply(200, result), timeout
    if result.lost:
        _keys.mark_fired(tx, merchant, claim)
    if claim is not None:
        resource = {"kind": result.doc.kind, "id": result.doc.id}
        answer = _keys.Saved(visit.path, "", result.status, resource)
        _keys.save(tx, merchant, claim, answer, visit.rule.keep_seconds)
    return Reply(result.status, _shown(call, visit, result), result.lost), timeout


def _again(call: Call, visit: Visit, claim: str) -> Reply | None:
    """The latest status of what this PayPal-Request-Id made, None when it is a new one."""
    kept = _keys.saved(call.tx, call.merchant, claim)
    if kept is None:
        return None
    doc = call.tx.get(call.merchant, kept.body["kind"], kept.body["id"])
    if doc is None:
        return _refused(missing())
    # The descriptions: 200 for an idempotent answer, except for refunds, which know 201 only.
    status = 201 if doc.kind == "refund" else 200
    return Reply(status, _shown(call, visit, Made(doc)))


def _shown(call: Call, visit: Visit, made: Made) -> Json:
    body = SHOWN[made.doc.kind](call, made.doc)
    wanted = visit.request.headers.get("prefer", "return=minimal")
    if made.doc.kind in PREFERRING and "return=representation" not in wanted:
        return minimal(body)
    return body


def _mark_lost(tx: Tx, visit: Visit, merchant: str) -> int:
    _keys.mark_fired(tx, merchant, visit.claim)
    return int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS))


def _information(error: Json) -> list[Json]:
    """The link to the provider's words on the first issue, which its errors carry."""
    issues = [detail["issue"] for detail in error["details"]][:1]
    page = "https://developer.paypal.com/api/rest/reference/orders/v2/errors/#error-"
    return [{"href": page + issue, "rel": "information_link", "method": "GET"} for issue in issues]


def _refused(refusal: Refusal) -> Reply:
    return Reply(refusal.status, refusal.error)
