"""The hosted pages that a person, or a browser test, clicks through."""

from collections.abc import Callable

from starlette.routing import Route

from payments.sandbox._connection import LostBeforeCharge, Reply
from payments.sandbox._faults import is_down
from payments.sandbox._hosted import Click, Shown, Work, page, with_query
from payments.sandbox._html import challenge, note
from payments.sandbox._provider import Bad, Site
from payments.sandbox._store import Doc, Json, Page, Tx

from . import _html
from ._billing import charge
from ._call import Call
from ._cards import Mistyped, Typed, read_account, read_card
from ._charging import Manner
from ._errors import Refusal, missing
from ._html import Offer, amount_words, method_words
from ._links import visit_link
from ._methods import from_token
from ._sessions import page_url, use_method
from ._settling import settle
from ._setups import settle_setup

SETTLED = ("succeeded", "processing")


def page_routes(site: Site) -> list[Route]:
    """Every page; the first address is the one that older stores' intents name."""
    pages: dict[str, Work] = {
        "/_control/authenticate/{id}": authenticate,
        "/stripe/pages/authenticate/{id}": authenticate,
        "/stripe/pages/checkout/{id}": checkout,
        "/stripe/pages/invoice/{id}": invoice,
        "/stripe/pages/link/{id}": link,
    }
    return [
        Route(path, page(site, work, Refusal, _refused), methods=["GET", "POST"])
        for path, work in pages.items()
    ]


def _refused(refusal: Refusal) -> Shown:
    status = 409 if refusal.status == 400 else refusal.status
    return Shown(note("This did not work", str(refusal)), status)


def _open(tx: Tx, kinds: tuple[str, ...], doc_id: str, path: str = "id") -> tuple[Call, Doc]:
    """The document of any merchant; raises 404, and no answer at all in an outage."""
    marks = ", ".join("?" * len(kinds))
    column = "id" if path == "id" else f"json_extract(private, '$.{path}')"
    row = tx.sql.execute(
        f"SELECT merchant, kind, id FROM objects WHERE kind IN ({marks}) AND {column} = ?",
        (*kinds, doc_id),
    ).fetchone()
    if row is None:
        raise missing("page", doc_id)
    if is_down(tx, str(row[0])):
        raise LostBeforeCharge
    # A method that loses replies would leave the person with nothing: here it answers.
    call = Call(tx, str(row[0]), first_try=False)
    return call, call.load(str(row[1]), str(row[2]))


def authenticate(click: Click) -> Shown:
    """The bank's 3-D Secure page for a payment or a set-up: two buttons, no secrets."""
    call, doc = _open(click.tx, ("payment_intent", "setup_intent"), click.id)
    is_payment = doc.kind == "payment_intent"
    if click.form is None:
        if doc.body["status"] != "requires_action":
            return Shown(note("Sandbox bank", "There is nothing to confirm here."), 409)
        what = "Save this card for later."
        if is_payment:
            what = f"Pay {amount_words(doc.body['amount'], doc.body['currency'])}."
        return Shown(challenge(what))
    outcome = click.form.get("outcome")
    if outcome not in ("succeeded", "failed"):
        raise Bad("outcome must be succeeded or failed")
    if doc.body["status"] != "requires_action":
        return Shown(note("Sandbox bank", "There is nothing to confirm here."), 409)
    target = doc.body["next_action"]["redirect_to_url"]["return_url"]
    if is_payment:
        settle(call, doc, succeeded=outcome == "succeeded")
    else:
        settle_setup(call, doc, succeeded=outcome == "succeeded")
    if not target:
        return Shown(note("Sandbox bank", "Done. You can close this page."))
    status = "succeeded" if doc.body["status"] in SETTLED else "failed"
    name = doc.kind
    secret = {f"{name}_client_secret": doc.body["client_secret"]}
    return Shown(url=with_query(target, {name: doc.id} | secret | {"redirect_status": status}))


def checkout(click: Click) -> Shown:
    """The session's page: add a way to pay, or pay."""
    call, doc = _open(click.tx, ("session",), click.id)
    body = doc.body
    if body["status"] == "complete":
        return _done(call, doc)
    if body["status"] == "expired":
        return Shown(note("This page has expired", "Go back and start again."), 410)
    if click.form is None:
        return Shown(_html.offer(_session_offer(call, doc, _left_over(call, doc))))
    try:
        method = _chosen(call, click.form, body["customer"])
    except Mistyped as typo:
        return Shown(_html.offer(_session_offer(call, doc, str(typo))), 422)
    reply = use_method(call, doc, method)
    fresh = call.load("session", doc.id)
    if fresh.body["status"] == "complete":
        return _done(call, fresh)
    return _next(reply, lambda problem: _session_offer(call, fresh, problem))


def _next(reply: Reply, again: Callable[[str], Offer]) -> Shown:
    """To the bank, or back to the form with what the bank said."""
    if reply.status == 200 and reply.body["status"] == "requires_action":
        return Shown(url=reply.body["next_action"]["redirect_to_url"]["url"])
    message = str(reply.body.get("error", {}).get("message", "This did not work. Try again."))
    return Shown(_html.offer(again(message)), 402)


def _left_over(call: Call, doc: Doc) -> str | None:
    """What went wrong before: a person back from the bank without its yes."""
    kind, doc_id = "payment_intent", doc.private.get("intent")
    if doc.body["setup_intent"]:
        kind, doc_id = "setup_intent", doc.body["setup_intent"]
    if doc_id is None:
        return None
    body = call.load(kind, doc_id).body
    error = body.get("last_setup_error") or body.get("last_payment_error")
    return error["message"] if error else None


def _session_offer(call: Call, doc: Doc, problem: str | None) -> Offer:
    body, lines = doc.body, doc.private["items"]
    if body["mode"] == "setup":
        heading, verb = "Add a way to pay", "Save"
    else:
        total = amount_words(body["amount_total"], body["currency"])
        heading, verb = f"Pay {total}", f"Pay {total}"
    return Offer(
        heading=heading,
        verb=verb,
        lines=[(row["description"], _money(row["amount_total"], row)) for row in lines],
        saved=_saved(call, body["customer"]) if body["mode"] == "payment" else (),
        types=_types(body["payment_method_types"], body["currency"]),
        cancel_url=body["cancel_url"],
        problem=problem,
    )


def _money(amount: int, row: Json) -> str:
    return amount_words(amount, row["currency"])


def _types(types: list[str], currency: str | None) -> list[str]:
    """Bank debits are for dollars only."""
    return [kind for kind in types if kind != "us_bank_account" or currency in (None, "usd")]


def _saved(call: Call, customer: str | None) -> list[tuple[str, str]]:
    if customer is None:
        return []
    found = call.tx.find(call.merchant, "payment_method", Page({"customer": customer}))
    return [(doc.id, method_words(doc.body)) for doc in found]


def _chosen(call: Call, form: dict[str, str], customer: str | None) -> Doc:
    """The method that the form names; a typed one is made here and its number forgotten.

    Raises Mistyped with a sentence for the person.
    """
    kind = form.get("kind")
    if kind == "saved":
        doc = call.tx.get(call.merchant, "payment_method", form.get("method", ""))
        if doc is None or doc.body["customer"] != customer or customer is None:
            raise Mistyped("Choose one of your saved methods.")
        return doc
    now = call.tx.now()
    if kind == "bank":
        return _made(call, read_account(form.get("account", "")), now)
    if kind == "card":
        typed = read_card(form.get("number", ""), form.get("expiry", ""), form.get("cvc", ""), now)
        return _made(call, typed, now)
    raise Mistyped("Choose a way to pay.")


def _made(call: Call, typed: Typed, now: int) -> Doc:
    doc = from_token(typed.token, now, typed.expires)
    if typed.token.type == "us_bank_account":
        doc.private["real_pace"] = True
    return call.save(doc)


def _done(call: Call, doc: Doc) -> Shown:
    """Back to the shop, or a thank-you where there is no address to go to."""
    body = doc.body
    if body["success_url"]:
        return Shown(url=body["success_url"].replace("{CHECKOUT_SESSION_ID}", doc.id))
    words = "Thank you. Your payment was received."
    if body["payment_status"] == "unpaid":
        words = "Thank you. Your bank was asked for the payment; that takes some days."
    link = call.tx.get(call.merchant, "payment_link", body["payment_link"] or "")
    after = link.body["after_completion"].get("hosted_confirmation") if link else None
    return Shown(note("Thank you", (after or {}).get("custom_message") or words))


def link(click: Click) -> Shown:
    """A payment link: opens a fresh session for each visitor."""
    call, doc = _open(click.tx, ("payment_link",), click.id)
    try:
        session = visit_link(call, doc)
    except Refusal:
        words = doc.body["inactive_message"] or "This payment link is no longer active."
        return Shown(note("Not active", words), 410)
    return Shown(url=session.body["url"])


def invoice(click: Click) -> Shown:
    """A hosted invoice, by the secret in its address."""
    call, doc = _open(click.tx, ("invoice",), click.id, path="page")
    heading = f"Invoice {doc.body['number']}"
    if doc.body["status"] != "open":
        words = {"paid": "This invoice is paid. Thank you.", "void": "This invoice is void."}
        text = words.get(doc.body["status"], "This invoice cannot be paid here.")
        return Shown(note(heading, text), 200 if click.form is None else 409)
    intent = call.load("payment_intent", doc.private["intent"])
    if intent.body["status"] == "processing":
        text = "Your bank was asked for the payment; that takes some days."
        return Shown(note(heading, text), 200 if click.form is None else 409)
    error = intent.body["last_payment_error"]
    if click.form is None:
        return Shown(_html.offer(_invoice_offer(call, doc, error and error["message"])))
    try:
        method = _chosen(call, click.form, doc.body["customer"])
    except Mistyped as typo:
        return Shown(_html.offer(_invoice_offer(call, doc, str(typo))), 422)
    back = page_url(call, "invoice", click.id)
    reply = charge(call, doc, method.id, Manner(return_url=back))
    if reply.status == 200 and reply.body["status"] in SETTLED:
        return Shown(url=back)
    return _next(reply, lambda problem: _invoice_offer(call, doc, problem))


def _invoice_offer(call: Call, doc: Doc, problem: str | None) -> Offer:
    body = doc.body
    total = amount_words(body["amount_due"], body["currency"])
    lines = [
        (row["description"] or "Item", _money(row["amount"], row)) for row in body["lines"]["data"]
    ]
    types = body["payment_settings"]["payment_method_types"] or ["card", "us_bank_account"]
    return Offer(
        heading=f"Invoice {body['number']}",
        verb=f"Pay {total}",
        lines=[*lines, ("To pay", total)],
        saved=_saved(call, body["customer"]),
        types=_types(types, body["currency"]),
        problem=problem,
    )
