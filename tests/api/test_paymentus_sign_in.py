"""Customers come in from Paymentus: by its portal's tokens, each once, and by nothing else.

The sandbox's portal signs and publishes its keys; where a story needs a token that no portal would
make, an issuer of the test's own stands in its place.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from limits import parse

from api.issuer_keys import KeyFetch
from api.limits import BUDGETS
from api.portal_sign_in import FROM_PAYMENTUS, Asked, PortalSignIn
from api.session import Unauthenticated
from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from billing.principal import APPROVE, system
from billing.tenants import Portal, Signer
from tests.house import PUBLIC, Built, House, Json, house_from

LISTED = "https://my.harbor-power.example"
AUDIENCE = "billing-assistant"
HARBOR, SKYLINK = TenantId("harbor"), TenantId("skylink")
OWN = Portal((LISTED,), f"{LISTED}/login", f"{LISTED}/jwks.json", AUDIENCE)


@dataclass(frozen=True)
class Biller:
    """A biller at the sandbox's Paymentus, with the portal that signs its customers in."""

    house: House
    id: str = "harbor-bills"

    def order(self, verb: str, path: str, **body: object) -> Json:
        reply = httpx.request(verb, f"{self.house.sandbox_url}/_control/{path}", json=body)
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    @property
    def signer(self) -> Signer:
        base = f"{self.house.sandbox_url}/paymentus/portal"
        return Signer(f"{base}/{self.id}", f"{base}/jwks.json", AUDIENCE)

    def token(self, customer: str = "c-nora", **more: object) -> str:
        self.order("PUT", f"merchants/{self.id}/customers/{customer}", name="Somebody")
        made = self.order("POST", f"merchants/{self.id}/sign_in", customer=customer, **more)
        return str(made["token"])


def connect(house: House, tenant: TenantId, *, disabled: bool = False) -> None:
    now = house.container.ports.clock.now()
    token = f"{tenant}-paymentus-own-token"
    made = Connection(ConnectionId("paymentus"), tenant, "paymentus", Mode.TEST, token)
    made = replace(made, created_at=now, disabled_at=now if disabled else None)
    with house.container.ports.store.write(system(tenant, "test")) as tx:
        tx.connections.put(made, {"secret_key": f"pk_of_{tenant}"})


def put_portal(house: House, tenant: TenantId, portal: Portal) -> None:
    with house.container.ports.store.write(system(tenant, "test")) as tx:
        tx.tenants.put(replace(tx.tenants.this(), portal=portal))


@pytest.fixture(scope="module")
def house(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_from(built, tmp_path_factory.mktemp("paymentus") / "house") as running:
        running.container.limits.budgets = BUDGETS | {"auth": parse("6000/minute")}
        yield running


@pytest.fixture
def biller(house: House) -> Biller:
    """Harbor Power's, beside its own portal; Skylink has no connection to Paymentus."""
    made = Biller(house)
    made.order("PUT", f"merchants/{made.id}", provider="paymentus", secret_key="pk_sandbox")
    connect(house, HARBOR)
    put_portal(house, HARBOR, replace(OWN, paymentus=made.signer))
    put_portal(house, SKYLINK, Portal())
    return made


def come(house: House, token: str, path: str = "paymentus", **body: object) -> tuple[int, Json]:
    headers = {"Origin": LISTED}
    sent = {"token": token, **body}
    reply = house.client.post(f"/api/v1/auth/{path}", json=sent, headers=headers)
    return reply.status_code, reply.json()


def nobody(house: House) -> tuple[int, Json]:
    """The one answer to everything that is not believed."""
    answer = come(house, "x")
    assert (answer[0], answer[1]["code"]) == (401, "unauthenticated")
    return answer


def test_paymentus_signs_a_customer_in_once(house: House, biller: Biller) -> None:
    token = biller.token()
    status, body = come(house, token)
    assert (status, body["token_type"], body["scope"]) == (200, "Bearer", APPROVE)
    who = house.container.tokens.verify(body["token"])
    assert (who.tenant, who.customer) == ("harbor", "c-nora")
    bills = house.client.get("/api/v1/bills", headers={"Authorization": f"Bearer {body['token']}"})
    assert "HB-100" in bills.text
    assert come(house, token) == nobody(house)


def test_a_token_used_in_one_process_is_used_in_all_and_redis_has_no_say(
    house: House, biller: Biller
) -> None:
    token, near = biller.token(), KeyFetch(near=True)
    first, second = (PortalSignIn(house.container.ports, near) for _ in range(2))
    first.admit(token, Asked(None, PUBLIC), FROM_PAYMENTUS)
    for elsewhere in (first, second, house.container.sign_in):
        with pytest.raises(Unauthenticated):
            elsewhere.admit(token, Asked(None, PUBLIC), FROM_PAYMENTUS)


def test_the_sandbox_names_the_customer_beside_a_person(biller: Biller) -> None:
    biller.order("PUT", f"merchants/{biller.id}/customers/c-bayside", name="Bayside")

    def claims(**more: object) -> Json:
        made = biller.order("POST", f"merchants/{biller.id}/sign_in", customer="c-bayside", **more)
        found: Json = made["claims"]
        return found

    named = claims(person="p-marco")
    assert (named["sub"], named["customer"]) == ("p-marco", "c-bayside")
    assert "customer" not in claims()


def test_a_person_of_a_customer_with_several_is_named(house: House, biller: Biller) -> None:
    status, body = come(house, biller.token("c-bayside", person="p-marco"))
    assert status == 200
    assert house.container.tokens.verify(body["token"]).person == "p-marco"
    assert come(house, biller.token("c-bayside")) == nobody(house)


@pytest.mark.parametrize("customer", ["c-nobody", "c-rita", "p-stranger"])
def test_who_is_none_of_our_customers_gets_the_same_answer_as_a_forgery(
    house: House, biller: Biller, customer: str
) -> None:
    assert come(house, biller.token(customer)) == nobody(house)


def test_the_nonce_of_the_sign_in_must_come_back(house: House, biller: Biller) -> None:
    for token_nonce, sent in (("n-1", "n-2"), ("n-1", "N-1"), (None, "n-1")):
        more = {} if token_nonce is None else {"nonce": token_nonce}
        assert come(house, biller.token(**more), nonce=sent) == nobody(house)
    token = biller.token(nonce="n-1")
    assert come(house, token, nonce="n-2") == nobody(house)  # and it is not used up by that
    assert come(house, token) == nobody(house)  # a thief's own sign-in began with none
    assert come(house, token, nonce="n-1")[0] == 200
    assert come(house, biller.token())[0] == 200  # nobody asked for one


@pytest.mark.parametrize("origin", [None, "https://evil.example", f"{LISTED}/", "null"])
def test_only_a_listed_page_gets_the_scope_to_approve(
    house: House, biller: Biller, origin: str | None
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    sent = {"token": biller.token()}
    reply = house.client.post("/api/v1/auth/paymentus", json=sent, headers=headers)
    assert (reply.status_code, reply.json()["scope"]) == (200, "")


def test_a_run_out_token_and_one_for_another_service_are_refused(
    house: House, biller: Biller
) -> None:
    for refused in (
        biller.token(lives=-6),
        biller.token(lives=3700),
        biller.token(audience="another-service"),
    ):
        assert come(house, refused) == nobody(house)


# --- whose issuer ------------------------------------------------------------------------------


def test_an_issuer_is_of_one_kind_whichever_door_its_token_comes_by(
    house: House, biller: Biller
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k"})
    stood_in_for = PortalSignIn(house.container.ports, lambda _: jwks(key))
    own = signed(key, iss=OWN.issuer)
    with pytest.raises(Unauthenticated):
        stood_in_for.admit(own, Asked(None, PUBLIC), FROM_PAYMENTUS)
    assert stood_in_for.exchange(own, None, PUBLIC).customer == "c-nora"
    both = biller.token()
    assert come(house, both, path="token")[0] == 200
    assert come(house, both) == nobody(house)  # once is once, whichever door it came by
    assert come(house, biller.token(lives=3700), path="token") == nobody(house)


def test_a_portal_that_nobody_called_paymentus_is_not_let_in_as_that(
    house: House, biller: Biller
) -> None:
    at = biller.signer
    put_portal(house, HARBOR, Portal((LISTED,), at.issuer, at.jwks_url, at.audience))
    assert come(house, biller.token()) == nobody(house)
    put_portal(house, HARBOR, Portal((LISTED,), paymentus=at))
    assert come(house, biller.token())[0] == 200
    assert come(house, biller.token(), path="token")[0] == 200


@pytest.mark.parametrize("changes", [{"jti": None}, {"exp": 2**40}], ids=str)
def test_the_other_door_is_as_narrow_for_what_comes_from_paymentus(
    house: House, strict: Portal, changes: Json
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k"})
    sign_in = PortalSignIn(house.container.ports, lambda _: jwks(key))
    with pytest.raises(Unauthenticated):
        sign_in.exchange(signed(key, **({"aud": "us"} | changes)), LISTED, PUBLIC)
    assert sign_in.exchange(signed(key, aud="us", jti=f"{changes}"), LISTED, PUBLIC)


@pytest.mark.parametrize("disabled", [None, True])
def test_a_company_without_a_connection_to_paymentus_lets_nobody_in_from_there(
    house: House, biller: Biller, disabled: bool | None
) -> None:
    put_portal(house, HARBOR, Portal())
    put_portal(house, SKYLINK, replace(OWN, paymentus=biller.signer))
    if disabled:
        connect(house, SKYLINK, disabled=True)
    assert come(house, biller.token("c-rita")) == nobody(house)

    connect(house, SKYLINK)
    assert come(house, biller.token("c-rita"))[0] == 200
    connect(house, SKYLINK, disabled=True)


def test_another_billers_portal_signs_nobody_in_here(house: House, biller: Biller) -> None:
    """Both portals have the same keys: the issuer is what tells them apart."""
    other = Biller(house, "skylink-bills")
    other.order("PUT", f"merchants/{other.id}", provider="paymentus", secret_key="pk_other")
    assert come(house, other.token()) == nobody(house)


# --- what no portal would make -----------------------------------------------------------------


def jwks(*keys: Key) -> Json:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def signed(key: Key, alg: str = "ES256", **changes: Any) -> str:
    now = int(datetime.now(UTC).timestamp())
    usual: Json = {"iss": "https://id.paymentus.example", "aud": AUDIENCE, "sub": "c-nora"}
    usual |= {"iat": now, "exp": now + 300, "jti": f"jti-{key.kid}-{alg}-{sorted(changes)}"}
    claims = {name: value for name, value in (usual | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": str(key.kid)}, claims, key, algorithms=[alg])


@pytest.fixture
def strict(house: House, biller: Biller) -> Portal:
    portal = replace(
        OWN,
        paymentus=Signer("https://id.paymentus.example", "https://id.paymentus.example/k", "us"),
    )
    put_portal(house, HARBOR, portal)
    return portal


def admitted(house: House, token: str, *keys: Key) -> bool:
    sign_in = PortalSignIn(house.container.ports, lambda _: jwks(*keys))
    try:
        sign_in.admit(token, Asked(LISTED, PUBLIC), FROM_PAYMENTUS)
    except Unauthenticated:
        return False
    return True


def test_only_the_two_signatures_of_the_contract_count(house: House, strict: Portal) -> None:
    curve, rsa = ECKey.generate_key("P-256", {"kid": "ec"}), RSAKey.generate_key(2048, {"kid": "r"})
    assert admitted(house, signed(curve, aud="us"), curve)
    assert admitted(house, signed(rsa, "RS256", aud="us"), rsa)
    others: list[tuple[str, Key]] = [
        ("ES384", ECKey.generate_key("P-384", {"kid": "o"})),
        ("PS256", rsa),
        ("RS512", rsa),
        ("Ed25519", OKPKey.generate_key("Ed25519", {"kid": "o"})),
        ("HS256", OctKey.import_key("a secret among public keys, long enough", {"kid": "o"})),
    ]
    for alg, key in others:
        assert not admitted(house, signed(key, alg, aud="us"), key), alg
    none = signed(curve, aud="us").split(".")
    assert not admitted(house, f"eyJhbGciOiJub25lIn0.{none[1]}.", curve)
    assert not admitted(house, f"eyJhbGciOiJub25lIn0.{none[1]}.{none[2]}", curve)
    public = json.dumps(curve.as_dict(private=False))
    confused = OctKey.import_key(public, {"kid": "ec"})
    assert not admitted(house, signed(confused, "HS256", aud="us"), curve)


@pytest.mark.parametrize(
    "changes",
    [
        *({"jti": None}, {"jti": ""}, {"jti": 7}, {"exp": None}, {"iat": None}, {"aud": None}),
        *({"sub": None}, {"iss": None}, {"iss": "https://id.paymentus.example/"}, {"aud": "usa"}),
        *({"iss": OWN.issuer}, {"exp": 2**40}, {"nbf": 2**33}, {"iat": 2**33}),
    ],
    ids=str,
)
def test_a_token_that_lacks_or_bends_a_claim_is_refused(
    house: House, strict: Portal, changes: Json
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k"})
    assert not admitted(house, signed(key, **({"aud": "us"} | changes)), key)
    assert admitted(house, signed(key, aud="us", jti=f"good-{sorted(changes.items())}"), key)


@pytest.mark.parametrize("body", [{"nonce": 7}, {"nonce": ""}, {"nonce": "x" * 256}, {"who": 1}])
def test_a_request_of_another_form_is_refused_by_its_fields_name(
    house: House, biller: Biller, body: Json
) -> None:
    status, answer = come(house, "a.b.c", **body)
    assert (status, answer["code"]) == (422, "validation_failed")
