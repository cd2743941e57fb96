"""The API's front door: who calls, which fault is due, which key is in flight, what is sent."""

import base64
import binascii
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
from payments.sandbox._faults import BEFORE, NOKEY, Fault, spoil, take
from payments.sandbox._store import Json, Ledger, Page, Tx, new_id

from ._call import Call
from ._errors import (
    Refusal,
    broken,
    in_flight,
    invalid,
    other_endpoint,
    other_parameters,
    too_many,
    unauthorized,
    unavailable,
)
from ._forms import Form
from ._shapes import API_VERSION

MAX_BODY = 256 * 1024
MAX_KEY = 255
DEFAULT_TIMEOUT_MS = "300"
# A member that holds another object's id -> that object's kind.
EXPANDABLE = {
    "latest_charge": "charge",
    "default_payment_method": "payment_method",
    "latest_invoice": "invoice",
    "product": "product",
} | {
    name: name
    for name in (
        *("charge", "customer", "invoice", "payment_intent", "payment_link", "payment_method"),
        *("setup_intent", "subscription"),
    )
}
NESTED = ("payment", "invoice_settings", "price", "items")  # members on the way to one
Handler = Callable[[Call], Json | Reply]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Visit:
    """One request as it came in."""

    method: str
    path: str
    form: Form
    ids: dict[str, str]
    key: str | None
    secret: str | None
    request_id: str
    request: Request


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer: the reply, the fault that spoils it, and the wait before it."""

    reply: Reply
    replayed: bool = False
    fault: str | None = None
    wait_ms: int = 0


class Gateway:
    """Serves handlers under the provider's rules; `cut` resets the connection of a scope."""

    def __init__(self, ledger: Ledger, cut: Callable[[Scope], None]) -> None:
        self._ledger, self._cut = ledger, cut
        self._busy: set[tuple[str, str]] = set()

    def endpoint(self, handler: Handler) -> Endpoint:
        """The handler as a web endpoint."""

        async def answer(request: Request) -> Response:
            request_id = new_id("req", 14)
            try:
                visit = await read_visit(request, request_id)
                merchant, fault = await self._ledger.run(lambda tx: _admit(tx, visit))
                plan = await self._keyed(visit, merchant, handler, fault)
            except Refusal as refusal:
                plan = Plan(_refused(refusal))
            except LostBeforeCharge:
                return CutConnection(self._cut)
            return self._response(plan, request, request_id)

        return answer

    async def _keyed(
        self, visit: Visit, merchant: str, handler: Handler, fault: Fault | None
    ) -> Plan:
        """Serve while holding the key: a second request with it meanwhile gets 409."""
        if visit.key is None:
            return await self._served(visit, merchant, handler, fault)
        claim = (merchant, visit.key)
        if claim in self._busy:
            raise in_flight(visit.key)
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
            plan, timeout = await self._ledger.run(
                lambda tx: _execute(tx, visit, merchant, handler, fail_after)
            )
        except LostBeforeCharge:
            timeout = await self._ledger.run(lambda tx: _mark_lost(tx, visit, merchant))
            await pause(timeout)
            raise
        if plan.reply.lost:
            await pause(timeout)
        if fault is None:
            return plan
        await pause(fault.delay_ms)
        return Plan(plan.reply, plan.replayed, fault.kind)

    def _response(self, plan: Plan, request: Request, request_id: str) -> Response:
        reply, fault = plan.reply, plan.fault
        if reply.lost or fault == "drop_reply_after_commit":
            return CutConnection(self._cut)
        body = spoil(reply.body, fault) if fault else reply.body
        content, kind = encoded(body, fault)
        headers = {
            "Request-Id": request_id,
            "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
        }
        key = request.headers.get("idempotency-key")
        if key and request.method == "POST":
            headers["Idempotency-Key"] = key.encode("ascii", "replace").decode()
        if plan.replayed:
            headers["Idempotency-Replayed"] = "true"
        if reply.status in (409, 429) or reply.status >= 500:
            headers["Stripe-Should-Retry"] = "true" if reply.status in (409, 429) else "false"
        response = Response(content, reply.status, headers, kind)
        return CutConnection(self._cut, response) if fault == "reset_mid_body" else response


async def read_visit(request: Request, request_id: str) -> Visit:
    """The request, read whole; raises the provider's refusals for what cannot be read."""
    if request.method in ("GET", "DELETE"):
        query = request.url.query
    else:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise invalid("The request body is too large.")
        try:
            query = body.decode()
        except UnicodeDecodeError:
            raise invalid("Invalid UTF-8 in the request body.") from None
    path = request.url.path.removeprefix("/stripe")
    key = check_key(request.headers.get("idempotency-key"))
    return Visit(
        method=request.method,
        path=path,
        form=Form(query),
        ids=dict(request.path_params),
        key=key if request.method == "POST" else None,
        secret=_secret(request.headers.get("authorization", "")),
        request_id=request_id,
        request=request,
    )


def _secret(header: str) -> str | None:
    """The API key of a Bearer header, or the user name of a Basic one."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().split(":")[0] or None
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None


def _admit(tx: Tx, visit: Visit) -> tuple[str, Fault | None]:
    row = tx.sql.execute(
        "SELECT id FROM merchants WHERE secret_key = ? AND provider = 'stripe'", (visit.secret,)
    ).fetchone()
    if row is None:
        raise unauthorized(visit.secret)
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
) -> tuple[Plan, int]:
    """Replay or execute in one transaction; returns the plan and the wait of a time-out in ms."""
    timeout = int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS))
    if visit.key is not None:
        stored = _replay(tx, merchant, visit, visit.key)
        if stored is not None:
            return Plan(stored, replayed=True), timeout
    call = Call(tx, merchant, visit.form, visit.ids, visit.path, visit.key, visit.request_id)
    call.first_try = not _keys.fired(tx, merchant, visit.key)
    reply, keep = _handled(call, handler)
    if fail_after:
        reply, keep = _refused(broken(executed=True)), True
    if reply.lost:
        _keys.mark_fired(tx, merchant, visit.key)
    if visit.key is not None and keep:
        answer = _keys.Saved(visit.path, visit.form.fingerprint(), reply.status, reply.body)
        _keys.save(tx, merchant, visit.key, answer)
    return Plan(reply), timeout


def check_key(key: str | None) -> str | None:
    """The header's value, None when absent or empty; raises 400 when too long."""
    if not key:
        return None
    if len(key) > MAX_KEY:
        raise invalid("Idempotency keys may be at most 255 characters.", param="idempotency_key")
    return key


def _replay(tx: Tx, merchant: str, visit: Visit, key: str) -> Reply | None:
    """The answer kept under the key; raises idempotency_error when it was to something else."""
    stored = _keys.saved(tx, merchant, key)
    if stored is None:
        return None
    if stored.endpoint != visit.path:
        raise other_endpoint(key, stored.endpoint, visit.path)
    if stored.fingerprint != visit.form.fingerprint():
        raise other_parameters(key)
    return Reply(stored.status, stored.body)


def _handled(call: Call, handler: Handler) -> tuple[Reply, bool]:
    """The handler's reply and whether the key keeps it; a refusal undoes what was written."""
    call.tx.sql.execute("SAVEPOINT handler")
    try:
        result = handler(call)
        reply = result if isinstance(result, Reply) else Reply(200, result)
    except Refusal as refusal:
        call.tx.sql.execute("ROLLBACK TO handler")
        return _refused(refusal), refusal.executed
    if reply.status == 200:
        reply = Reply(200, _expanded(call, reply.body), reply.lost)
    return reply, True


def _expanded(call: Call, body: Json) -> Json:
    """The body with the objects that `expand[]` names in place of their ids, at any depth."""
    for path in call.form.words("expand"):
        _expand(call, body, path, path.split("."))
    return body


def _expand(call: Call, at: Json, whole: str, path: list[str]) -> None:
    """Expand the first name of `path` in `at`, the rest inside; `data` means each of a list."""
    name, rest = path[0], path[1:]
    if name == "data" and rest:
        for item in at.get("data", []):
            _expand(call, item, whole, rest)
        return
    if name == "payments" and at.get("object") == "invoice":
        ties = call.tx.find(call.merchant, "invoice_payment", Page({"$.invoice": at["id"]}))
        rows = [tie.body for tie in ties]
        at[name] = {
            "object": "list",
            "data": rows,
            "has_more": False,
            "url": "/v1/invoice_payments",
        }
    elif name in NESTED:
        at[name] = at.get(name) or {}
    elif name not in EXPANDABLE:
        raise invalid(f"This property cannot be expanded ({whole}).", param="expand")
    elif isinstance(at.get(name), str):
        found = call.tx.get(call.merchant, EXPANDABLE[name], at[name])
        at[name] = at[name] if found is None else found.body
    if rest and isinstance(at.get(name), dict):
        _expand(call, at[name], whole, rest)


def _mark_lost(tx: Tx, visit: Visit, merchant: str) -> int:
    _keys.mark_fired(tx, merchant, visit.key)
    return int(tx.meta("timeout_ms", DEFAULT_TIMEOUT_MS))


def _refused(refusal: Refusal) -> Reply:
    return Reply(refusal.status, {"error": refusal.error})
