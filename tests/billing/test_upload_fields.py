import pytest

from billing.tenants import JsonValue
from billing.upload_fields import (
    CUSTOMER,
    LEARNED,
    WrongValue,
    as_printed,
    changed,
    checked,
    shown,
    sources,
    without_learned,
)

READ: dict[str, JsonValue] = {
    "due_date": "2026-12-15",
    "total_amount": "12.50",
    "iban": None,
    "fields": {"due_date": {"value": "2026-12-15", "page": 1, "source": "page"}},
    "beside": [],
}


@pytest.mark.parametrize(
    ("field", "raw", "currency", "value"),
    [
        ("due_date", "2026-12-05", None, "2026-12-05"),
        ("total_amount", "120.5", "EUR", "120.50"),
        ("total_amount", "-3", None, "-3.00"),
        ("total_amount", "-0.00", "EUR", "0.00"),
        ("total_amount", "1200.00", "JPY", "1200"),
        ("net_amount", "1.234", "KWD", "1.234"),
        ("currency", "eur", None, "EUR"),
        ("invoice_number", " INV-7  a ", None, "INV-7 a"),
        ("seller_name", "  Lund  AB ", None, "Lund AB"),
    ],
)
def test_a_value_is_kept_as_its_field_has_it(
    field: str, raw: str, currency: str | None, value: str
) -> None:
    assert checked(field, raw, currency) == value


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("due_date", "5 December"),
        ("due_date", "2026-02-30"),
        ("due_date", "20261205"),
        ("due_date", "0001-01-01"),
        ("total_amount", "12,50"),
        ("total_amount", "1e9"),
        ("total_amount", "NaN"),
        ("total_amount", "12.345"),
        ("total_amount", "9" * 30),
        ("currency", "XXQ"),
        ("currency", ""),
        ("invoice_number", "<b>1</b>"),
        ("invoice_number", "none"),
        ("invoice_number", "1" * 80),
        ("seller_name", ""),
        ("seller_name", "x" * 200),
        ("seller_name", "Lund\x00AB"),
        ("iban", "DE89370400440532013000"),
        ("bank", "1"),
        ("line_items", "1"),
    ],
)
def test_what_cannot_be_a_value_is_refused_by_its_field(field: str, raw: str) -> None:
    with pytest.raises(WrongValue) as wrong:
        checked(field, raw, "EUR")
    assert wrong.value.field == field
    assert raw == "" or raw not in str(wrong.value).replace(field, "")


def test_a_change_stands_where_the_reading_stood_and_the_reading_beside_it() -> None:
    new = changed(READ, {"due_date": "2026-12-05", "total_amount": None}, CUSTOMER)
    assert (new["due_date"], new["total_amount"]) == ("2026-12-05", None)
    assert sources(new) == {"due_date": "customer", "total_amount": "customer"}
    assert as_printed(new)["due_date"] == "2026-12-15"
    assert as_printed(new)["total_amount"] == "12.50"
    assert as_printed(READ) is READ


def test_the_first_reading_survives_a_second_change() -> None:
    once = changed(READ, {"due_date": "2026-12-05"}, LEARNED)
    twice = changed(once, {"due_date": "2026-12-06"}, CUSTOMER)
    assert as_printed(twice)["due_date"] == "2026-12-15"
    assert sources(twice) == {"due_date": "customer"}


def test_without_what_was_learned_a_customers_own_word_stays() -> None:
    learned = changed(READ, {"due_date": "2026-12-05"}, LEARNED)
    both = changed(learned, {"total_amount": "1.00"}, CUSTOMER)
    back = without_learned(both)
    assert (back["due_date"], back["total_amount"]) == ("2026-12-15", "1.00")
    assert without_learned(READ) is READ


def test_only_some_of_it_can_be_put_back() -> None:
    new = changed(READ, {"due_date": "2026-12-05", "total_amount": "1.00"}, CUSTOMER)
    back = as_printed(new, only=("due_date",))
    assert (back["due_date"], back["total_amount"]) == ("2026-12-15", "1.00")


def test_what_serves_learning_is_not_shown() -> None:
    assert set(shown(changed(READ, {"due_date": None}, CUSTOMER))) == {
        "due_date",
        "total_amount",
        "iban",
        "fields",
    }
