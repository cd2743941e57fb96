"""How what a provider says is read: typed strictly, without floats, and no error quotes it."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic import ValidationError as _NotThat


class Wire(BaseModel):
    """Something a provider said: the members we use; the rest is not our business."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", hide_input_in_errors=True)


_W = TypeVar("_W", bound=Wire)


def parse(model: type[_W], data: object) -> _W | None:
    """The data as `model`, None when it is not that; a chained error would quote the data."""
    try:
        return model.model_validate(data)
    except _NotThat:
        return None


def read_json(body: bytes) -> object:
    """What the bytes say, without one float in it; None when they are no JSON."""
    try:
        found: object = json.loads(body.decode(), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return found


def instant(text: str | None) -> datetime | None:
    """An RFC 3339 time with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def first_day_after(year: int | None, month: int | None) -> date | None:
    """When a card is over: it works to the end of the month that is printed on it."""
    if year is None or month is None or not (2000 <= year <= 9998 and 1 <= month <= 12):
        return None
    return date(year + month // 12, month % 12 + 1, 1)
