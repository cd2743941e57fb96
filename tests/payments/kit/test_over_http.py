"""The adapter behind the real address of its webhooks: 400 and no state for what is not genuine."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from api.providers import SANDBOX
from billing.capabilities import Webhooks
from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from billing.principal import system
from tests.house import House
from tests.payments.kit.rig import Dated, Letter, Rig
from tests.payments.kit.test_webhooks import forge
from tests.payments.kit.words import require
from tests.payments.rig import Sandbox

HARBOR = TenantId("harbor")
SOMEBODY = system(HARBOR, "test")
FORGERIES = 60


@dataclass(frozen=True)
class Door:
    """The address of one connection of a running house."""

    house: House
    connection: Connection

    def knock(self, letter: Letter) -> int:
        """The status that the letter is answered with."""
        path = f"/api/v1/webhooks/{self.connection.provider}/{self.connection.endpoint_token}"
        headers = {
            name.encode("utf-8", "surrogatepass"): value.encode("utf-8", "surrogatepass")
            for name, value in letter.headers.items()
        }
        return self.house.client.post(path, content=letter.body, headers=headers).status_code

    def letter(self, rig: Rig) -> Letter:
        """A genuine one, signed at the application's time; the sandbox's clock runs ahead."""
        at = self.house.container.ports.clock.real_now()
        body = rig.event_at(at) if isinstance(rig, Dated) else rig.event()
        return Letter(body, rig.sign(body, at), at)

    def kept(self) -> list[str]:
        """The ids of the events that were written down."""
        with self.house.container.ports.store.read(SOMEBODY) as tx:
            return [row.event_id for row in tx.inbox.list(connection_id=self.connection.id)]


@pytest.fixture
def rig(rig: Rig, house: House) -> Iterator[Rig]:
    """The merchant in the house's own sandbox: some signatures need what is served there."""
    own = Sandbox(house.sandbox_url)
    with own.http:
        yield type(rig)(own, rig.id)


@pytest.fixture
def door(rig: Rig, house: House) -> Door:
    require(rig.connect().capabilities.webhooks is Webhooks.SIGNED, "no signed webhooks")
    made = Connection(ConnectionId("kit"), HARBOR, rig.provider, Mode.TEST, f"door-{rig.id}-kit")
    with house.container.ports.store.write(SOMEBODY) as tx:
        tx.connections.put(made, {**rig.credentials, SANDBOX: "its own"})
    return Door(house, made)


def test_a_genuine_letter_is_written_down_once_however_often_it_comes(door: Door, rig: Rig) -> None:
    letter = door.letter(rig)

    assert [door.knock(letter) for _ in range(3)] == [200, 200, 200]

    assert door.kept() == ["evt_1"]


def test_what_is_forged_or_malformed_is_400_and_leaves_nothing(door: Door, rig: Rig) -> None:
    dice, letter = random.Random(7), door.letter(rig)
    forged = [forge(dice, rig, letter) for _ in range(FORGERIES)]
    malformed = [b"", b"null", b"[]", b"\xff", b"[" * 50_000, b'{"id": NaN}', b" " * 200_000]
    signed = [Letter(body, rig.sign(body, letter.at), letter.at) for body in malformed]

    answers = {door.knock(each) for each in (*forged, *signed) if each != letter}

    assert answers == {400}
    assert door.kept() == []
    assert door.knock(letter) == 200
