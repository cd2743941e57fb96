"""Opaque cursors and page sizes of keyset-paginated lists."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, or_

from billing.errors import InvalidRequest
from billing.repositories import Page

T = TypeVar("T")
R = TypeVar("R")
PAGE_LIMIT: Final = 200


def page_size(limit: int) -> int:
    """`limit` held between one and the most a page may hold."""
    return max(1, min(limit, PAGE_LIMIT))


def after(
    at: ColumnElement[date] | ColumnElement[datetime], row_id: ColumnElement[str]
) -> ColumnElement[bool]:
    """The condition for rows that follow a cursor, newest first; see `after_values`."""
    last_at = bindparam("last_at", type_=at.type)
    last_id = bindparam("last_id", type_=row_id.type)
    return or_(at < last_at, and_(at == last_at, row_id < last_id))


def behind(
    at: ColumnElement[datetime], row_id: ColumnElement[str], last: tuple[datetime, str]
) -> ColumnElement[bool]:
    """The condition for rows that follow `last`, oldest first."""
    return or_(at > last[0], and_(at == last[0], row_id > last[1]))


def after_values(cursor: str, *, days: bool) -> dict[str, object]:
    """Where `cursor` points, a day or an instant; raises `InvalidRequest` if it is not ours."""
    last_at, last_id = _parse(cursor, days=days)
    return {"last_at": last_at, "last_id": last_id}


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
