"""A town whose water bills are kept at Paymentus: the house, and the biller behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from billing.principal import Role, system
from tests.flows.served import served
from tests.house import House, Json, Speaker

HARBOR = TenantId("harbor")
HERE = ConnectionId("paymentus")
SECRETS = {"secret_key": "pk-of-harbor-water", "webhook_secret": "whsec_of_harbor_water"}


@dataclass
class Town:
    """The house and the biller behind it; Ada has an account there and nothing here."""

    house: House

    def order(self, verb: str, path: str, **body: object) -> Json:
        reply = httpx.request(verb, f"{self.house.sandbox_url}/_control/{path}", json=body)
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    def put(self, path: str, **body: object) -> Json:
        return self.order("PUT", f"merchants/harbor-water{path}", **body)

    def bill(self, bill_id: str = "b-1", minor: int = 9740, **more: object) -> None:
        lines = [{"description": "Water", "amount": minor}]
        days = {"issued_on": "2026-03-01", "due_on": "2026-03-20"}
        self.put(
            f"/bills/{bill_id}", customer="acct-ada", amount=minor, number=f"HW-{bill_id}",
            lines=lines, **days, **more,
        )  # fmt: skip

    def there(self, bill_id: str = "b-1") -> Json:
        """The bill as the biller has it."""
        found = self.order("GET", "merchants/harbor-water/bills")["bills"]
        return next(each for each in found if each["billId"] == bill_id)

    def here(self, number: str = "HW-b-1") -> Json:
        found = self.ada().get("/bills?limit=200").json()["items"]
        return next(each for each in found if each["number"] == number)

    def letters(self) -> None:
        """What the biller has to tell arrives, and the worker works."""
        self.order("POST", "webhooks/flush")
        self.house.work()

    def pull(self) -> Json:
        """A pull that staff ask for, to its end."""
        started = self.staff(Role.FINANCE).post("/connections/paymentus/sync")
        assert started.status_code == 202, started.text
        self.house.work()
        return self.progress()

    def progress(self) -> Json:
        found: Json = self.staff().get("/connections/paymentus/sync").json()
        return found

    def id_of(self, ref: str = "acct-ada") -> str:
        """Who the biller's customer is here."""
        with self.house.container.ports.store.read(system(HARBOR, "test")) as tx:
            link = tx.sources.customer(HERE, ref)
        assert link is not None, f"{ref} is not linked"
        return link.customer_id

    def ada(self) -> Speaker:
        """Ada, signed in here."""
        return self.house.speaker(self.id_of())

    def staff(self, role: Role = Role.SUPPORT) -> Speaker:
        return self.house.staff(role)


@contextmanager
def founded(house: House) -> Iterator[Town]:
    """Ada has an account and a card there, and nothing here."""
    made = Connection(HERE, HARBOR, "paymentus", Mode.TEST, "the-door-of-harbor-water")
    with house.container.ports.store.write(system(HARBOR, "test")) as tx:
        tx.connections.put(made, SECRETS | {"environment": "sandbox", "sandbox": "1"})
    with served(house) as url:
        town = Town(house)
        hook = f"{url}/api/v1/webhooks/paymentus/{made.endpoint_token}"
        town.put("", provider="paymentus", webhook_url=hook, **SECRETS)
        town.order("POST", "webhooks", mode="hold")
        town.put("/customers/acct-ada", name="Ada Byron", email="ada@mail.example")
        town.put("/methods/pro-ada", customer="acct-ada", type="card", last4="4242", brand="visa")
        yield town
