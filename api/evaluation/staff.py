"""What a human of the company does in a scenario: take a case, write, give it back.

Written straight into the books, as the console's acts leave them: the conversation it came from
and the state of the case.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from api.evaluation.scenario import BadScenario
from billing.conversations import Message, Speaker
from billing.ids import ConversationId, MessageId, PersonId
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.redaction import redact
from billing.tickets import OPEN_TICKETS, Ticket, TicketStatus

_LEADS_TO: Final[Mapping[str, TicketStatus]] = {
    "claim": TicketStatus.CLAIMED,
    "hand_back": TicketStatus.OPEN,
    "resolve": TicketStatus.RESOLVED,
}


def staff_acts(ports: Ports, customer: Principal, thread: str | None, act: str) -> None:
    """`claim`, `hand_back` or `resolve` the case of the customer's conversation.

    Raises `BadScenario` where nobody works for the company. Where no case was opened there is
    nothing to take: the scenario fails by what it expects, not by us.
    """
    with ports.store.write(_somebody(ports, customer)) as tx:
        case = _case(tx, customer, thread)
        if case is not None:
            tx.tickets.put(replace(case, status=_LEADS_TO[act]))


def staff_says(ports: Ports, customer: Principal, thread: str | None, text: str) -> None:
    """Write `text` into the customer's conversation. Raises `BadScenario` as above."""
    who = _somebody(ports, customer)
    if thread is None:
        return
    with ports.store.write(who) as tx:
        tx.conversations.append(
            Message(
                conversation_id=ConversationId(thread),
                seq=0,
                id=MessageId(ports.ids.new("msg")),
                speaker=Speaker.STAFF,
                text=str(redact(text)),
                at=ports.clock.now(),
            )
        )


def words_of_staff(ports: Ports, customer: Principal, thread: str | None) -> str:
    """What the customer reads in the conversation of what staff wrote, one message a line."""
    if thread is None:
        return ""
    with ports.store.read(customer) as tx:
        said = tx.conversations.tail(ConversationId(thread), 50)
    return "\n".join(each.text for each in said if each.speaker is Speaker.STAFF)


def _somebody(ports: Ports, customer: Principal) -> Principal:
    with ports.store.read(Principal(customer.tenant, Role.SYSTEM, session="evaluation")) as tx:
        known = tx.customers.all_staff()
    if not known:
        raise BadScenario(f"nobody works for {customer.tenant}: give the world some `staff`")
    chosen = min(known, key=lambda each: (each.role is not Role.SUPPORT, each.id))
    return Principal(customer.tenant, chosen.role, person=PersonId(chosen.id), session="evaluation")


def _case(tx: Tx, customer: Principal, thread: str | None) -> Ticket | None:
    """The open case of this conversation, or the newest open one of this person."""
    mine = [
        each
        for each in tx.tickets.list(limit=50).items
        if each.person_id == customer.person and each.status in OPEN_TICKETS
    ]
    here = [each for each in mine if thread is not None and each.conversation_id == thread]
    return next(iter(here or mine), None)
