"""A verified webhook: write it down once, answer, apply later."""

from billing.duties import DutyKind
from billing.ports import InboxRow, Ports
from billing.principal import Principal


def receive_webhook(ports: Ports, principal: Principal, row: InboxRow) -> bool:
    """Store `row` and owe its application; False when this event was here before.

    The event's content is not believed beyond "look at this payment": applying re-fetches it.
    """
    with ports.store.write(principal) as tx:
        fresh = tx.inbox.add(row)
        if fresh:
            subject = f"{row.connection_id}/{row.event_id}"
            tx.duties.owe(DutyKind.APPLY_WEBHOOK, subject, ports.clock.real_now())
        return fresh
