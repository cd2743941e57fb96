"""Exchange a portal's token for ours: signature by the issuer's JWKS, then every claim.

Any OIDC or JWT issuer works whose tokens name the person (`sub`) or the customer (`customer`).
"""

import http.client
import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from threading import Lock
from typing import IO, Final
from urllib.parse import urlsplit

from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from api.session import TOKEN_LIMIT, StrictClaims, Unauthenticated
from billing.customers import Person
from billing.errors import NotFound
from billing.ids import CustomerId, PersonId, TenantId, is_id
from billing.ports import Ports, Tx
from billing.principal import APPROVE, Principal, system
from billing.tenants import Tenant

ALGORITHMS: Final = ["RS256", "RS512", "PS256", "ES256", "ES384", "Ed25519", "EdDSA"]
"""Public-key signatures only: a shared secret, or none, is never believed."""

KEYS_LIFE_S: Final = 300
ASK_AGAIN_S: Final = 10
"""How often one issuer is asked for its keys, however many tokens name keys we do not know."""

KEYS_LIMIT: Final = 64 * 1024
LEEWAY_S: Final = 5
_ODD: Final = (
    *(JoseError, ValueError, KeyError, TypeError, ArithmeticError),
    *(OSError, http.client.HTTPException, RecursionError),
)
"""What a token somebody made up, or an issuer's keys that are broken or away, may raise."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address is checked once, so the answer must come from it."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        return None


def fetch_keys(url: str) -> Mapping[str, object]:
    """The issuer's JWKS; https only, except on this machine. The address is the tenant's own."""
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise Unauthenticated
    with urllib.request.build_opener(_NoRedirect).open(url, timeout=5) as reply:
        found: Mapping[str, object] = json.loads(reply.read(KEYS_LIMIT))
    return found


@dataclass(slots=True)
class _Issuer:
    """The keys of one issuer; the lock is held while they are fetched, by one thread for all."""

    keys: KeySet | None = None
    fetched_at: float = float("-inf")
    asked_at: float = float("-inf")
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class PortalSignIn:
    """Verifies portal tokens. A token's `jti` works once where it has one."""

    ports: Ports
    fetch: Callable[[str], Mapping[str, object]] = fetch_keys
    monotonic: Callable[[], float] = time.monotonic
    _issuers: dict[str, _Issuer] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def exchange(self, token: str, origin: str | None, own_origin: str) -> Principal:
        """The customer a portal token names; scope `approve` only for a listed browser page.

        Raises `Unauthenticated` for anything that does not verify, without saying what.
        """
        if not token.isascii() or len(token) > TOKEN_LIMIT:
            raise Unauthenticated
        try:
            for tenant in self._tenants(_unverified_issuer(token)):
                claims = self._believed(token, tenant)
                if claims is not None:
                    self._use_once(claims)
                    return self._principal(tenant, claims, origin, own_origin)
        except _ODD as bad:
            raise Unauthenticated from bad
        raise Unauthenticated

    def _tenants(self, issuer: str) -> list[Tenant]:
        found = []
        for tenant_id in self.ports.store.directory.tenant_of_issuer(issuer):
            with self.ports.store.read(system(tenant_id, "sign-in")) as tx:
                found.append(tx.tenants.this())
        return found

    def _believed(self, token: str, tenant: Tenant) -> Mapping[str, object] | None:
        """The claims if they verify for this tenant; its broken keys must not shut out the next."""
        try:
            return self._verified(token, tenant)
        except (*_ODD, Unauthenticated):
            return None

    def _verified(self, token: str, tenant: Tenant) -> Mapping[str, object] | None:
        portal = tenant.portal
        if portal.jwks_url is None or portal.audience is None:
            return None
        decoded = self._decoded(token, portal.jwks_url)
        registry = JWTClaimsRegistry(
            now=lambda: int(self.ports.clock.real_now().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": portal.issuer or ""},
            aud={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        registry.validate(decoded.claims)
        audience = decoded.claims["aud"]
        audiences = audience if isinstance(audience, list) else [audience]
        return decoded.claims if portal.audience in audiences else None

    def _decoded(self, token: str, url: str) -> jwt.Token:
        def decode(keys: KeySet) -> jwt.Token:
            return jwt.decode(token, keys, algorithms=ALGORITHMS, decoder_cls=StrictClaims)

        try:
            return decode(self._key_set(url))
        except InvalidKeyIdError:  # the issuer may have rotated its keys
            return decode(self._key_set(url, newest=True))

    def _key_set(self, url: str, *, newest: bool = False) -> KeySet:
        """The issuer's keys, at most five minutes old; `newest` asks it again if it is time to."""
        with self._lock:
            issuer = self._issuers.setdefault(url, _Issuer())
        with issuer.lock:
            now = self.monotonic()
            fresh = now - issuer.fetched_at <= KEYS_LIFE_S
            if (newest or not fresh) and now - issuer.asked_at >= ASK_AGAIN_S:
                issuer.asked_at = now
                found = self.fetch(url)
                issuer.keys = KeySet.import_key_set(found)  # type: ignore[arg-type]  # checked inside
                issuer.fetched_at, fresh = now, True
            if issuer.keys is None or not fresh:
                raise Unauthenticated
            return issuer.keys

    def _use_once(self, claims: Mapping[str, object]) -> None:
        token_id = claims.get("jti")
        if token_id is None:
            return
        name, ends_at = f"{claims['iss']}\x1f{token_id}", _number(claims["exp"]) + LEEWAY_S
        now = self.ports.clock.real_now().timestamp()
        with self._lock:
            self._used = {used: until for used, until in self._used.items() if until > now}
            if name in self._used:
                raise Unauthenticated
            self._used[name] = ends_at

    def _principal(
        self, tenant: Tenant, claims: Mapping[str, object], origin: str | None, own_origin: str
    ) -> Principal:
        with self.ports.store.read(system(tenant.id, "sign-in")) as tx:
            person = _person(tx, claims)
        browser = origin is not None and origin in (*tenant.portal.origins, own_origin)
        return Principal(
            tenant=TenantId(tenant.id),
            role=person.role,
            customer=person.customer_id,
            person=person.id,
            scopes=frozenset({APPROVE}) if browser else frozenset(),
            session=self.ports.ids.new("ses"),
            auth_time=datetime.fromtimestamp(_number(claims["iat"]), UTC),
        )


def _person(tx: Tx, claims: Mapping[str, object]) -> Person:
    """By person id, else the only person of the customer that the token names."""
    subject, customer = str(claims["sub"]), claims.get("customer")
    try:
        if is_id(subject):
            person = tx.customers.person(PersonId(subject))
            if customer not in (None, person.customer_id):
                raise Unauthenticated  # the token contradicts our books
            return person
    except NotFound:
        pass
    named = str(customer if customer is not None else subject)
    people = tx.customers.people(CustomerId(named)) if is_id(named) else ()
    if len(people) != 1:  # of several we would have to guess whose rights these are
        raise Unauthenticated
    return people[0]


def _unverified_issuer(token: str) -> str:
    """Only to find whose keys to try; believed after the signature."""
    payload = json.loads(jws.extract_compact(token.encode()).payload, cls=StrictClaims)
    return str(payload["iss"])


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("not a number")
    return value
