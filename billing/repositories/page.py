"""A slice of a list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list; `next_cursor` is None on the last page. Cursors are opaque."""

    items: tuple[T, ...]
    next_cursor: str | None = None
