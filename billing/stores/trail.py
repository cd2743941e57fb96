"""The audit trail in SQL: appended unsealed, then numbered and chained by the sealer."""

from dataclasses import replace
from typing import Final

from billing.audit import GENESIS, AuditEntry, link
from billing.stores.columns import Found, Query
from billing.stores.counting import next_value
from billing.stores.repository import Repository
from billing.stores.schema_works import AUDIT

_A: Final = AUDIT.c


class SqlTrail(Repository):
    """`ports.Trail`."""

    __slots__ = ()

    def record(self, entry: AuditEntry) -> None:
        values = {
            "at": entry.at,
            "actor": entry.actor,
            "verb": entry.verb,
            "subject": entry.subject,
            "details": dict(entry.details),
        }
        self._append(AUDIT, values)

    def seal(self, limit: int = 500) -> int:
        # The counter's row is the sealer's lock: a second sealer waits here and then reads on.
        next_value(self._scope, "audit seal")
        waiting = self._all(
            self._select(AUDIT).where(_A.number.is_(None)).order_by(_A.id).limit(limit)
        )
        number, previous = self._last()
        for row in waiting:
            number += 1
            entry = replace(_entry(row), number=number)
            previous = link(previous, entry)
            sealed = self._change(AUDIT).where(_A.id == row.id, _A.number.is_(None))
            self._run(sealed.values(number=number, hash=previous))
        return len(waiting)

    def sealed(self, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        statement = self._select(AUDIT).where(_A.number > after).order_by(_A.number)
        return self._entries(statement.limit(limit))

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        return self._entries(self._select(AUDIT).where(_A.subject == subject).order_by(_A.id))

    def _last(self) -> tuple[int, str]:
        sealed = self._select(AUDIT, _A.number, _A.hash).where(_A.number.is_not(None))
        row = self._one(sealed.order_by(_A.number.desc()).limit(1))
        return (0, GENESIS) if row is None else (row.number, row.hash)

    def _entries(self, statement: Query) -> tuple[AuditEntry, ...]:
        return tuple(_entry(row) for row in self._all(statement))


def _entry(row: Found) -> AuditEntry:
    return AuditEntry(
        at=row.at,
        actor=row.actor,
        verb=row.verb,
        subject=row.subject,
        details=row.details,
        number=row.number or 0,
        hash=row.hash,
    )
