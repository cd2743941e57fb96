"""The pages: a demo company's portal with the chat, and the staff's list of tickets."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.container import Container
from api.demo_portal import DemoPortal
from api.routes._common import Parts, run
from api.session import Unauthenticated, token_print
from billing.errors import NotFound
from billing.principal import STAFF, Principal
from billing.views import ticket_view
from billing.words import LANGUAGES, Sentence, sentences

router = APIRouter(include_in_schema=False)
COOKIE: Final = "staff_session"
FOLDER: Final = Path(__file__).parents[1] / "pages"
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ASSETS: Final = {
    "difference.js": "text/javascript",
    "documents.js": "text/javascript",
    "live.js": "text/javascript",
    "offers.js": "text/javascript",
    "portal.js": "text/javascript",
    "reach.js": "text/javascript",
    "words.js": "text/javascript",
    "portal.css": "text/css",
    "icon.svg": "image/svg+xml",
}
_SAID_BY_THE_PAGE: Final = frozenset(
    "card category error expense field flag interval portal priority quote state ticket_state "
    "unheard verdict".split()
)
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(["html"])
)


def page(name: str, *, status: int = 200, **values: object) -> Response:
    """A rendered page under a strict policy: no inline script or style, nobody may frame it."""
    body = _TEMPLATES.get_template(name).render(**values)
    return HTMLResponse(body, status, headers={"Content-Security-Policy": CSP})


@router.get("/")
async def portal(parts: Parts) -> Response:
    """A demo company's portal; without the demo, what runs here."""
    faces = parts.demo.faces if parts.demo is not None else ()
    return page("portal.html", faces=faces, demo=parts.demo is not None)


@router.get("/assets/words.json")
async def page_words() -> Response:
    """What the portal page says, in every language: the sentences the server itself uses."""
    return JSONResponse({language: _for_the_page(language) for language in LANGUAGES})


def _for_the_page(language: str) -> dict[str, Sentence]:
    found = sentences(language).items()
    return {key: said for key, said in found if key.split(".")[0] in _SAID_BY_THE_PAGE}


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """The portal page's own script and style."""
    if name not in _ASSETS:
        raise NotFound("asset")
    body = (FOLDER / name).read_bytes()
    return Response(body, media_type=_ASSETS[name])


@router.get("/demo/jwks.json")
async def demo_keys(parts: Parts) -> Response:
    """The demo portal's public keys."""
    return JSONResponse(dict(_demo(parts).keys()))


@router.post("/demo/{tenant}/{customer}/sign-in")
async def demo_sign_in(parts: Parts, tenant: str, customer: str) -> Response:
    """What a real portal does after its own sign-in; here anybody may be anybody, by design."""
    return JSONResponse({"token": _demo(parts).sign_in(tenant, customer)})


@router.get("/console")
async def console(request: Request, parts: Parts, token: str | None = None) -> Response:
    """The tickets of one tenant, for its staff. `token` is the bootstrap sign-in link.

    The link works once, and the cookie ends when the link's token would have: no use of it renews
    itself.
    """
    if token is not None:
        who, rest = _staff(parts, token)
        answer = RedirectResponse("/console", 303)
        if not await run(lambda: _use_link(parts, who, token, rest)):
            return answer  # the browser that used it has its cookie
        answer.set_cookie(
            COOKIE,
            parts.tokens.issue(who, rest),
            max_age=int(rest.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=parts.settings.public_url.startswith("https"),
            path="/console",
        )
        return answer
    try:
        who, _ = _staff(parts, request.cookies.get(COOKIE, ""))
    except Unauthenticated:
        return page("console.html", tickets=None, tenant=None)
    return await run(lambda: _console(parts, who))


def _console(parts: Container, who: Principal) -> Response:
    with parts.ports.store.read(who) as tx:
        tenant = tx.tenants.this()
        found = tx.tickets.list(limit=200)
        tickets = [
            # As people read it: where the company is, not where the server is.
            ticket_view(ticket, for_staff=True)
            | {"opened": parts.formats.instant(ticket.opened_at, "en", tenant.time_zone)}
            for ticket in found.items
        ]
    return page("console.html", tickets=tickets, tenant=tenant.name, role=who.role)


def _use_link(parts: Container, who: Principal, token: str, rest: timedelta) -> bool:
    """Whether this is the first use of a link, here or on another server."""
    ports = parts.ports
    ends_at = ports.clock.real_now() + rest + timedelta(seconds=1)
    with ports.store.write(who) as tx:
        tx.used_tokens.sweep(ports.clock.real_now())
        return tx.used_tokens.use(token_print(ports.salt, "link", token), ends_at)


def _staff(parts: Container, token: str) -> tuple[Principal, timedelta]:
    who, rest = parts.tokens.read(token)
    if who.role not in STAFF:
        raise Unauthenticated
    return who, rest


def _demo(parts: Container) -> DemoPortal:
    if parts.demo is None:
        raise NotFound("demo")
    return parts.demo
