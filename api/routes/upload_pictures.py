"""Pages of uploaded documents as pictures, for the card beside the values that were read."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.errors import problem
from api.routes._common import Parts, Speaker, run
from billing.ids import UploadId
from billing.verdicts import DocumentRefused
from ingestion.errors import Busy

router = APIRouter(prefix="/uploads", tags=["uploads"])
_PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


@router.get(
    "/{upload_id}/pages/{page}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def page_picture(
    parts: Parts, who: Speaker, upload_id: str, page: Annotated[int, Path(ge=1, le=200)]
) -> Response:
    """One page, counted from 1, at most 4 MB: the customer's own, or for their company's staff.

    404 where the document is not theirs, was not kept, or has no such page to draw; 503 `busy`
    while others are drawn: try again.
    """
    parts.limits.check_principal("picture", who)

    def work() -> Response:
        with parts.ports.store.read(who) as tx:
            tx.uploads.get(UploadId(upload_id))
            data = tx.uploads.bytes_of(UploadId(upload_id))
        try:
            drawn = parts.picture(data, page)
        except DocumentRefused:
            return problem(404, "not_found")
        except Busy:
            return problem(503, "busy", headers={"Retry-After": "5"})
        return Response(drawn, media_type="image/png", headers=_PRIVATE)

    return await run(work)
