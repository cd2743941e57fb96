"""A portal's token becomes ours: by its issuer's keys, for people we know, once, and no wider."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from limits import parse

from api.issuer_keys import ASK_AGAIN_S, KEYS_LIFE_S, NEW_KEY_EVERY_S, KeyFetch
from api.limits import BUDGETS
from api.portal_sign_in import PortalSignIn
from api.session import Unauthenticated
from billing.ids import TenantId
from billing.principal import APPROVE, system
from billing.tenants import Portal
from tests.fakes import FakeClock
from tests.house import PUBLIC, Built, House, Json, house_from
from tests.payments.rig import Recital, reciting

ISSUER, AUDIENCE = "https://my.harbor-power.example/login", "billing-assistant"
LISTED = "https://my.harbor-power.example"
JWKS = "https://my.harbor-power.example/jwks.json"
JTIS = itertools.count()
"""No two alike in the whole module: the house remembers what was used."""


@dataclass
class Issuer:
    """A portal's own sign-in: its keys, what it signs, and how often we asked for the keys."""

    keys: list[Key]
    now: int
    asked: int = 0
    at: float = 0.0
    """Seconds on the clock that ages our copy of the keys."""
    away: bool = False

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def fetch(self, url: str) -> Mapping[str, object]:
        self.asked += 1
        if self.away:
            raise ConnectionRefusedError
        return self.jwks()

    def claims(self, **changes: object) -> dict[str, Any]:
        usual = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "c-nora",
            "iat": self.now,
            "exp": self.now + 300,
            "jti": f"jti-{next(JTIS)}",
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def token(self, key: Key | None = None, alg: str = "ES256", **changes: object) -> str:
        return self.token_of(self.claims(**changes), key, alg)

    def token_of(self, claims: dict[str, Any], key: Key | None = None, alg: str = "ES256") -> str:
        signer = key or self.keys[0]
        header = {"alg": alg, "kid": str(signer.kid)}
        return jwt.encode(header, claims, signer, algorithms=[alg])


def ec(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


@pytest.fixture(scope="module")
def house(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house: signing in changes nothing in it."""
    with house_from(built, tmp_path_factory.mktemp("sign-in") / "house") as running:
        set_portal(running, JWKS)
        running.container.limits.budgets = BUDGETS | {"auth": parse("6000/minute")}
        yield running


def set_portal(house: House, jwks_url: str, issuer: str = ISSUER) -> None:
    with house.container.ports.store.write(system(TenantId("harbor"))) as tx:
        tenant = tx.tenants.this()
        portal = Portal((LISTED,), issuer, jwks_url, AUDIENCE)
        tx.tenants.put(replace(tenant, portal=portal))


@pytest.fixture
def issuer(house: House) -> Issuer:
    now = int(house.container.ports.clock.real_now().timestamp())
    return Issuer([ec("k-1")], now)


@pytest.fixture
def sign_in(house: House, issuer: Issuer) -> PortalSignIn:
    """The house's own sign-in, with the issuer's keys handed to it."""
    made = PortalSignIn(house.container.ports, issuer.fetch, lambda: issuer.at)
    house.container.sign_in = made
    return made


def exchange(house: House, token: str, **headers: str) -> tuple[int, Json]:
    reply = house.client.post("/api/v1/auth/token", json={"token": token}, headers=headers)
    return reply.status_code, reply.json()


SIGNERS: list[tuple[str, Callable[[], Key]]] = [
    ("ES256", lambda: ec("k")),
    ("ES384", lambda: ECKey.generate_key("P-384", {"kid": "k"})),
    ("RS256", lambda: RSAKey.generate_key(2048, {"kid": "k"})),
    ("PS256", lambda: RSAKey.generate_key(2048, {"kid": "k"})),
    ("Ed25519", lambda: OKPKey.generate_key("Ed25519", {"kid": "k"})),
]


@pytest.mark.parametrize(("alg", "make"), SIGNERS, ids=[alg for alg, _ in SIGNERS])
def test_a_portals_customer_is_signed_in(
    house: House, issuer: Issuer, sign_in: PortalSignIn, alg: str, make: Callable[[], Key]
) -> None:
    issuer.keys = [ec("another"), make()]
    status, body = exchange(house, issuer.token(issuer.keys[1], alg), origin=LISTED)
    assert (status, body["token_type"], body["scope"]) == (200, "Bearer", APPROVE)
    who = house.container.tokens.verify(body["token"])
    assert (who.tenant, who.customer, who.scopes) == ("harbor", "c-nora", frozenset({APPROVE}))
    mine = house.client.get("/api/v1/bills", headers={"Authorization": f"Bearer {body['token']}"})
    assert "HB-100" in mine.text


def test_the_token_may_name_the_person_or_the_customer(
    sign_in: PortalSignIn, issuer: Issuer
) -> None:
    member = sign_in.exchange(issuer.token(sub="p-marco"), None, PUBLIC)
    assert (member.customer, member.person, member.role) == (
        "c-bayside",
        "p-marco",
        "customer_member",
    )
    named = sign_in.exchange(
        issuer.token(sub="auth0|5f7c8ec7c33c6c", customer="c-luis"), None, PUBLIC
    )
    assert named.customer == "c-luis"
    both = sign_in.exchange(issuer.token(sub="p-marco", customer="c-bayside"), None, PUBLIC)
    assert both.person == "p-marco"


NOT_LISTED = (None, "", "null", "https://evil.example", f"{LISTED}.evil.example", f"{LISTED}/")
ORIGINS = [*((origin, "") for origin in NOT_LISTED), (LISTED, APPROVE), (PUBLIC, APPROVE)]


@pytest.mark.parametrize(("origin", "scope"), [*ORIGINS, (LISTED.upper(), "")])
def test_only_a_listed_page_gets_the_scope_to_approve(
    house: House, issuer: Issuer, sign_in: PortalSignIn, origin: str | None, scope: str
) -> None:
    headers = {"origin": origin} if origin is not None else {}
    status, body = exchange(house, issuer.token(), **headers)
    assert (status, body["scope"]) == (200, scope)
    assert house.container.tokens.verify(body["token"]).scopes == frozenset(scope.split())


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header: object, claims: object, secret: bytes | None = None) -> str:
    raw = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    body = f"{b64(json.dumps(header).encode())}.{b64(raw)}"
    mac = hmac.new(secret, body.encode(), hashlib.sha256).digest() if secret else b""
    return f"{body}.{b64(mac)}"


def confused(issuer: Issuer, form: str) -> str:
    """HS256 with the public key as its secret: a verifier that trusts `alg` believes it."""
    public = ECKey.import_key(issuer.jwks()["keys"][0])
    secret = (
        public.as_pem(private=False) if form == "PEM" else json.dumps(public.as_dict()).encode()
    )
    return by_hand({"alg": "HS256", "kid": "k-1"}, issuer.claims(), secret)


def with_key_inside(issuer: Issuer) -> str:
    """Signed by a stranger whose key travels in the token itself."""
    stranger = ec("k-1")
    header = {"alg": "ES256", "kid": "k-1", "jwk": stranger.as_dict(private=False)}
    return jwt.encode(header, issuer.claims(), stranger)


def spoilt(issuer: Issuer) -> str:
    good = issuer.token()
    head, body, _ = good.split(".")
    other = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{head}.{b64(json.dumps(other | {'sub': 'c-luis'}).encode())}.{good.split('.')[2]}"


def twice(issuer: Issuer) -> str:
    raw = json.dumps(issuer.claims()).encode()[:-1] + b', "sub": "c-luis"}'
    return jws.serialize_compact({"alg": "ES256", "kid": "k-1"}, raw, issuer.keys[0])


REFUSED: dict[str, Callable[[Issuer], str]] = {
    "no token": lambda issuer: "",
    "not a token": lambda issuer: "a.b.c",
    "not ASCII": lambda issuer: issuer.token() + "é",
    "far too long": lambda issuer: issuer.token(pad="x" * 5000),
    "deep nonsense": lambda issuer: by_hand({"alg": "none"}, b"[" * 2500),
    "no claims": lambda issuer: by_hand({"alg": "none"}, []),
    "another issuer": lambda issuer: issuer.token(iss="https://evil.example"),
    "no issuer": lambda issuer: issuer.token(iss=None),
    "another audience": lambda issuer: issuer.token(aud="another-service"),
    "other audiences": lambda issuer: issuer.token(aud=["a", "b"]),
    "no audience": lambda issuer: issuer.token(aud=None),
    "expired": lambda issuer: issuer.token(exp=issuer.now - 6),
    "no expiry": lambda issuer: issuer.token(exp=None),
    "no issue time": lambda issuer: issuer.token(iat=None),
    "issued in the future": lambda issuer: issuer.token(iat=issuer.now + 60),
    "not yet valid": lambda issuer: issuer.token(nbf=issuer.now + 60),
    "no subject": lambda issuer: issuer.token(sub=None),
    "a customer of several people": lambda issuer: issuer.token(sub="c-bayside"),
    "a number as subject": lambda issuer: issuer.token(sub=7),
    "nobody we know": lambda issuer: issuer.token(sub="c-nobody"),
    "another company's customer": lambda issuer: issuer.token(sub="c-rita"),
    "an id with a path": lambda issuer: issuer.token(sub="../c-nora"),
    "a person of another customer": lambda issuer: issuer.token(sub="p-marco", customer="c-nora"),
    "alg none": lambda issuer: by_hand({"alg": "none"}, issuer.claims()),
    "alg None, kid ours": lambda issuer: by_hand({"alg": "None", "kid": "k-1"}, issuer.claims()),
    "HS256 with the public PEM": lambda issuer: confused(issuer, "PEM"),
    "HS256 with the public JWK": lambda issuer: confused(issuer, "JWK"),
    "a stranger's key, inside": with_key_inside,
    "a stranger's key, our kid": lambda issuer: issuer.token(ec("k-1")),
    "an unknown kid": lambda issuer: issuer.token(ec("k-9")),
    "claims changed after signing": spoilt,
    "the subject twice": twice,
}


@pytest.mark.parametrize("forge", REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_verify_is_one_plain_401(
    house: House, issuer: Issuer, sign_in: PortalSignIn, forge: Callable[[Issuer], str]
) -> None:
    _, same = exchange(house, "x")
    assert exchange(house, forge(issuer), origin=LISTED) == (401, same)
    assert same["code"] == "unauthenticated"


def test_a_token_works_once_for_as_long_as_it_lives(
    house: House, issuer: Issuer, clock: FakeClock
) -> None:
    """Also for another process, and after a restart: what was used is in the database."""
    issuer.now = int(clock.real.timestamp())
    ports = replace(house.container.ports, clock=clock)
    claims = issuer.claims(exp=issuer.now + 10 * 3600, jti="for-hours")
    PortalSignIn(ports, issuer.fetch).exchange(issuer.token_of(claims), None, PUBLIC)
    for hours in (0, 1, 8):
        clock.move_real(timedelta(hours=hours))
        sign_in = PortalSignIn(ports, issuer.fetch)
        sign_in.exchange(issuer.token_of(claims | {"jti": f"another-{hours}"}), None, PUBLIC)
        with pytest.raises(Unauthenticated):  # signed anew, but the same `jti`
            sign_in.exchange(issuer.token_of(claims), None, PUBLIC)


def test_a_token_for_longer_than_a_day_is_none(issuer: Issuer, sign_in: PortalSignIn) -> None:
    day = 24 * 3600
    sign_in.exchange(issuer.token(exp=issuer.now + day), None, PUBLIC)
    with pytest.raises(Unauthenticated):
        sign_in.exchange(issuer.token(exp=issuer.now + day + 1), None, PUBLIC)


def test_of_sixteen_at_once_one_uses_a_token(issuer: Issuer, sign_in: PortalSignIn) -> None:
    token, gate = issuer.token(), Barrier(16)

    def use(_: int) -> bool:
        gate.wait()
        try:
            return sign_in.exchange(token, None, PUBLIC).customer == "c-nora"
        except Unauthenticated:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(use, range(16))).count(True) == 1


def test_a_token_that_was_refused_is_not_used_up(
    house: House, issuer: Issuer, sign_in: PortalSignIn
) -> None:
    claims = issuer.claims(jti="later")
    stranger = issuer.token_of(claims, ec("k-1"))
    assert exchange(house, stranger)[0] == 401
    assert exchange(house, issuer.token_of(claims))[0] == 200


def test_keys_are_asked_for_once_in_a_while(issuer: Issuer, sign_in: PortalSignIn) -> None:
    for _ in range(5):
        sign_in.exchange(issuer.token(), None, PUBLIC)
    assert issuer.asked == 1
    issuer.at += KEYS_LIFE_S + 1
    sign_in.exchange(issuer.token(), None, PUBLIC)
    assert issuer.asked == 2


def test_rotated_keys_are_found_at_once_and_the_old_ones_are_gone(
    issuer: Issuer, sign_in: PortalSignIn
) -> None:
    old = issuer.keys[0]
    sign_in.exchange(issuer.token(), None, PUBLIC)
    issuer.keys = [ec("k-2")]
    assert sign_in.exchange(issuer.token(), None, PUBLIC).customer == "c-nora"
    with pytest.raises(Unauthenticated):
        sign_in.exchange(issuer.token(old), None, PUBLIC)


def test_made_up_key_ids_do_not_make_us_ask_again_and_again(
    issuer: Issuer, sign_in: PortalSignIn
) -> None:
    sign_in.exchange(issuer.token(), None, PUBLIC)
    for _ in range(30):
        with pytest.raises(Unauthenticated):
            sign_in.exchange(issuer.token(ec("made-up")), None, PUBLIC)
        issuer.at += 1
    assert issuer.asked == 2
    issuer.at += NEW_KEY_EVERY_S
    with pytest.raises(Unauthenticated):
        sign_in.exchange(issuer.token(ec("made-up")), None, PUBLIC)
    assert issuer.asked == 3
    assert sign_in.exchange(issuer.token(), None, PUBLIC).customer == "c-nora"


def test_an_issuer_that_is_away_is_asked_again_later(issuer: Issuer, sign_in: PortalSignIn) -> None:
    issuer.away = True
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            sign_in.exchange(issuer.token(), None, PUBLIC)
    assert issuer.asked == 1
    issuer.away = False
    issuer.at += ASK_AGAIN_S
    assert sign_in.exchange(issuer.token(), None, PUBLIC).customer == "c-nora"


def test_while_the_keys_are_away_nobody_is_told_that_a_token_is_bad(
    house: House, issuer: Issuer, sign_in: PortalSignIn
) -> None:
    issuer.away = True
    good = issuer.token()
    told = [exchange(house, each) for each in (good, spoilt(issuer), issuer.token(sub="c-no"))]
    assert told[0][0] == 503
    assert told[0][1]["code"] == "sign_in_unavailable"
    assert told == [told[0]] * 3, "and not whether there is such a customer"
    assert exchange(house, issuer.token(iss="https://evil.example"))[0] == 401
    issuer.away = False
    issuer.at += ASK_AGAIN_S
    assert exchange(house, good)[0] == 200


def test_a_token_with_a_nonce_is_for_the_sign_in_that_made_it(
    house: House, issuer: Issuer, sign_in: PortalSignIn
) -> None:
    for odd in ("n-1", "", 7, False):
        assert exchange(house, issuer.token(nonce=odd))[0] == 401
    sent = {"token": issuer.token(nonce="n-1"), "nonce": "n-1"}
    assert house.client.post("/api/v1/auth/token", json=sent).status_code == 200


@pytest.mark.parametrize(
    "jwks",
    [
        {},
        {"keys": []},
        {"keys": {}},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "k-1"}]},
        {"keys": [{"kty": "EC"}]},
        {"keys": ["k-1"]},
        [],
        "keys",
    ],
)
def test_keys_that_are_none_sign_nobody_in(
    house: House, issuer: Issuer, jwks: dict[str, object]
) -> None:
    sign_in = PortalSignIn(house.container.ports, lambda _: jwks)
    with pytest.raises(Unauthenticated):
        sign_in.exchange(issuer.token(), LISTED, PUBLIC)


def test_a_secret_that_an_issuer_published_is_not_believed(house: House, issuer: Issuer) -> None:
    secret = OctKey.import_key("a secret that somebody put among the public keys", {"kid": "k-1"})
    jwks = {"keys": [secret.as_dict(), *issuer.jwks()["keys"]]}
    token = jwt.encode({"alg": "HS256", "kid": "k-1"}, issuer.claims(), secret)
    with pytest.raises(Unauthenticated):
        PortalSignIn(house.container.ports, lambda _: jwks).exchange(token, LISTED, PUBLIC)


NEAR = KeyFetch(near=True)


@pytest.fixture
def jwks_server() -> Iterator[Recital]:
    with reciting() as running:
        yield running


def test_keys_come_over_the_wire(house: House, issuer: Issuer, jwks_server: Recital) -> None:
    jwks_server.say(200, issuer.jwks())
    house.container.sign_in = PortalSignIn(house.container.ports, NEAR)
    set_portal(house, f"{jwks_server.url}/jwks.json")
    try:
        assert exchange(house, issuer.token(), origin=LISTED)[0] == 200
    finally:
        set_portal(house, JWKS)
    assert [path for _, path, _, _ in jwks_server.heard] == ["/jwks.json"]


UNSAFE = (
    *("http://issuer.example/jwks.json", "http://127.0.0.1.issuer.example/jwks.json"),
    *("http://127.0.0.1@issuer.example/jwks.json", "ftp://127.0.0.1/jwks.json"),
    *("file:///etc/hostname", "data:application/json,{}", "/etc/hostname", ""),
)


@pytest.mark.parametrize("url", UNSAFE)
def test_keys_are_never_fetched_in_the_clear_or_from_files(url: str) -> None:
    with pytest.raises(Unauthenticated):
        NEAR(url)


def test_keys_from_elsewhere_are_not_followed_to(
    house: House, issuer: Issuer, jwks_server: Recital
) -> None:
    with reciting() as elsewhere:
        elsewhere.say(200, issuer.jwks())
        jwks_server.say(302, {})
        jwks_server.headers = {"Location": f"{elsewhere.url}/jwks.json"}
        with pytest.raises(Unauthenticated):
            NEAR(f"{jwks_server.url}/jwks.json")
        assert elsewhere.heard == []


@pytest.mark.parametrize("answer", [b"", b"{", b"[" * 60_000, b" " * 70_000 + b"{}", b"\xff"])
def test_a_broken_answer_signs_nobody_in(
    house: House, issuer: Issuer, jwks_server: Recital, answer: bytes
) -> None:
    jwks_server.say(200, answer)
    url = f"{jwks_server.url}/jwks.json"
    with pytest.raises(Unauthenticated):
        PortalSignIn(house.container.ports, lambda _: NEAR(url)).exchange(
            issuer.token(), LISTED, PUBLIC
        )
