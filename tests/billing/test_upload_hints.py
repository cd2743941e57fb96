import pytest

from billing.tenants import JsonValue
from billing.upload_fields import CUSTOMER, changed
from billing.upload_hints import hinted, lessons


def _page(*beside: tuple[str, str, str], **fields: JsonValue) -> dict[str, JsonValue]:
    rows: list[JsonValue] = [
        {"label": label, "value": value, "kind": kind} for label, value, kind in beside
    ]
    return {"beside": rows, "currency": "EUR", **fields}


DUE = ("zahlziel", "2026-12-05", "date")
ISSUED = ("rechnungsdatum", "2026-11-05", "date")


def test_a_correction_teaches_the_label_beside_its_value() -> None:
    assert lessons(_page(DUE, ISSUED), {"due_date": "2026-12-05"}) == (("due_date", "zahlziel"),)


def test_amounts_and_numbers_are_found_however_they_are_written() -> None:
    page = _page(("brutto", "120.5", "amount"), ("beleg", "INV-7", "number"))
    taught = lessons(page, {"total_amount": "120.50", "invoice_number": "inv 7"})
    assert set(taught) == {("total_amount", "brutto"), ("invoice_number", "beleg")}


@pytest.mark.parametrize(
    ("page", "values"),
    [
        (_page(DUE), {"due_date": "2026-12-06"}),  # not printed
        (_page(DUE), {"due_date": None}),
        (_page(("zahlziel", "2026-12-05", "number")), {"due_date": "2026-12-05"}),  # another kind
        (_page(DUE, ("zahlziel", "2026-12-09", "date")), {"due_date": "2026-12-05"}),
        (
            _page(DUE, ("a", "2026-12-05", "date"), ("b", "2026-12-05", "date")),
            {"due_date": "2026-12-05"},
        ),
        (_page(DUE), {"seller_name": "2026-12-05"}),
        ({"beside": "x"}, {"due_date": "2026-12-05"}),
        ({"beside": [7, {"label": 1}]}, {"due_date": "2026-12-05"}),
    ],
)
def test_what_the_page_does_not_say_plainly_teaches_nothing(
    page: dict[str, JsonValue], values: dict[str, str | None]
) -> None:
    assert lessons(page, values) == ()


def test_a_hint_takes_the_value_beside_its_label_where_another_was_read() -> None:
    page = _page(DUE, ISSUED, due_date="2026-11-05")
    assert hinted(page, [("due_date", "zahlziel")]) == {"due_date": "2026-12-05"}
    assert hinted(_page(DUE), [("due_date", "zahlziel")]) == {"due_date": "2026-12-05"}


def test_a_hint_that_says_what_was_read_changes_nothing() -> None:
    page = _page(DUE, due_date="2026-12-05")
    assert hinted(page, [("due_date", "zahlziel")]) == {}


@pytest.mark.parametrize(
    "page",
    [
        _page(ISSUED),  # the label is not there
        _page(("zahlziel", "2026-12-05", "number")),  # another type
        _page(("zahlziel", "soon", "date")),
        _page(DUE, ("zahlziel", "2026-12-09", "date")),  # which of them?
        _page(DUE, ISSUED),
    ],
)
def test_a_hint_without_one_fitting_value_changes_nothing(page: dict[str, JsonValue]) -> None:
    hints = [("due_date", "zahlziel")]
    if page["beside"] == _page(DUE, ISSUED)["beside"]:
        hints.append(("due_date", "rechnungsdatum"))  # two hints that disagree
    assert hinted(page, hints) == {}


def test_a_hint_never_touches_what_the_customer_corrected() -> None:
    page = changed(_page(DUE), {"due_date": "2026-12-24"}, CUSTOMER)
    assert hinted(page, [("due_date", "zahlziel")]) == {}


def test_a_hint_never_breaks_a_sum_that_is_right() -> None:
    right = {"net_amount": "100.00", "tax_amount": "19.00", "total_amount": "119.00"}
    page = _page(("brutto", "100.00", "amount"), **right)
    assert hinted(page, [("total_amount", "brutto")]) == {}
    unclear = _page(("brutto", "119.00", "amount"), **{**right, "total_amount": "100.00"})
    assert hinted(unclear, [("total_amount", "brutto")]) == {"total_amount": "119.00"}


def test_hints_for_fields_that_nobody_learns_are_ignored() -> None:
    page = _page(("iban", "DE1", "number"))
    assert hinted(page, [("iban", "iban"), ("seller_name", "iban")]) == {}
