"""Quotes: look, approve, decline. Approving is the only way money moves."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.routes._common import Body, Customer, Parts, run
from api.routes._origin import require_listed_origin
from billing.ids import QuoteId
from billing.views import View

router = APIRouter(prefix="/quotes", tags=["quotes"])


@router.get("/{quote_id}")
async def get_quote(parts: Parts, who: Customer, quote_id: str) -> Body:
    """The offer as it stands."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            quote = tx.quotes.get(QuoteId(quote_id))
        return parts.answers.quote_json(who, quote, parts.answers.words(who, quote))

    return await run(work)


@router.post("/{quote_id}/approve")
async def approve_quote(request: Request, parts: Parts, who: Customer, quote_id: str) -> Response:
    """The customer's own yes: pays, and says what became of each payment."""
    parts.limits.check_principal("approve", who)
    await run(lambda: require_listed_origin(parts, who, request.headers.get("origin")))
    answer = await run(lambda: parts.answers.approve(who, QuoteId(quote_id)))
    return JSONResponse(dict(answer.body), answer.status)


@router.post("/{quote_id}/decline")
async def decline_quote(parts: Parts, who: Customer, quote_id: str) -> Body:
    """The customer's own no."""
    answer = await run(lambda: parts.answers.decline(who, QuoteId(quote_id), None))
    return dict(answer.body)
