"""The hosted pages that a person, or a browser test, clicks through."""

from starlette.routing import Route

from payments.sandbox._connection import LostBeforeCharge, Reply
from payments.sandbox._faults import is_down
from payments.sandbox._hosted import Click, Shown, Work, page, with_query
from payments.sandbox._html import challenge, note
from payments.sandbox._provider import Bad, Site
from payments.sandbox._store import Doc, Json, Tx, new_id

from . import _html
from ._behaviours import AUTHENTICATING
from ._call import Call
from ._errors import Refusal, not_found
from ._html import Offer, amount_words
from ._links import page_url, pay_link
from ._sources import new_nonce
from ._testcards import Mistyped, read_card

REFUSED = "Your bank did not confirm that it is you. Try again, or use another card."
SENTENCES = {
    "INSUFFICIENT_FUNDS": "Your card has insufficient funds.",
    "CVV_FAILURE": "Your card's security code is incorrect.",
    "ADDRESS_VERIFICATION_FAILURE": "The postal code is not the card's.",
    "INVALID_EXPIRATION": "The card's expiry is not valid.",
}


def page_routes(site: Site) -> list[Route]:
    pages: dict[str, Work] = {
        "/square/pages/link/{id}": link,
        "/square/pages/verify/{id}": verify,
        "/square/pages/receipt/{id}": receipt,
    }
    return [
        Route(path, page(site, work, Refusal, _refused), methods=["GET", "POST"])
        for path, work in pages.items()
    ]


def _refused(refusal: Refusal) -> Shown:
    status = 409 if refusal.status == 400 else refusal.status
    return Shown(note("This did not work", str(refusal)), status)


def _open(tx: Tx, kind: str, doc_id: str) -> tuple[Call, Doc]:
    """The document of any merchant; raises 404, and no answer at all in an outage."""
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = ? AND id = ?", (kind, doc_id)
    ).fetchone()
    if row is None:
        raise not_found("page", doc_id)
    if is_down(tx, str(row[0])):
        raise LostBeforeCharge
    # A source that loses replies would leave the person with nothing: here it answers.
    call = Call(tx, str(row[0]), first_try=False)
    return call, call.load(kind, doc_id)


def link(click: Click) -> Shown:
    """A payment link's page: type a card, perhaps answer the bank, and go back to the shop."""
    call, doc = _open(click.tx, "square_link", click.id)
    order = call.load("square_order", doc.body["order_id"])
    if order.body["state"] != "DRAFT":
        return _done(doc, order)
    if click.form is None:
        return Shown(_html.offer(_offer(order, doc.private.get("problem"))))
    try:
        typed = read_card(click.form, call.tx.now())
    except Mistyped as typo:
        return Shown(_html.offer(_offer(order, str(typo))), 422)
    source = new_nonce(call, typed.token, typed.expires)
    if source.private["behaviour"] in AUTHENTICATING:
        body: Json = {"link": doc.id, "source": source.id, "status": "WAITING"}
        asked = Doc("square_challenge", new_id("chal"), call.tx.now(), body)
        call.save(asked)
        return Shown(url=page_url(call, f"verify/{asked.id}"))
    reply = pay_link(call, doc, source, verified=False)
    return _after(call, doc, reply)


def _after(call: Call, doc: Doc, reply: Reply) -> Shown:
    order = call.load("square_order", doc.body["order_id"])
    if reply.status == 200:
        doc.private.pop("problem", None)
        call.save(doc)
        return _done(doc, order)
    code = reply.body["errors"][0]["code"]
    problem = SENTENCES.get(code, "Your card was declined. Try another one.")
    return Shown(_html.offer(_offer(order, problem)), 402)


def _offer(order: Doc, problem: str | None) -> Offer:
    return Offer(
        total=_money(order.body["total_money"]),
        lines=[(item["name"], _money(item["total_money"])) for item in order.body["line_items"]],
        problem=problem,
    )


def _money(money: Json) -> str:
    return amount_words(money["amount"], money["currency"])


def _done(doc: Doc, order: Doc) -> Shown:
    """Back to the shop with the ids it is told, or a thank-you where there is no address."""
    target = doc.body.get("checkout_options", {}).get("redirect_url")
    if not target:
        return Shown(note("Thank you", "Thank you. Your payment was received."))
    more = {"checkoutId": doc.id, "orderId": order.id, "transactionId": order.id}
    if "reference_id" in order.body:
        more["referenceId"] = order.body["reference_id"]
    return Shown(url=with_query(target, more))


def verify(click: Click) -> Shown:
    """The bank's page behind a card on a payment link: two buttons, no secrets."""
    call, asked = _open(click.tx, "square_challenge", click.id)
    if asked.body["status"] != "WAITING":
        return Shown(note("Sandbox bank", "There is nothing to confirm here."), 409)
    doc = call.load("square_link", asked.body["link"])
    order = call.load("square_order", doc.body["order_id"])
    if click.form is None:
        return Shown(challenge(f"Pay {_money(order.body['total_money'])}."))
    outcome = click.form.get("outcome")
    if outcome not in ("succeeded", "failed"):
        raise Bad("outcome must be succeeded or failed")
    asked.body["status"] = outcome.upper()
    call.save(asked)
    if outcome == "failed":
        doc.private["problem"] = REFUSED
        call.save(doc)
        return Shown(url=doc.body["url"])
    source = call.load("square_nonce", asked.body["source"])
    return _after(call, doc, pay_link(call, doc, source, verified=True))


def receipt(click: Click) -> Shown:
    """The receipt that a payment's `receipt_url` leads to."""
    _, doc = _open(click.tx, "square_payment", click.id)
    words = f"{_money(doc.body['total_money'])}: {doc.body['status'].lower()}."
    return Shown(note(f"Receipt {doc.body['receipt_number']}", words))
