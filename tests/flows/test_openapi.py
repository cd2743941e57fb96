"""Every operation of the API, who may call it and on what: a new route without a row here fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from api.demo import sample_invoice_paths
from api.session import Tokens
from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.ids import ConnectionId, TenantId
from billing.principal import APPROVE, Role, system
from tests.flows.operations import TABLE, Row
from tests.flows.talk import talk
from tests.house import Built, House, Json, house_from

PDF = next(
    path for path in sample_invoice_paths() if path.name == "jardins-du-vallon-F-2026-0183.pdf"
)


@dataclass(slots=True)
class Scene:
    """Nora has a talk, a payment, an offer, a case and a document; others have none of them."""

    house: House
    own: dict[str, str]
    tokens: dict[str, str] = field(default_factory=dict)

    def path(self, template: str) -> str:
        return template.format(**self.own)

    def body(self, row: Row) -> Json | None:
        known = {f"{{{name}}}": value for name, value in self.own.items()}
        if row.body is None:
            return None
        return {k: known.get(v, v) if isinstance(v, str) else v for k, v in row.body.items()}

    def call(self, operation: str, token: str | None, path: str | None = None) -> httpx2.Response:
        """The operation as its row has it, spoken with `token`."""
        method, _, template = operation.partition(" ")
        row = TABLE[operation]
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        where = path or self.path(template)
        if row.upload:
            file = {row.upload: (PDF.name, PDF.read_bytes(), "application/pdf")}
            return self.house.client.request(method, where, headers=headers, files=file)
        return self.house.client.request(method, where, headers=headers, json=self.body(row))


def a_difference(house: House) -> Discrepancy:
    """One that the daily comparison found, at a second connection of the company's."""
    ports = house.container.ports
    with ports.store.write(system(TenantId("harbor"))) as tx:
        (first,) = tx.connections.list()
        known = tx.connections.credentials(first.id)
        credentials = {name: f"{value}_second" for name, value in known.items()}
        connection = replace(
            first,
            id=ConnectionId("conn-hers"),
            endpoint_token="endpoint-hers",
            created_at=ports.clock.now(),
        )
        tx.connections.put(connection, credentials)
        return tx.discrepancies.find(
            Discrepancy(
                id="dis_hers",
                connection_id=connection.id,
                kind=DiscrepancyKind.CHARGED_UNKNOWN,
                provider_ref="pi_unknown",
                found_at=ports.clock.now(),
            )
        )


def scene_in(house: House) -> Scene:
    nora = talk(house)
    quote = nora.say("pay HW-032")["quote"]
    nora.speaker.post(f"/quotes/{quote['id']}/approve")
    upload = nora.upload("harbor-electricity-HB-100.pdf")
    ticket = nora.say("I want a human")["ticket"]
    disputes = nora.speaker.post("/bills/HB-100/dispute", {"reason": "other", "amount_minor": 100})
    disputed = nora.speaker.post(f"/quotes/{disputes.json()['id']}/approve").json()
    offer = nora.say("pay HB-100")["quote"]
    payments = nora.speaker.get("/payments").json()["items"]
    admin = house.staff(Role.ADMIN)
    refund = admin.post(f"/payments/{payments[0]['id']}/refund", {"amount_minor": 100}).json()
    endpoint = admin.post("/webhook-endpoints", {"url": "https://hooks.harbor-power.com/in"}).json()
    letter = nora.speaker.post(f"/receipts/{payments[0]['receipt_id']}/send").json()
    discrepancy = a_difference(house)
    house.container.live.ending = lambda: True  # a stream of events ends at once
    assert nora.conversation_id is not None
    own = {
        "bill_id": "HB-100",
        "payment_id": payments[0]["id"],
        "quote_id": offer["id"],
        "dispute_id": disputed["act"]["outcome"]["dispute_id"],
        "ticket_id": ticket["id"],
        "upload_id": upload["id"],
        "page": "1",
        "thread": nora.conversation_id,
        "conversation_id": talk(house).say("hello")["conversation_id"],
        "customer_id": "c-nora",
        "method_id": "pm-nora-bank",
        "receipt_id": payments[0]["receipt_id"],
        "refund_id": refund["refund"]["id"],
        "letter_id": letter["id"],
        "discrepancy_id": discrepancy.id,
        "connection_id": discrepancy.connection_id,
        "endpoint_id": endpoint["id"],
        "provider": "stripe",
        "endpoint_token": "whk_nobody",
    }
    tokens = {
        "neighbour": house.speaker("c-luis").token,
        "other company's": house.speaker("c-rita", "skylink").token,
        "staff": house.staff().token,
        "foreign staff": house.staff(Role.ADMIN, "skylink").token,
        "admin": admin.token,
        "owner": nora.speaker.token,
    }
    return Scene(house, own, tokens)


NOT_HERS = {"provider", "endpoint_token", "thread", "page"}


@pytest.fixture(scope="module")
def scene(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene") / "house"
    with house_from(built, folder, smtp_url="smtp://127.0.0.1:9") as house:
        yield scene_in(house)


def operations(house: House) -> set[str]:
    document = house.client.get("/openapi.json").json()
    return {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }


def test_every_operation_has_its_row(scene: Scene) -> None:
    assert operations(scene.house) == set(TABLE)


def wrong_tokens(house: House) -> dict[str, str | None]:
    """Everything that is not a token of ours."""
    nora = house.principal("c-nora", "harbor", APPROVE)
    ours = house.container.tokens
    good = ours.issue(nora)
    head, claims, signature = good.split(".")
    claimed = jwt.decode(good, OctKey.import_key(ours.secret.encode())).claims
    system = jwt.encode(
        {"alg": "HS256", "typ": "at+jwt"},
        {**claimed, "role": "system"},
        OctKey.import_key(ours.secret.encode()),
    )
    return {
        "none": None,
        "rubbish": "rubbish",
        "another key": Tokens("x" * 64, ours.clock).issue(nora),
        "expired": ours.issue(nora, timedelta(seconds=-1)),
        "no signature": f"{head}.{claims}.",
        "no algorithm": f"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{claims}.",
        "changed claims": f"{head}.{claims[:-4]}AAAA.{signature}",
        "speaks for the system": system,
        "endless": "a" * 100_000,
    }


@pytest.mark.parametrize("operation", sorted(TABLE))
def test_a_wrong_token_gets_nowhere(scene: Scene, operation: str) -> None:
    expected = TABLE[operation].nobody
    for name, token in wrong_tokens(scene.house).items():
        answer = scene.call(operation, token)
        assert answer.status_code == expected, name
        if expected == 401:
            assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize("operation", list(TABLE))
def test_each_role_gets_what_its_row_says(scene: Scene, operation: str) -> None:
    row = TABLE[operation]
    expected = {
        "neighbour": row.strangers,
        "other company's": row.strangers,
        "staff": row.staff,
        "foreign staff": row.foreign_staff,
        "admin": row.admin,
        "owner": row.owner,
    }
    got = {who: scene.call(operation, token) for who, token in scene.tokens.items()}
    assert {who: answer.status_code for who, answer in got.items()} == expected
    hers = [v for k, v in scene.own.items() if k not in NOT_HERS]
    for who in ("neighbour", "other company's", "foreign staff"):
        assert [thing for thing in hers if thing in got[who].text] == [], who


FOREIGN = sorted(op for op, row in TABLE.items() if "_id}" in op and row.strangers == 404)


@pytest.mark.parametrize("operation", FOREIGN)
@pytest.mark.parametrize("who", ["neighbour", "other company's", "foreign staff"])
def test_anothers_thing_and_no_thing_are_the_same_answer(
    scene: Scene, operation: str, who: str
) -> None:
    template = operation.partition(" ")[2]
    nothing = {name: f"{value[:3]}nothing" for name, value in scene.own.items()}
    nothing["page"] = scene.own["page"]  # a number, not a name
    foreign = scene.call(operation, scene.tokens[who])
    unknown = scene.call(operation, scene.tokens[who], template.format(**nothing))
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content)


def test_a_member_of_the_family_who_may_not_approve_may_not_approve(scene: Scene) -> None:
    house = scene.house
    member = replace(house.principal("c-nora", "harbor"), role=Role.CUSTOMER_MEMBER)
    token = house.container.tokens.issue(member)
    refused = scene.call("POST /api/v1/quotes/{quote_id}/approve", token)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_required")


def test_methods_an_address_does_not_know_are_405_and_unknown_addresses_404(scene: Scene) -> None:
    for operation in TABLE:
        _, _, template = operation.partition(" ")
        others = (each for each in ("PUT", "PATCH") if f"{each} {template}" not in TABLE)
        other = next(others)
        refused = scene.house.client.request(other, scene.path(template))
        assert refused.status_code == 405, operation
    for path in ("/api/v1/nothing-here", "/docs", "/redoc"):
        missing = scene.house.client.get(path)
        assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_every_answer_is_kept_from_caches_and_sniffing(scene: Scene) -> None:
    for operation in ("GET /api/v1/bills", "GET /healthz", "GET /api/v1/bills/{bill_id}"):
        headers = scene.call(operation, scene.tokens["owner"]).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
