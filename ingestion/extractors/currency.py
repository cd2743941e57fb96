"""The currency of the amounts: printed codes and signs, and the country where a sign is shared."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from ingestion.amounts import AMBIGUOUS, CODES, currency_of
from ingestion.countries import CURRENCY
from ingestion.draft import FieldRead
from ingestion.labels import AMOUNT_KINDS, fold
from ingestion.phrases import one_of
from ingestion.reading import Reading

_CODE: Final = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_SIGN: Final = re.compile(
    r"(?<![\w$])(?:US\$|C\$|CA\$|A\$|AU\$|NZ\$|R\$|HK\$|S\$|MX\$)|[€£₹¥₩₺]|(?<![\w$])\$"
)
_SUMS: Final = frozenset({"total", "due", "total_plain"})
_BY_LANGUAGE: Final = {"de": "EUR", "fr": "EUR", "nl": "EUR", "it": "EUR"}
"""Where nothing but the language tells; Spanish and English are at home with many currencies."""
_SHARED: Final[dict[str, frozenset[str]]] = {
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "COP", "CLP"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "R": frozenset({"ZAR"}),
    "JPY": frozenset({"JPY", "CNY"}),
}


def read_currency(reading: Reading) -> Mapping[str, FieldRead]:
    """`currency` as ISO 4217; a shared sign is settled by a printed code or by the country."""
    votes: Counter[str] = Counter()
    label_rows = {hit.cell.row for hit in reading.labelled(AMOUNT_KINDS)}
    abroad = {
        row.index for row in reading.rows if one_of("currency", "exchange").search(fold(row.text))
    }
    for span in reading.amounts:
        if span.currency is not None and span.cell.row not in abroad:
            votes[span.currency] += 3 if span.cell.row in label_rows else 1
    said = "\n".join(row.text for row in reading.rows if row.index not in abroad)
    codes = Counter(code for code in _CODE.findall(said) if code in CODES)
    for code, count in codes.items():
        votes[code] += min(3, count)
    for hit in reading.labelled(_SUMS):
        row = reading.rows[hit.cell.row]
        if row.index not in abroad:
            votes.update({code: 3 for code in _CODE.findall(row.text) if code in CODES})
    signs = Counter(_SIGN.findall(said))
    for sign, count in signs.items():
        known = currency_of(sign)
        if known is not None:
            votes[known] += min(2, count)
    if re.search(r"\beuros?\b|\beur\b", fold(said)):
        votes["EUR"] += 1
    home = CURRENCY.get(reading.country or "")
    if not votes:
        at_home = home or _BY_LANGUAGE.get(reading.language or "")
        sure = 0.6 if home is not None else 0.55
        return {"currency": FieldRead(at_home, sure, source="derived")} if at_home else {}
    return _settle(votes, codes, home, reading)


def _settle(
    votes: Counter[str], codes: Counter[str], home: str | None, reading: Reading
) -> dict[str, FieldRead]:
    ranked = votes.most_common()
    best, count = ranked[0]
    confidence = 0.97
    if len(ranked) > 1:
        shared = _SHARED.get(best, frozenset()) | _SHARED.get(ranked[1][0], frozenset())
        rival = ranked[1][1] if ranked[1][0] not in shared and best not in shared else 0
        confidence = 0.97 if count >= 3 * rival else 0.75 if count > rival else 0.45
    if best in _SHARED:
        best, certain = _of_shared(best, codes, home)
        confidence = min(confidence, 0.95 if certain else 0.8)
    if confidence < 0.5:
        return {}
    place = next((span for span in reading.amounts if span.currency is not None), None)
    if place is None:
        cells = (cell for row in reading.rows for cell in row.cells)
        said = next((cell for cell in cells if best in _CODE.findall(cell.text)), None)
        if said is None:
            return {"currency": FieldRead(best, confidence, source="derived")}
        box = (said.x0, said.top, said.x1, said.bottom)
        return {"currency": FieldRead(best, confidence, said.page, box)}
    return {"currency": FieldRead(best, confidence, place.cell.page, place.box)}


def _of_shared(sign: str, codes: Counter[str], home: str | None) -> tuple[str, bool]:
    """Which of the currencies that share a sign: a printed code first, then the country."""
    members = _SHARED[sign]
    for code, _ in codes.most_common():
        if code in members:
            return code, True
    if home in members and home is not None:
        return home, True
    return AMBIGUOUS.get(sign, sign), False
