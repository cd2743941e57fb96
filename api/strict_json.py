"""JSON as strict as it is written: no NaN, no duplicate keys, no depth, no size beyond a cap."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from billing.redaction import redact

Model = TypeVar("Model", bound=BaseModel)
BODY_LIMIT: Final = 256 * 1024
DEPTH_LIMIT: Final = 64
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class BadBody(Exception):
    """The body cannot be used; `fields` names places, never values."""

    def __init__(self, status: int, code: str, fields: list[str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.fields = fields


async def read_bytes(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The raw body, refused as soon as it exceeds `limit` bytes, declared or not."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise BadBody(413, "too_large")
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BadBody(413, "too_large")
        chunks.append(chunk)
    return b"".join(chunks)


async def read_model(request: Request, model: type[Model], limit: int = BODY_LIMIT) -> Model:
    """The body as `model`: extra keys, wrong types and lax numbers are refused with their place."""
    value = parse(await read_bytes(request, limit))
    try:
        return model.model_validate(value)
    except ValidationError as wrong:
        raise BadBody(422, "validation_failed", places(wrong.errors())) from None


def places(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where validation failed, in our own names: a name that the sender made up is not repeated."""
    named = []
    for each in found[:20]:
        parts = [str(part) for part in each["loc"]]
        if each["type"] == "extra_forbidden":
            parts[-1] = "(unknown)"
        named.append(str(redact(".".join(part[:40] for part in parts))))
    return named


def parse(body: bytes) -> object:
    """One JSON value; raises `BadBody` for anything a careful reader would not accept."""
    try:
        text = body.decode("utf-8")
        _check_depth(text)
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_no_duplicates)
        if _SURROGATE.search(text):
            # Half a pair is no character: nothing could store or send it.
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError):
        raise BadBody(422, "validation_failed", ["body"]) from None


def _refuse(_: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _check_depth(text: str) -> None:
    depth = deepest = 0
    in_string = escaped = False
    for letter in text:
        if in_string:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                in_string = False
        elif letter == '"':
            in_string = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    if deepest > DEPTH_LIMIT:
        raise ValueError("too deep")
