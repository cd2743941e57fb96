"""Files made to hurt a parser, each a few kilobytes, built here so that none needs to be kept."""

import functools
import io
import zlib
from collections.abc import Mapping, Sequence

from pypdf import PdfReader, PdfWriter


def _page(resources: bytes) -> bytes:
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
    return head + resources + b" >> >>"


PAGE = _page(b"/Font << /F1 5 0 R >>")
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(objects: Mapping[int, bytes], root: int = 1) -> bytes:
    """A PDF of these numbered objects with a correct cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    at = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places.get(number, 0))
    out.write(b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, at))
    return out.getvalue()


def stream(data: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters, data)


def text_page(content: bytes, **more: bytes) -> bytes:
    """A one-page PDF with Helvetica as /F1 and this content stream."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: more.get("page", PAGE),
        4: stream(content),
        5: FONT,
    }
    return pdf(objects)


def printed(lines: Sequence[tuple[float, float, float, str]], before: bytes = b"") -> bytes:
    """A page with texts at (x, y from below, size, text)."""
    parts = [before]
    for x, y, size, text in lines:
        raw = (
            text.encode("cp1252")
            .replace(b"\\", b"\\\\")
            .replace(b"(", b"\\(")
            .replace(b")", b"\\)")
        )
        parts.append(b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, raw))
    return text_page(b"".join(parts))


@functools.cache
def flate_bomb(megabytes: int = 700) -> bytes:
    """A content stream that unpacks, twice, to hundreds of megabytes of spaces."""
    # A megabyte after a full flush always packs to the same bytes: pack one, repeat it.
    spaces = b" " * (1 << 20)
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(spaces, check)
    once = b"\x78\xda" + block * megabytes + b"\x03\x00" + check.to_bytes(4, "big")
    twice = zlib.compress(once, 9)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE,
        4: stream(twice, b"/Filter [/FlateDecode /FlateDecode]"),
        5: FONT,
    }
    return pdf(objects)


def form_fan(levels: int = 28) -> bytes:
    """Forms that each draw the next one twice: 2 to the power of `levels` drawings."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: _page(b"/XObject << /X 10 0 R >>"),
        4: stream(b"/X Do"),
    }
    for level in range(levels):
        following = b"<< /XObject << /X %d 0 R >> >>" % (11 + level)
        head = FORM + b" /Resources " + following
        objects[10 + level] = stream(b"/X Do /X Do", head)
    objects[10 + levels] = stream(b"0 0 1 1 re f", FORM)
    return pdf(objects)


def form_loop() -> bytes:
    """A form that draws itself."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: _page(b"/XObject << /X 5 0 R >>"),
        4: stream(b"/X Do"),
        5: stream(
            b"/X Do",
            FORM + b" /Resources << /XObject << /X 5 0 R >> >>",
        ),
    }
    return pdf(objects)


def cyclic_pages() -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>",
            3: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 2 0 R /Count 9 >>",
        }
    )


def deep_arrays(depth: int = 100_000) -> bytes:
    return text_page(b"[" * depth + b"]" * depth + b" TJ")


def deep_object(depth: int = 50_000) -> bytes:
    return text_page(
        b"", page=b"<< /Type /Page /Parent 2 0 R /MediaBox " + b"[" * depth + b"]" * depth + b" >>"
    )


def previous_loop() -> bytes:
    """A cross-reference table whose /Prev points to itself."""
    body = text_page(b"BT /F1 12 Tf (loop) Tj ET")
    at = body.rindex(b"startxref")
    place = body[at:].split()[1]
    return body.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Prev " + place + b" >>")


def many_pages(count: int = 5000) -> bytes:
    kids = b" ".join(b"%d 0 R" % (10 + n) for n in range(count))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
        4: stream(b"BT /F1 12 Tf 50 700 Td (page) Tj ET"),
        5: FONT,
    }
    objects |= {10 + n: PAGE for n in range(count)}
    return pdf(objects)


def many_glyphs(count: int = 300_000) -> bytes:
    return text_page(b"BT /F1 8 Tf 50 700 Td " + b"(aaaaaaaaaa) Tj " * (count // 10) + b"ET")


def no_pages() -> bytes:
    return pdf(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}
    )


def giant_page() -> bytes:
    return text_page(
        b"BT /F1 12 Tf 50 700 Td (far away from everything else) Tj ET",
        page=PAGE.replace(b"[0 0 595 842]", b"[-1000000000 -1000000000 1000000000 1000000000]"),
    )


def image_only() -> bytes:
    """What a scanner without text recognition makes."""
    head = b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8"
    head += b" /ColorSpace /DeviceGray"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: _page(b"/XObject << /I 6 0 R >>"),
        4: stream(b"500 0 0 700 40 40 cm /I Do"),
        6: stream(b"\x00\xff\xff\x00", head),
    }
    return pdf(objects)


def encrypted(data: bytes, user: str) -> bytes:
    """The same PDF locked; with an empty `user` password only the owner's rights are locked."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=user, owner_password="owner-secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_attachment(data: bytes, name: str, body: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_attachment(name, body)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Invoice>&c;</Invoice>"""
XXE = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>&f;</ID></Invoice>"""
XXE_UTF16 = (
    XXE.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")
)
DEEP_XML = b"<Invoice>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</Invoice>"
FAT_XML = b"<Invoice>" + b"<a>x</a>" * 300_000 + b"</Invoice>"
