"""Tax numbers: their shape by country, and check digits where they cost one line of arithmetic."""

import re
from typing import Final

from ingestion.draft import Check

_SHAPES: Final[dict[str, str]] = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}", "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}",
    "ES": r"(?:[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])", "FI": r"\d{8}", "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})", "HR": r"\d{11}", "HU": r"\d{8}",
    "IE": r"(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])", "IT": r"\d{11}", "LT": r"(?:\d{9}|\d{12})",
    "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}",
    "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{10}01", "SI": r"\d{8}", "SK": r"\d{10}",
    "XI": r"\d{9}",
}  # fmt: skip
"""Behind the country's letters; the Commission's VIES pages list them. CHE is Switzerland's UID."""
_SWISS: Final = re.compile(r"CHE\d{9}(?:MWST|TVA|IVA)?")
_GSTIN: Final = re.compile(r"(?:0[1-9]|[1-3]\d|9[79])[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
_LABELLED: Final = re.compile(
    r"(?:USt-?Id(?:-?Nr)?|VAT(?: ?(?:no|number|id|reg\w*(?: no)?))?|N?°? ?TVA(?: intracom\w*)?"
    r"|P\.? ?IVA|Partita IVA|BTW(?:-?(?:nr|nummer|id))?|GSTIN|ABN|UID(?:-?Nr)?|NIF|CIF)"
    r"\.?\s?:?\s{0,2}"
    r"((?:[A-Z]{2,3}[- ]?)?[A-Z0-9](?:[ .-]?[A-Z0-9]){7,17})",
    re.IGNORECASE,
)
_DIGITS36: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_valid_vat_id(text: str) -> bool:
    """Whether a VAT number has the shape of its country, and its check digits where known."""
    bare = re.sub(r"[^A-Z0-9+*]", "", text.upper())
    if bare.startswith("CHE"):
        return _SWISS.fullmatch(bare) is not None and _swiss(bare[3:12])
    land, rest = bare[:2], bare[2:]
    shape = _SHAPES.get("EL" if land == "GR" else land)
    if shape is None or re.fullmatch(shape, rest) is None:
        return False
    if land == "IT":
        return _luhn(rest)
    if land == "DE":
        return _iso7064(rest)
    return True


def is_valid_gstin(text: str) -> bool:
    """Whether an Indian GSTIN has its shape and its mod-36 check character."""
    bare = re.sub(r"\s", "", text.upper())
    if _GSTIN.fullmatch(bare) is None:
        return False
    total = 0
    for at, char in enumerate(bare[:14]):
        product = _DIGITS36.index(char) * (1 + at % 2)
        total += product // 36 + product % 36
    return _DIGITS36[(36 - total % 36) % 36] == bare[14]


def is_valid_abn(text: str) -> bool:
    """Whether an Australian business number passes its mod-89 check."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 11:
        return False
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    values = [int(digit) for digit in digits]
    values[0] -= 1
    return sum(w * v for w, v in zip(weights, values, strict=True)) % 89 == 0


def tax_id_check(text: str) -> Check:
    """A check over the labelled tax numbers of a page; a wrong one is told, never corrected."""
    wrong: list[str] = []
    seen = False
    for match in _LABELLED.finditer(text):
        label, number = match[0].upper(), match[1]
        verdict = _verdict(label, number)
        if verdict is None:
            continue
        seen = True
        if not verdict:
            wrong.append(number.strip())
    if not seen:
        return Check("tax_ids", None)
    return Check("tax_ids", not wrong, ", ".join(wrong[:3]))


def _verdict(label: str, number: str) -> bool | None:
    """Whether the number is right; None where its country is not told."""
    bare = re.sub(r"[^A-Z0-9]", "", number.upper())
    if label.startswith("GSTIN"):
        return is_valid_gstin(bare[:15])
    if label.startswith("ABN"):
        return is_valid_abn(bare[:11])
    if bare[:2].isalpha() and (bare[:2] in _SHAPES or bare[:3] == "CHE"):
        # The text may run on: any beginning of the right shape will do.
        return any(is_valid_vat_id(bare[:end]) for end in range(len(bare), 7, -1))
    return None


def _luhn(digits: str) -> bool:
    total = 0
    for at, char in enumerate(reversed(digits)):
        value = int(char) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _iso7064(digits: str) -> bool:
    """ISO 7064 mod 11, 10: the German number's last digit."""
    product = 10
    for char in digits[:8]:
        total = (int(char) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(digits[8])


def _swiss(digits: str) -> bool:
    """Mod 11 with the federal weights."""
    weights = (5, 4, 3, 2, 7, 6, 5, 4)
    rest = sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11
    return (11 - rest) % 11 == int(digits[8])
