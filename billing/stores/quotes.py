"""Quotes and approvals in SQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import String, bindparam, func

from billing.acts import Act, ActKind, Outcome
from billing.errors import Conflict
from billing.ids import (
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MethodId,
    PersonId,
    QuoteId,
)
from billing.money import Money
from billing.quotes import BUTTON, QUOTE_MOVES, Approval, Quote, QuoteLine, QuoteStatus
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner
from billing.stores.schema_money import APPROVALS, QUOTES
from billing.stores.sealing import SealedRepository
from billing.tenants import JsonValue

_Q: Final = QUOTES.c


class SqlQuotes(SealedRepository):
    """`ports.Quotes`."""

    __slots__ = ()

    def add(self, quote: Quote) -> None:
        values = {
            "id": quote.id,
            "customer_id": quote.customer_id,
            "person_id": quote.person_id,
            "status": quote.status,
            "lines": [
                [
                    line.bill_id,
                    line.bill_number,
                    line.bill_version,
                    line.description,
                    line.amount.amount_minor,
                    line.amount.currency,
                    line.fee_minor,
                ]
                for line in quote.lines
            ],
            "fee_minor": quote.fee.amount_minor,
            "currency": quote.fee.currency,
            "method_id": quote.method_id,
            "connection_id": quote.connection_id,
            "payee": quote.payee,
            "approve_by": list(quote.approve_by),
            "created_at": quote.created_at,
            "expires_at": quote.expires_at,
            "conversation_id": quote.conversation_id,
            "shown_seq": quote.shown_seq,
            "act": None if quote.act is None else _act_row(quote.act),
            "personal": self._sealed(quote),
        }
        self._add_new(QUOTES, values, "quote")

    def get(self, quote_id: QuoteId) -> Quote:
        return self._quote(self._found(self._kept("get", self._by_id), "quote", id=quote_id))

    def lock(self, quote_id: QuoteId) -> Quote:
        wanted = self._kept("lock", lambda: self._locked(self._by_id()))
        return self._quote(self._found(wanted, "quote", id=quote_id))

    def open_of(self, customer_id: CustomerId) -> tuple[Quote, ...]:
        statement = self._select(QUOTES).where(
            _Q.customer_id == customer_id, _Q.status == QuoteStatus.OPEN
        )
        return tuple(sorted((self._quote(row) for row in self._all(statement)), key=_age))

    def open_in(self, conversation_id: ConversationId) -> Quote | None:
        rows = self._all(
            self._kept("open_in", self._opened),
            conversation=conversation_id,
            person=self._principal.person if self._scope.as_customer else None,
        )
        # Sorted here: asked for the newest, SQLite would walk all the customer's quotes by age.
        return max((self._quote(row) for row in rows), key=_age, default=None)

    def set_status(self, quote_id: QuoteId, status: QuoteStatus) -> None:
        movable = [old for old, to in QUOTE_MOVES.items() if status in to or old is status]
        change = self._change(QUOTES).where(_Q.id == quote_id, _Q.status.in_(movable))
        if self._run(change.values(status=status)) != 1:
            raise Conflict(f"quote is {self.get(quote_id).status} already")

    def set_shown(self, quote_id: QuoteId, seq: int) -> None:
        if self._run(self._change(QUOTES).where(_Q.id == quote_id).values(shown_seq=seq)) != 1:
            self.get(quote_id)

    def only_button(self, quote_id: QuoteId) -> None:
        made = self._change(QUOTES).where(_Q.id == quote_id).values(approve_by=[BUTTON])
        if self._run(made) != 1:
            self.get(quote_id)

    def set_outcome(self, quote_id: QuoteId, outcome: Outcome) -> None:
        made = self._change(QUOTES).where(_Q.id == quote_id).values(outcome=dict(outcome))
        if self._run(made) != 1:
            self.get(quote_id)

    def add_approval(self, approval: Approval) -> None:
        values = {
            "quote_id": approval.quote_id,
            "customer_id": self.get(approval.quote_id).customer_id,
            "person_id": approval.person_id,
            "session": approval.session,
            "channel": approval.channel,
            "fingerprint": approval.fingerprint,
            "approved_at": approval.approved_at,
        }
        self._add_new(APPROVALS, values, "approval")

    def approval(self, quote_id: QuoteId) -> Approval | None:
        row = self._one(self._select(APPROVALS).where(APPROVALS.c.quote_id == quote_id))
        if row is None:
            return None
        return Approval(
            quote_id=QuoteId(row.quote_id),
            person_id=PersonId(row.person_id),
            session=row.session,
            channel=row.channel,
            fingerprint=row.fingerprint,
            approved_at=row.approved_at,
        )

    def made_since(self, since: datetime) -> int:
        statement = self._select(QUOTES, func.count()).where(_Q.created_at >= since)
        return self._count(statement)

    def _sealed(self, quote: Quote) -> bytes | None:
        """What an act says of a human, under the customer's key; None where it says nothing."""
        if quote.act is None or not quote.act.personal:
            return None
        place = self._place("quotes.personal", quote.id)
        return self._seal(_owner(quote.customer_id), place, dict(quote.act.personal))

    def _act(self, row: Found) -> Act | None:
        if row.act is None:
            return None
        stored: Mapping[str, JsonValue] = row.act
        personal: Mapping[str, str] = {}
        if row.personal is not None:
            place = self._place("quotes.personal", row.id)
            body = self._unseal(_owner(CustomerId(row.customer_id)), place, row.personal)
            personal = {name: body.words(name) for name in body.members}
        wish, terms = stored["wish"], stored["terms"]
        minor = stored["amount_minor"]
        return Act(
            kind=ActKind(str(stored["kind"])),
            wish=wish if isinstance(wish, dict) else {},
            terms=terms if isinstance(terms, dict) else {},
            amount=Money(minor if isinstance(minor, int) else 0, str(stored["currency"])),
            personal=personal,
        )

    def _quote(self, row: Found) -> Quote:
        return Quote(
            id=QuoteId(row.id),
            customer_id=CustomerId(row.customer_id),
            person_id=PersonId(row.person_id),
            status=QuoteStatus(row.status),
            lines=tuple(
                # Lines of before there were fees have none.
                QuoteLine(BillId(bill), number, version, words, Money(minor, currency), *fee)
                for bill, number, version, words, minor, currency, *fee in row.lines
            ),
            method_id=MethodId(row.method_id),
            connection_id=ConnectionId(row.connection_id),
            payee=row.payee,
            approve_by=tuple(row.approve_by),
            created_at=row.created_at,
            expires_at=row.expires_at,
            conversation_id=None
            if row.conversation_id is None
            else ConversationId(row.conversation_id),
            shown_seq=row.shown_seq,
            act=self._act(row),
            outcome=row.outcome,
        )

    def _by_id(self) -> Query:
        return self._select(QUOTES).where(_Q.id == bindparam("id"))

    def _opened(self) -> Query:
        return self._select(QUOTES).where(
            _Q.conversation_id == bindparam("conversation"),
            _Q.status == QuoteStatus.OPEN,
            # Two people may have chosen the same thread id.
            func.coalesce(bindparam("person", type_=String), _Q.person_id) == _Q.person_id,
        )


def _age(quote: Quote) -> tuple[datetime, str]:
    return quote.created_at, quote.id


def _act_row(act: Act) -> dict[str, JsonValue]:
    return {
        "kind": str(act.kind),
        "wish": dict(act.wish),
        "terms": dict(act.terms),
        "amount_minor": act.amount.amount_minor,
        "currency": act.amount.currency,
    }


def _owner(customer_id: CustomerId) -> Owner:
    return Owner("customer", customer_id, customer_id)
