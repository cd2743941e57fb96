"""The text that can be seen on each page: for the index. It is made in the parsing child.

Hidden text is left out by the readers; card numbers and secrets are taken out here, by the parent.
"""

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from ingestion.errors import Broken, IsScan
from ingestion.sniff import FileKind, sniff

if TYPE_CHECKING:
    from ingestion.page import PrintedDocument
    from ingestion.pipeline import BeforePage

MAX_PAGES: Final = 50
MAX_PAGE_CHARS: Final = 20_000
MAX_CHARS: Final = 400_000


def page_texts(data: bytes, before_scan: "BeforePage | None", recognised: str = "") -> list[str]:
    """Row by row, from the first page; of an e-invoice in XML its values and lines, as one page.

    `recognised`: the draft's, so that its scanned pages need not be read again. Without it and
    `before_scan` pictures of pages are not read: `IsScan`. Raises as `pipeline.parse`.
    """
    kind = sniff(data)
    if kind is FileKind.XML:
        return [_of_xml(data)]
    from ingestion.page import rows_of

    printed: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows_of(printed_document(data, kind, before_scan, recognised)):
        printed[row.page].append(row.text)
    last = min(MAX_PAGES, max(printed, default=0))
    return ["\n".join(printed[page]) for page in range(1, last + 1)]


def printed_document(
    data: bytes, kind: FileKind, before_scan: "BeforePage | None", recognised: str = ""
) -> "PrintedDocument":
    """What is printed in a PDF or a picture, hidden text left out. Raises as `page_texts`."""
    from ingestion.recognised import filled, pages_of

    if kind is FileKind.PDF:
        from ingestion.readers.pdf_words import read_words

        document = read_words(data)
        if not any(page.is_picture for page in document.pages):
            return document
        if (known := filled(document, recognised)) is not None:
            return known
    elif pages := pages_of(recognised):
        from ingestion.page import PrintedDocument

        return PrintedDocument(tuple(pages.values()), len(pages))
    if before_scan is None:
        raise IsScan
    from ingestion.readers.scans import read_picture_file, with_scans

    if kind is FileKind.PDF:
        return with_scans(document, data, before_scan)
    return read_picture_file(data, before_scan)


def _of_xml(data: bytes) -> str:
    from ingestion.readers.einvoice_xml import read_einvoice

    draft = read_einvoice(data)
    if draft is None:
        return ""
    values = [read.value for read in draft.fields.values()]
    lines = [f"{item.description or ''} {item.amount or ''}" for item in draft.line_items]
    return "\n".join([*values, *lines])


def pack_texts(pages: list[str]) -> bytes:
    """As one JSON message, within the caps."""
    left = MAX_CHARS
    kept: list[str] = []
    for text in pages[:MAX_PAGES]:
        kept.append(text[: min(left, MAX_PAGE_CHARS)])
        left -= len(kept[-1])
    return json.dumps(kept, ensure_ascii=False).encode(errors="replace")


def unpack_texts(message: bytes) -> tuple[str, ...]:
    """The texts in a child's message, redacted; `Broken` for anything but our own shape."""
    from billing.redaction import redact  # a tenth of a second, which `extract` need not wait

    try:
        pages = json.loads(message)
    except ValueError as error:
        raise Broken from error
    if not isinstance(pages, list) or not all(isinstance(text, str) for text in pages):
        raise Broken
    return tuple(redact(text[:MAX_PAGE_CHARS]) for text in pages[:MAX_PAGES])
