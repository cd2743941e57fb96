"""Sign-in: a portal's token in, ours out."""

from fastapi import APIRouter, Request

from api.routes._common import Parts, run
from api.routes._origin import own_origin
from api.schemas import TokenIn
from api.session import CUSTOMER_LIFE
from api.strict_json import read_model

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/token")
@router.post("/paymentus", include_in_schema=False)
async def exchange(request: Request, parts: Parts) -> dict[str, object]:
    """Exchange a portal token. `approve` is granted only to pages the tenant listed."""
    parts.limits.check("auth", request.client.host if request.client else "-")
    sent = await read_model(request, TokenIn)
    origin = request.headers.get("origin")
    who = await run(lambda: parts.sign_in.exchange(sent.token, origin, own_origin(parts)))
    return {
        "token": parts.tokens.issue(who),
        "token_type": "Bearer",
        "expires_in": int(CUSTOMER_LIFE.total_seconds()),
        "scope": " ".join(sorted(who.scopes)),
    }
