"""How sure we are, as a probability: what the evidence scored, mapped by what it proved worth.

The table is data fitted on our own corpus by `python -m tests.ingestion.calibrate`.
"""

import functools
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ingestion.draft import Draft, FieldRead

DOUBT: Final = 0.5
"""A value less likely right than this is left out: an empty field beats a guess."""
_FILE: Final = Path(__file__).parent / "confidence.toml"

Points = tuple[tuple[float, float], ...]
"""Score and probability, both rising; between two points, and from nothing to the first, the line
holds."""


@functools.cache
def table() -> Mapping[str, Points]:
    """The fitted points by field; `other` is for fields without a curve of their own."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))["points"]
    return MappingProxyType(
        {name: tuple((float(x), float(y)) for x, y in points) for name, points in raw.items()}
    )


def probability(name: str, score: float, curves: Mapping[str, Points] | None = None) -> float:
    """How often values of this field that scored so much were right."""
    known = table() if curves is None else curves
    return _at(known.get(name) or known["other"], score)


def calibrated(draft: Draft) -> Draft:
    """The draft with probabilities for scores, and without what is more likely wrong than right.

    Values of an e-invoice's file keep theirs: nothing was guessed there.
    """
    kept: dict[str, FieldRead] = {}
    for name, read in draft.fields.items():
        if read.source != "xml":
            read = replace(read, confidence=probability(name, read.confidence))
        if read.confidence >= DOUBT:
            kept[name] = read
    return replace(draft, fields=MappingProxyType(kept))


def _at(points: Points, score: float) -> float:
    points = ((0.0, 0.0), *points)
    at = bisect_right([x for x, _ in points], max(0.0, score))
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (score - x0) / (x1 - x0)


def fit(scored: Sequence[tuple[float, bool, float]], steps: int = 5) -> Points:
    """Rising points from (score, right, weight): blocks of equal weight, pooled until they rise.

    Each block is drawn towards the middle by half a right and half a wrong value (Jeffreys' prior),
    so that few observations never make certain.
    """
    ordered = sorted(scored)
    whole = sum(weight for _, _, weight in ordered)
    blocks: list[list[tuple[float, bool, float]]] = [[]]
    filled = 0.0
    for entry in ordered:
        if filled >= whole / steps * len(blocks) and entry[0] > blocks[-1][-1][0]:
            blocks.append([])
        blocks[-1].append(entry)
        filled += entry[2]
    pooled = [_pool(block) for block in blocks if block]
    while any(a[1] > b[1] for a, b in pairwise(pooled)):
        at = next(n for n, (a, b) in enumerate(pairwise(pooled)) if a[1] > b[1])
        a, b = pooled[at], pooled[at + 1]
        mass = a[2] + b[2]
        pooled[at : at + 2] = [
            ((a[0] * a[2] + b[0] * b[2]) / mass, (a[1] * a[2] + b[1] * b[2]) / mass, mass)
        ]
    return tuple((round(x, 3), round(y, 3)) for x, y, _ in pooled)


def _pool(block: Sequence[tuple[float, bool, float]]) -> tuple[float, float, float]:
    mass = sum(weight for _, _, weight in block)
    score = sum(x * weight for x, _, weight in block) / mass
    right = sum(weight for _, good, weight in block if good)
    return score, (right + 0.5) / (mass + 1), mass


def expected_calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The mean distance between what was promised and what came true, over bins of confidence.

    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (2017), equation 3.
    """
    if not pairs:
        return 0.0
    error = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [(p, ok) for p, ok in pairs if low < p <= high or (number == 0 and p == 0)]
        if inside:
            promised = sum(p for p, _ in inside) / len(inside)
            kept = sum(ok for _, ok in inside) / len(inside)
            error += len(inside) / len(pairs) * abs(promised - kept)
    return error
