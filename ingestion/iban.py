"""Bank account numbers (ISO 13616): found in text, proved by their check digits, mod 97."""

import re
from typing import Final

LENGTHS: Final[dict[str, int]] = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip
_START: Final = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}) ?(\d{2})(?=[ A-Z0-9])")


def is_valid_iban(text: str) -> bool:
    """Whether length and check digits are right; spaces do not matter."""
    bare = text.replace(" ", "").upper()
    if LENGTHS.get(bare[:2]) != len(bare) or not bare.isalnum():
        return False
    digits = "".join(str(int(char, 36)) for char in bare[4:] + bare[:4])
    return int(digits) % 97 == 1


def find_ibans(text: str) -> list[tuple[str, int, int]]:
    """Valid IBANs with their place in the text; what fails its check digits is not one."""
    found: list[tuple[str, int, int]] = []
    for match in _START.finditer(text):
        length = LENGTHS.get(match[1])
        if length is None:
            continue
        bare, end = _take(text, match.start(), length)
        if len(bare) != length or sum(char.isdigit() for char in bare) < 8:
            continue
        if is_valid_iban(bare):
            found.append((bare, match.start(), end))
    return found


def _take(text: str, start: int, length: int) -> tuple[str, int]:
    bare, at = "", start
    while at < len(text) and len(bare) < length:
        char = text[at]
        if char.isascii() and char.isalnum():
            bare += char.upper()
        elif char not in " -\u00a0":
            break
        at += 1
    return bare, at
