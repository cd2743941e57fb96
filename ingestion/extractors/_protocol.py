"""What an extractor is: a prepared reading in, the fields it is sure enough of out."""

from collections.abc import Mapping
from typing import Final, Protocol

from ingestion.draft import FieldRead
from ingestion.reading import Reading

DOUBT: Final = 0.5
"""Below this a value is left out: an empty field beats a guess."""


class Extractor(Protocol):
    def __call__(self, reading: Reading, /) -> Mapping[str, FieldRead]: ...
