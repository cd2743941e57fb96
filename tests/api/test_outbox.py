"""What waits to leave, seen by staff: why it did not arrive, and once more from the beginning."""

import pytest

from api.letters import OutgoingLetters
from billing.errors import DeliveryFailed, DeliveryRefused
from billing.letters import WEBHOOK, Letter
from billing.principal import Role
from tests.house import House, Json, Speaker


class Moody:
    """A channel that fails as long as it is told to."""

    name = WEBHOOK

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.arrived: list[str] = []

    def deliver(self, letter: Letter) -> None:
        if self.fault is not None:
            raise self.fault
        self.arrived.append(letter.id)


@pytest.fixture
def channel(house: House) -> Moody:
    """The house's webhooks go here; one address is there for all events."""
    made, letters = Moody(), house.container.ports.letters
    assert isinstance(letters, OutgoingLetters)
    letters.channels = {WEBHOOK: made}
    body = {"url": "https://hooks.northwind-shop.com/", "events": ["quote.opened", "bill.paid"]}
    assert house.staff(Role.ADMIN).post("/webhook-endpoints", body).status_code == 201
    return made


def rows(who: Speaker, **query: object) -> list[Json]:
    reply = who.get("/outbox", params=query)
    assert reply.status_code == 200, reply.text
    found: list[Json] = reply.json()["items"]
    return found


def test_what_waits_and_what_left(house: House, channel: Moody) -> None:
    house.speaker().quote("HB-100")
    finance = house.staff(Role.FINANCE)
    (row,) = rows(finance)
    assert (row["kind"], row["channel"], row["state"]) == ("quote.opened", "webhook", "waiting")
    assert (row["customer_id"], row["tries"], row["sent_at"]) == ("c-nora", 0, None)
    house.work()
    (sent,) = rows(finance, state="sent")
    assert (sent["id"], sent["tries"], sent["problem"]) == (row["id"], 1, None)
    assert channel.arrived == [row["id"]]
    assert rows(finance, state="waiting") == rows(finance, state="dead") == []


def test_why_it_did_not_arrive_is_told_without_address_or_words(
    house: House, channel: Moody
) -> None:
    channel.fault = DeliveryFailed("the receiver answered 5xx")
    house.speaker().quote("HB-100")
    house.work()
    (row,) = rows(house.staff())
    assert (row["state"], row["tries"]) == ("waiting", 1)
    assert row["problem"] == "the receiver answered 5xx"
    assert "northwind" not in str(row)
    assert set(row) == {
        "id",
        "channel",
        "kind",
        "subject",
        "to",
        "customer_id",
        "state",
        "tries",
        "problem",
        "created_at",
        "sent_at",
    }


def test_a_dead_one_is_retried_by_those_who_may(house: House, channel: Moody) -> None:
    channel.fault = DeliveryRefused("the receiver wants no more of this (410)")
    house.speaker().quote("HB-100")
    house.work()
    boss = house.staff(Role.ADMIN)
    (dead,) = rows(boss, state="dead")
    channel.fault = None
    (endpoint,) = boss.get("/webhook-endpoints").json()["items"]
    boss.post(f"/webhook-endpoints/{endpoint['id']}/rotate-secret")
    path = f"/outbox/{dead['id']}/retry"
    for who in (house.speaker(), house.staff()):
        assert who.post(path).status_code == 403
    assert house.staff(Role.ADMIN, "skylink").post(path).status_code == 404
    again = house.staff(Role.FINANCE).post(path).json()
    assert (again["state"], again["tries"], again["problem"]) == ("waiting", 0, None)
    house.work()
    assert channel.arrived == [dead["id"]]
    assert boss.post(path).json()["state"] == "sent"
    house.work()
    assert len(channel.arrived) == 1


def test_a_list_is_newest_first_bounded_and_its_companys_own(house: House, channel: Moody) -> None:
    nora = house.speaker()
    nora.post(f"/quotes/{nora.quote('HB-100')['id']}/approve")
    finance = house.staff(Role.FINANCE)
    assert [row["kind"] for row in rows(finance)] == ["bill.paid", "quote.opened"]
    assert [row["kind"] for row in rows(finance, limit=1)] == ["bill.paid"]
    assert rows(house.staff(Role.ADMIN, "skylink")) == []
    for query in ({"limit": 0}, {"limit": 201}, {"state": "lost"}):
        assert finance.get("/outbox", params=query).status_code == 422
    assert nora.get("/outbox").status_code == 403
