"""Sources in SQL: progress, links from the provider's rows to ours, rows put aside, freshness."""

from typing import Final

from sqlalchemy import and_, bindparam, func, select

from billing.ids import BillId, ConnectionId, CustomerId
from billing.sources import Preferences
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner
from billing.stores.repository import inserting
from billing.stores.schema_sources import (
    SOURCE_ASIDE,
    SOURCE_BILLS,
    SOURCE_CUSTOMERS,
    SOURCE_SYNCS,
)
from billing.stores.schema_works import CONNECTIONS
from billing.stores.sealing import SealedRepository
from billing.syncs import (
    AsideRow,
    BillLink,
    CustomerLink,
    Freshness,
    RowKind,
    SyncPhase,
    SyncState,
    Told,
)

_S: Final = SOURCE_SYNCS.c
_C: Final = SOURCE_CUSTOMERS.c
_B: Final = SOURCE_BILLS.c
_A: Final = SOURCE_ASIDE.c


class SqlSources(SealedRepository):
    """`ports.Sources`."""

    __slots__ = ()

    def state(self, connection_id: ConnectionId) -> SyncState | None:
        row = self._one(self._select(SOURCE_SYNCS).where(_S.connection_id == connection_id))
        return None if row is None else _state(row)

    def lock_state(self, connection_id: ConnectionId) -> SyncState | None:
        wanted = self._select(SOURCE_SYNCS).where(_S.connection_id == connection_id)
        row = self._one(self._locked(wanted))
        return None if row is None else _state(row)

    def put_state(self, state: SyncState) -> None:
        values = {
            "connection_id": state.connection_id,
            "phase": state.phase,
            "customers_cursor": state.customers_cursor,
            "bills_cursor": state.bills_cursor,
            "started_at": state.started_at,
            "customers": state.customers,
            "bills": state.bills,
            "paged_at": state.paged_at,
            "succeeded_at": state.succeeded_at,
            "failed_at": state.failed_at,
            "silent_since": state.silent_since,
            "failures": state.failures,
            "problem": state.problem,
        }
        self._upsert(SOURCE_SYNCS, values, "sync")

    def freshness(self) -> tuple[Freshness, ...]:
        return tuple(_freshness(row) for row in self._all(self._kept("fresh", self._fresh)))

    def _fresh(self) -> Query:
        told = select(
            _S.connection_id, CONNECTIONS.c.provider, _S.succeeded_at, _S.silent_since
        ).join(
            CONNECTIONS,
            and_(
                CONNECTIONS.c.tenant_id == _S.tenant_id,
                CONNECTIONS.c.id == _S.connection_id,
            ),
        )
        told = told.where(self._mine(SOURCE_SYNCS)).order_by(_S.connection_id)
        if not self._scope.as_customer:
            return told
        # Only where something of this customer's comes from: the rest is our own.
        linked = select(_C.ref).where(
            self._mine(SOURCE_CUSTOMERS), _C.connection_id == _S.connection_id
        )
        return told.where(linked.correlate(SOURCE_SYNCS).exists())

    def customer(self, connection_id: ConnectionId, ref: str) -> CustomerLink | None:
        this = and_(_C.connection_id == bindparam("of"), _C.ref == bindparam("ref"))
        wanted = self._kept("customer", lambda: self._select(SOURCE_CUSTOMERS).where(this))
        row = self._one(wanted, of=connection_id, ref=ref)
        return None if row is None else self._customer(row)

    def of_customer(
        self, customer_id: CustomerId, connection_id: ConnectionId
    ) -> CustomerLink | None:
        wanted = self._select(SOURCE_CUSTOMERS).where(
            _C.customer_id == customer_id, _C.connection_id == connection_id
        )
        row = self._one(wanted)
        return None if row is None else self._customer(row)

    def called(self, connection_id: ConnectionId, ref: str) -> CustomerId | None:
        named = self._select(SOURCE_CUSTOMERS, _C.customer_id).where(
            _C.ref == ref, _C.connection_id == connection_id
        )
        row = self._one(named)
        return None if row is None else CustomerId(row.customer_id)

    def is_pulled(self, connection_id: ConnectionId) -> bool:
        whole = self._select(SOURCE_SYNCS, _S.connection_id).where(
            _S.succeeded_at.is_not(None), _S.connection_id == connection_id
        )
        if self._one(whole) is not None:
            return True
        linked = self._select(SOURCE_CUSTOMERS, _C.ref).where(_C.connection_id == connection_id)
        return self._one(linked.limit(1)) is not None

    def add_customer(self, link: CustomerLink) -> bool:
        fixed = {"connection_id": link.connection_id, "ref": link.ref}
        values = {**fixed, "customer_id": link.customer_id, **self._moving(link)}
        return self._add(SOURCE_CUSTOMERS, values)

    def update_customer(self, link: CustomerLink) -> None:
        this = and_(_C.connection_id == link.connection_id, _C.ref == link.ref)
        self._run(self._change(SOURCE_CUSTOMERS).where(this).values(**self._moving(link)))

    def bill(self, connection_id: ConnectionId, ref: str) -> BillLink | None:
        this = and_(_B.connection_id == bindparam("of"), _B.ref == bindparam("ref"))
        wanted = self._kept("bill", lambda: self._select(SOURCE_BILLS).where(this))
        row = self._one(wanted, of=connection_id, ref=ref)
        return None if row is None else _bill(row)

    def of_bill(self, bill_id: BillId) -> BillLink | None:
        wanted = self._kept(
            "of_bill", lambda: self._select(SOURCE_BILLS).where(_B.bill_id == bindparam("bill"))
        )
        row = self._one(wanted, bill=bill_id)
        return None if row is None else _bill(row)

    def add_bill(self, link: BillLink) -> bool:
        values = {
            "connection_id": link.connection_id,
            "ref": link.ref,
            "bill_id": link.bill_id,
            "customer_id": link.customer_id,
            "version": link.version,
        }
        return self._add(SOURCE_BILLS, values)

    def set_bill_version(self, link: BillLink, version: int) -> None:
        this = and_(_B.connection_id == link.connection_id, _B.ref == link.ref)
        self._run(self._change(SOURCE_BILLS).where(this).values(version=version))

    def put_aside(self, row: AsideRow) -> None:
        values = {
            "connection_id": row.connection_id,
            "kind": row.kind,
            "ref": row.ref,
            "why": row.why,
            "since": row.since,
            "tries": row.tries,
            "waits": row.waits,
        }
        self._guard(SOURCE_ASIDE, values)
        fresh = inserting(SOURCE_ASIDE, self._scope.on_postgres)
        again = fresh.on_conflict_do_update(
            index_elements=["tenant_id", "connection_id", "kind", "ref"],
            set_={"why": row.why, "tries": _A.tries + 1, "waits": row.waits},
            where=self._mine(SOURCE_ASIDE),
        )
        self._run(again, tenant_id=self._scope.tenant, **values)

    def take_up(self, connection_id: ConnectionId, kind: RowKind, ref: str) -> None:
        this = and_(_A.connection_id == connection_id, _A.kind == kind, _A.ref == ref)
        self._run(self._remove(SOURCE_ASIDE).where(this))

    def aside(
        self, connection_id: ConnectionId, *, limit: int = 50, least_tried: bool = False
    ) -> tuple[AsideRow, ...]:
        wanted = self._select(SOURCE_ASIDE).where(_A.connection_id == connection_id)
        first = (_A.tries,) if least_tried else ()
        ordered = wanted.order_by(*first, _A.since, _A.kind, _A.ref).limit(limit)
        return tuple(_aside(row) for row in self._all(ordered))

    def count_aside(self, connection_id: ConnectionId) -> int:
        counted = self._select(SOURCE_ASIDE, func.count())
        return self._count(counted.where(_A.connection_id == connection_id))

    def _moving(self, link: CustomerLink) -> dict[str, object]:
        return {"changed_at": link.changed_at, "preferences": self._sealed(link)}

    def _sealed(self, link: CustomerLink) -> bytes | None:
        wishes, told = link.preferences, link.told
        if wishes is None and told == Told():
            return None
        plain: dict[str, str | bool | None] = {
            "told_name": told.name,
            "told_email": told.email,
            "told_account_number": told.account_number,
        }
        if wishes is not None:
            plain |= {
                "language": wishes.language,
                "paperless": wishes.paperless,
                "autopay": wishes.autopay,
                "default_method_ref": wishes.default_method_ref,
                "notify_by": ",".join(wishes.notify_by),
            }
        place = self._place("source_customers.preferences", link.connection_id, link.ref)
        return self._seal(_owner(link.customer_id), place, plain)

    def _customer(self, row: Found) -> CustomerLink:
        preferences, told = self._opened(row)
        return CustomerLink(
            connection_id=ConnectionId(row.connection_id),
            ref=row.ref,
            customer_id=CustomerId(row.customer_id),
            changed_at=row.changed_at,
            preferences=preferences,
            told=told,
        )

    def _opened(self, row: Found) -> tuple[Preferences | None, Told]:
        """Rows of before it was kept say nothing of what was told."""
        if row.preferences is None:
            return None, Told()
        place = self._place("source_customers.preferences", row.connection_id, row.ref)
        opened = self._unseal(_owner(CustomerId(row.customer_id)), place, row.preferences)
        told = Told(
            name=opened.maybe_words("told_name"),
            email=opened.maybe_words("told_email"),
            account_number=opened.maybe_words("told_account_number"),
        )
        if "notify_by" not in opened.members:
            return None, told
        wishes = Preferences(
            language=opened.maybe_words("language"),
            paperless=opened.members.get("paperless") is True,
            autopay=opened.members.get("autopay") is True,
            default_method_ref=opened.maybe_words("default_method_ref"),
            notify_by=tuple(filter(None, opened.words("notify_by").split(","))),
        )
        return wishes, told


def _owner(customer: CustomerId) -> Owner:
    return Owner("customer", customer, customer)


def _state(row: Found) -> SyncState:
    return SyncState(
        connection_id=ConnectionId(row.connection_id),
        phase=SyncPhase(row.phase),
        customers_cursor=row.customers_cursor,
        bills_cursor=row.bills_cursor,
        started_at=row.started_at,
        customers=row.customers,
        bills=row.bills,
        paged_at=row.paged_at,
        succeeded_at=row.succeeded_at,
        failed_at=row.failed_at,
        silent_since=row.silent_since,
        failures=row.failures,
        problem=row.problem,
    )


def _freshness(row: Found) -> Freshness:
    return Freshness(
        connection_id=ConnectionId(row.connection_id),
        provider=row.provider,
        as_of=row.succeeded_at,
        silent_since=row.silent_since,
    )


def _bill(row: Found) -> BillLink:
    return BillLink(
        connection_id=ConnectionId(row.connection_id),
        ref=row.ref,
        bill_id=BillId(row.bill_id),
        customer_id=CustomerId(row.customer_id),
        version=row.version,
    )


def _aside(row: Found) -> AsideRow:
    return AsideRow(
        connection_id=ConnectionId(row.connection_id),
        kind=RowKind(row.kind),
        ref=row.ref,
        why=row.why,
        since=row.since,
        tries=row.tries,
        waits=row.waits,
    )
