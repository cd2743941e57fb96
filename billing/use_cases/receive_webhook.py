"""A verified webhook: write it down once, answer, apply later."""

from collections.abc import Sequence

from billing.duties import DutyKind
from billing.errors import Conflict
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.repositories import InboxRow


def receive_webhook(ports: Ports, principal: Principal, row: InboxRow) -> bool:
    """Store `row` and owe its application; False when this event was here before.

    The event's content is not believed beyond "look at this payment": applying re-fetches it.
    """
    return receive_webhooks(ports, principal, (row,))[0]


def receive_webhooks(
    ports: Ports, principal: Principal, rows: Sequence[InboxRow]
) -> tuple[bool, ...]:
    """As `receive_webhook` for several of one tenant, all in one transaction or none."""
    # In one order: servers that take the same letters in at once must not wait in a ring.
    places = sorted(range(len(rows)), key=lambda at: (rows[at].connection_id, rows[at].event_id))
    ordered = [rows[at] for at in places]
    if len(rows) > 1:
        try:
            return _receive_new(ports, principal, ordered)
        except Conflict:
            pass  # a repetition is among them: they are told apart one by one
    with ports.store.write(principal) as tx:
        fresh = {at: tx.inbox.add(row) for at, row in zip(places, ordered, strict=True)}
        _owe(ports, tx, [rows[at] for at in places if fresh[at]])
    return tuple(fresh[at] for at in range(len(rows)))


def _receive_new(ports: Ports, principal: Principal, rows: Sequence[InboxRow]) -> tuple[bool, ...]:
    with ports.store.write(principal) as tx:
        tx.inbox.add_new(rows)
        _owe(ports, tx, rows)
    return (True,) * len(rows)


def _owe(ports: Ports, tx: Tx, rows: Sequence[InboxRow]) -> None:
    subjects = [f"{row.connection_id}/{row.event_id}" for row in rows]
    tx.duties.owe_all(DutyKind.APPLY_WEBHOOK, subjects, ports.clock.real_now())
