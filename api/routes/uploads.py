"""Uploads: a document in, its fields and our verdict out."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from api.errors import problem
from api.routes._common import Body, Customer, Parts, run
from api.strict_json import BadBody
from billing.ids import UploadId
from billing.ports import Tx
from billing.uploads import Upload, UploadState
from billing.views import View, upload_view

router = APIRouter(prefix="/uploads", tags=["uploads"])
_STATUS: Final = {"too_large": 413, "unsupported_file": 415}


@router.post("", status_code=201)
async def upload(request: Request, parts: Parts, who: Customer) -> Response:
    """One file in the multipart field `file`; refused ones get 413, 415 or 422 and a reason."""
    parts.limits.check_principal("upload", who)
    data = await _file(request)
    done = await run(lambda: parts.uploading().take(who, data))
    if done.state is UploadState.REFUSED:
        return _refused(done)
    body = await run(lambda: _view(parts, who, done.id))
    return JSONResponse(body, 201)


@router.get("/{upload_id}")
async def get_upload(parts: Parts, who: Customer, upload_id: str) -> Body:
    """What was read, and the verdict."""
    return await run(lambda: _view(parts, who, UploadId(upload_id)))


async def _file(request: Request) -> bytes:
    async with request.form(max_files=1, max_fields=4) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise BadBody(422, "validation_failed", ["file"])
        return await sent.read()


def _refused(done: Upload) -> Response:
    code = done.refusal or "unsupported_file"
    status = _STATUS.get(code, 422)
    shown = code if code in _STATUS else "validation_failed"
    return problem(status, shown, extra={"reason": code, "upload_id": done.id})


def _view(parts: Parts, who: Customer, upload_id: UploadId) -> View:
    with parts.ports.store.read(who) as tx:
        return _with_bill(tx, tx.uploads.get(upload_id))


def _with_bill(tx: Tx, found: Upload) -> View:
    return upload_view(found, tx.bills.get(found.bill_id) if found.bill_id else None)
