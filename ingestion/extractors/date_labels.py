"""Which of the labels of a day speak of this document's own days."""

import re
from collections.abc import Sequence
from typing import Final

from ingestion.labels import LabelHit, fold
from ingestion.phrases import one_of
from ingestion.reading import Reading

_OTHERS: Final = frozenset({"other_number", "title_other", "paid", "contract_number"})
_LINKS: Final = frozenset("vom du del dd dated defecha dnia".split())
_OWN: Final = frozenset({"invoice_number", "title_invoice", "title_credit"})
_DAY_ALONE: Final = re.compile(r"\b\d{1,2}\.\d{1,2}\.?\s*$|\b\d{1,2}/\d{1,2}\s*$")
"""The first day of a period without its year: "01.01. bis 31.12.2025"."""


def beside_order(label: LabelHit, reading: Reading) -> bool:
    """ "Order no. | Dated" as heads of columns: the day of the order."""
    if label.cell.col == 0 or label.start > 1:
        return False
    left = reading.rows[label.cell.row].cells[label.cell.col - 1]
    hits = [o for o in reading.labels if o.cell.row == label.cell.row and o is not label]
    beside = any(o.cell is left and o.start <= 8 and o.kinds & _OTHERS for o in hits)
    return beside and not any(o.kinds & _OWN for o in hits)


def unjoined(labels: Sequence[LabelHit]) -> list[LabelHit]:
    """Of "Invoice date / delivery date" only the first: both name the one date that follows."""
    kept: list[LabelHit] = []
    for hit in labels:
        before = kept[-1] if kept and kept[-1].cell is hit.cell else None
        between = hit.cell.text[before.end : hit.start] if before is not None else "x"
        if before is not None and between.strip(" /&,+-") in (
            "",
            "and",
            "und",
            "et",
            "y",
            "en",
            "e",
        ):
            if "other_date" in before.kinds:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def belongs_elsewhere(hit: LabelHit, reading: Reading) -> bool:
    """A date behind another number ("Offer 118 of 12 January"), a payment or prose is its date."""
    if "due_date" in hit.kinds and len(hit.phrase) <= 5:
        # "01.01.2025 bis 31.12.2025": the word between two dates is no label.
        return any(
            span.cell is hit.cell and 0 <= hit.start - span.end <= 2 for span in reading.dates
        ) or bool(_DAY_ALONE.search(hit.cell.text[: hit.start]))
    if not hit.kinds & {"date_plain", "issue_date"}:
        return False
    before = fold(hit.cell.text[: hit.start])
    if hit.cell.col > 0 and hit.start > 0:
        # "Corrects: | F-8463 of 19 November".
        before = fold(reading.rows[hit.cell.row].cells[hit.cell.col - 1].text) + "\n" + before
    lines = before.split("\n")
    if any(one_of("references", "to_another").search(line) is not None for line in lines):
        return True
    if "issue_date" in hit.kinds:
        return False
    owners = [
        other
        for other in reading.labels
        if other.cell is hit.cell
        and other.end <= hit.start
        and hit.start - other.end <= 30
        and other.kinds & (_OTHERS | _OWN)
    ]
    owner = max(owners, key=lambda other: other.start, default=None)
    if owner is None:
        owner = _label_before(hit, reading)
    if owner is not None:
        to_other = one_of("references", "to_another").search(fold(owner.cell.text[: owner.start]))
        return (bool(owner.kinds & _OTHERS) and not owner.kinds & _OWN) or to_other is not None
    if hit.phrase in _LINKS and before.strip() and not before.rstrip().endswith((":", ",")):
        # "Vorschuss vom 10.12.": whatever the word before names, if it is no bill.
        return one_of("titles", "invoice").search(before) is None
    colon = hit.cell.text[hit.end :].lstrip().startswith(":")
    return not colon and (len(before.split()) > 3 or _goes_on(hit, reading))


def _goes_on(hit: LabelHit, reading: Reading) -> bool:
    """Whether a line that begins in small letters carries on the prose of the line above it."""
    if hit.start > 0 or not hit.cell.text[:1].islower() or hit.cell.row == 0:
        return False
    above = reading.rows[hit.cell.row - 1].cells
    return any(abs(c.x0 - hit.cell.x0) < 3 and len(c.words) >= 6 for c in above)


def _label_before(hit: LabelHit, reading: Reading) -> LabelHit | None:
    """The label of the cell to the left, whose value the date follows: "RE-7710 | vom 2.2.26"."""
    if hit.cell.col == 0 or hit.start == 0:
        return None
    left = reading.rows[hit.cell.row].cells[hit.cell.col - 1]
    return next((o for o in reading.labels if o.cell is left and o.start <= 1), None)


def is_sentence_word(hit: LabelHit) -> bool:
    """Short words ("due", "le", "vom") label a date only right before it."""
    if len(hit.phrase) > 4:
        return False
    rest = hit.cell.text[hit.end :].lstrip(" .:")
    if hit.phrase == "by" and hit.start > 0 and not rest[:1].isdigit():
        # "Seen by: P. Yardley".
        return True
    return hit.start > 0 and not rest[:1].isdigit() and not hit.cell.text[hit.end :].startswith(":")
