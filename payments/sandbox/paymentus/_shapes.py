"""Every shape of the assumed wire, in this one file: its API is not public.

Assumed, and to be checked against the contract of a real installation:

* JSON in camel case below `/api/v1`; a bearer key per biller.
* Money is `{"amount": "97.40", "currency": "USD"}`: decimal text with the currency's places.
* Instants are RFC 3339 in UTC, days `YYYY-MM-DD`.
* No idempotency keys: a request that is sent twice is done twice.
* `reference` is the caller's; payments are found by it, later than they are made.
* Lists carry `nextCursor`, which stays good: the next pull goes on where this one ended.
* Webhooks are `{id, type, createdAt, billerId, data}` with an HMAC over time and body.
* The portal signs its customers in with a JWT (ES256) whose keys it publishes as JWKS.
"""

from datetime import UTC, datetime

from payments.sandbox._store import Json, new_id

NO_DECIMALS = frozenset("BIF CLP DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
# What paying by such a method costs the payer, in minor units.
FEES = {"card": 295, "bank": 0}
SOURCE = "ai_assistant"
STAGED_LIFE_SECONDS = 3600


def places(currency: str) -> int:
    return 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def money(minor: int, currency: str) -> Json:
    """`{"amount": "97.40", "currency": "USD"}` of 9740 minor units."""
    digits = str(abs(minor)).zfill(places(currency) + 1)
    cut = len(digits) - places(currency)
    shown = digits[:cut] + ("." + digits[cut:] if places(currency) else "")
    return {"amount": ("-" if minor < 0 else "") + shown, "currency": currency}


def instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def customer(customer_id: str, now: int) -> Json:
    return {
        "customerId": customer_id,
        "accountNumber": f"A-{customer_id}",
        "name": None,
        "email": None,
        "phone": None,
        "status": "active",
        "updatedAt": instant(now),
    }


def preferences(customer_id: str) -> Json:
    """How a customer wants to be billed and told."""
    return {
        "customerId": customer_id,
        "paperless": False,
        "autopay": False,
        "defaultProfileId": None,
        "language": "en",
        "notifyBy": ["email"],
    }


def bill(bill_id: str, customer_id: str, now: int) -> Json:
    """What a customer owes; status open, partially_paid, paid or cancelled."""
    return {
        "billId": bill_id,
        "number": bill_id,
        "customerId": customer_id,
        "status": "open",
        "total": None,
        "amountDue": None,
        "issuedOn": None,
        "dueOn": None,
        "lines": [],
        "version": 0,
        "createdAt": instant(now),
        "updatedAt": instant(now),
    }


def line(description: str, minor: int, currency: str) -> Json:
    return {"description": description} | money(minor, currency)


def profile(profile_id: str, customer_id: str, kind: str, last4: str) -> Json:
    """A saved way to pay: a card or a bank account."""
    return {
        "profileId": profile_id,
        "customerId": customer_id,
        "type": kind,
        "brand": None,
        "lastFour": last4,
        "expires": None,
        "status": "active",
    }


def payment(now: int) -> Json:
    """One try to move money: processing, completed, declined, returned or voided."""
    return {
        "paymentId": new_id("pmt", 20),
        "confirmationNumber": new_id("x", 10)[2:].upper(),
        "reference": None,
        "customerId": None,
        "billId": None,
        "profileId": None,
        "stagedPaymentId": None,
        "source": SOURCE,
        "payment": None,
        "convenienceFee": None,
        "total": None,
        "method": None,
        "status": "processing",
        "declineReason": None,
        "createdAt": instant(now),
        "updatedAt": instant(now),
    }


def method(profile_body: Json) -> Json:
    names = ("type", "brand", "lastFour")
    return {name: profile_body[name] for name in names}


def staged(now: int) -> Json:
    """A payment prepared for its payer, who ends it on the hosted page."""
    staged_id = new_id("stg", 20)
    return {
        "stagedPaymentId": staged_id,
        "url": None,
        "status": "open",
        "reference": None,
        "customerId": None,
        "billId": None,
        "source": SOURCE,
        "payment": None,
        "fees": [],
        "returnUrl": None,
        "cancelUrl": None,
        "paymentId": None,
        "createdAt": instant(now),
        "expiresAt": instant(now + STAGED_LIFE_SECONDS),
    }


def fee(kind: str, minor: int, currency: str) -> Json:
    """What paying `minor` by this type of method costs, and what is charged in all."""
    cost = FEES[kind]
    return {
        "type": kind,
        "convenienceFee": money(cost, currency),
        "total": money(minor + cost, currency),
    }


def event(kind: str, biller: str, data: Json, now: int) -> Json:
    """A webhook: bill.created, payment.completed or customer.updated."""
    return {
        "id": new_id("evt", 20),
        "type": kind,
        "createdAt": instant(now),
        "billerId": biller,
        "data": data,
    }


def problem(code: str, message: str, field: str | None = None) -> Json:
    body: Json = {"code": code, "message": message}
    return {"error": body if field is None else body | {"field": field}}


def claims(issuer: str, audience: str, subject: str, now: int, life: int) -> Json:
    """What the portal says about a customer who is signed in; usable once (`jti`)."""
    return {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": now,
        "exp": now + life,
        "jti": new_id("j", 20),
    }
