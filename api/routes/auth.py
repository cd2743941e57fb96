"""Sign-in: a portal's token in, ours out."""

from fastapi import APIRouter, Request

from api.peer import peer_of
from api.portal_sign_in import ANY_PORTAL, FROM_PAYMENTUS, Asked, Kind
from api.routes._common import Parts, run
from api.routes._origin import own_origin
from api.schemas import TokenIn
from api.session import CUSTOMER_LIFE
from api.strict_json import read_model

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/token")
async def exchange(request: Request, parts: Parts) -> dict[str, object]:
    """Exchange a portal token. `approve` is granted only to pages the tenant listed.

    503 `sign_in_unavailable` when the issuer's keys could not be had: try the same token again.
    """
    return await _exchanged(request, parts, ANY_PORTAL)


@router.post("/paymentus")
async def exchange_from_paymentus(request: Request, parts: Parts) -> dict[str, object]:
    """As `/auth/token`, for customers whom Paymentus signs in: its issuer only, each token once."""
    return await _exchanged(request, parts, FROM_PAYMENTUS)


async def _exchanged(request: Request, parts: Parts, kind: Kind) -> dict[str, object]:
    parts.limits.check("auth", peer_of(request, parts.settings.trusted_proxies))
    sent = await read_model(request, TokenIn)
    asked = Asked(request.headers.get("origin"), own_origin(parts), sent.nonce)
    who = await run(lambda: parts.sign_in.admit(sent.token, asked, kind))
    return {
        "token": parts.tokens.issue(who),
        "token_type": "Bearer",
        "expires_in": int(CUSTOMER_LIFE.total_seconds()),
        "scope": " ".join(sorted(who.scopes)),
    }
