"""The contracted object, and the message that carries it out of the child."""

import json
from types import MappingProxyType

import pytest

from ingestion.draft import SCALARS, Check, Draft, FieldRead, LineItem, pack, unpack

DRAFT = Draft(
    MappingProxyType({"total_amount": FieldRead("97.40", 0.978, 1, (1.0, 2.0, 3.0, 4.0))}),
    (LineItem("Energy", "402", "0.19", "76.40", 1),),
    (Check("dates_in_order", None),),
    pages=1,
)


def test_absent_fields_are_null_and_none_is_missing() -> None:
    body = DRAFT.to_json()
    assert set(body) == {*SCALARS, "line_items", "fields", "checks"}
    assert body["total_amount"] == "97.40"
    assert body["invoice_number"] is None
    assert body["line_items"] == [
        {"description": "Energy", "quantity": "402", "unit_price": "0.19", "amount": "76.40"}
    ]
    assert body["fields"] == {
        "total_amount": {
            "value": "97.40",
            "confidence": 0.98,
            "page": 1,
            "bbox": [1.0, 2.0, 3.0, 4.0],
            "source": "page",
        }
    }


def test_a_draft_survives_the_pipe() -> None:
    back = unpack(pack(DRAFT))
    assert back.to_json() == DRAFT.to_json()
    assert (back.pages, back.line_items[0].page) == (1, 1)


def test_a_message_may_carry_our_fields_and_nothing_else() -> None:
    body = json.loads(pack(DRAFT))
    body["fields"]["approve_payment"] = body["fields"]["total_amount"]
    assert set(unpack(json.dumps(body).encode()).fields) == {"total_amount"}


@pytest.mark.parametrize(
    "message",
    [
        b"[]",
        b"{}",
        b'{"fields": {"currency": 1}, "item_pages": [], "line_items": [], "checks": []}',
    ],
)
def test_a_message_of_another_shape_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match="expected"):
        unpack(message)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Caf\u00e9 \u0391\u03b8\u03ae\u03bd\u03b1 12,50\u00a0\u20ac",
            "Caf\u00e9 \u0391\u03b8\u03ae\u03bd\u03b1 12,50 \u20ac",
        ),
        ("\u202ecod.exe", "cod.exe"),
        ("a\u200bb\u0000c\u0007", "abc"),
        ("two\nlines\ttabbed", "two lines tabbed"),
        ("half \ud800", "half "),
    ],
)
def test_a_text_from_the_child_holds_no_sign_that_nobody_sees(said: str, kept: str) -> None:
    message = json.dumps({"fields": {"seller_name": {"value": said, "confidence": 1}}}).encode()
    body = json.loads(message) | {"line_items": [], "item_pages": [], "checks": [], "views": []}
    assert unpack(json.dumps(body).encode()).value("seller_name") == kept


def test_a_value_of_nothing_to_see_is_no_value() -> None:
    field = {"value": "\u202e\u200b", "confidence": 1}
    body = {"fields": {"invoice_number": field}, "line_items": [], "item_pages": [], "checks": []}
    assert "invoice_number" not in unpack(json.dumps(body | {"views": []}).encode()).fields


def test_a_box_of_no_numbers_is_refused() -> None:
    field = {"value": "1", "confidence": 1, "bbox": [0, 0, float("nan"), 1]}
    body = {"fields": {"seller_name": field}, "line_items": [], "item_pages": [], "checks": []}
    with pytest.raises(ValueError, match="finite"):
        unpack(json.dumps(body | {"views": []}).encode())
