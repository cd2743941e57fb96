"""Patterns kept as data beside the extractors, compiled once per process."""

import functools
import re
import tomllib
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "extractors" / "phrases.toml"


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def phrases(section: str, name: str) -> list[str]:
    """The entries under `[section] name`; raises KeyError where there are none."""
    return _table()[section][name]


@functools.cache
def each(section: str, name: str) -> tuple[re.Pattern[str], ...]:
    """Every entry as a pattern of its own."""
    return tuple(re.compile(entry) for entry in phrases(section, name))


@functools.cache
def one_of(section: str, name: str, shape: str = "{}", flags: int = 0) -> re.Pattern[str]:
    """All entries as one pattern, put into `shape` in place of its braces."""
    return re.compile(shape.replace("{}", f"(?:{'|'.join(phrases(section, name))})"), flags)
