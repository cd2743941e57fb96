"""Tickets in SQL; what the customer said and the packet are sealed under the person's key."""

from datetime import datetime
from typing import Final

from sqlalchemy import Integer, bindparam, func

from billing.errors import NotFound
from billing.ids import ConversationId, CustomerId, PersonId, TicketId
from billing.repositories import Page
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner
from billing.stores.pages import after, after_values, cursor_of, page_size, paged
from billing.stores.schema_people import TICKETS
from billing.stores.sealing import SealedRepository
from billing.tickets import OPEN_TICKETS, Priority, Ticket, TicketStatus

_T: Final = TICKETS.c


class SqlTickets(SealedRepository):
    """`ports.Tickets`."""

    __slots__ = ()

    def add(self, ticket: Ticket) -> None:
        self._add_new(TICKETS, self._values(ticket), "ticket")

    def get(self, ticket_id: TicketId) -> Ticket:
        return self._ticket(self._found(self._select(TICKETS).where(_T.id == ticket_id), "ticket"))

    def put(self, ticket: Ticket) -> None:
        values = self._values(ticket)
        if self._run(self._change(TICKETS).where(_T.id == ticket.id).values(**values)) != 1:
            raise NotFound("ticket")

    def open_in(self, conversation_id: ConversationId) -> Ticket | None:
        statement = self._select(TICKETS).where(
            _T.conversation_id == conversation_id, _T.status.in_(sorted(OPEN_TICKETS))
        )
        if self._scope.as_customer and self._principal.person is not None:
            # Two people may have chosen the same thread id.
            statement = statement.where(_T.person_id == self._principal.person)
        # Sorted here: asked for the newest, SQLite would walk all the tenant's tickets by age.
        rows = self._all(statement)
        newest = max(rows, key=lambda row: (row.opened_at, row.id), default=None)
        return None if newest is None else self._ticket(newest)

    def opened_since(self, since: datetime) -> int:
        statement = self._select(TICKETS, func.count()).where(_T.opened_at >= since)
        return self._count(statement)

    def list(self, *, limit: int = 50, cursor: str | None = None) -> Page[Ticket]:
        limit = page_size(limit)
        if cursor is None:
            first = self._kept("first page", self._newest)
            rows = self._all(first, rows=limit + 1)
        else:
            values = after_values(cursor, days=False)
            later = self._kept(
                "later page", lambda: self._newest().where(after(_T.opened_at, _T.id))
            )
            rows = self._all(later, rows=limit + 1, **values)
        return paged(rows, limit, self._ticket, lambda row: cursor_of(row.opened_at, row.id))

    def _newest(self) -> Query:
        newest = self._select(TICKETS).order_by(_T.opened_at.desc(), _T.id.desc())
        return newest.limit(bindparam("rows", type_=Integer))

    def _values(self, ticket: Ticket) -> dict[str, object]:
        owner = _owner(ticket.person_id, ticket.customer_id)
        body = {
            "subject": ticket.subject,
            "text": ticket.text,
            "about": ticket.about,
            "packet": dict(ticket.packet),
        }
        return {
            "id": ticket.id,
            "customer_id": ticket.customer_id,
            "category": ticket.category,
            "priority": ticket.priority,
            "status": ticket.status,
            "opened_at": ticket.opened_at,
            "conversation_id": ticket.conversation_id,
            "person_id": ticket.person_id,
            "body": self._seal(owner, self._place("tickets.body", ticket.id), body),
        }

    def _ticket(self, row: Found) -> Ticket:
        person = None if row.person_id is None else PersonId(row.person_id)
        customer = CustomerId(row.customer_id)
        body = self._unseal(_owner(person, customer), self._place("tickets.body", row.id), row.body)
        return Ticket(
            id=TicketId(row.id),
            customer_id=customer,
            category=row.category,
            priority=Priority(row.priority),
            status=TicketStatus(row.status),
            opened_at=row.opened_at,
            subject=body.words("subject"),
            text=body.words("text"),
            about=body.maybe_words("about"),
            conversation_id=None
            if row.conversation_id is None
            else ConversationId(row.conversation_id),
            person_id=person,
            packet=body.mapping("packet"),
        )


def _owner(person: PersonId | None, customer: CustomerId) -> Owner:
    if person is None:
        return Owner("customer", customer, customer)
    return Owner("person", person, customer)
