"""A verified webhook: write it down once, answer, apply later."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing.duties import DutyKind
from billing.errors import Conflict, ForgedReport
from billing.ids import ConnectionId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.repositories import InboxRow

REMEMBERED: Final = timedelta(minutes=10)
"""How long one delivery's body is remembered: its time is believed five minutes to either side."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What names one letter of a provider whose signature would hold for other bodies too.

    `name` is signed, as PayPal's transmission id; `body_sha256` is the hash of the body it came
    with, in hex.
    """

    connection_id: ConnectionId
    name: str
    body_sha256: str

    @property
    def print(self) -> str:
        return _hash(self.connection_id, self.name)

    @property
    def print_with_body(self) -> str:
        return _hash(self.connection_id, self.name, self.body_sha256)


def receive_webhook(ports: Ports, principal: Principal, row: InboxRow) -> bool:
    """Store `row` and owe its application; False when this event was here before.

    The event's content is not believed beyond "look at this payment": applying re-fetches it.
    """
    return receive_webhooks(ports, principal, (row,))[0]


def receive_webhooks(
    ports: Ports,
    principal: Principal,
    rows: Sequence[InboxRow],
    deliveries: Sequence[Delivery] = (),
) -> tuple[bool, ...]:
    """As `receive_webhook` for several of one tenant, all in one transaction or none.

    Raises `ForgedReport` when one of their deliveries came with another body before.
    """
    # In one order: servers that take the same letters in at once must not wait in a ring.
    places = sorted(range(len(rows)), key=lambda at: (rows[at].connection_id, rows[at].event_id))
    ordered = [rows[at] for at in places]
    if len(rows) > 1:
        try:
            return _receive_new(ports, principal, ordered, deliveries)
        except Conflict:
            pass  # a repetition is among them: they are told apart one by one
    with ports.store.write(principal) as tx:
        _refuse_other_bodies(ports, tx, deliveries)
        fresh = {at: tx.inbox.add(row) for at, row in zip(places, ordered, strict=True)}
        _owe(ports, tx, [rows[at] for at in places if fresh[at]])
    return tuple(fresh[at] for at in range(len(rows)))


def _receive_new(
    ports: Ports, principal: Principal, rows: Sequence[InboxRow], deliveries: Sequence[Delivery]
) -> tuple[bool, ...]:
    with ports.store.write(principal) as tx:
        _refuse_other_bodies(ports, tx, deliveries)
        tx.inbox.add_new(rows)
        _owe(ports, tx, rows)
    return (True,) * len(rows)


def _refuse_other_bodies(ports: Ports, tx: Tx, deliveries: Sequence[Delivery]) -> None:
    """The first body of a delivery is the only one, for every process; the same again may come."""
    if not deliveries:
        return
    now = ports.clock.real_now()
    tx.used_tokens.sweep(now)
    # By name first, whatever the bodies: servers that take them in at once wait in no ring.
    for each in sorted(deliveries, key=lambda one: (one.print, one.body_sha256)):
        unseen = tx.used_tokens.use(each.print_with_body, now + REMEMBERED)
        if unseen and not tx.used_tokens.use(each.print, now + REMEMBERED):
            raise ForgedReport("this letter came with another body before")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(("delivery", *parts)).encode()).hexdigest()


def _owe(ports: Ports, tx: Tx, rows: Sequence[InboxRow]) -> None:
    subjects = [f"{row.connection_id}/{row.event_id}" for row in rows]
    tx.duties.owe_all(DutyKind.APPLY_WEBHOOK, subjects, ports.clock.real_now())
