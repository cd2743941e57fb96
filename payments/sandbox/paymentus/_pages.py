"""The hosted page of a staged payment, that a person, or a browser test, clicks through."""

import html
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from payments.sandbox._connection import CutConnection, LostBeforeCharge
from payments.sandbox._faults import is_down
from payments.sandbox._provider import Site
from payments.sandbox._store import Doc, Json, Tx

from ._behaviours import ACCOUNTS, CARDS
from ._call import Call
from ._staged import Mistyped, end, pay

MAX_BODY = 16 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 30rem; padding: 1rem }
.sandbox { background: #fde68a; color: #422006; padding: .5rem .75rem; border-radius: .4rem }
.problem { background: #fecaca; color: #450a0a; padding: .5rem .75rem; border-radius: .4rem }
fieldset { border: 1px solid #8888; border-radius: .4rem; margin: 1rem 0; padding: .75rem }
label { display: block; margin: .5rem 0 }
input, select, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem;
  min-height: 2.75rem }
"""
Shown = tuple[str, int] | str  # a page with its status, or the address to go to


def page_routes(site: Site) -> list[Route]:
    async def answer(request: Request) -> Response:
        form = None
        if request.method == "POST":
            raw = b""
            async for chunk in request.stream():
                raw += chunk
                if len(raw) > MAX_BODY:
                    return HTMLResponse(_page("Too much", ""), 413)
            form = dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
        doc_id = request.path_params["id"]
        try:
            shown = await site.ledger.run(lambda tx: staged_page(tx, doc_id, form))
        except LostBeforeCharge:
            return CutConnection(site.cut)
        if isinstance(shown, str):
            return RedirectResponse(shown, 303, HEADERS)
        return HTMLResponse(shown[0], shown[1], HEADERS)

    return [Route("/paymentus/pages/pay/{id}", answer, methods=["GET", "POST"])]


def staged_page(tx: Tx, doc_id: str, form: dict[str, str] | None) -> Shown:
    """The page as it is now, or where it leads; `form` is what the person sent."""
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = 'paymentus_staged' AND id = ?", (doc_id,)
    ).fetchone()
    if row is None:
        return _page("Not found", "<p>There is no such page.</p>"), 404
    if is_down(tx, str(row[0])):
        raise LostBeforeCharge
    call = Call(tx, str(row[0]))
    doc = call.load("paymentus_staged", doc_id)
    if doc.body["status"] == "paid":
        return _back(doc, "returnUrl", "paid")
    if doc.body["status"] != "open":
        return _page("This page is over", "<p>Go back and start again.</p>"), 410
    if form is None:
        return _offer(doc.body, None), 200
    if form.get("kind") == "cancel":
        end(call, doc, "cancelled")
        return _back(doc, "cancelUrl", "cancelled")
    try:
        declined = pay(call, doc, form)
    except Mistyped as typo:
        return _offer(doc.body, str(typo)), 422
    if declined is not None:
        return _offer(doc.body, f"This was declined: {declined.replace('_', ' ')}."), 402
    return _back(doc, "returnUrl", "paid")


def _back(doc: Doc, name: str, status: str) -> Shown:
    target = doc.body[name]
    if not target:
        return _page("Thank you", f"<p>This payment is {status}.</p>"), 200
    parts = urlsplit(target)
    more = urlencode({"stagedPaymentId": doc.id, "status": status})
    query = "&".join(part for part in (parts.query, more) if part)
    return urlunsplit(parts._replace(query=query))


def _words(money: Json) -> str:
    return html.escape(f"{money['amount']} {money['currency']}")


def _offer(body: Json, problem: str | None) -> str:
    fees = {fee["type"]: fee for fee in body["fees"]}
    alert = f'<p class="problem" role="alert">{html.escape(problem)}</p>' if problem else ""
    inputs = "".join(
        f'<label for="{name}">{words}</label><input id="{name}" name="{name}" required'
        f' autocomplete="off" placeholder="{example}">'
        for name, words, example in (
            ("number", "Card number", "4111 1111 1111 1111"),
            ("expiry", "Expiry (MM/YY)", "12/34"),
        )
    )
    accounts = "".join(
        f'<option value="{name}">Test bank ending {last4}: {words}</option>'
        for name, (last4, _, words) in ACCOUNTS.items()
    )
    select = (
        '<label for="account">Test account</label>'
        f'<select id="account" name="account">{accounts}</select>'
    )
    cards = "".join(f"<li>{number}: {words}</li>" for number, (_, _, words) in CARDS.items())
    return _page(
        f"Pay {_words(body['payment'])}",
        alert
        + _form("card", inputs, "by card", fees["card"])
        + _form("bank", select, "by bank debit", fees["bank"])
        + '<form method="post"><input type="hidden" name="kind" value="cancel">'
        + "<button>Cancel</button></form>"
        + f"<details><summary>Test cards</summary><ul>{cards}</ul></details>",
    )


def _form(kind: str, inputs: str, how: str, fee: Json) -> str:
    return (
        f'<form method="post"><fieldset><legend>{kind.title()}: convenience fee'
        f" {_words(fee['convenienceFee'])}</legend>"
        f'<input type="hidden" name="kind" value="{kind}">{inputs}'
        f"<button>Pay {_words(fee['total'])} {how}</button></fieldset></form>"
    )


def _page(heading: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading} - Sandbox</title><style>{STYLE}</style></head><body><main>"
        '<p class="sandbox"><strong>Sandbox: no real money.</strong> Test methods only.</p>'
        f"<h1>{heading}</h1>{content}</main></body></html>"
    )
