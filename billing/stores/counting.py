"""Gapless numbers of a tenant: receipts and sealed audit entries."""

from sqlalchemy import and_, update

from billing.stores.schema_money import COUNTERS
from billing.stores.scope import Repository, Scope


class _Counters(Repository):
    __slots__ = ()

    def next(self, name: str, by: int) -> int:
        self._add(COUNTERS, {"name": name, "value": 0})
        raised = (
            update(COUNTERS)
            .where(and_(self._mine(COUNTERS), COUNTERS.c.name == name))
            .values(value=COUNTERS.c.value + by)
            .returning(COUNTERS.c.value)
        )
        return int(self._scope.connection.execute(raised).scalar_one())


def next_value(scope: Scope, name: str, by: int = 1) -> int:
    """Raise the tenant's counter and return it; other transactions wait until this one ends."""
    return _Counters(scope).next(name, by)
