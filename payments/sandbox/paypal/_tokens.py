"""Access tokens: asked for with the client's id and secret, valid for a time, counted."""

import base64
import secrets
from urllib.parse import parse_qsl

from payments.sandbox._store import Doc, Json, Tx

from ._errors import unauthenticated, unknown_client, unknown_token, wrong_grant

LIFETIME_SECONDS = 32_400  # nine hours, as the provider's documents show it
SCOPES = (
    "https://uri.paypal.com/services/payments/payment",
    "https://uri.paypal.com/services/payments/refund",
    "https://uri.paypal.com/services/vault/payment-tokens/readwrite",
    "https://uri.paypal.com/services/disputes/read-seller",
    "https://uri.paypal.com/services/reporting/search/read",
    "https://uri.paypal.com/services/applications/webhooks",
)


def client_of(tx: Tx, header: str) -> str:
    """The merchant whose id and secret a Basic header holds; raises 401 invalid_client.

    A merchant's `secret_key` in the control API is `client id:client secret`.
    """
    scheme, _, value = header.partition(" ")
    try:
        pair = base64.b64decode(value, validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:
        pair = ""
    row = tx.sql.execute(
        "SELECT id FROM merchants WHERE secret_key = ? AND provider = 'paypal'", (pair,)
    ).fetchone()
    if row is None:
        raise unknown_client()
    return str(row[0])


def issue(tx: Tx, merchant: str, form: str) -> Json:
    """A fresh token; `form` is the request's form-encoded body. Raises 400 for other grants."""
    grant = dict(parse_qsl(form)).get("grant_type", "")
    if grant != "client_credentials":
        raise wrong_grant(grant)
    now, lifetime = tx.now(), lifetime_of(tx, merchant)
    count(tx, merchant)
    name = base64.urlsafe_b64encode(merchant.encode()).decode().rstrip("=")
    token = f"A21AA{secrets.token_urlsafe(48)}.{name}"
    tx.put(merchant, Doc("access_token", token, now, {"expires_at": now + lifetime}))
    return {
        "scope": " ".join(SCOPES),
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T",
        "expires_in": lifetime,
        "nonce": f"{now}{secrets.token_urlsafe(32)}",
    }


def lifetime_of(tx: Tx, merchant: str) -> int:
    return int(tx.meta(f"paypal_token_seconds:{merchant}", str(LIFETIME_SECONDS)))


def count(tx: Tx, merchant: str) -> None:
    """One more token was asked for with good credentials."""
    name = f"paypal_token_requests:{merchant}"
    tx.set_meta(name, str(int(tx.meta(name, "0")) + 1))


def requests_of(tx: Tx, merchant: str) -> int:
    return int(tx.meta(f"paypal_token_requests:{merchant}", "0"))


def bearer(tx: Tx, header: str) -> str:
    """The merchant whose live token a Bearer header holds; raises 401."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthenticated()
    name = token.rpartition(".")[2]
    try:
        merchant = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError:
        raise unknown_token() from None
    doc = tx.get(merchant, "access_token", token)
    if doc is None or doc.body["expires_at"] <= tx.now():
        raise unknown_token()
    return merchant


def revoke(tx: Tx, merchant: str) -> int:
    """End every token of the merchant; returns how many."""
    found = tx.sql.execute(
        "DELETE FROM objects WHERE merchant = ? AND kind = 'access_token'", (merchant,)
    )
    return found.rowcount
