"""Gapless numbers of a tenant: receipts and sealed audit entries."""

from billing.stores.repository import Repository
from billing.stores.schema_money import COUNTERS
from billing.stores.scope import Scope


class _Counters(Repository):
    __slots__ = ()

    def next(self, name: str) -> int:
        self._add(COUNTERS, {"name": name, "value": 0})
        raised = self._change(COUNTERS).where(COUNTERS.c.name == name)
        row = self._found(
            raised.values(value=COUNTERS.c.value + 1).returning(COUNTERS.c.value), "counter"
        )
        value: int = row.value
        return value


def next_value(scope: Scope, name: str) -> int:
    """Raise the tenant's counter and return it; other transactions wait until this one ends."""
    return _Counters(scope).next(name)
