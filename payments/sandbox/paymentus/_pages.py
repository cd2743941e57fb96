"""The hosted page of a staged payment, that a person, or a browser test, clicks through."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from payments.sandbox._connection import LostBeforeCharge
from payments.sandbox._faults import is_down
from payments.sandbox._hosted import Form, Shown, visited, with_query
from payments.sandbox._html import esc, page
from payments.sandbox._provider import Site
from payments.sandbox._store import Doc, Json, Tx

from ._behaviours import ACCOUNTS, CARDS
from ._call import Call
from ._staged import Mistyped, end, pay


def page_routes(site: Site) -> list[Route]:
    async def answer(request: Request) -> Response:
        doc_id = request.path_params["id"]
        return await visited(site, request, lambda tx, form: staged_page(tx, doc_id, form))

    return [Route("/paymentus/pages/pay/{id}", answer, methods=["GET", "POST"])]


def staged_page(tx: Tx, doc_id: str, form: Form | None) -> Shown:
    """The page as it is now, or where it leads; `form` is what the person sent."""
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = 'paymentus_staged' AND id = ?", (doc_id,)
    ).fetchone()
    if row is None:
        return Shown(page("Not found", "<p>There is no such page.</p>"), 404)
    if is_down(tx, str(row[0])):
        raise LostBeforeCharge
    call = Call(tx, str(row[0]))
    doc = call.load("paymentus_staged", doc_id)
    if doc.body["status"] == "paid":
        return _back(doc, "returnUrl", "paid")
    if doc.body["status"] != "open":
        return Shown(page("This page is over", "<p>Go back and start again.</p>"), 410)
    if form is None:
        return Shown(_offer(doc.body, None))
    if form.get("kind") == "cancel":
        end(call, doc, "cancelled")
        return _back(doc, "cancelUrl", "cancelled")
    try:
        declined = pay(call, doc, form)
    except Mistyped as typo:
        return Shown(_offer(doc.body, str(typo)), 422)
    if declined is not None:
        return Shown(_offer(doc.body, f"This was declined: {declined.replace('_', ' ')}."), 402)
    return _back(doc, "returnUrl", "paid")


def _back(doc: Doc, name: str, status: str) -> Shown:
    target = doc.body[name]
    if not target:
        return Shown(page("Thank you", f"<p>This payment is {status}.</p>"))
    return Shown(url=with_query(target, {"stagedPaymentId": doc.id, "status": status}))


def _words(money: Json) -> str:
    return esc(f"{money['amount']} {money['currency']}")


def _offer(body: Json, problem: str | None) -> str:
    fees = {fee["type"]: fee for fee in body["fees"]}
    alert = f'<p class="problem" role="alert">{esc(problem)}</p>' if problem else ""
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
    return page(
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
