"""Which concept a word stands for, in any of the four languages and with a slip of the keyboard.

`lexicon.txt` says which words mean one thing, so that what is learned of a wish in one language
holds in the others, and for words that no training sentence has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from agent.language import fold

LANGUAGES: Final = ("en", "es", "de", "fr")
_SHORTEST_SLIP: Final = 5
"""Letters a word must have before a wrong one in it is forgiven."""


@dataclass(slots=True)
class _Column:
    """The words of one language: whole ones, beginnings, and whole ones with a letter left out."""

    words: dict[str, list[str]] = field(default_factory=dict)
    beginnings: dict[str, list[str]] = field(default_factory=dict)
    slips: dict[str, list[str]] = field(default_factory=dict)

    def put(self, form: str, concept: str) -> None:
        table = self.beginnings if form.endswith("*") else self.words
        table.setdefault(form.rstrip("*"), []).append(concept)

    def known(self, word: str) -> list[str]:
        """The concepts of a word: of itself, else of its longest known beginning."""
        if word in self.words:
            return self.words[word]
        for length in range(len(word), 1, -1):
            if word[:length] in self.beginnings:
                return self.beginnings[word[:length]]
        return []

    def misspelt(self, word: str) -> list[str]:
        """The concepts of a word that has one letter more, one less or another one."""
        for shorter in (word, *_shorter(word)):
            if shorter in self.slips:
                return self.slips[shorter]
        return []


def _shorter(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


@cache
def _columns() -> Mapping[str, _Column]:
    columns = {language: _Column() for language in LANGUAGES}
    path = Path(__file__).with_name("lexicon.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, rest = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        for language, forms in zip(LANGUAGES, rest.split("|"), strict=False):
            for form in forms.split():
                star = "*" if form.endswith("*") else ""
                columns[language].put(fold(form).replace(" ", "") + star, name)
    for column in columns.values():
        for table in (column.words, column.beginnings):
            for form, names in table.items():
                if len(form) >= _SHORTEST_SLIP:
                    for key in (form, *_shorter(form)):
                        column.slips.setdefault(key, names)
    return columns


FILLER: Final = "filler"
SAYS_LITTLE: Final = frozenset({"and", "is", "it", "do", "have", "you"})
"""Concepts that stand beside any other."""
ELSEWHERE: Final = frozenset(
    "weather cooking writing joke world sport film code homework translate invest advice travel"
    " login outage technician moving"
    " parcel hours jobs friend inject others_data buy insult praise hello"
    " thanks bye identity bot company thing ourside trade club define".split()
)
"""Concepts of what no bill is about."""
NOT_ASKED_HERE: Final = ELSEWHERE | frozenset(
    "filler when until since after much why what how where who which whether can want please not"
    " never still me my you someone_else it and is have do first second other older newest previous"
    " current now later day week month monthname year quarter date time yes only go all new show"
    " xfigure xyear xfour question number name death abroad rival salary"
    " hang deleted agreed".split()
)
"""Concepts of what no bill is about, and of what is said of anything."""
_KINDS: Final = frozenset({"xmoney", "xpart", "xnumber", "xfigure", "xfour", "xyear"})


def concepts_of(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Per word its concepts, in the language most of the words are of; empty for an unknown one."""
    language = _likeliest(words)
    return [_of(word, language) for word in words]


def _likeliest(words: Sequence[str]) -> str:
    found = dict.fromkeys(LANGUAGES, 0.0)
    for word in words:
        holders = _holders(word)
        for code in holders:
            found[code] += 1 / len(holders)
    return max(found, key=lambda code: found[code])


@lru_cache(maxsize=50_000)
def _holders(word: str) -> tuple[str, ...]:
    return tuple(code for code, column in _columns().items() if word in column.words)


@lru_cache(maxsize=50_000)
def _of(word: str, language: str) -> tuple[str, ...]:
    if word.startswith("x") and word in _KINDS:
        return (word,)
    columns = _columns()
    order = [columns[language], *(c for code, c in columns.items() if code != language)]
    for column in order:
        if found := column.known(word):
            return tuple(dict.fromkeys(found))
    if language == "de" and (parts := _compound(word, order[0])):
        return parts
    if len(word) >= _SHORTEST_SLIP:
        for column in order:
            if found := column.misspelt(word):
                return tuple(dict.fromkeys(found))
    return ()


def _compound(word: str, column: _Column) -> tuple[str, ...]:
    """Of a German word put together from two, the concepts of both."""
    for cut in range(3, len(word) - 3):
        tail = column.words.get(word[cut:]) or column.known(word[cut:])
        head = column.words.get(word[:cut]) or column.words.get(word[:cut].rstrip("sn")) or ()
        if tail and (head or len(word) - cut >= 5):
            return tuple(dict.fromkeys((*head, *tail)))
    return ()
