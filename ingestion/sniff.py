"""What a file is, told by its first bytes and never by its name."""

from enum import StrEnum

from ingestion.errors import Broken, TooLarge, UnsupportedFile

MAX_FILE_BYTES = 20 * 1024 * 1024
_HEAD = 1024


class FileKind(StrEnum):
    PDF = "pdf"
    XML = "xml"
    PICTURE = "picture"


_PICTURES: tuple[bytes, ...] = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
)
"""First bytes of PNG, JPEG and TIFF, the latter in both byte orders."""
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a program"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"{\\rtf", "an RTF document"),
    (b"GIF8", "a picture of an unsupported kind"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<body")


def sniff(data: bytes) -> FileKind:
    """The kind of file these bytes are.

    Raises `TooLarge` beyond 20 MB, `Broken` when there is nothing, and `UnsupportedFile` with a
    sentence that names what it is instead.
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge
    if not data.strip(b"\x00 \t\r\n"):
        raise Broken("This file is empty.")
    head = data[:_HEAD]
    if head.startswith(_PICTURES):
        return FileKind.PICTURE
    for magic, name in _REFUSED:
        if head.startswith(magic):
            raise UnsupportedFile(f"This is {name}, not a PDF invoice.")
    if _looks_like_pdf(head):
        return FileKind.PDF
    text = _as_ascii(head).lstrip()
    if any(mark in text.lower() for mark in _MARKUP):
        raise UnsupportedFile("This is a web page, not a PDF invoice.")
    if text.startswith(b"<"):
        return FileKind.XML
    raise UnsupportedFile


def _looks_like_pdf(head: bytes) -> bool:
    """The header may follow a few stray bytes (a byte order mark, blank lines), not a document."""
    at = head.find(b"%PDF-")
    return at == 0 or (at > 0 and head[:at].strip(b"\xef\xbb\xbf \t\r\n\x00") == b"")


def _as_ascii(head: bytes) -> bytes:
    """UTF-16 and UTF-8 heads alike reduced to their ASCII letters, enough to see the first tag."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:8]:
        return head[2 if head[0] in b"\xff\xfe" else 0 :].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")
