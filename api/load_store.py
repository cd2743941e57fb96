"""Putting a noun only where it is new or different: sealed columns change with every writing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from billing.errors import NotFound

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(slots=True)
class Changes:
    """Counts what was written."""

    count: int = 0

    def put(self, write: Callable[[T], None], new: T, old: T | None) -> None:
        """Write `new` unless it is what is there."""
        if new != old:
            write(new)
            self.count += 1


def once(read: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
    """What `read` finds, None where it raises `NotFound`."""
    try:
        return read(*args, **named)
    except NotFound:
        return None
