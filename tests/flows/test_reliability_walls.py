"""Whose secret opens what: endpoints, companies, rows; and what never leaves through any door."""

import hashlib
import json
import random
import sqlite3
from collections import defaultdict
from contextlib import closing

import pytest

from billing.ids import TenantId
from billing.principal import Role, system
from billing.stores.crypto import Unreadable
from billing.stores.store import SqlStore
from tests.billing.use_cases.till import WORKER, open_till
from tests.builders import CONNECTION, connection
from tests.fakes import FakeClock
from tests.house import House, Json
from tests.payments.forgeries import signature

SEED = 20261121
SECRETS = {"secret_key": "sk_test_canary_one_4417", "webhook_secret": "whsec_canary_one_4417"}


# --- whose endpoint ------------------------------------------------------------------------------


def endpoint(house: House, name: str) -> tuple[str, str]:
    """The address of a company's webhooks, and what signs them."""
    with house.container.ports.store.read(system(TenantId(name))) as tx:
        (found,) = tx.connections.list()
        secret = tx.connections.credentials(found.id)["webhook_secret"]
    return f"/api/v1/webhooks/{found.provider}/{found.endpoint_token}", secret


def event(house: House, **changes: object) -> bytes:
    """A success that names harbor's payment as the provider would."""
    about = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "metadata": {}}
    found: Json = {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded"}
    found |= {"livemode": False, "data": {"object": about}, "created": 1} | changes
    return json.dumps(found).encode()


def test_a_letter_opens_only_the_endpoint_its_secret_belongs_to(house: House) -> None:
    tenants = ("harbor", "skylink", "lumen")
    doors = {name: endpoint(house, name) for name in tenants}
    assert len({path for path, _ in doors.values()}) == len({key for _, key in doors.values()}) == 3
    now = int(house.container.ports.clock.real_now().timestamp())
    body = event(house)
    for mine in tenants:
        for theirs in tenants:
            header = {"Stripe-Signature": signature(body, doors[mine][1], now)}
            reply = house.client.post(doors[theirs][0], content=body, headers=header)
            assert reply.status_code == (200 if mine == theirs else 400), (mine, theirs)
    for name in tenants:
        with house.container.ports.store.read(system(TenantId(name))) as tx:
            assert len(tx.inbox.list()) == 1


def test_an_event_of_another_account_is_refused_though_it_is_well_signed(house: House) -> None:
    path, secret = endpoint(house, "harbor")
    now = int(house.container.ports.clock.real_now().timestamp())
    for changes in ({"account": "acct_others"}, {"livemode": True}):
        body = event(house, **changes)
        header = {"Stripe-Signature": signature(body, secret, now)}
        reply = house.client.post(path, content=body, headers=header)
        assert 400 <= reply.status_code < 500, (changes, reply.text)
    with house.container.ports.store.read(WORKER) as tx:
        assert tx.inbox.list() == ()


def test_an_endpoints_name_cannot_be_guessed(house: House) -> None:
    names = [endpoint(house, name)[0].rpartition("/")[2] for name in ("harbor", "skylink", "lumen")]
    assert all(len(name) >= 32 and not set(name) - set("0123456789abcdef") for name in names)
    path, secret = endpoint(house, "harbor")
    wrong = path[:-1] + ("0" if path[-1] != "0" else "1")
    body = event(house)
    now = int(house.container.ports.clock.real_now().timestamp())
    header = {"Stripe-Signature": signature(body, secret, now)}
    assert house.client.post(wrong, content=body, headers=header).status_code == 404


def test_of_a_forged_letter_only_its_hash_is_kept(house: House) -> None:
    path, _ = endpoint(house, "harbor")
    now = int(house.container.ports.clock.real_now().timestamp())
    body = event(house, note="canary-in-a-forged-body")
    for secret in ("", "whsec_strangers"):
        header = {"Stripe-Signature": signature(body, secret, now)}
        assert house.client.post(path, content=body, headers=header).status_code == 400
    house.container.intake.forgeries.write_all(TenantId("harbor"))
    folder = house.container.settings.data_dir
    files = b"".join(each.read_bytes() for each in folder.glob("billing.db*"))
    assert hashlib.sha256(body).hexdigest().encode() in files
    assert b"canary-in-a-forged-body" not in files


# --- credentials at rest --------------------------------------------------------------------------


def lying_there(url: str) -> bytes:
    """Harbor's credentials as a thief of the file finds them."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as base:
        rows = base.execute("SELECT credentials FROM connections WHERE tenant_id = 'harbor'")
        return bytes(rows.fetchone()[0])


def laid_there(url: str, credentials: bytes) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as base, base:
        wish = "UPDATE connections SET credentials = ? WHERE tenant_id = 'harbor'"
        assert base.execute(wish, (credentials,)).rowcount == 1


def test_no_changed_bit_of_stored_credentials_is_taken(
    sqlite_store: SqlStore, sqlite_url: str, clock: FakeClock
) -> None:
    open_till(sqlite_store, clock)
    good = lying_there(sqlite_url)
    dice = random.Random(SEED)
    bits = {dice.randrange(8 * len(good)) for _ in range(100)} | {0, 8 * len(good) - 1}
    for bit in bits:
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        laid_there(sqlite_url, bytes(bad))
        with pytest.raises(Unreadable), sqlite_store.read(WORKER) as tx:
            tx.connections.credentials(CONNECTION)
    for shorter in (good[:-1], good[1:], b""):
        laid_there(sqlite_url, shorter)
        with pytest.raises(Unreadable), sqlite_store.read(WORKER) as tx:
            tx.connections.credentials(CONNECTION)
    laid_there(sqlite_url, good)
    with sqlite_store.read(WORKER) as tx:
        assert tx.connections.credentials(CONNECTION) == {"api_key": "sk_test_harbor"}


def test_the_same_credentials_lie_there_differently_each_time(
    sqlite_store: SqlStore, sqlite_url: str, clock: FakeClock
) -> None:
    open_till(sqlite_store, clock)
    seen = set()
    for _ in range(20):
        with sqlite_store.write(WORKER) as tx:
            tx.connections.put(connection(), SECRETS)
        seen.add(lying_there(sqlite_url))
    assert len(seen) == 20
    assert all(value.encode() not in each for value in SECRETS.values() for each in seen)


def secrets_of(house: House) -> set[str]:
    """Everything that signs or pays, of every company, and the installation's own keys."""
    found: set[str] = set()
    for name in ("harbor", "skylink", "lumen"):
        with house.container.ports.store.read(system(TenantId(name))) as tx:
            for each in tx.connections.list():
                found |= set(tx.connections.credentials(each.id).values())
    keys = json.loads((house.container.settings.data_dir / "keys.json").read_text())
    found |= {
        keys["secret_key"],
        *(part.split(":")[1] for part in keys["credential_keys"].split(",")),
    }
    return {secret for secret in found if len(secret) >= 8}


def test_no_address_of_the_api_ever_answers_with_a_secret(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Every operation there is, asked by a customer and an admin with their own things' names."""
    secrets = secrets_of(house)
    assert len(secrets) >= 5
    nora = house.speaker()
    quote = nora.quote("HB-100")
    (paid,) = nora.post(f"/quotes/{quote['id']}/approve").json()["payments"]
    with house.container.ports.store.read(WORKER) as tx:
        (ours,) = tx.connections.list()
    names = {
        "bill_id": "HB-100",
        "quote_id": quote["id"],
        "payment_id": paid["id"],
        "receipt_id": paid["receipt_id"],
        "connection_id": ours.id,
        "customer_id": "c-nora",
        "provider": ours.provider,
        "endpoint_token": ours.endpoint_token,
    }
    speakers = [nora, house.staff(Role.ADMIN)]
    told = 0
    for path, verbs in house.client.get("/openapi.json").json()["paths"].items():
        if path.endswith("/events"):
            continue  # a stream without an end; it repeats what the conversation holds
        there = path.format_map(defaultdict(lambda: "none", names))
        for verb in verbs:
            for speaker in speakers:
                headers = {"Authorization": f"Bearer {speaker.token}"}
                reply = house.client.request(verb, there, json={}, headers=headers)
                told += reply.status_code == 200
                assert [each for each in secrets if each in reply.text] == [], (verb, path)
    assert told > 25, "hardly anything answered: this proves little"
    assert [each for each in secrets if each in caplog.text] == []
