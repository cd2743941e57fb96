"""Square signs the address it calls, and sends old letters again: both are known, and counted."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from httpx2 import Response

from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from billing.principal import system
from billing.repositories import About, InboxRow
from tests.house import House

HARBOR = TenantId("harbor")
SECRETS = {
    "secret_key": "EAAA-of-harbor",
    "location_id": "L-harbor",
    "webhook_secret": "signature-key-of-harbor",
}


@pytest.fixture
def path(house: House) -> str:
    """Where Square calls Harbor Power."""
    made = Connection(ConnectionId("square"), HARBOR, "square", Mode.TEST, "the-doors-own-token")
    with house.container.ports.store.write(system(HARBOR, "test")) as tx:
        tx.connections.put(made, SECRETS)
    return f"/api/v1/webhooks/square/{made.endpoint_token}"


def test_a_letter_counts_at_the_address_it_was_signed_for_and_nowhere_else(
    house: House, path: str
) -> None:
    base = house.container.settings.public_url.rstrip("/")

    assert knock(house, path, Said(signed_for=f"{base}{path}")).status_code == 200
    for other in (
        f"{base}/api/v1/webhooks/square",
        f"{base}{path}/",
        f"https://evil.example{path}",
    ):
        assert knock(house, path, Said(signed_for=other)).status_code == 400


def test_what_square_sends_again_after_an_outage_counts_and_counts_once(
    house: House, path: str
) -> None:
    """It is the same bytes under the same signature: nothing in them says that it is a repeat."""
    old = Said(age=timedelta(hours=23), kind="dispute", event_id="evt-during-the-outage")

    for new in (True, False, False):
        reply = knock(house, path, old)
        assert (reply.status_code, reply.json()["new"]) == (200, new)
    assert [row.event_id for row in rows(house)] == ["evt-during-the-outage"]
    assert rows(house)[0].about is About.DISPUTE


@pytest.mark.parametrize("age", [timedelta(days=3), timedelta(days=365), timedelta(minutes=-8)])
def test_what_square_would_not_send_any_more_or_not_yet_is_refused(
    house: House, path: str, age: timedelta
) -> None:
    assert knock(house, path, Said(age=age)).status_code == 400
    assert rows(house) == ()


def test_another_sellers_event_under_our_key_is_written_down_and_changes_nothing(
    house: House, path: str
) -> None:
    """One application's key signs the events of all its sellers and locations."""
    strange = Said(kind="payment", merchant="ML-OTHER", location="L-other")

    assert knock(house, path, strange).status_code == 200
    (row,) = rows(house)
    assert (row.about, row.reference, row.provider_ref) == (About.OTHER, None, None)
    house.work()
    assert rows(house)[0].applied_at is not None


@dataclass(frozen=True)
class Said:
    """An event of Square's; `signed_for` empty: the address it is posted to."""

    signed_for: str = ""
    age: timedelta = timedelta(0)
    kind: str = "customer"
    event_id: str = "evt-1"
    merchant: str = "ML1"
    location: str = SECRETS["location_id"]


def knock(house: House, path: str, said: Said) -> Response:
    """The answer to a genuine letter at this path."""
    made_at = house.container.ports.clock.real_now() - said.age
    subject = {"id": "c", "location_id": said.location}
    event = {
        "merchant_id": said.merchant,
        "type": f"{said.kind}.updated",
        "event_id": said.event_id,
        "created_at": made_at.replace(second=0, microsecond=0).isoformat(),
        "data": {"type": said.kind, "id": "c", "object": {said.kind: subject}},
    }
    body = json.dumps(event).encode()
    address = said.signed_for or f"{house.container.settings.public_url.rstrip('/')}{path}"
    key = SECRETS["webhook_secret"].encode()
    digest = hmac.new(key, address.encode() + body, hashlib.sha256).digest()
    headers = {"x-square-hmacsha256-signature": base64.b64encode(digest).decode()}
    return house.client.post(path, content=body, headers=headers)


def rows(house: House) -> tuple[InboxRow, ...]:
    with house.container.ports.store.read(system(HARBOR, "test")) as tx:
        return tx.inbox.list(connection_id=ConnectionId("square"))
