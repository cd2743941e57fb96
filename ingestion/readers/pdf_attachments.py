"""XML files embedded in a PDF, pulled out without rendering anything."""

import io
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_ATTACHMENTS: Final = 20
MAX_XML_BYTES: Final = 2 * 1024 * 1024
_MARKS: Final = (b"EmbeddedFile", b"/ObjStm", b"/Filespec", b"/FileAttachment")
_KNOWN: Final = ("factur-x", "zugferd", "xrechnung", "invoice", "rechnung")


def embedded_xml(data: bytes) -> list[bytes]:
    """Up to twenty embedded files that start like XML, e-invoice names first; [] if there are none.

    Never raises for a damaged PDF: whether it is readable at all is the page reader's to say.
    """
    if not any(mark in data for mark in _MARKS):
        return []
    # A fifth of a second to import, and most files have nothing embedded.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return []
        found = _listed(reader) or _associated(reader)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RuntimeError,  # too deep, or a kind of encryption that pypdf does not know
    ):
        return []
    found.sort(key=lambda item: not item[0].startswith(_KNOWN))
    return [body for _, body in found]


def _listed(reader: "PdfReader") -> list[tuple[str, bytes]]:
    """XML files in the document's list of attachments, with their names."""
    found: list[tuple[str, bytes]] = []
    for at, (name, contents) in enumerate(reader.attachments.items()):
        if at >= MAX_ATTACHMENTS:
            break
        found += [(name.lower(), body) for body in contents[:2] if _is_xml(body)]
    return found


def _associated(reader: "PdfReader") -> list[tuple[str, bytes]]:
    """XML files that hang on the document or its first page only, as some writers leave them."""
    places: list[Any] = [reader.root_object.get("/AF")]
    if len(reader.pages):
        page = reader.pages[0]
        places.append(page.get("/AF"))
        for note in (page.get("/Annots") or [])[:MAX_ATTACHMENTS]:
            places.append([note.get_object().get("/FS")])
    found: list[tuple[str, bytes]] = []
    for place in places:
        listed = place.get_object() if place is not None else []
        for entry in listed[:MAX_ATTACHMENTS] if isinstance(listed, list) else []:
            spec = entry.get_object() if entry is not None else {}
            streams = spec.get("/EF", {}).get_object() if spec else {}
            for key in ("/UF", "/F"):
                if key in streams:
                    body = streams[key].get_object().get_data()
                    if _is_xml(body):
                        found.append((str(spec.get(key, "")).lower(), body))
                    break
    return found


def _is_xml(body: bytes) -> bool:
    head = body[:64].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return len(body) <= MAX_XML_BYTES and head.startswith(b"<")
