"""One visit to a hosted page: the form is read, the page worked out, and an answer made of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from payments.sandbox._connection import CutConnection, LostBeforeCharge
from payments.sandbox._html import note
from payments.sandbox._provider import Bad, Site
from payments.sandbox._store import Tx

MAX_BODY: Final = 16 * 1024
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}
Form: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page with its status, or a redirect to `url`."""

    content: str = ""
    status: int = 200
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Click:
    """One visit: the document's id in the address, what the form says (None for a look)."""

    tx: Tx
    id: str
    form: Form | None


Work: TypeAlias = Callable[[Click], Shown]
_Refusal = TypeVar("_Refusal", bound=Exception)


def page(
    site: Site, work: Work, refusal: type[_Refusal], refused: Callable[[_Refusal], Shown]
) -> Callable[[Request], Awaitable[Response]]:
    """The page as a web endpoint; a refusal undoes what was written and is shown as a sentence."""

    def answered(click: Click) -> Shown:
        click.tx.sql.execute("SAVEPOINT page")
        try:
            return work(click)
        except refusal as no:
            click.tx.sql.execute("ROLLBACK TO page")
            return refused(no)
        except Bad as bad:
            click.tx.sql.execute("ROLLBACK TO page")
            return Shown(note("This did not work", str(bad)), 422)

    async def answer(request: Request) -> Response:
        doc_id = request.path_params["id"]
        return await visited(
            site, request, lambda tx, form: answered(Click(tx, doc_id, form)), query_too=True
        )

    return answer


async def visited(
    site: Site,
    request: Request,
    work: Callable[[Tx, Form | None], Shown],
    *,
    query_too: bool = False,
) -> Response:
    """What `work` shows for the form (None for a look); the connection is cut where it is lost.

    `query_too`: a button says in the address what it does, which is read with the form.
    """
    form = None
    if request.method == "POST":
        raw = b""
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MAX_BODY:
                return HTMLResponse(note("Too much", "That was too long."), 413)
        pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
        form = (dict(request.query_params) if query_too else {}) | dict(pairs)
    try:
        shown = await site.ledger.run(lambda tx: work(tx, form))
    except LostBeforeCharge:
        return CutConnection(site.cut)
    if shown.url is not None:
        return RedirectResponse(shown.url, 303, HEADERS)
    return HTMLResponse(shown.content, shown.status, HEADERS)


def with_query(url: str, more: Form) -> str:
    """The address with further query parameters, before its fragment."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    return urlunsplit(parts._replace(query=query))
