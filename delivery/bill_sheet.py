"""What the copy of a bill says, ready to print: amounts and days are already written out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from billing.words import supported


@dataclass(frozen=True, slots=True)
class BillSheet:
    """One bill as it stands. `language` is a BCP 47 tag, `country` (ISO 3166) picks the paper.

    `to` are the lines of whom it is for; `details` are (name of a word, text), `lines` and `sums`
    (text, amount) and (name of a word, amount). `as_of` says from when it is; `stamped_at` (aware)
    goes into the file's own data, so that the same sheet is the same bytes.
    """

    language: str
    country: str | None
    seller_name: str
    number: str
    to: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    sums: tuple[tuple[str, str], ...]
    as_of: str
    stamped_at: datetime
    seller_tax_id: str | None = None


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = files("delivery").joinpath("bill_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def bill_words(language: str) -> Mapping[str, str]:
    """The words of a bill's copy in one of our languages, or in English."""
    return _table()[supported(language)]
