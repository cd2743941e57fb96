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
