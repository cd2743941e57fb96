"""Plain words out of what a customer said, and the words we know; machinery of lookups."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

_WORD: Final = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Small letters without accents; `ß` becomes `ss`, full-width forms their plain ones."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words and numbers of `text`, in order; underscores part words too."""
    return tuple(_WORD.findall(fold(text)))


def _single(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class Heard:
    """The tables of `heard_words.toml`."""

    filler: frozenset[str]
    generic: frozenset[str]
    units: frozenset[str]
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    pick: Mapping[str, frozenset[str]]
    months: Mapping[str, int]
    anger: frozenset[str]


@cache
def heard() -> Heard:
    """The tables, read once."""
    raw = tomllib.loads(resources.files("billing").joinpath("heard_words.toml").read_text("utf-8"))
    phrases = {**raw["words"], **raw["phrases"]}
    months = {
        word: int(number) for number, names in raw["months"].items() for word in names.split()
    }
    return Heard(
        filler=frozenset(raw["filler"].split()),
        generic=frozenset(map(_single, raw["generic"].split())),
        units=frozenset(raw["units"].split()),
        phrases={tuple(key.split()): tuple(value.split()) for key, value in phrases.items()},
        pick={key: frozenset(value.split()) for key, value in raw["pick"].items()},
        months=months,
        anger=frozenset(raw["anger"]["words"].split()),
    )


def meaning(text: str) -> frozenset[str]:
    """The words of `text` that say something, in our own vocabulary and the singular."""
    table, left, found = heard(), list(words_of(text)), set[str]()
    while left:
        for size in (4, 3, 2, 1):
            known = table.phrases.get(tuple(left[:size]))
            if known is not None:
                found.update(known)
                del left[:size]
                break
        else:
            found.add(left.pop(0))
    return frozenset(_single(word) for word in found if word not in table.filler)


def name_meaning(name: str) -> frozenset[str]:
    """As `meaning`, for a slug of ours (`data_gb`): units say nothing unless they are all it is."""
    every = meaning(name)
    return every - {_single(unit) for unit in heard().units} or every


def matching(asked: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of our slugs `asked` means: none, one, or several that fit equally well.

    A slug fits when every asked word is in it, when all of it was asked for, or when they share a
    word that is not generic. So "PDF export" is not `csv_export`.
    """
    words = meaning(asked)
    if not words:
        return ()
    fits: dict[str, tuple[int, int]] = {}
    for name in names:
        own = name_meaning(name)
        shared = words & own
        if shared and (words <= own or own <= words or shared - heard().generic):
            fits[name] = (len(shared), -len(own - words))
    best = max(fits.values(), default=(0, 0))
    return tuple(sorted(name for name, fit in fits.items() if fit == best))


def sounds_angry(text: str) -> bool:
    """Whether a word of `text` is one of an angry customer."""
    return not heard().anger.isdisjoint(words_of(text))
