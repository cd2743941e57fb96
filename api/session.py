"""Tokens: who is speaking, signed by us. Every claim is checked; anything odd is one plain 401."""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from billing.ids import CustomerId, PersonId, TenantId, is_id
from billing.ports import Clock
from billing.principal import CUSTOMERS, Principal, Role

ISSUER: Final = "billing-assistant"
AUDIENCE: Final = "billing-assistant-api"
CUSTOMER_LIFE: Final = timedelta(hours=1)
STAFF_LIFE: Final = timedelta(hours=8)
TOKEN_LIMIT: Final = 4096
_HEADER: Final = {"alg": "HS256", "typ": "at+jwt"}

_ODD: Final = (JoseError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError)
"""What reading a token somebody made up may raise."""


class Unauthenticated(Exception):
    """No token, or one we do not believe. Says no more than that."""


class KeysAway(Unauthenticated):
    """Nobody can tell now: the keys of whoever is said to have signed it could not be had.

    Says nothing about the token: whoever names that issuer is answered so until it is back.
    """


class StrictClaims(json.JSONDecoder):
    """Claims without duplicate names and NaN: two readers must not read two tokens in one."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique, parse_constant=_refuse)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a claim is there twice")
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("not a JSON number")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signs and verifies our own tokens (HS256 with the installation's secret)."""

    secret: str = field(repr=False)
    clock: Clock

    def issue(self, principal: Principal, life: timedelta = CUSTOMER_LIFE) -> str:
        now = int(self.clock.real_now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "nbf": now,
            "exp": now + int(life.total_seconds()),
            "sub": principal.person or principal.session or principal.role,
            "tenant": principal.tenant,
            "role": str(principal.role),
            "scope": " ".join(sorted(principal.scopes)),
            "sid": principal.session,
            "jti": secrets.token_urlsafe(12),
        }
        if principal.customer is not None:
            claims["customer"] = principal.customer
        return jwt.encode(dict(_HEADER), claims, self._key())

    def verify(self, token: str) -> Principal:
        """The principal of a token of ours; raises `Unauthenticated` for anything else."""
        return self.read(token)[0]

    def read(self, token: str) -> tuple[Principal, timedelta]:
        """As `verify`, with how long the token has yet to live."""
        if len(token) > TOKEN_LIMIT or not token.isascii():
            raise Unauthenticated
        try:
            decoded = jwt.decode(token, self._key(), algorithms=["HS256"], decoder_cls=StrictClaims)
            if decoded.header != _HEADER:
                raise Unauthenticated
            self._registry().validate(decoded.claims)
            return _principal(decoded.claims), self._rest(decoded.claims)
        except _ODD as bad:
            raise Unauthenticated from bad

    def _rest(self, claims: Mapping[str, object]) -> timedelta:
        ends_at = claims["exp"]
        if not isinstance(ends_at, int):
            raise TypeError("exp")
        return timedelta(seconds=ends_at - int(self.clock.real_now().timestamp()))

    def _key(self) -> OctKey:
        return OctKey.import_key(self.secret.encode())

    def _registry(self) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=lambda: int(self.clock.real_now().timestamp()),
            leeway=0,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            iat={"essential": True},
            nbf={"essential": True},
            sub={"essential": True},
        )


def token_print(salt: bytes, *names: str) -> str:
    """What is kept of a token that works once: a keyed hash of what names it, 64 hex digits."""
    return hmac.digest(salt, json.dumps(["token", *names]).encode(), "sha256").hex()


def _principal(claims: Mapping[str, object]) -> Principal:
    role = Role(_text(claims, "role"))
    if role is Role.SYSTEM:
        raise ValueError("no token speaks for the system")
    issued_at = claims["iat"]
    if not isinstance(issued_at, int):
        raise TypeError("iat")
    customer = CustomerId(_id(claims, "customer")) if role in CUSTOMERS else None
    scopes = frozenset(_text(claims, "scope").split()) if claims["scope"] else frozenset[str]()
    return Principal(
        tenant=TenantId(_id(claims, "tenant")),
        role=role,
        customer=customer,
        person=PersonId(_id(claims, "sub")),
        scopes=scopes,
        session=_text(claims, "sid"),
        auth_time=datetime.fromtimestamp(issued_at, UTC),
    )


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _id(claims: Mapping[str, object], name: str) -> str:
    value = _text(claims, name)
    if not is_id(value):
        raise ValueError(name)
    return value
