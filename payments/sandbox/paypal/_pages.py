"""The hosted pages that a payer, or a browser test, clicks through: approve or cancel."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from payments.sandbox._connection import LostBeforeCharge
from payments.sandbox._faults import is_down
from payments.sandbox._hosted import Form, Shown, visited, with_query
from payments.sandbox._html import note
from payments.sandbox._provider import Bad, Site
from payments.sandbox._store import Doc, Tx

from . import _html
from ._behaviours import ACCOUNTS, BEHAVIOURS, DECLINES
from ._call import Call, account_id
from ._charging import Way
from ._errors import Refusal
from ._money import decimal
from ._orders import approve
from ._vault import approve_setup

WAITING = ("CREATED", "PAYER_ACTION_REQUIRED")


Work = Callable[[Call, Doc, Form | None], Shown]


def page_routes(site: Site) -> list[Route]:
    """The two pages, under the addresses that the provider's links have."""
    return [
        Route(
            "/paypal/checkoutnow",
            _endpoint(site, "order", "token", checkout),
            methods=["GET", "POST"],
        ),
        Route(
            "/paypal/agreements/approve",
            _endpoint(site, "setup_token", "approval_session_id", agreement),
            methods=["GET", "POST"],
        ),
    ]


def _endpoint(
    site: Site, kind: str, parameter: str, work: Work
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        doc_id = request.query_params.get(parameter, "")
        return await visited(
            site, request, lambda tx, form: _answered(tx, kind, doc_id, form, work)
        )

    return answer


def _answered(tx: Tx, kind: str, doc_id: str, form: Form | None, work: Work) -> Shown:
    """The page; a refusal undoes what was written and is shown as a sentence."""
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = ? AND id = ?", (kind, doc_id)
    ).fetchone()
    if row is None:
        return Shown(note("Not found", "There is no such page."), 404)
    if is_down(tx, str(row[0])):
        raise LostBeforeCharge
    # A wallet that loses replies would leave the person with nothing: here it answers.
    call = Call(tx, str(row[0]), first_try=False)
    tx.sql.execute("SAVEPOINT page")
    try:
        return work(call, call.load(kind, doc_id), form)
    except Bad as bad:
        return Shown(note("This did not work", str(bad)), 422)
    except Refusal as refusal:
        tx.sql.execute("ROLLBACK TO page")
        return Shown(note("This did not work", _words(refusal)), 409)


def _words(refusal: Refusal) -> str:
    details = refusal.error.get("details") or [{}]
    return str(details[0].get("description") or refusal.error.get("message"))


def _outcome(form: Form) -> bool:
    if form.get("outcome") not in ("approve", "cancel"):
        raise Bad("outcome must be approve or cancel")
    return form["outcome"] == "approve"


def _behaviour(form: Form) -> str:
    behaviour = form.get("account") or next(iter(ACCOUNTS))
    if behaviour not in BEHAVIOURS:
        raise Bad(f"account must be one of {', '.join(sorted(BEHAVIOURS))}")
    return behaviour


def _leave(url: str | None, more: dict[str, str]) -> Shown:
    """To the merchant's page with further query parameters, before its fragment."""
    if not url:
        return Shown(note("Done", "You can close this page."))
    return Shown(url=with_query(url, more))


def checkout(call: Call, doc: Doc, form: Form | None) -> Shown:
    """The order's page: the payer agrees to pay, or goes back."""
    status, pages = doc.body["status"], doc.private["pages"]
    if status == "EXPIRED":
        return Shown(note("This page has expired", "Go back and start again."), 410)
    # A wallet that is declined at the capture sends its payer back here, to choose another.
    again = status == "APPROVED" and Way(**doc.private["way"]).behaviour in DECLINES
    if status not in WAITING and not again:
        return Shown(note("Nothing to do", "This payment was answered already."), 409)
    asked = None if again else doc.private.get("way")
    if form is None:
        unit = doc.body["unit"]
        what = f"{decimal(doc.body['amount'], doc.body['currency'])} "
        what += doc.body["currency"].upper()
        words = f"Pay {what}" + (f": {unit['description']}" if unit.get("description") else ".")
        return Shown(_html.approval("Pay", words, f"Pay {what}", choose=asked is None))
    if not _outcome(form):
        return _leave(pages["cancel"], {"token": doc.id})
    way = Way(**asked) if asked else Way("paypal", _behaviour(form))
    approve(call, doc, way)
    payer = doc.body["payer"] or {"payer_id": account_id(doc.id)}
    return _leave(pages["return"], {"token": doc.id, "PayerID": payer["payer_id"]})


def agreement(call: Call, doc: Doc, form: Form | None) -> Shown:
    """The setup token's page: the payer agrees that the wallet is saved, or goes back."""
    status, pages = doc.body["status"], doc.body["pages"]
    if status == "EXPIRED":
        return Shown(note("This page has expired", "Go back and start again."), 410)
    if status != "PAYER_ACTION_REQUIRED":
        return Shown(note("Nothing to do", "This was answered already."), 409)
    if form is None:
        what = doc.body["paypal"].get("description") or "Save this wallet for later payments."
        return Shown(_html.approval("Save a way to pay", what, "Agree and save", choose=True))
    more = {"approval_token_id": doc.id, "approval_session_id": doc.id}
    if not _outcome(form):
        return _leave(pages["cancel"], more)
    approve_setup(call, doc, _behaviour(form))
    return _leave(pages["return"], more)
