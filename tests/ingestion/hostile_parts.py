"""What hostile documents are made of: a readable bill to hide behind, filters, bombs, marks."""

import functools
import random
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from tests.ingestion.hostile import FONT, PAGE, pdf, stream

Make = Callable[[random.Random, str], bytes]
"""A family: draws one file of it; the text is an address where nobody may ever call."""

HIDDEN_MARK: Final = "unseen7731"
"""Stands only where nobody can see it: it may be in no answer at all."""
SEEN_MARK: Final = "obeyme4402"
"""Stands in the open, in instructions: it may be in a text that is shown, and nowhere else."""

CATALOG: Final = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES: Final = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
ROWS: Final = (
    (60, 780, 15, "Lund Mobile AB"),
    (60, 740, 10, "Invoice number"),
    (300, 740, 10, "L-2041"),
    (60, 720, 10, "Invoice date"),
    (300, 720, 10, "20 February 2026"),
    (60, 700, 10, "Mobile plan with roaming"),
    (300, 700, 10, "12.50 EUR"),
    (60, 680, 10, "Total"),
    (300, 680, 10, "12.50 EUR"),
)


def shown(text: str, x: float = 60, y: float = 600, size: float = 9) -> bytes:
    """The operators that print one text."""
    raw = text.encode("cp1252", "replace").replace(b"\\", b"\\\\")
    raw = raw.replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, raw)


BILL: Final = b"".join(shown(text, x, y, size) for x, y, size, text in ROWS)


def billed(more: Mapping[int, bytes], content: bytes = b"") -> bytes:
    """The readable bill with these objects added, or put in place of 1 to 5, and more content."""
    objects = {1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(BILL + content), 5: FONT}
    return pdf(objects | dict(more))


def page(resources: bytes = b"/Font << /F1 5 0 R >>", more: bytes = b"") -> bytes:
    """A page object; its content is object 4."""
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    return head + more + b" /Resources << " + resources + b" >> >>"


@functools.lru_cache(maxsize=24)
def packed(megabytes: int, byte: bytes = b" ") -> bytes:
    """As many megabytes of one byte, deflated; made in a moment, whatever the size."""
    # A megabyte after a full flush always packs to the same bytes: pack one, repeat it.
    one = byte * (1 << 20)
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(one) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(one, check)
    return b"\x78\xda" + block * megabytes + b"\x03\x00" + check.to_bytes(4, "big")


def run_lengths(megabytes: int) -> bytes:
    """As many megabytes for the filter RunLengthDecode: two bytes say 128."""
    return b"\x81 " * (megabytes * 8192) + b"\x80"


@functools.lru_cache(maxsize=4)
def lzw_zeros(blocks: int) -> bytes:
    """LZW of spaces: each block of five kilobytes becomes seven megabytes."""
    bits = [format(256, "09b"), format(32, "09b")]
    width, following = 9, 258
    for code in range(258, 4095):
        following += 1
        if following in (511, 1023, 2047):
            width += 1
        bits.append(format(code, f"0{width}b"))
    text = "".join(bits) * blocks + format(257, "012b")
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def any_of(dice: random.Random, *makes: Callable[[], bytes]) -> bytes:
    """One of these, drawn."""
    return dice.choice(makes)()
