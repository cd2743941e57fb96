"""Short words for the REST stories of money that goes back: paid, held, disputed."""

from dataclasses import replace

import httpx

from billing.ids import ConnectionId, PaymentId, PersonId, TenantId
from billing.payments import PaymentState
from billing.principal import Role, system
from billing.repositories import About, InboxRow
from billing.use_cases.receive_webhook import receive_webhook
from tests.house import House, Json, Speaker

HARBOR = system(TenantId("harbor"), "test")


def paid(house: House, bill: str = "HB-100") -> Json:
    """Nora pays a bill; her payment in full."""
    nora = house.speaker()
    quote = nora.quote(bill)
    done = nora.post(f"/quotes/{quote['id']}/approve").json()
    found: Json = nora.get(f"/payments/{done['payments'][0]['id']}").json()
    assert found["state"] == "succeeded"
    return found


def finance(house: House, name: str = "staff-test") -> Speaker:
    who = house.staff(Role.FINANCE)
    if name == "staff-test":
        return who
    other = replace(house.container.tokens.verify(who.token), person=PersonId(name))
    return Speaker(house, house.container.tokens.issue(other))


def given_back(house: House) -> int:
    """What the sandbox, the ground truth, gave back of Nora's charges."""
    return sum(charge["refunded"] for charge in house.charges("harbor"))


def hold(house: House, payment: str) -> None:
    """As if its provider had echoed another amount."""
    with house.container.ports.store.write(HARBOR) as tx:
        held = replace(tx.payments.get(PaymentId(payment)), state=PaymentState.HOLD)
        tx.payments.update(held, was=PaymentState.PENDING)


def pending(house: House) -> str:
    nora = house.speaker()
    quote = nora.quote("HB-100", method_id="pm-nora-bank")
    done = nora.post(f"/quotes/{quote['id']}/approve").json()
    found = str(done["payments"][0]["id"])
    hold(house, found)
    return found


def order(house: House, verb: str, **body: object) -> Json:
    """An order to the sandbox's control."""
    reply = httpx.post(f"{house.sandbox_url}/_control/{verb}", json=body)
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


def hear_of_dispute(house: House, connection: ConnectionId, dispute: str, event: str) -> None:
    """Its webhook comes in, and the worker applies it."""
    _hear(house, connection, About.DISPUTE, dispute, event)


def hear_of_refund(house: House, connection: ConnectionId, refund: str, event: str) -> None:
    """Its webhook comes in, and the worker applies it."""
    _hear(house, connection, About.REFUND, refund, event)


def _hear(house: House, connection: ConnectionId, about: About, name: str, event: str) -> None:
    ports = house.container.ports
    row = InboxRow(
        event, connection, about, None, None, ports.clock.now(), about=about, object_ref=name
    )
    receive_webhook(ports, HARBOR, row)
    house.work()
