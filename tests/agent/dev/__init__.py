"""Sentences to tune the understanding with: their author knew the training data, so they flatter.

`{en,es,de,fr}.txt`: sentences under the label they mean. `slots.tsv`: a sentence and what it names,
`|` between values of which any will do, `-` for nothing. Unlike `held_out` these may be read.
"""

from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def labelled() -> Iterator[tuple[str, str, str]]:
    """Language, label and text of every sentence."""
    for file in sorted(HERE.glob("*.txt")):
        label = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                label = line[3:]
            elif line:
                yield file.stem, label, line


def naming() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """A text, a slot, and the values of which it must hold one; no value: it must be empty."""
    for line in (HERE / "slots.tsv").read_text(encoding="utf-8").splitlines():
        text, *slots = line.split("\t")
        for slot, _, values in (entry.partition("=") for entry in slots):
            yield text, slot, () if values == "-" else tuple(values.split("|"))
