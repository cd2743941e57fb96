"""JSON bodies: what a careful reader would not accept is refused, and never repeated."""

from typing import Any

import pytest

from api.schemas import PayIn
from api.strict_json import DEPTH_LIMIT, BadBody, parse, places

REFUSED = {
    "nothing": b"",
    "cut off": b'{"a": 1',
    "two values": b"{} {}",
    "a comment": b"{} // x",
    "not UTF-8": b'{"a": "\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "the same key": b'{"a": 1, "a": 1}',
    "the same key, spelt otherwise": b'{"a": 1, "\\u0061": 2}',
    "the same key, deep": b'[{"x": {"a": 1, "a": 2}}]',
    "too deep": b"[" * (DEPTH_LIMIT + 1) + b"]" * (DEPTH_LIMIT + 1),
    "far too deep": b"[" * 100_000,
    "a number without end": b"1" * 5000,
    "half a character": b'{"a": "\\ud800"}',
    "half a character as a key": b'{"\\uDC00": 1}',
    "halves in the wrong order": b'"\\ude00\\ud83d"',
    "a raw line break": b'{"a": "\n"}',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_strict_json_is_one_plain_422(body: bytes) -> None:
    with pytest.raises(BadBody) as refused:
        parse(body)
    assert (refused.value.status, refused.value.fields) == (422, ["body"])


def test_what_is_strict_json_is_read_as_it_is() -> None:
    body = b' {"a": [1, -2, null, true], "b": {"c": "\\u00e9 \\ud83d\\ude00 {[\\"[["}} '
    assert parse(body) == {"a": [1, -2, None, True], "b": {"c": 'é 😀 {["[['}}
    deep = b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT
    assert isinstance(parse(deep), list)


def test_brackets_in_a_text_are_no_depth() -> None:
    assert parse(b'"' + b"[" * 1000 + b'\\" {"') == "[" * 1000 + '" {'


def test_a_place_names_our_fields_and_not_the_senders() -> None:
    found: list[dict[str, Any]] = [
        {"loc": ("bill_ids", 0), "type": "string_type"},
        {"loc": ("4242 4242 4242 4242",), "type": "extra_forbidden"},
    ]
    assert places(found) == ["bill_ids.0", "(unknown)"]
    assert places([{"loc": ("x", "4242 4242 4242 4242"), "type": "missing"}]) == ["x.•••• 4242"]


@pytest.mark.parametrize("amount", [True, 1.0, "7", "1_000", None])
def test_models_take_no_lax_numbers(amount: object) -> None:
    if amount is None:
        assert PayIn.model_validate({"bill_ids": ["b"], "amount_minor": None}).amount_minor is None
        return
    with pytest.raises(ValueError, match="amount_minor"):
        PayIn.model_validate({"bill_ids": ["b"], "amount_minor": amount})
