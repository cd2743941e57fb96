"""Where a payment's money comes from: a card or bank account on file, or a one-time token."""

from payments.sandbox._store import Doc, Json, new_id

from . import _shapes
from ._behaviours import SAVED_THEN_DECLINES, TOKENS, USED_TOKEN, Token
from ._call import Call
from ._errors import Refusal, error, invalid, missing, not_found

EXPIRY = (2034, 12)
ON_FILE = ("square_card", "square_bank")


def find_source(call: Call, source_id: str) -> Doc:
    """The source behind the id; raises the provider's refusals for unknown and used ones.

    A source's `private` has its behaviour; its kind is square_card, square_bank or square_nonce.
    """
    for kind in (*ON_FILE, "square_nonce"):
        doc = call.tx.get(call.merchant, kind, source_id)
        if doc is not None:
            return doc
    token = TOKENS.get(source_id)
    if token is not None:
        return from_token(call, token, source_id)
    if source_id == USED_TOKEN:
        raise used()
    if source_id.startswith(("cnon:", "bnon:")):
        raise not_found("card nonce", source_id, "source_id")
    raise not_found("source", source_id, "source_id")


def from_token(call: Call, token: Token, name: str, expires: tuple[int, int] = EXPIRY) -> Doc:
    """A source as a test value or a typed card describes it; not stored."""
    if token.kind == "bank":
        shown = _shapes.bank(name, token.last4, _shapes.main_location_id(call.merchant))
    else:
        shown = _shapes.card(name, token.brand, token.last4, expires)
    kind = ("square_bank" if token.kind == "bank" else "square_card") if token.on_file else None
    private: Json = {"behaviour": token.behaviour, "bank": token.kind == "bank"}
    private["documented"] = True
    return Doc(kind or "square_nonce", name, call.tx.now(), shown, private)


def new_nonce(call: Call, token: Token, expires: tuple[int, int] = EXPIRY) -> Doc:
    """A one-time token for this card or account, as the provider's browser library makes it."""
    prefix = "bnon:" if token.kind == "bank" else "cnon:"
    doc = from_token(call, token, prefix + new_id("CB", 24).replace("_", ""), expires)
    doc.private["documented"] = False
    return call.save(doc)


def used() -> Refusal:
    return invalid("CARD_TOKEN_USED", "Card nonce already used; please request new nonce.")


def spend(call: Call, source: Doc) -> None:
    """A one-time token is good for one request; raises CARD_TOKEN_USED after that."""
    if source.kind != "square_nonce" or source.private["documented"]:
        return
    if source.private.get("used"):
        raise used()
    source.private["used"] = True
    call.save(source)


def is_bank(source: Doc) -> bool:
    return source.kind == "square_bank" or bool(source.private.get("bank"))


def check_owner(source: Doc, customer_id: str | None) -> None:
    """What is on file is charged for its customer only; test values belong to nobody."""
    if source.kind not in ON_FILE or source.private.get("documented"):
        return
    if customer_id is None:
        raise missing("customer_id")
    if source.body["customer_id"] != customer_id:
        kind = "card" if source.kind == "square_card" else "bank account"
        raise not_found(kind, source.id, "source_id")


def check_usable(source: Doc, currency: str) -> None:
    """A source that was disabled, or that cannot pay this currency, is refused."""
    if source.body.get("enabled") is False or source.body.get("status") == "DISABLED":
        raise invalid("INVALID_CARD", "The card on file is disabled.", "source_id")
    currencies = source.private.get("currencies") or (["USD"] if is_bank(source) else [])
    if currencies and currency not in currencies:
        detail = f"This source cannot be charged in {currency}, only in {', '.join(currencies)}."
        raise Refusal(400, error("PAYMENT_METHOD_ERROR", "CURRENCY_MISMATCH", detail))


def verify(call: Call, source_id: str) -> str:
    """A verification token for the source: its payer has answered the bank. Good for one use."""
    token = "verf:" + new_id("CB", 24).replace("_", "")
    body: Json = {"source_id": source_id, "used": False}
    call.save(Doc("square_verification", token, call.tx.now(), body))
    return token


def is_verified(call: Call, source_id: str, token: str | None) -> bool:
    """Spends the token; raises INVALID_VALUE for one that is unknown, used, or another source's."""
    if token is None:
        return False
    doc = call.tx.get(call.merchant, "square_verification", token)
    if doc is None or doc.body["used"] or doc.body["source_id"] != source_id:
        raise invalid("INVALID_VALUE", "The verification token is invalid.", "verification_token")
    doc.body["used"] = True
    call.save(doc)
    return True


def refuses_to_be_saved(source: Doc) -> bool:
    behaviour = str(source.private["behaviour"])
    return behaviour.startswith("decline_") and behaviour != SAVED_THEN_DECLINES
