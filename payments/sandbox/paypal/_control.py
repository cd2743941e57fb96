"""PayPal's control orders: customers and saved ways to pay, settling, disputes, tokens, letters."""

from payments.sandbox._fields import (
    behaving,
    currencies,
    expiry,
    known_merchant,
    last4,
    need,
    number,
    one_of,
    text,
)
from payments.sandbox._provider import Bad, Order
from payments.sandbox._store import Doc, Json, Tx, real_ms

from . import _shapes, _tokens
from ._behaviours import BEHAVIOURS, TYPES
from ._call import Call, account_id
from ._certificates import address, chain_of, seal, signed, signed_crc
from ._charging import Way, settle
from ._disputes import Objection, end_dispute, open_dispute
from ._orders import approve, void
from ._refunds import settle_refund
from ._vault import approve_setup
from ._views import customers, disputes, orders, payments, refunds, setups, summary

EXPIRY = 2034, 12
REASONS = {"general": "OTHER", "fraudulent": "UNAUTHORISED"}


def _call(tx: Tx, merchant: str) -> Call:
    """A call in the merchant's name with no request behind it."""
    return Call(tx, known_merchant(tx, merchant))


def put_customer(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the customer under the given id, or change its name and e-mail."""
    call = _call(tx, path["merchant"])
    doc = tx.get(call.merchant, "customer", path["id"])
    doc = doc or Doc("customer", path["id"], tx.now(), {"name": None, "email": None})
    for name in ("name", "email"):
        if name in body:
            doc.body[name] = text(body, name)
    return {"id": doc.id} | call.save(doc).body


def put_method(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the saved way to pay under the given id, or change it; what it paid stays."""
    call, customer = _call(tx, path["merchant"]), need(body, "customer")
    kind = TYPES.get(str(body.get("type", "")))
    if kind is None:
        raise Bad(f"type must be one of {', '.join(TYPES)}")
    behaviour = body.get("behaviour", "succeed")
    if not isinstance(behaviour, str) or behaviour not in BEHAVIOURS:
        raise Bad(f"behaviour must be one of {', '.join(sorted(BEHAVIOURS))}")
    if tx.get(call.merchant, "customer", customer) is None:
        raise Bad(f"no customer {customer}: PUT it first")
    doc = tx.get(call.merchant, "payment_token", path["id"])
    created = tx.now() if doc is None else doc.created
    shown: Json = {"type": kind, "customer": customer} | _details(body, kind)
    codes = [code.lower() for code in currencies(body)]
    private = behaving(body, behaviour, codes)
    doc = call.save(Doc("payment_token", path["id"], created, shown, private))
    return _shapes.payment_token(call, doc)


def _details(body: Json, kind: str) -> Json:
    ending, (year, month) = last4(body), expiry(body, EXPIRY)
    if kind == "card":
        brand = (text(body, "brand") or "visa").upper()
        return {"brand": brand, "last_digits": ending, "expiry": f"{year}-{month:02}"}
    email = f"wallet-{ending.lower()}@personal.example"
    return {"email": email, "payer_id": account_id(email)}


def settle_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """End a payment on its way, an order or setup token that waits for its payer, or a refund."""
    good = one_of(body, "outcome", ("succeeded", "failed")) == "succeeded"
    if "refund" in body:
        call, doc = anywhere(tx, ("refund",), need(body, "refund"))
        settle_refund(call, doc, succeeded=good)
        return _shapes.refund(call, doc)
    if "setup_intent" in body:
        call, doc = anywhere(tx, ("setup_token",), need(body, "setup_intent"))
        if good:
            approve_setup(call, doc, "succeed")
        return _shapes.setup_token(call, doc)
    call, doc = anywhere(tx, ("order", "charge"), need(body, "payment_intent"))
    charge = _charge_of(call, doc)
    if charge is None:
        if doc.body["status"] not in ("CREATED", "PAYER_ACTION_REQUIRED"):
            raise Bad("this order neither waits for its payer nor has a payment on its way")
        if not good:
            void(call, doc)
            return _shapes.order(call, doc)
        approve(call, doc, Way(**doc.private.get("way") or Way("paypal", "succeed").stored()))
        return _shapes.order(call, doc)
    if charge.body["status"] != "pending":
        raise Bad(f"only a pending payment can be settled, not a {charge.body['status']} one")
    settle(call, charge, succeeded=good, why=text(body, "failure_code"))
    return _shapes.capture(call, charge)


def _charge_of(call: Call, doc: Doc) -> Doc | None:
    if doc.kind == "charge":
        return doc
    return next(iter(call.of_order("charge", doc.id)), None)


def dispute_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Open a dispute on the payment's capture, or end the open one that `dispute` names."""
    if "dispute" in body:
        won = one_of(body, "outcome", ("won", "lost")) == "won"
        call, doc = anywhere(tx, ("dispute",), need(body, "dispute"))
        end_dispute(call, doc, won=won)
        return {"id": doc.id} | _shapes.dispute(call, doc)
    call, found = anywhere(tx, ("order", "charge"), need(body, "payment_intent"))
    charge = _charge_of(call, found)
    if charge is None or charge.body["status"] != "succeeded":
        raise Bad("only a succeeded payment can be disputed")
    amount = number(body, "amount", 1, charge.body["amount"], default=charge.body["amount"])
    reason = text(body, "reason") or "general"
    objection = Objection(amount, REASONS.get(reason, reason), inquiry=body.get("inquiry") is True)
    doc = open_dispute(call, charge, objection)
    return {"id": doc.id} | _shapes.dispute(call, doc)


def anywhere(tx: Tx, kinds: tuple[str, ...], doc_id: str) -> tuple[Call, Doc]:
    """The document whoever owns it: ids made here are unique over all merchants."""
    marks = ", ".join("?" * len(kinds))
    row = tx.sql.execute(
        "SELECT o.merchant, o.kind FROM objects o JOIN merchants m ON m.id = o.merchant"
        f" WHERE m.provider = 'paypal' AND o.kind IN ({marks}) AND o.id = ?",
        (*kinds, doc_id),
    ).fetchone()
    call = Call(tx, "" if row is None else str(row[0]))
    return call, call.load(kinds[0] if row is None else str(row[1]), doc_id)


def tokens(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """How often a token was given out, and how long one lives; `requests` judges single flight."""
    merchant = _call(tx, path["merchant"]).merchant
    return {
        "requests": _tokens.requests_of(tx, merchant),
        "lifetime_seconds": _tokens.lifetime_of(tx, merchant),
    }


def set_tokens(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Change how long tokens live from now on; `revoke` ends those there are."""
    merchant = _call(tx, path["merchant"]).merchant
    if "lifetime_seconds" in body:
        lifetime = number(body, "lifetime_seconds", 1, 10**7, default=0)
        tx.set_meta(f"paypal_token_seconds:{merchant}", str(lifetime))
    revoked = _tokens.revoke(tx, merchant) if body.get("revoke") is True else 0
    return tokens(tx, body, path) | {"revoked": revoked}


def set_account(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """The account's own settings: whether one invoice's number is paid once only."""
    merchant, block = _call(tx, path["merchant"]).merchant, body.get("block_duplicate_invoices")
    if not isinstance(block, bool):
        raise Bad("block_duplicate_invoices must be true or false")
    tx.set_meta(f"paypal_block_duplicates:{merchant}", str(int(block)))
    return {"block_duplicate_invoices": block}


def certificates(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """The chain that letters are signed with: its root to trust, and where the rest is served."""
    _call(tx, path["merchant"])
    chain = chain_of(tx)
    return {"root": chain.root, "chain": chain.served, "cert_url": address(tx, chain)}


def sign_letter(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """The headers of a genuine letter with this body (text), for now or for the second `at`."""
    merchant = _call(tx, path["merchant"]).merchant
    row = tx.sql.execute("SELECT webhook_secret FROM merchants WHERE id = ?", (merchant,))
    webhook_id = text(body, "webhook_id") or row.fetchone()[0]
    if webhook_id is None:
        raise Bad("the merchant has no webhook_secret")
    at = number(body, "at", 0, 10**11, default=real_ms() // 1000)
    if "crc32" in body:  # of bytes that no JSON text can hold
        return signed_crc(seal(tx, webhook_id), number(body, "crc32", 0, 2**32 - 1, default=0), at)
    return signed(seal(tx, webhook_id), need(body, "body").encode(), at)


ORDERS = (
    Order("PUT", "merchants/{merchant}/customers/{id}", put_customer),
    Order("PUT", "merchants/{merchant}/methods/{id}", put_method),
    Order("GET", "merchants/{merchant}/payments", payments),
    Order("GET", "merchants/{merchant}/orders", orders),
    Order("GET", "merchants/{merchant}/refunds", refunds),
    Order("GET", "merchants/{merchant}/disputes", disputes),
    Order("GET", "merchants/{merchant}/setups", setups),
    Order("GET", "merchants/{merchant}/customers", customers),
    Order("GET", "merchants/{merchant}/tokens", tokens),
    Order("POST", "merchants/{merchant}/tokens", set_tokens),
    Order("POST", "merchants/{merchant}/account", set_account),
    Order("GET", "merchants/{merchant}/certificates", certificates),
    Order("POST", "merchants/{merchant}/sign", sign_letter),
    Order("GET", "summary", summary),
    Order("POST", "settle", settle_now),
    Order("POST", "dispute", dispute_now),
)
