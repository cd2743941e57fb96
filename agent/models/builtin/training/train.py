"""Make `weights.bin` from the sentences: `python -m agent.models.builtin.training.train`.

One linear support vector machine per label over the features of `features.py` (squared hinge loss,
by dual coordinate descent: Hsieh et al., ICML 2008), rounded to whole numbers and packed by
`weights.py`. `--check` fits nothing: it says whether the committed weights carry the digest of the
sentences, tables and trainer they lie with. `--folds` prints how well sentences are understood that
were left out of the fitting; neighbours in a file, which are alike, are left out together.
"""

import argparse
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.models.builtin.features import words_of
from agent.models.builtin.training.sentences import Sentence, digest, read_sentences
from agent.models.builtin.training.slips import with_slips
from agent.models.builtin.weights import PATH, Weights, key_of, pack, weight_of

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Row = tuple[Places, Numbers]

STRENGTH: Final = 1.0
"""How dear a mistake is (0.5, 1 and 3 tried with `--folds`)."""
ROUNDS: Final = 12
"""Passes over the sentences; more change no answer."""
WITH_SLIPS: Final = 1.0
"""How many of the sentences are learned once more, misspelt."""
WARMTH: Final = 4.0
"""Makes probabilities of scores: of answers given with 0.8, eight of ten are right (`--folds`)."""
TOGETHER: Final = 12
"""Neighbours in a file that are left out together."""


def rarity_of(count: int, texts: int) -> int:
    """How much a feature counts that `count` of `texts` have: the rarer the more, 5 to 255."""
    return min(255, max(5, round(25 * math.log(texts / count))))


class Space:
    """Feature keys in columns, if two sentences have them; a text becomes a row of length one."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = Counter(word for text in texts for word in set(words_of(text)))
        self._words = {word for word, count in words.items() if count > 1}
        counts = Counter(key for text in texts for key in weight_of(text, self.has_word))
        kept = {key for key, count in counts.items() if count > 1}
        kept |= {key_of(f"w{word}") for word in self._words}
        self.columns = {key: at for at, key in enumerate(sorted(kept))}
        self.rarity = {key: rarity_of(counts[key], len(texts)) for key in self.columns}

    def has_word(self, word: str) -> bool:
        return word in self._words

    def row(self, text: str) -> Row:
        columns = self.columns
        found = [
            (columns[key], worth * self.rarity[key])
            for key, worth in weight_of(text, self.has_word).items()
            if key in columns
        ]
        places = np.array([place for place, _ in found], dtype=np.int64)
        values = np.array([worth for _, worth in found], dtype=np.float64)
        return places, values / (np.sqrt((values**2).sum()) or 1.0)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A column of `table` per label; the last row is what a label has before any feature."""

    labels: tuple[str, ...]
    space: Space
    table: Numbers

    def scores(self, text: str) -> Numbers:
        places, values = self.space.row(text)
        found: Numbers = values @ self.table[places] + self.table[-1]
        return found


def fit(sentences: Sequence[Sentence]) -> Fitted:
    """Weights by which every sentence scores high for its label and low for the others."""
    space = Space([one.text for one in sentences])
    random = Random(1)  # noqa: S311 - the same slips each time, no secret
    learned = [(space.row(one.text), one.label) for one in sentences]
    learned += [
        (space.row(with_slips(one.text, random)), one.label)
        for one in sentences
        if random.random() <= WITH_SLIPS
    ]
    labels = tuple(sorted({label for _, label in learned}))
    signs = np.full((len(learned), len(labels)), -1.0)
    for at, (_, label) in enumerate(learned):
        signs[at, labels.index(label)] = 1.0
    bias = len(space.columns)
    rows = [(np.append(places, bias), np.append(values, 1.0)) for (places, values), _ in learned]
    return Fitted(labels, space, _descend(rows, signs, bias + 1))


def _descend(rows: Sequence[Row], signs: Numbers, width: int) -> Numbers:
    """All labels at once: they differ only in their signs."""
    table = np.zeros((width, signs.shape[1]))
    duals = np.zeros_like(signs)
    slack = 1 / (2 * STRENGTH)
    lengths = [float(values @ values) + slack for _, values in rows]
    order, shuffle = np.arange(len(rows)), np.random.default_rng(1)
    for _ in range(ROUNDS):
        shuffle.shuffle(order)
        for at in map(int, order):
            places, values = rows[at]
            slope = signs[at] * (values @ table[places]) - 1 + slack * duals[at]
            dual = np.maximum(duals[at] - slope / lengths[at], 0)
            table[places] += values[:, None] * ((dual - duals[at]) * signs[at])
            duals[at] = dual
    return table


def made(sentences: Sequence[Sentence]) -> Weights:
    """The packed weights of what was learned from these sentences."""
    fitted = fit(sentences)
    scale = float(np.abs(fitted.table[:-1]).max()) / 127
    table = np.rint(fitted.table[:-1] / scale).astype(np.int64)
    return Weights(
        labels=fitted.labels,
        bias=tuple(round(float(value), 4) for value in fitted.table[-1]),
        scale=scale,
        warmth=WARMTH,
        rows={
            key: tuple((label, int(w)) for label, w in enumerate(table[at]) if w)
            for key, at in fitted.space.columns.items()
        },
        rarity=fitted.space.rarity,
        digest=digest(),
    )


def folds(sentences: Sequence[Sentence], parts: int = 5) -> None:
    """Print how well each part is understood by weights learned from the others."""
    blocks: dict[tuple[str, str, int], int] = {}
    counts: Counter[tuple[str, str]] = Counter()
    random, fold = Random(7), []  # noqa: S311 - the same folds each time, no secret
    for one in sentences:
        block = (one.language, one.label, counts[one.language, one.label] // TOGETHER)
        counts[one.language, one.label] += 1
        fold.append(blocks.setdefault(block, random.randrange(parts)))
    judged: list[tuple[Sentence, str, float]] = []
    for part in range(parts):
        fitted = fit([one for one, mine in zip(sentences, fold, strict=True) if mine != part])
        for one, mine in zip(sentences, fold, strict=True):
            if mine == part:
                scores = fitted.scores(one.text)
                shares = np.exp((scores - scores.max()) * WARMTH)
                best = int(scores.argmax())
                sure = float(shares[best] / shares.sum())
                judged.append((one, fitted.labels[best], sure))
    _report(judged)


def _say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def _report(judged: Sequence[tuple[Sentence, str, float]]) -> None:
    def share(some: Sequence[tuple[Sentence, str, float]]) -> str:
        right = sum(one.label == said for one, said, _ in some)
        return f"{right / (len(some) or 1):.3f} of {len(some)}"

    _say("all", share(judged))
    for language in sorted({one.language for one, _, _ in judged}):
        _say(" ", language, share([entry for entry in judged if entry[0].language == language]))
    for label in sorted({one.label for one, _, _ in judged}):
        mine = [entry for entry in judged if entry[0].label == label]
        wrong = Counter(said for _, said, _ in mine if said != label).most_common(3)
        _say(f"  {label:24}", share(mine), *(f"{name}:{count}" for name, count in wrong))
    for tenth in range(1, 10):
        some = [entry for entry in judged if int(entry[2] * 10) == tenth]
        _say(f"  said with {tenth / 10}", share(some))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folds", action="store_true")
    options = parser.parse_args(arguments)
    if options.check:
        same = Weights.read(PATH).digest == digest()
        _say("the weights come from these sentences" if same else "the weights are stale: train")
        return 0 if same else 1
    sentences = read_sentences()
    if options.folds:
        folds(sentences)
        return 0
    PATH.write_bytes(pack(made(sentences)))
    _say(f"{PATH.name}: {PATH.stat().st_size / 1024:.0f} KiB from {len(sentences)} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
