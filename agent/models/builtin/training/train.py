"""Make `weights.bin` from the sentences: `python -m agent.models.builtin.training.train`.

A linear model (multinomial logistic regression) over the features of `features.py`, fitted by
scikit-learn, pruned, rounded to whole numbers and packed by `weights.py`. `--check` fits nothing: it
says whether the committed weights carry the digest of the sentences, ideas and features they lie with.
`--folds` prints how well sentences are understood that were left out of the fitting.
"""

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from agent.models.builtin import features as feature_file
from agent.models.builtin.features import features
from agent.models.builtin.weights import PATH, Weights, key_of, pack, weight_of

SENTENCES: Final = Path(__file__).with_name("sentences")
STRENGTH: Final = 8.0
"""Inverse regularisation, chosen by `--folds` (4, 8, 16 tried)."""
KEEP: Final = 60_000
"""Features kept: those whose weights differ most between labels."""


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    label: str
    language: str


def read_sentences(folder: Path = SENTENCES) -> list[Sentence]:
    """Every sentence of the training files, in a fixed order, each once."""
    found: dict[tuple[str, str], Sentence] = {}
    for file in sorted(folder.glob("*/*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            if text:
                one = Sentence(text, file.stem, file.parent.name)
                found.setdefault((text.casefold(), one.label), one)
    return list(found.values())


def digest() -> str:
    """What the weights were made from, in one number."""
    sha = hashlib.sha256()
    ideas = Path(feature_file.__file__).with_name("ideas.toml")
    for file in (*sorted(SENTENCES.glob("*/*.txt")), ideas, Path(feature_file.__file__)):
        sha.update(file.name.encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()


class Space:
    """Feature keys in columns; a text becomes a row of length one."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = Counter(key for text in texts for key in {key_of(f) for f in features(text)})
        self.columns = {
            key: at for at, key in enumerate(sorted(k for k, n in counts.items() if n >= 2))
        }

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        data: list[float] = []
        indices: list[int] = []
        starts = [0]
        for text in texts:
            for key, weight in weight_of(text).items():
                column = self.columns.get(key)
                if column is not None:
                    indices.append(column)
                    data.append(weight)
            starts.append(len(indices))
        return csr_matrix((data, indices, starts), shape=(len(texts), len(self.columns)))


def fit(texts: Sequence[str], labels: Sequence[str]) -> tuple[Space, Any]:
    space = Space(texts)
    model = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3)
    model.fit(space.rows(texts), labels)
    return space, model


def made(sentences: Sequence[Sentence]) -> Weights:
    """The packed weights of a model fitted on these sentences."""
    space, model = fit([s.text for s in sentences], [s.label for s in sentences])
    spread = model.coef_.max(axis=0) - model.coef_.min(axis=0)
    keep = np.argsort(-spread)[:KEEP]
    scale = float(np.abs(model.coef_).max()) / 127
    table = np.rint(model.coef_[:, keep] / scale).astype(np.int8)
    keys = {column: key for key, column in space.columns.items()}
    rows = {keys[int(column)]: table[:, at] for at, column in enumerate(keep)}
    return Weights(
        labels=tuple(map(str, model.classes_)),
        bias=tuple(round(float(value), 4) for value in model.intercept_),
        scale=scale,
        rows={
            key: tuple((i, int(w)) for i, w in enumerate(row) if abs(int(w)) > 1)
            for key, row in sorted(rows.items())
        },
        digest=digest(),
    )


def folds(sentences: Sequence[Sentence], parts: int = 5) -> None:
    """Print how well each part is understood by a model fitted on the others."""
    texts = np.array([s.text for s in sentences], dtype=object)
    labels = np.array([s.label for s in sentences])
    languages = np.array([s.language for s in sentences])
    guessed = np.empty(len(texts), dtype=labels.dtype)
    split = StratifiedKFold(parts, shuffle=True, random_state=7)
    for train, test in split.split(texts, labels):
        space, model = fit(list(texts[train]), list(labels[train]))
        guessed[test] = model.predict(space.rows(list(texts[test])))
    right = guessed == labels
    print(f"all {right.mean():.3f} of {len(texts)}")
    for language in sorted(set(languages)):
        print(f"  {language} {right[languages == language].mean():.3f}")
    for label in sorted(set(labels)):
        mine = labels == label
        wrong = Counter(guessed[mine & ~right]).most_common(3)
        print(f"  {label:24} {right[mine].mean():.3f}", *(f"{k}:{n}" for k, n in wrong))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folds", action="store_true")
    options = parser.parse_args(arguments)
    if options.check:
        same = Weights.read(PATH).digest == digest()
        print("the weights come from these sentences" if same else "the weights are stale: train")
        return 0 if same else 1
    sentences = read_sentences()
    if options.folds:
        folds(sentences)
        return 0
    PATH.write_bytes(pack(made(sentences)))
    print(f"{PATH.name}: {PATH.stat().st_size / 1024:.0f} KiB from {len(sentences)} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
