"""Uploads: documents in, their fields and our verdict out; the customer's corrections."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from api.errors import of_billing_error, problem
from api.routes._common import Body, Cursor, Customer, Limit, Parts, run
from api.schemas import UploadFixIn
from api.strict_json import BadBody, parse, read_model
from api.uploading import BATCH
from billing.errors import BillingError
from billing.ids import UploadId
from billing.ports import Tx
from billing.upload_fields import KINDS, WrongValue
from billing.uploads import Category, Upload, UploadQuery, UploadState
from billing.use_cases.correct_invoice import correct_invoice
from billing.views import View, upload_view

router = APIRouter(prefix="/uploads", tags=["uploads"])
_STATUS: Final = {"too_large": 413, "unsupported_file": 415}


def _form(field: str, schema: dict[str, object]) -> dict[str, Any]:
    """How OpenAPI describes a form with files."""
    form = {"schema": {"type": "object", "required": [field], "properties": {field: schema}}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": form}}}


_FILE: Final[dict[str, object]] = {"type": "string", "format": "binary"}
_FILES: Final[dict[str, object]] = {"type": "array", "maxItems": BATCH, "items": _FILE}
_FIX: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": UploadFixIn.model_json_schema(),
                "example": {"fields": {"due_date": "2026-12-05", "total_amount": "120.50"}},
            }
        },
    }
}


@router.post("", status_code=201, openapi_extra=_form("file", _FILE))
async def upload(request: Request, parts: Parts, who: Customer) -> Response:
    """One file in the multipart field `file`: 201 read, 202 `processing`, 413, 415 or 422 refused.

    A scan is processed: a worker reads it. Refusals carry a reason.
    """
    parts.limits.check_principal("upload", who)
    (data,) = await _files(request, "file", 1)
    done = await run(lambda: parts.uploading().take(who, data))
    if done.state is UploadState.REFUSED:
        return _refused(done)
    body = await run(lambda: _view(parts, who, done.id))
    return JSONResponse(body, _status(done))


@router.post("/batch", status_code=207, openapi_extra=_form("files", _FILES))
async def upload_batch(request: Request, parts: Parts, who: Customer) -> Response:
    """Up to 20 files in the multipart field `files`, each answered for itself, in their order."""
    parts.limits.check_principal("upload", who)
    files = await _files(request, "files", BATCH)
    done = await run(lambda: parts.uploading().take_all(who, files))
    items = await run(lambda: [_item(parts, who, at, each) for at, each in enumerate(done)])
    return JSONResponse({"items": items}, 207)


@router.get("")
async def list_uploads(
    parts: Parts,
    who: Customer,
    state: UploadState | None = None,
    category: Category | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Body:
    """The customer's documents, newest first, without their lines."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            page = tx.uploads.list(UploadQuery(state, category, limit, cursor))
            items = [_short(_with_bill(tx, each)) for each in page.items]
        return {"items": [*items], "next_cursor": page.next_cursor}

    return await run(work)


@router.get("/{upload_id}")
async def get_upload(parts: Parts, who: Customer, upload_id: str) -> Body:
    """What was read, and the verdict."""
    return await run(lambda: _view(parts, who, UploadId(upload_id)))


@router.patch("/{upload_id}", openapi_extra=_FIX)
async def correct_upload(request: Request, parts: Parts, who: Customer, upload_id: str) -> Response:
    """The customer's own values in place of read ones; null: the document does not say it."""
    parts.limits.check_principal("upload", who)
    sent = await read_model(request, UploadFixIn)

    def work() -> View:
        done = correct_invoice(parts.ports, who, UploadId(upload_id), sent.fields)
        return _view(parts, who, done.id)

    try:
        return JSONResponse(await run(work))
    except WrongValue as wrong:
        named = [f"fields.{wrong.field}"] if wrong.field in KINDS else ["fields"]
        return problem(422, "validation_failed", fields=named)


async def _files(request: Request, field: str, most: int) -> list[bytes]:
    """The files of one field of a form; 422 without any."""
    async with request.form(max_files=most, max_fields=4) as form:
        sent = [each for each in form.getlist(field) if isinstance(each, UploadFile)]
        if not sent:
            raise BadBody(422, "validation_failed", [field])
        return [await each.read() for each in sent[:most]]


def _status(done: Upload) -> int:
    return 202 if done.state is UploadState.PROCESSING else 201


def _refused(done: Upload) -> Response:
    code = done.refusal or "unsupported_file"
    status = _STATUS.get(code, 422)
    shown = code if code in _STATUS else "validation_failed"
    return problem(status, shown, extra={"reason": code, "upload_id": done.id})


def _item(parts: Parts, who: Customer, position: int, done: Upload | BillingError) -> View:
    """One file's answer in a batch: what it alone would have been answered."""
    if isinstance(done, Upload) and done.state is not UploadState.REFUSED:
        view = _view(parts, who, done.id)
        return {"position": position, "status": _status(done), "upload": view, "problem": None}
    refusal = of_billing_error(done) if isinstance(done, BillingError) else _refused(done)
    said = parse(bytes(refusal.body))
    answer: View = {"position": position, "status": refusal.status_code, "upload": None}
    return answer | {"problem": said if isinstance(said, dict) else None}


def _view(parts: Parts, who: Customer, upload_id: UploadId) -> View:
    with parts.ports.store.read(who) as tx:
        return _with_bill(tx, tx.uploads.get(upload_id))


def _with_bill(tx: Tx, found: Upload) -> View:
    return upload_view(found, tx.bills.get(found.bill_id) if found.bill_id else None)


def _short(view: View) -> View:
    """For lists: the values, without their lines and places."""
    fields = view["fields"]
    kept = fields if isinstance(fields, dict) else {}
    left_out = ("line_items", "fields", "checks")
    return view | {"fields": {name: kept[name] for name in kept if name not in left_out}}
