"""Arithmetic over a draft: contradictions weaken or empty, agreement changes nothing."""

from types import MappingProxyType

import pytest

from ingestion.checks import agrees, checked, weighed
from ingestion.draft import Draft, FieldRead, LineItem
from ingestion.iban import find_ibans, is_valid_iban

GOOD = "DE89370400440532013000"


def _draft(*items: str, **values: str) -> Draft:
    fields = {name: FieldRead(value, 0.9, 1, (0, 0, 1, 1)) for name, value in values.items()}
    lines = tuple(LineItem("x", None, None, amount) for amount in items)
    return Draft(MappingProxyType(fields), lines)


def _results(draft: Draft) -> dict[str, bool | None]:
    return {check.name: check.ok for check in checked(draft).checks}


def test_sums_that_close_keep_their_confidence() -> None:
    draft = weighed(
        _draft("40.00", "60.00", net_amount="100.00", tax_amount="19.00", total_amount="119.00")
    )
    assert {read.confidence for read in draft.fields.values()} == {0.9}
    assert _results(draft)["lines_add_up"] is True


def test_sums_that_do_not_close_are_read_but_doubted() -> None:
    draft = weighed(_draft(net_amount="100.00", tax_amount="19.00", total_amount="129.00"))
    assert draft.value("total_amount") == "129.00"
    assert draft.fields["total_amount"].confidence < 0.8
    assert draft.fields["net_amount"].confidence < 0.7


def test_a_due_date_before_the_issue_date_is_emptied() -> None:
    draft = checked(_draft(issue_date="2026-03-01", due_date="2026-02-01"))
    assert draft.value("due_date") is None
    assert draft.value("issue_date") == "2026-03-01"


def test_a_tax_above_any_rate_is_doubted() -> None:
    draft = weighed(_draft(net_amount="100.00", tax_amount="80.00", total_amount="180.00"))
    assert draft.fields["tax_amount"].confidence < 0.5


@pytest.mark.parametrize(
    ("currency", "iban", "tax", "plausible"),
    [
        ("EUR", None, "25.00", True),
        ("EUR", GOOD, "25.00", False),
        ("EUR", GOOD, "19.00", True),
        ("CHF", None, "19.00", False),
        ("SEK", None, "25.00", True),
        ("GBP", None, "20.00", True),
        ("GBP", None, "23.00", False),
    ],
)
def test_a_tax_rate_is_judged_by_the_bank_accounts_country_or_by_the_currency(
    currency: str, iban: str | None, tax: str, plausible: bool
) -> None:
    values = {"net_amount": "100.00", "tax_amount": tax, "currency": currency}
    if iban is not None:
        values["iban"] = iban
    assert _results(_draft(**values))["tax_rate_plausible"] is plausible


def test_a_bank_account_with_wrong_digits_is_emptied() -> None:
    assert checked(_draft(iban=GOOD)).value("iban") == GOOD
    assert checked(_draft(iban=GOOD[:-1] + "1")).value("iban") is None


def test_nothing_to_compare_is_neither_right_nor_wrong() -> None:
    assert set(_results(_draft(total_amount="1.00")).values()) == {None}


def test_structured_and_printed_totals_are_compared() -> None:
    page = {"total_amount": FieldRead("57.99", 0.9, 1, (0, 0, 1, 1))}
    assert agrees(_draft(total_amount="57.99"), page).ok is True
    assert agrees(_draft(total_amount="75.99"), page).ok is False
    assert agrees(_draft(), page).ok is None


def test_account_numbers_are_found_in_groups_and_by_their_check_digits() -> None:
    text = "IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX, DE89 3704 0044 0532 0130 01"
    assert [iban for iban, _, _ in find_ibans(text)] == [GOOD]
    assert is_valid_iban("GB29 NWBK 6016 1331 9268 19")
    assert not is_valid_iban("GB29 NWBK 6016 1331 9268 1")
