"""The biller's portal: signs a customer in with a JWT (ES256) and publishes its key as JWKS.

ECDSA over P-256 by whole numbers (FIPS 186-5, section 6.4), since the standard library has none:
for test keys only, it leaks time.
"""

import base64
import hashlib
import json
import secrets

from payments.sandbox._store import Json, Tx

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None  # None is the point at infinity


def _add(left: Point, right: Point) -> Point:
    if left is None or right is None:
        return right if left is None else left
    if left[0] == right[0]:
        if (left[1] + right[1]) % P == 0:
            return None
        slope = (3 * left[0] * left[0] - 3) * pow(2 * left[1], -1, P) % P
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, P) % P
    x = (slope * slope - left[0] - right[0]) % P
    return x, (slope * (left[0] - x) - left[1]) % P


def _times(number: int, point: Point) -> Point:
    result: Point = None
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _secret(tx: Tx) -> int:
    """The portal's private key, made at its first use and kept."""
    kept = tx.meta("paymentus_portal_key", "")
    if not kept:
        kept = str(secrets.randbelow(N - 1) + 1)
        tx.set_meta("paymentus_portal_key", kept)
    return int(kept)


def key_id(public: tuple[int, int]) -> str:
    return hashlib.sha256(repr(public).encode()).hexdigest()[:16]


def public_key(tx: Tx) -> tuple[int, int]:
    point = _times(_secret(tx), G)
    if point is None:
        raise ValueError("a private key is below the order of the curve")
    return point


def jwks(tx: Tx) -> Json:
    """The public key, as `GET /portal/jwks.json` answers."""
    public = public_key(tx)
    x, y = (_text(part.to_bytes(32, "big")) for part in public)
    key = {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": key_id(public)}
    return {"keys": [key | {"x": x, "y": y}]}


def sign(tx: Tx, claims: Json) -> str:
    """The claims as a signed compact JWT."""
    head = {"alg": "ES256", "typ": "JWT", "kid": key_id(public_key(tx))}
    parts = [_text(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims)]
    message = ".".join(parts)
    digest = int.from_bytes(hashlib.sha256(message.encode()).digest(), "big")
    while True:
        nonce = secrets.randbelow(N - 1) + 1
        point = _times(nonce, G)
        r = point[0] % N if point is not None else 0
        s = pow(nonce, -1, N) * (digest + r * _secret(tx)) % N
        if r and s:
            return f"{message}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
