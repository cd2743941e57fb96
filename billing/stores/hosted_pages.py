"""The pages of providers that people were sent to, in SQL; addresses are sealed per person."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func

from billing.capabilities import PageKind
from billing.errors import NotFound
from billing.hosted_pages import HostedPage, PageState
from billing.ids import ConnectionId, ConversationId, CustomerId, PersonId
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner
from billing.stores.schema_money import HOSTED_PAGES
from billing.stores.schema_works import PAGE_TOKENS
from billing.stores.sealing import SealedRepository

_P: Final = HOSTED_PAGES.c


class SqlHostedPages(SealedRepository):
    """`ports.HostedPages`."""

    __slots__ = ()

    def add(self, page: HostedPage) -> bool:
        values = {
            "token": page.token,
            "customer_id": page.customer_id,
            "person_id": page.person_id,
            "kind": page.kind,
            "connection_id": page.connection_id,
            "created_at": page.created_at,
            "conversation_id": page.conversation_id,
            **self._changing(page),
        }
        if not self._add(HOSTED_PAGES, values):
            return False
        # So that whoever comes back with the token finds the tenant before anyone is signed in.
        self._add(PAGE_TOKENS, {"token": page.token})
        return True

    def get(self, token: str) -> HostedPage:
        return self._page(self._found(self._kept("get", self._by_token), "page", token=token))

    def lock(self, token: str) -> HostedPage:
        wanted = self._kept("lock", lambda: self._locked(self._by_token()))
        return self._page(self._found(wanted, "page", token=token))

    def update(self, page: HostedPage) -> None:
        self._change_one(page.token, self._changing(page))

    def of_subject(self, subject: str) -> tuple[HostedPage, ...]:
        wanted = self._kept(
            "of_subject",
            lambda: (
                self._select(HOSTED_PAGES)
                .where(_P.subject == bindparam("subject"))
                .order_by(_P.created_at.desc(), _P.token)
            ),
        )
        return tuple(self._page(row) for row in self._all(wanted, subject=subject))

    def set_state(self, token: str, state: PageState) -> None:
        self._change_one(token, {"state": state})

    def made_since(self, kind: PageKind, since: datetime) -> int:
        made = self._select(HOSTED_PAGES, func.count())
        return self._count(made.where(_P.kind == kind, _P.created_at >= since))

    def _by_token(self) -> Query:
        return self._select(HOSTED_PAGES).where(_P.token == bindparam("token"))

    def _change_one(self, token: str, values: dict[str, object]) -> None:
        change = self._change(HOSTED_PAGES).where(_P.token == token)
        if self._run(change.values(**values)) != 1:
            raise NotFound("page")

    def _changing(self, page: HostedPage) -> dict[str, object]:
        place = self._place("hosted_pages.url", page.token)
        return {
            "subject": page.subject,
            "url": self._seal(_owner(page.person_id, page.customer_id), place, page.url.encode()),
            "state": page.state,
            "expires_at": page.expires_at,
        }

    def _page(self, row: Found) -> HostedPage:
        owner = _owner(row.person_id, row.customer_id)
        place = self._place("hosted_pages.url", row.token)
        thread = row.conversation_id
        return HostedPage(
            token=row.token,
            kind=PageKind(row.kind),
            customer_id=CustomerId(row.customer_id),
            person_id=PersonId(row.person_id),
            connection_id=ConnectionId(row.connection_id),
            subject=row.subject,
            url=self._unseal_bytes(owner, place, row.url).decode(),
            state=PageState(row.state),
            created_at=row.created_at,
            expires_at=row.expires_at,
            conversation_id=ConversationId(thread) if thread is not None else None,
        )


def _owner(person_id: str, customer_id: str) -> Owner:
    return Owner("person", person_id, CustomerId(customer_id))
