"""XML files embedded in a PDF, pulled out without rendering anything."""

import io
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

MAX_ATTACHMENTS: Final = 10
MAX_XML_BYTES: Final = 2 * 1024 * 1024


def embedded_xml(data: bytes) -> list[bytes]:
    """Up to ten embedded files that start like XML, e-invoice names first; [] if none can be had.

    Never raises for a damaged PDF: whether it is readable at all is the page reader's to say.
    """
    if b"EmbeddedFile" not in data and b"/ObjStm" not in data:
        return []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return []
        found = []
        for at, (name, contents) in enumerate(reader.attachments.items()):
            if at >= MAX_ATTACHMENTS:
                break
            found += [(name.lower(), body) for body in contents[:2] if _is_xml(body)]
    except (
        PdfReadError,
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        return []
    found.sort(key=lambda item: not item[0].startswith(("factur-x", "zugferd", "xrechnung")))
    return [body for _, body in found]


def _is_xml(body: bytes) -> bool:
    head = body[:64].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return len(body) <= MAX_XML_BYTES and head.startswith(b"<")
