"""Duties in SQL: owed with what they serve, claimed by one worker at a time, fenced."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    literal,
    null,
    or_,
    select,
    update,
)

from billing.duties import Duty, DutyKind
from billing.errors import StaleWorker
from billing.ids import TenantId
from billing.stores.columns import Found, Instant
from billing.stores.repository import Insert, Repository, inserting
from billing.stores.schema_works import DUTIES
from billing.stores.scope import mine

_D: Final = DUTIES.c


class SqlDuties(Repository):
    """`ports.Duties`.

    Owing a duty that a worker is doing right now must not be lost when the worker closes it: it
    is noted in `again_at`, and closing then makes it due again.
    """

    __slots__ = ()

    def owe(
        self, kind: DutyKind, subject: str, due_at: datetime, *, lease: timedelta | None = None
    ) -> None:
        now = self._scope.clock.real_now()
        self._run(
            _owing(self._scope.on_postgres, self._scope.as_customer),
            tenant_id=self._scope.tenant,
            kind=kind,
            subject=subject,
            due_at=due_at,
            attempts=0,
            fence=0,
            lease_until=None if lease is None else now + lease,
            claimed=0,
            at_this_moment=now,
        )

    def owe_last(self, kind: DutyKind, subject: str, due_at: datetime) -> None:
        self._scope.last_acts.setdefault((kind, subject), lambda: self.owe(kind, subject, due_at))

    def owe_all(self, kind: DutyKind, subjects: Sequence[str], due_at: datetime) -> None:
        if not subjects:
            return
        now = self._scope.clock.real_now()
        values = {"kind": kind, "due_at": due_at, "attempts": 0, "fence": 0, "lease_until": None}
        values |= {"claimed": 0, "at_this_moment": now, "tenant_id": self._scope.tenant}
        many = [self._scope.who | values | {"subject": each} for each in dict.fromkeys(subjects)]
        statement = _owing(self._scope.on_postgres, self._scope.as_customer)
        self._scope.connection.execute(statement, many)

    def put_off(self, kind: DutyKind, subject: str, due_at: datetime) -> None:
        self.close(kind, subject)
        self.owe(kind, subject, due_at)

    def close(self, kind: DutyKind, subject: str) -> None:
        self._run(self._remove(DUTIES).where(_D.kind == kind, _D.subject == subject))

    def close_claimed(self, duty: Duty) -> None:
        held = self._held(duty)
        if self._run(self._remove(DUTIES).where(held, _D.again_at.is_(None))) == 1:
            return
        once_more = (
            self._change(DUTIES)
            .where(held)
            .values(
                due_at=_D.again_at, again_at=None, lease_until=None, claimed=0, attempts=0, why=None
            )
        )
        if self._run(once_more) != 1:
            raise StaleWorker("this duty passed to another worker")

    def keep(self, duty: Duty, until: datetime) -> None:
        longer = self._change(DUTIES).where(self._held(duty)).values(lease_until=until)
        if self._run(longer) != 1:
            raise StaleWorker("this duty passed to another worker")

    def postpone(self, duty: Duty, due_at: datetime, why: str) -> None:
        again = case((_D.again_at < due_at, _D.again_at), else_=literal(due_at, Instant()))
        later = (
            self._change(DUTIES)
            .where(self._held(duty))
            .values(due_at=again, again_at=None, lease_until=None, claimed=0, why=why)
        )
        if self._run(later) != 1:
            raise StaleWorker("this duty passed to another worker")

    def _held(self, duty: Duty) -> ColumnElement[bool]:
        return and_(_D.id == duty.id, _D.fence == duty.fence, _D.claimed == 1)


@cache
def _owing(on_postgres: bool, as_customer: bool) -> Insert:
    """Built once: building it costs more than running it."""
    fresh = inserting(DUTIES, on_postgres)
    new = fresh.excluded
    working = and_(_D.claimed == 1, _D.lease_until > bindparam("at_this_moment", type_=Instant()))
    sooner = case((new.due_at < _D.due_at, new.due_at), else_=_D.due_at)
    again_sooner = case((_D.again_at < new.due_at, _D.again_at), else_=new.due_at)
    return fresh.on_conflict_do_update(
        index_elements=["tenant_id", "kind", "subject"],
        set_={
            "due_at": case((working, _D.due_at), else_=sooner),
            "again_at": case((working, again_sooner), else_=null()),
            "lease_until": case((working, _D.lease_until), else_=new.lease_until),
            "claimed": case((working, 1), else_=0),
        },
        where=mine(DUTIES, as_customer),
    )


Kinds: TypeAlias = frozenset[DutyKind] | None


def anything_due(connection: Connection, now: datetime, kinds: Kinds = None) -> bool:
    return connection.execute(select(_D.id).where(_due(now, kinds)).limit(1)).first() is not None


def claim(
    connection: Connection, now: datetime, lease: timedelta, kinds: Kinds = None
) -> Duty | None:
    """Lease the oldest due duty of any tenant to the caller, in one statement."""
    oldest = select(_D.id).where(_due(now, kinds)).order_by(_D.due_at, _D.id).limit(1)
    if connection.dialect.name == "postgresql":
        oldest = oldest.with_for_update(skip_locked=True)
    taken = (
        update(DUTIES)
        .where(_D.id == oldest.scalar_subquery(), _due(now))
        .values(
            lease_until=now + lease,
            claimed=1,
            fence=_D.fence + 1,
            attempts=_D.attempts + 1,
            again_at=None,
        )
        .returning(DUTIES)
    )
    row = connection.execute(taken).first()
    return None if row is None else _duty(row)


def release(connection: Connection) -> None:
    """Free every lease; the fence rises so that no earlier claim can be closed any more."""
    connection.execute(
        update(DUTIES)
        .where(_D.lease_until.is_not(None))
        .values(lease_until=None, claimed=0, fence=_D.fence + 1)
    )


def _due(now: datetime, kinds: Kinds = None) -> ColumnElement[bool]:
    due = and_(_D.due_at <= now, or_(_D.lease_until.is_(None), _D.lease_until <= now))
    return due if kinds is None else and_(due, _D.kind.in_(sorted(kinds)))


def _duty(row: Found) -> Duty:
    return Duty(
        id=row.id,
        tenant_id=TenantId(row.tenant_id),
        kind=DutyKind(row.kind),
        subject=row.subject,
        due_at=row.due_at,
        attempts=row.attempts,
        fence=row.fence,
        lease_until=row.lease_until,
    )
