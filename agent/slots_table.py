"""The words of `slots.toml`, by which customers name things."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def _table() -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name("slots.toml").read_text(encoding="utf-8"))


@cache
def words_for(name: str) -> frozenset[str]:
    """The words of one row."""
    return frozenset(_table()[name].split())


def named(words: list[str], *rows: str) -> list[str]:
    """Those of `words` that stand in the rows, each once."""
    known = frozenset().union(*(words_for(row) for row in rows))
    return list(dict.fromkeys(word for word in words if word in known))
