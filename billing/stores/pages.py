"""Opaque cursors and page sizes of keyset-paginated lists."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy import Column, ColumnElement, and_, or_

from billing.errors import InvalidRequest
from billing.ports import Page

T = TypeVar("T")
R = TypeVar("R")
PAGE_LIMIT: Final = 200


def page_size(limit: int) -> int:
    """`limit` held between one and the most a page may hold."""
    return max(1, min(limit, PAGE_LIMIT))


def after(
    cursor: str | None, at: Column[date] | Column[datetime], row_id: Column[str], *, days: bool
) -> ColumnElement[bool] | None:
    """The condition for rows that follow `cursor`, newest first; `InvalidRequest` if not ours."""
    if cursor is None:
        return None
    instant, last_id = _parse(cursor, days=days)
    return or_(at < instant, and_(at == instant, row_id < last_id))


def paged(
    rows: Sequence[R], limit: int, make: Callable[[R], T], mark: Callable[[R], str]
) -> Page[T]:
    """A page of the first `limit` of `rows`; one row more than that tells there is a next page."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(tuple(make(row) for row in shown), mark(shown[-1]) if more else None)


def cursor_of(at: date | datetime, row_id: str) -> str:
    raw = json.dumps([at.isoformat(), row_id]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _parse(cursor: str, *, days: bool) -> tuple[date | datetime, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        raw = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        at, row_id = raw
        if not isinstance(at, str) or not isinstance(row_id, str):
            raise TypeError
        if days:
            return date.fromisoformat(at), row_id
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise ValueError
        return instant, row_id
    except (ValueError, TypeError, binascii.Error):
        raise InvalidRequest("this cursor is not from here") from None
