"""What the document calls itself: an invoice, a credit note, or what asks for no money."""

from collections.abc import Mapping

from ingestion.draft import FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.labels import LabelHit, squash
from ingestion.reading import Reading

_KINDS = {"title_invoice": "invoice", "title_credit": "credit_note", "title_other": "other"}


def read_document_type(reading: Reading) -> Mapping[str, FieldRead]:
    """`document_type`: invoice | credit_note | other; left out when no title is found."""
    best: dict[str, tuple[float, LabelHit]] = {}
    for hit in reading.labels:
        for kind, value in _KINDS.items():
            if kind in hit.kinds:
                score = _score(hit, reading)
                if score > best.get(value, (0.0, hit))[0]:
                    best[value] = (score, hit)
    if any("invoice_number" in hit.kinds and hit.cell.page == 1 for hit in reading.labels):
        score, hit = best.get("invoice", (0.0, reading.labels[0]))
        best["invoice"] = (max(score, 0.55), hit)
    if not best:
        return {}
    value, (score, hit) = max(best.items(), key=lambda item: item[1][0])
    if score < DOUBT:
        return {}
    return {"document_type": FieldRead(value, min(0.95, score), hit.cell.page, hit.box)}


def _score(hit: LabelHit, reading: Reading) -> float:
    """Titles stand alone in their cell, high on page one, in larger or bolder type."""
    if hit.cell.page != 1 or hit.start > 2:
        return 0.0
    height = reading.document.pages[0].height
    rest = squash(hit.cell.text[hit.end :])
    alone = not rest or (any(char.isdigit() for char in rest) and len(rest) < 25)
    if not alone:
        return 0.0
    score = 0.5
    if hit.cell.top < 0.35 * height:
        score += 0.15
    elif hit.cell.top > 0.6 * height:
        score -= 0.15
    if hit.cell.size >= 13:
        score += 0.2
    if any(word.bold for word in hit.cell.words):
        score += 0.05
    if not rest:
        score += 0.05
    return score
