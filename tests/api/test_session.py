"""Our own tokens: a good one comes back as it was, and nothing else is ever believed."""

import base64
import hashlib
import hmac
import json
import random
import string
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.session import (
    AUDIENCE,
    CUSTOMER_LIFE,
    ISSUER,
    STAFF_LIFE,
    TOKEN_LIMIT,
    Tokens,
    Unauthenticated,
)
from billing.ids import CustomerId, PersonId, TenantId
from billing.principal import APPROVE, STAFF, Principal, Role
from tests.fakes import FakeClock

SEED, FORGED = 20260302, 2_000
SECRET = "a-secret-of-this-installation-0123456789abcdef"
HEADER = {"alg": "HS256", "typ": "at+jwt"}
NOW = int(FakeClock().real.timestamp())
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 3600,
    "sub": "c-nora",
    "tenant": "harbor",
    "role": "customer_admin",
    "scope": "approve",
    "sid": "ses_1",
    "customer": "c-nora",
}
DIGESTS = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(value: object) -> bytes:
    return json.dumps(value).encode()


def signed(
    payload: bytes,
    header: dict[str, Any] | bytes = HEADER,
    secret: str = SECRET,
    mac: str = "HS256",
) -> str:
    """A token made by hand: the code that verifies it has no part in it."""
    head = header if isinstance(header, bytes) else text(header)
    body = f"{b64(head)}.{b64(payload)}"
    return f"{body}.{b64(hmac.new(secret.encode(), body.encode(), DIGESTS[mac]).digest())}"


def with_claims(**changes: object) -> str:
    return signed(text(GOOD | changes))


Forge = Callable[[random.Random], str]


def another_time(dice: random.Random) -> str:
    away = dice.choice([0, 1, 1, 60, 10**9])
    return dice.choice(
        [
            with_claims(exp=NOW - away),
            with_claims(nbf=NOW + 1 + away),
            with_claims(iat=NOW + 1 + away),
            signed(text(GOOD).replace(f'"exp": {NOW + 3600}'.encode(), b'"exp": NaN')),
        ]
    )


def another_algorithm(dice: random.Random) -> str:
    alg = dice.choice(
        ["none", "None", "NONE", "", None, "HS384", "HS512", "RS256", "ES256", "hs256"]
    )
    if alg in (None, "none", "None", "NONE") and dice.random() < 0.5:
        return f"{b64(text({**HEADER, 'alg': alg}))}.{b64(text(GOOD))}."
    return signed(text(GOOD), {**HEADER, "alg": alg}, mac=alg if alg in DIGESTS else "HS256")


def another_header(dice: random.Random) -> str:
    key = {"kty": "oct", "k": b64(b"attacker's own key, long enough to sign with")}
    more: dict[str, Any] = dice.choice(
        [
            {"kid": "../../../dev/null"},
            {"jku": "https://evil.example/jwks.json"},
            {"x5u": "https://evil.example/cert"},
            {"jwk": key},
            {"crit": ["b64"], "b64": False},
            {"typ": "JWT"},
            {"typ": "AT+JWT"},
            {"typ": None},
        ]
    )
    secret = dice.choice([SECRET, "attacker's own key, long enough to sign with"])
    return signed(text(GOOD), HEADER | more, secret)


def without_typ(dice: random.Random) -> str:
    return signed(text(GOOD), {"alg": "HS256"})


def another_secret(dice: random.Random) -> str:
    secret = dice.choice([SECRET[:-1], SECRET + "0", SECRET.upper(), "x" * 48, "secret", " "])
    return signed(text(GOOD), secret=secret)


def another_name(dice: random.Random) -> str:
    name = dice.choice(["iss", "aud"])
    values = ["", "billing", ISSUER.upper(), AUDIENCE + "/", [], ["x"], None, 7, {"a": 1}]
    return with_claims(**{name: dice.choice(values)})


def missing_claim(dice: random.Random) -> str:
    gone = dice.choice(sorted(GOOD))
    return signed(text({name: value for name, value in GOOD.items() if name != gone}))


def wrong_type(dice: random.Random) -> str:
    name = dice.choice(["sub", "tenant", "role", "sid", "customer", "exp", "nbf", "iat", "scope"])
    numeric = name in ("exp", "nbf", "iat")
    values: list[object] = [None, [], {}, ["c-nora"], "", "a b", "x" * 65, "é", "../x"]
    values += [True, "1"] if numeric else [7, True, 1.5]
    if name in ("scope", "sid"):
        values = [7, 1.5, ["approve"], {"a": 1}]
    return with_claims(**{name: dice.choice(values)})


def wrong_role(dice: random.Random) -> str:
    return with_claims(role=dice.choice(["system", "SYSTEM", "root", "customer", "", "Admin"]))


def twice(dice: random.Random) -> str:
    name = dice.choice(sorted(GOOD))
    other = dice.choice([GOOD[name], "c-luis", NOW + 10**9, "admin"])
    return signed(text(GOOD)[:-1] + b", " + text({name: other})[1:])


def not_an_object(dice: random.Random) -> str:
    bodies = [b"", b"[]", b"null", b'"x"', b"{", b"\xff", b"[" * 2000, text([GOOD]), b'{"a":' * 500]
    return signed(dice.choice(bodies))


def mutated(dice: random.Random) -> str:
    good = signed(text(GOOD))
    at = dice.randrange(len(good))
    odd = dice.choice("AZaz09-_.=+/ \n\x00é!,")
    changed = dice.choice([good[:at] + odd + good[at + 1 :], good[:at] + odd + good[at:]])
    return changed if changed != good else good + "A"


def cut(dice: random.Random) -> str:
    good = signed(text(GOOD))
    parts = good.split(".")
    return dice.choice(
        [good[: dice.randrange(len(good))], ".".join(parts[:2]), f"{parts[0]}..{parts[2]}", "..."]
    )


FORGERIES: tuple[Forge, ...] = (
    another_time,
    another_algorithm,
    another_header,
    without_typ,
    another_secret,
    another_name,
    missing_claim,
    wrong_type,
    wrong_role,
    twice,
    not_an_object,
    mutated,
    cut,
)


@pytest.fixture
def tokens(clock: FakeClock) -> Tokens:
    return Tokens(SECRET, clock)


def test_of_two_thousand_forgeries_none_is_believed(tokens: Tokens) -> None:
    tokens.verify(signed(text(GOOD)))  # what they are made from is good
    dice, believed = random.Random(SEED), []
    for number in range(FORGED):
        forge = FORGERIES[number % len(FORGERIES)]
        token = forge(dice)
        try:
            tokens.verify(token)
        except Unauthenticated:
            continue
        believed.append((forge.__name__, token))
    assert believed == []


def test_a_token_has_one_spelling(tokens: Tokens) -> None:
    """So that what was used once cannot be used again in other letters."""
    good = signed(text(GOOD))
    letters = string.ascii_letters + string.digits + "-_"
    others = [good[:-1] + letter for letter in letters if letter != good[-1]]
    others += [good + "=", good + "\n", " " + good, good[:-9] + "!" + good[-9:], good + "."]
    for other in others:
        with pytest.raises(Unauthenticated):
            tokens.verify(other)


def test_a_long_token_is_refused_however_well_it_is_signed(tokens: Tokens) -> None:
    def padded(size: int) -> str:
        return with_claims(pad="x" * size)

    room = (TOKEN_LIMIT - len(padded(0))) * 3 // 4 - 4
    tokens.verify(padded(room))
    for size in (room + 8, 100_000, 1_000_000):
        with pytest.raises(Unauthenticated):
            tokens.verify(padded(size))


def test_a_token_of_another_installation_is_nobody(tokens: Tokens, clock: FakeClock) -> None:
    other = Tokens("another-installation-0123456789abcdef0123456789", clock)
    who = Principal(TenantId("harbor"), Role.ADMIN, person=PersonId("st-1"))
    assert other.verify(other.issue(who)).role is Role.ADMIN
    with pytest.raises(Unauthenticated):
        tokens.verify(other.issue(who))


def test_a_customers_token_comes_back_as_it_was(tokens: Tokens, clock: FakeClock) -> None:
    who = Principal(
        tenant=TenantId("harbor"),
        role=Role.CUSTOMER_MEMBER,
        customer=CustomerId("c-nora"),
        person=PersonId("p-nora"),
        scopes=frozenset({APPROVE}),
        session="ses_7",
        auth_time=clock.real.replace(microsecond=0),
    )
    assert tokens.verify(tokens.issue(who)) == who


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_speak_for_no_customer_whatever_their_token_says(tokens: Tokens, role: Role) -> None:
    who = Principal(TenantId("harbor"), role, person=PersonId("st-1"))
    assert tokens.verify(tokens.issue(who)).customer is None
    assert tokens.verify(with_claims(role=str(role), sub="st-1")).customer is None


@pytest.mark.parametrize("life", [CUSTOMER_LIFE, STAFF_LIFE, timedelta(seconds=1)])
def test_a_token_ends_to_the_second(tokens: Tokens, clock: FakeClock, life: timedelta) -> None:
    who = Principal(TenantId("harbor"), Role.ADMIN, person=PersonId("st-1"))
    token = tokens.issue(who, life)
    clock.move_real(life - timedelta(seconds=1))
    tokens.verify(token)
    clock.move_real(timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        tokens.verify(token)
