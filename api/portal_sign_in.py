"""Exchange a portal's token for ours: signature by the issuer's JWKS, then every claim.

Any OIDC or JWT issuer works whose tokens name the person (`sub`) or the customer (`customer`).
"""

import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from api.session import TOKEN_LIMIT, Unauthenticated
from billing.customers import Person
from billing.errors import NotFound
from billing.ids import CustomerId, PersonId, TenantId, is_id
from billing.ports import Ports, Tx
from billing.principal import APPROVE, Principal, system
from billing.tenants import Tenant

ALGORITHMS: Final = ["RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Public-key signatures only: a shared secret, or none, is never believed."""

KEYS_LIFE_S: Final = 300
KEYS_LIMIT: Final = 64 * 1024
LEEWAY_S: Final = 5


def fetch_keys(url: str) -> Mapping[str, object]:
    """The issuer's JWKS; https only, except on this machine. The address is the tenant's own."""
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise Unauthenticated
    with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310 - scheme checked above
        found: Mapping[str, object] = json.loads(reply.read(KEYS_LIMIT))
    return found


@dataclass(slots=True)
class PortalSignIn:
    """Verifies portal tokens. A token's `jti` works once where it has one."""

    ports: Ports
    fetch: Callable[[str], Mapping[str, object]] = fetch_keys
    _keys: dict[str, tuple[float, KeySet]] = field(default_factory=dict)
    _used: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def exchange(self, token: str, origin: str | None, own_origin: str) -> Principal:
        """The customer a portal token names; scope `approve` only for a listed browser page.

        Raises `Unauthenticated` for anything that does not verify, without saying what.
        """
        if not token.isascii() or len(token) > TOKEN_LIMIT:
            raise Unauthenticated
        try:
            for tenant in self._tenants(_unverified_issuer(token)):
                claims = self._verified(token, tenant)
                if claims is not None:
                    self._use_once(claims)
                    return self._principal(tenant, claims, origin, own_origin)
        except (JoseError, ValueError, KeyError, TypeError, OSError) as bad:
            raise Unauthenticated from bad
        raise Unauthenticated

    def _tenants(self, issuer: str) -> list[Tenant]:
        found = []
        for tenant_id in self.ports.store.directory.tenant_of_issuer(issuer):
            with self.ports.store.read(system(tenant_id, "sign-in")) as tx:
                found.append(tx.tenants.this())
        return found

    def _verified(self, token: str, tenant: Tenant) -> Mapping[str, object] | None:
        portal = tenant.portal
        if portal.jwks_url is None or portal.audience is None:
            return None
        decoded = jwt.decode(token, self._key_set(portal.jwks_url), algorithms=ALGORITHMS)
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

    def _key_set(self, url: str) -> KeySet:
        with self._lock:
            fetched_at, keys = self._keys.get(url, (0.0, None))
        if keys is None or time.monotonic() - fetched_at > KEYS_LIFE_S:
            keys = KeySet.import_key_set(self.fetch(url))  # type: ignore[arg-type]  # checked inside
            with self._lock:
                self._keys[url] = (time.monotonic(), keys)
        return keys

    def _use_once(self, claims: Mapping[str, object]) -> None:
        token_id = claims.get("jti")
        if token_id is None:
            return
        name, now = f"{claims['iss']}\x1f{token_id}", time.monotonic()
        with self._lock:
            self._used = {used: at for used, at in self._used.items() if now - at < 3600}
            if name in self._used:
                raise Unauthenticated
            self._used[name] = now

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
    """By person id, else the first person of the customer that the token names."""
    subject, customer = str(claims["sub"]), claims.get("customer")
    try:
        if is_id(subject):
            return tx.customers.person(PersonId(subject))
    except NotFound:
        pass
    named = str(customer if customer is not None else subject)
    people = tx.customers.people(CustomerId(named)) if is_id(named) else ()
    if not people:
        raise Unauthenticated
    return people[0]


def _unverified_issuer(token: str) -> str:
    """Only to find whose keys to try; believed after the signature."""
    payload = json.loads(jws.extract_compact(token.encode()).payload)
    return str(payload["iss"])


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("not a number")
    return value
