"""Make `agent/language.toml`, the words that tell languages apart, from the training sentences.

`python -m agent.models.builtin.training.languages`. A word is sure for a language that has nine
of ten sentences with it, and likely with two of three, counted per sentence of the language.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from agent import language
from agent.language import LANGUAGES, fold
from agent.models.builtin.training.sentences import Sentence, read_sentences

PATH: Final = Path(language.__file__).with_name("language.toml")
_SURE: Final = 0.9
_LIKELY: Final = 0.67
_HEAD: Final = (
    "# Words that tell languages apart, most frequent first. Made from the training sentences by\n"
    "# `python -m agent.models.builtin.training.languages`; not written by hand.\n"
)


def words_that_tell(sentences: Sequence[Sentence]) -> Mapping[str, tuple[list[str], list[str]]]:
    """Per language the sure words and the likely ones."""
    counts = {code: Counter[str]() for code in LANGUAGES}
    sizes = Counter(one.language for one in sentences)
    for one in sentences:
        counts[one.language].update(set(fold(one.text).split()))
    found: dict[str, tuple[list[str], list[str]]] = {}
    for code in LANGUAGES:
        sure, likely = [], []
        for word, count in sorted(counts[code].items(), key=lambda entry: (-entry[1], entry[0])):
            shares = {other: counts[other][word] / sizes[other] for other in LANGUAGES}
            share = shares[code] / sum(shares.values())
            if count > 1 and word.isalpha():
                sure += [word] if share >= _SURE else []
                likely += [word] if _LIKELY <= share < _SURE else []
        found[code] = (sure, likely)
    return found


def written(sentences: Sequence[Sentence]) -> str:
    """The file's text."""
    told = words_that_tell(sentences)
    rows = [
        f'[{code}]\nsure = "{" ".join(told[code][0])}"\nlikely = "{" ".join(told[code][1])}"\n'
        for code in LANGUAGES
    ]
    return _HEAD + "\n" + "\n".join(rows)


if __name__ == "__main__":
    PATH.write_text(written(read_sentences()), encoding="utf-8")
    sys.exit(0)
