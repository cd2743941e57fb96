"""What a reader is: bytes of one kind in, either printed words or structured fields out."""

from typing import Protocol

from ingestion.draft import Draft
from ingestion.page import PrintedDocument


class ReadsWords(Protocol):
    """Reads what a person would see; raises `Unreadable` kinds, never anything else on purpose."""

    def __call__(self, data: bytes, /) -> PrintedDocument: ...


class ReadsFields(Protocol):
    """Reads structured data; None where the bytes hold no invoice in this reader's language."""

    def __call__(self, data: bytes, /) -> Draft | None: ...
