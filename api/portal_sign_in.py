"""Exchange a portal's token for ours: signature by the issuer's JWKS, then every claim, then once.

Any OIDC or JWT issuer works whose tokens name the person (`sub`) or the customer (`customer`).
Whoever comes from Paymentus comes by the issuer that a tenant connected to it names, and no other;
such a token names the customers of that connection, never ours.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from api.issuer_keys import Fetch, IssuerKeys, KeyFetch
from api.session import TOKEN_LIMIT, KeysAway, StrictClaims, Unauthenticated, token_print
from billing.customers import Person
from billing.errors import NotFound
from billing.ids import ConnectionId, CustomerId, PersonId, TenantId, is_id
from billing.ports import Ports, Tx
from billing.principal import APPROVE, Principal, system
from billing.tenants import Signer, Tenant

LEEWAY_S: Final = 5
_ODD: Final = (
    *(JoseError, ValueError, KeyError, TypeError, ArithmeticError),
    *(OSError, RecursionError),
)
"""What a token somebody made up, or an issuer's keys that are broken or away, may raise."""

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of issuer is believed: public-key signatures only, never a shared secret.

    A token lives at most `longest`, and its `jti` works once; with `always_once` it must have one.
    """

    algorithms: tuple[str, ...]
    longest: timedelta
    always_once: bool
    provider: str | None = None
    """At which provider, whose customers its tokens name: the tenant must be connected to it."""


ANY_PORTAL: Final = Kind(
    algorithms=("RS256", "RS512", "PS256", "ES256", "ES384", "Ed25519", "EdDSA"),
    longest=timedelta(hours=24),
    always_once=False,
)
FROM_PAYMENTUS: Final = Kind(
    algorithms=("ES256", "RS256"),
    longest=timedelta(hours=1),
    always_once=True,
    provider="paymentus",
)


@dataclass(frozen=True, slots=True)
class _Way:
    """One tenant's way in: who signs, what is believed of it, and whose customers it names."""

    tenant: Tenant
    kind: Kind
    signer: Signer
    at: ConnectionId | None = None
    """The connection by whose ids the customers are named; None: by ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with a token: the page it came from, ours, and the nonce its session made."""

    origin: str | None
    own_origin: str
    nonce: str | None = None


@dataclass(slots=True)
class PortalSignIn:
    """Verifies portal tokens."""

    ports: Ports
    fetch: Fetch = field(default_factory=KeyFetch)
    monotonic: Callable[[], float] | None = None
    keys: IssuerKeys = field(init=False)

    def __post_init__(self) -> None:
        self.keys = IssuerKeys(self.fetch)
        if self.monotonic is not None:
            self.keys.monotonic = self.monotonic

    def exchange(self, token: str, origin: str | None, own_origin: str) -> Principal:
        """See `admit`, for a tenant's own portal."""
        return self.admit(token, Asked(origin, own_origin))

    def admit(self, token: str, asked: Asked, door: Kind = ANY_PORTAL) -> Principal:
        """The customer a portal token names; scope `approve` only for a listed browser page.

        Which kind the token is, its issuer decides, whichever door it came by; at Paymentus' own
        door no other kind is let in. Raises `KeysAway` when the issuer's keys could not be had,
        `Unauthenticated` for anything else that does not verify, without saying what.
        """
        if not token.isascii() or len(token) > TOKEN_LIMIT:
            raise Unauthenticated
        away = False
        try:
            for way in self._ways(door, _unverified_issuer(token)):
                try:
                    claims = self._believed(token, way)
                except KeysAway:
                    away = True
                    continue
                if claims is not None:
                    _require_nonce(claims, asked.nonce)
                    return self._admitted(way, claims, asked)
        except _ODD as bad:
            raise Unauthenticated from bad
        raise KeysAway if away else Unauthenticated

    def _ways(self, door: Kind, issuer: str) -> list[_Way]:
        directory = self.ports.store.directory
        tenants = directory.tenant_of_paymentus(issuer)
        if door is ANY_PORTAL:
            tenants = (*tenants, *directory.tenant_of_issuer(issuer))
        found = []
        for tenant_id in dict.fromkeys(tenants):
            with self.ports.store.read(system(tenant_id, "sign-in")) as tx:
                way = _way(tx, issuer)
            if way is not None:
                found.append(way)
        return found

    def _believed(self, token: str, way: _Way) -> Claims | None:
        """The claims if they verify for this tenant; its broken keys must not shut out the next."""
        try:
            return self._verified(token, way.signer, way.kind)
        except KeysAway:
            raise
        except (*_ODD, Unauthenticated):
            return None

    def _verified(self, token: str, signer: Signer, kind: Kind) -> Claims | None:
        decoded = self._decoded(token, signer.jwks_url, kind)
        registry = JWTClaimsRegistry(
            now=lambda: int(self.ports.clock.real_now().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": signer.issuer},
            aud={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        claims = decoded.claims
        registry.validate(claims)
        life = _number(claims["exp"]) - _number(claims["iat"])
        if life > kind.longest.total_seconds():
            return None
        token_id = claims.get("jti")
        if kind.always_once and not (isinstance(token_id, str) and token_id):
            return None
        audience = claims["aud"]
        audiences = audience if isinstance(audience, list) else [audience]
        return claims if signer.audience in audiences else None

    def _decoded(self, token: str, url: str, kind: Kind) -> jwt.Token:
        def decode(keys: KeySet) -> jwt.Token:
            known = list(kind.algorithms)
            return jwt.decode(token, keys, algorithms=known, decoder_cls=StrictClaims)

        try:
            return decode(self.keys.current(url))
        except InvalidKeyIdError:  # the issuer may have rotated its keys
            return decode(self.keys.newest(url))

    def _admitted(self, way: _Way, claims: Claims, asked: Asked) -> Principal:
        """Whom the claims name; using the token up and finding them is one transaction."""
        tenant = way.tenant
        who, token_id = system(tenant.id, "sign-in"), claims.get("jti")
        if token_id is None:
            with self.ports.store.read(who) as tx:
                person = _person(tx, claims, way.at)
        else:
            with self.ports.store.write(who) as tx:
                person = _person(tx, claims, way.at)
                self._use_once(tx, str(claims["iss"]), token_id, _number(claims["exp"]))
        pages = (*tenant.portal.origins, asked.own_origin)
        browser = asked.origin is not None and asked.origin in pages
        return Principal(
            tenant=TenantId(tenant.id),
            role=person.role,
            customer=person.customer_id,
            person=person.id,
            scopes=frozenset({APPROVE}) if browser else frozenset(),
            session=self.ports.ids.new("ses"),
            auth_time=datetime.fromtimestamp(_number(claims["iat"]), UTC),
        )

    def _use_once(self, tx: Tx, issuer: str, token_id: object, exp: int) -> None:
        ends_at = datetime.fromtimestamp(exp + LEEWAY_S + 1, UTC)
        named = token_print(self.ports.salt, "portal", issuer, str(token_id))
        if not tx.used_tokens.use(named, ends_at):
            raise Unauthenticated
        tx.used_tokens.sweep(self.ports.clock.real_now())


def _way(tx: Tx, issuer: str) -> _Way | None:
    """How this tenant takes what the issuer signs; where it is Paymentus', never as its own."""
    tenant = tx.tenants.this()
    beside, own = tenant.portal.paymentus, tenant.portal.signer
    if beside is not None and beside.issuer == issuer:
        at = _connection(tx, FROM_PAYMENTUS.provider, beside.connection)
        return None if at is None else _Way(tenant, FROM_PAYMENTUS, beside, at)
    return None if own is None or own.issuer != issuer else _Way(tenant, ANY_PORTAL, own)


def _connection(tx: Tx, provider: str | None, named: ConnectionId | None) -> ConnectionId | None:
    """The connection that is meant: two billers may each have a customer 1001."""
    usable = [x.id for x in tx.connections.list() if x.provider == provider and x.usable]
    if named is not None:
        return named if named in usable else None
    return usable[0] if len(usable) == 1 else None


def _require_nonce(claims: Claims, nonce: str | None) -> None:
    """A token with a nonce is of one sign-in: whoever began that one knows it, a thief does not."""
    told = claims.get("nonce")
    if told is None and nonce is None:
        return
    if not isinstance(told, str) or nonce is None:
        raise Unauthenticated
    if not hmac.compare_digest(told.encode(), nonce.encode()):
        raise Unauthenticated


def _person(tx: Tx, claims: Claims, at: ConnectionId | None) -> Person:
    """Whom the token names: at a connection whose customers are pulled, by that one's own ids.

    There an id of ours that looks alike may be somebody else's: it counts only while nothing was
    pulled yet.
    """
    if at is not None and tx.sources.is_pulled(at):
        return _theirs(tx, claims, at)
    return _our_own(tx, claims)


def _theirs(tx: Tx, claims: Claims, at: ConnectionId) -> Person:
    """By their customer; of several people here, the one that `sub` names beside `customer`."""
    subject, customer = str(claims["sub"]), claims.get("customer")
    named = tx.sources.called(at, subject if customer is None else str(customer))
    if named is None:
        raise Unauthenticated
    people = tx.customers.people(named)
    if customer is None:
        return _only(people)
    if tx.sources.called(at, subject) not in (None, named):
        raise Unauthenticated  # the token contradicts itself
    person = _of_ours(tx, subject)
    if person is None:
        return _only(people)
    if person.customer_id != named:
        raise Unauthenticated  # the token contradicts our books
    return person


def _only(people: tuple[Person, ...]) -> Person:
    if len(people) != 1:  # of several we would have to guess whose rights these are
        raise Unauthenticated
    return people[0]


def _our_own(tx: Tx, claims: Claims) -> Person:
    """By person id, else the only person of the customer that the token names."""
    subject, customer = str(claims["sub"]), claims.get("customer")
    person = _of_ours(tx, subject)
    if person is not None:
        if customer not in (None, person.customer_id):
            raise Unauthenticated  # the token contradicts our books
        return person
    named = str(customer if customer is not None else subject)
    return _only(tx.customers.people(CustomerId(named)) if is_id(named) else ())


def _of_ours(tx: Tx, subject: str) -> Person | None:
    try:
        return tx.customers.person(PersonId(subject)) if is_id(subject) else None
    except NotFound:
        return None


def _unverified_issuer(token: str) -> str:
    """Only to find whose keys to try; believed after the signature."""
    payload = json.loads(jws.extract_compact(token.encode()).payload, cls=StrictClaims)
    return str(payload["iss"])


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("not a number")
    return value
