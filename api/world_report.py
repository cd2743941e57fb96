"""From a validation error to the path of the field and a sentence that says what to write."""

import difflib
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.world_checks import Draft
from api.world_fields import WorldModel
from api.world_yaml import Plain, step

Row = TypeVar("Row", bound=WorldModel)


def validated(draft: Draft, path: str, raw: Plain, model: type[Row]) -> Row | None:
    """The row as `model`, or None after every wrong field of it has been reported."""
    if not isinstance(raw, dict):
        draft.say(path, "must be a mapping of keys to values")
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as bad:
        report(draft, path, bad, tuple(model.model_fields))
        return None


def report(draft: Draft, path: str, bad: ValidationError, keys: tuple[str, ...] = ()) -> None:
    """Every error of one row, by its path in the file and in words; `keys` are the row's own."""
    for error in bad.errors(include_url=False, include_input=False):
        at = path
        for part in error["loc"]:
            if part != "[key]":
                at = step(at, part)
        if error["type"] == "extra_forbidden":
            known = keys if len(error["loc"]) == 1 else ()
            draft.say(at, unknown_key(str(error["loc"][-1]), known))
        else:
            draft.say(at, _SENTENCES.get(error["type"], _as_said)(error))


def unknown_key(key: str, known: tuple[str, ...]) -> str:
    """What to do about a key nobody knows."""
    near = difflib.get_close_matches(key[:80], known, n=1)
    return (
        f"is not a known key: did you mean {near[0]}?" if near else "is not a known key: remove it"
    )


def _as_said(error: ErrorDetails) -> str:
    return error["msg"]


def _choice(error: ErrorDetails) -> str:
    return f"write one of {error.get('ctx', {}).get('expected', 'the known words')}"


_SENTENCES: Final[Mapping[str, Callable[[ErrorDetails], str]]] = {
    "missing": lambda _: "is missing: add it",
    "string_type": lambda _: "must be text: put it in quotes",
    "bool_type": lambda _: "write true or false",
    "int_type": lambda _: "write a whole number without quotes",
    "literal_error": _choice,
    "enum": _choice,
    "tuple_type": lambda _: "must be a list: [one, two]",
    "dict_type": lambda _: "must be a mapping of keys to values",
    "model_type": lambda _: "must be a mapping of keys to values",
    "too_short": lambda _: "must have at least one entry",
    "too_long": lambda _: "has too many entries: a line is [description, amount]",
    "greater_than_equal": lambda e: f"write a number of at least {e.get('ctx', {}).get('ge')}",
    "less_than_equal": lambda e: f"write a number of at most {e.get('ctx', {}).get('le')}",
}
