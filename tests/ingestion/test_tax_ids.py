"""Tax numbers by shape and check digits."""

import pytest

from ingestion.tax_ids import is_valid_abn, is_valid_gstin, is_valid_vat_id, tax_id_check


@pytest.mark.parametrize(
    "number",
    [
        *("ATU12345678", "DE 136 695 976", "NL123456789B01", "GB 123 4567 82", "FR 40 303265045"),
        *("IT 00743110157", "ESB12345678", "CHE-123.456.788 MWST", "IE1234567T", "EL123456789"),
    ],
)
def test_numbers_of_the_right_shape_are_valid(number: str) -> None:
    assert is_valid_vat_id(number)


@pytest.mark.parametrize(
    "number",
    [
        "DE 136 695 975",
        "IT 00743110158",
        "NL123456789",
        "ATU1234567",
        "CHE-123.456.789",
        "ZZ1234567",
    ],
)
def test_a_wrong_digit_or_shape_is_not(number: str) -> None:
    assert not is_valid_vat_id(number)


def test_indian_and_australian_numbers_prove_themselves() -> None:
    assert is_valid_gstin("27AAPFU0939F1ZV")
    assert not is_valid_gstin("27AAPFU0939F1ZW")
    assert is_valid_abn("51 824 753 556")
    assert not is_valid_abn("51 824 753 557")


def test_a_page_is_checked_by_its_labelled_numbers_only() -> None:
    assert tax_id_check("USt-IdNr.: DE136695976, Tel. 0123 4567890").ok is True
    assert tax_id_check("USt-IdNr.: DE136695975").ok is False
    assert tax_id_check("ABN 51 824 753 556 and so on").ok is True
    assert tax_id_check("Order 12345678").ok is None
