"""The training sentences, and what the weights are made from, in one number."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SENTENCES: Final = Path(__file__).with_name("sentences")
_BUILTIN: Final = Path(__file__).parent.parent
_MAKERS: Final = (
    "lexicon.txt", "concepts.py", "features.py", "weights.py", "../../spelling.py",
    "training/sentences.py", "training/slips.py", "training/train.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its label and its language."""

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
    """What the weights are made from: the sentences, the words' tables, and the trainer itself."""
    sha = hashlib.sha256()
    for file in (*sorted(SENTENCES.glob("*/*.txt")), *(_BUILTIN / name for name in _MAKERS)):
        sha.update(f"{file.parent.name}/{file.name}\0".encode() + file.read_bytes())
    return sha.hexdigest()
