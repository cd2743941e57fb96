"""What was read from pixels, kept beside the draft so that no scan is read twice.

A short text that only a parsing child packs and unpacks: to everybody else it is a string of
letters. It holds words of the page, so it is kept where the document's bytes are kept, sealed.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingestion.draft import MAX_RECOGNISED
from ingestion.page import PrintedDocument, PrintedPage, Turn, Word

_MAX_BODY: Final = 4 * 1024 * 1024


def kept(document: PrintedDocument) -> str:
    """The pages of a document that were read from pixels; empty where there are none."""
    pages = [_page(page) for page in document.pages if page.source == "ocr"]
    if not pages:
        return ""
    body = json.dumps(pages, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    text = base64.b64encode(zlib.compress(body, 6)).decode()
    return text if len(text) <= MAX_RECOGNISED else ""


def pages_of(text: str) -> Mapping[int, PrintedPage]:
    """The pages in such a text by their numbers; none where it is not as `kept` wrote it."""
    if not text:
        return {}
    try:
        squeezed = base64.b64decode(text, validate=True)
        body = zlib.decompressobj().decompress(squeezed, _MAX_BODY)
        pages = [_printed(*raw) for raw in json.loads(body)]
    except (binascii.Error, zlib.error, ValueError, TypeError):
        return {}
    return {page.number: page for page in pages}


def filled(document: PrintedDocument, text: str) -> PrintedDocument | None:
    """The document with its pictured pages as they were read before; None where none was."""
    known = pages_of(text)
    if not known:
        return None
    pages = (known.get(page.number, page) if page.is_picture else page for page in document.pages)
    return replace(document, pages=tuple(pages))


def _page(page: PrintedPage) -> list[object]:
    turn = page.turn
    turned = [turn.clockwise, turn.skew, turn.width, turn.height] if turn is not None else None
    return [page.number, page.width, page.height, turned, [_word(word) for word in page.words]]


def _word(word: Word) -> list[object]:
    places = (word.x0, word.top, word.x1, word.bottom, word.size)
    return [word.text, *(round(place, 2) for place in places)]


def _printed(
    number: int,
    width: float,
    height: float,
    turn: Sequence[float] | None,
    words: Sequence[Sequence[object]],
) -> PrintedPage:
    return PrintedPage(
        number=int(number),
        width=float(width),
        height=float(height),
        words=tuple(_read(*word) for word in words),
        turn=Turn(int(turn[0]), *map(float, turn[1:])) if turn is not None else None,
        source="ocr",
    )


def _read(text: object, *places: object) -> Word:
    x0, top, x1, bottom, size = (float(str(place)) for place in places)
    return Word(str(text), x0, top, x1, bottom, size)
