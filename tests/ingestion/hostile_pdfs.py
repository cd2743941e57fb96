"""Families of hostile PDFs, I: what is wrong with the file, its filters, its trees of objects."""

import random
import zlib

from tests.ingestion import hostile
from tests.ingestion.hostile import FONT, PAGE, pdf, stream
from tests.ingestion.hostile_parts import (
    BILL,
    CATALOG,
    PAGES,
    any_of,
    billed,
    lzw_zeros,
    packed,
    page,
    run_lengths,
)


def flate_bombs(dice: random.Random, _: str) -> bytes:
    """A kilobyte or a megabyte that unpacks to hundreds of megabytes, packed once to four times."""
    body, filters = packed(dice.choice((100, 300, 600))), 1
    for _times in range(dice.randrange(4)):
        body, filters = zlib.compress(body, 9), filters + 1
    return billed({4: stream(body, b"/Filter [" + b"/FlateDecode " * filters + b"]")})


def run_length_bombs(dice: random.Random, _: str) -> bytes:
    body = zlib.compress(run_lengths(dice.choice((60, 200, 400))), 9)
    return billed({4: stream(body, b"/Filter [/FlateDecode /RunLengthDecode]")})


def lzw_bombs(dice: random.Random, _: str) -> bytes:
    body = lzw_zeros(dice.choice((4, 40)))
    if dice.random() < 0.5:
        return billed({4: stream(body, b"/Filter /LZWDecode")})
    return billed({4: stream(zlib.compress(body), b"/Filter [/FlateDecode /LZWDecode]")})


def chains_of_filters(dice: random.Random, _: str) -> bytes:
    """Dozens of filters one after the other, wrong ones, and predictors that claim a lot."""
    times = dice.choice((50, 2000, 50_000))
    names = dice.choice((b"/ASCIIHexDecode ", b"/FlateDecode ", b"/Crypt ", b"/NoSuchDecode "))
    odd = dice.choice((b"2147483647", b"-1", b"0", b"1e9", b"[]"))
    parms = b"<< /Predictor 12 /Columns " + odd + b" /Colors " + odd + b" >>"
    return any_of(
        dice,
        lambda: billed({4: stream(BILL, b"/Filter [" + names * times + b"]")}),
        lambda: billed(
            {4: stream(zlib.compress(BILL), b"/Filter /FlateDecode /DecodeParms " + parms)}
        ),
        lambda: billed(
            {4: stream(zlib.compress(BILL), b"/Filter /LZWDecode /DecodeParms " + parms)}
        ),
    )


def object_streams(dice: random.Random, _: str) -> bytes:
    """Objects inside objects inside objects: bombs, loops, claims of a billion of them."""
    count = dice.choice((1, 10**9, -5))
    kind = b"/Type /ObjStm /N %d /First %d " % (count, dice.choice((8, 0, 10**9, -1)))
    bomb = packed(dice.choice((50, 400)), dice.choice((b" ", b"[", b"0", b"<")))
    inner = dice.choice((b"/Extends 11 0 R ", b"/Extends 10 0 R ", b""))
    tables = {
        10: stream(bomb, kind + inner + b"/Filter /FlateDecode"),
        11: stream(b"10 0 11 5 null null", kind + b"/Extends 10 0 R "),
    }
    data = billed(tables)
    at = data.rindex(b"xref\n", 0, data.rindex(b"trailer"))
    # The table is a stream as well: it says that the catalog stands in a stream, in itself even.
    rows = b"".join(
        bytes([kind_]) + place.to_bytes(4, "big") + b"\x00\x00"
        for kind_, place in ((0, 0), (2, dice.choice((10, 11, 12))), (2, 10), (2, 11), (1, at))
    )
    size = dice.choice((5, 10**9, 13))
    table = stream(
        zlib.compress(rows),
        b"/Type /XRef /W [1 4 2] /Size %d /Root 1 0 R /Filter /FlateDecode" % size,
    )
    table = table.replace(b"/Size", dice.choice((b"/Index [0 1000000000] /Size", b"/Size")))
    return data[:at] + b"12 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def page_trees(dice: random.Random, _: str) -> bytes:
    """Loops, depth, claims about the count, and pages that are their own parents."""
    depth = dice.choice((200, 2000, 20_000))
    chain = {
        10 + at: b"<< /Type /Pages /Kids [%d 0 R] /Parent %d 0 R /Count 1 >>" % (11 + at, 9 + at)
        for at in range(depth)
    }
    return any_of(
        dice,
        hostile.cyclic_pages,
        hostile.no_pages,
        lambda: pdf({1: CATALOG, 2: PAGES.replace(b"3 0 R", b"10 0 R"), **chain}),
        lambda: billed({2: b"<< /Type /Pages /Kids [3 0 R] /Count 999999999 >>"}),
        lambda: billed({2: b"<< /Type /Pages /Kids [" + b"3 0 R " * 30_000 + b"] /Count 1 >>"}),
        lambda: billed({3: PAGE.replace(b"/Parent 2 0 R", b"/Parent 3 0 R")}),
        lambda: billed({2: b"<< /Type /Pages /Kids 2 0 R /Parent 2 0 R /Count 1 >>"}),
        lambda: billed({1: b"<< /Type /Catalog /Pages 1 0 R >>"}),
    )


def many_pages(dice: random.Random, _: str) -> bytes:
    return hostile.many_pages(dice.choice((49, 51, 400, 5000)))


def odd_boxes(dice: random.Random, _: str) -> bytes:
    """Pages as large as a country, empty, upside down, of no numbers at all."""
    box = dice.choice(
        (
            b"[-1000000000 -1000000000 1000000000 1000000000]",
            b"[0 0 1e38 1e38]",
            b"[0 0 99999999999999999999999999 1]",
            b"[0 0 0 0]",
            b"[595 842 0 0]",
            b"[0 0 0.0001 842]",
            b"[(a) /b null true]",
            b"[0 0]",
            b"[0 0 595 842 7 7 7]",
            b"7 0 R",
            b"null",
            b"[nan inf -inf nan]",
        )
    )
    more = dice.choice(
        (b"", b"/UserUnit 1e9", b"/Rotate 91", b"/Rotate (x)", b"/CropBox " + box, b"/Rotate 1e99")
    )
    return billed({3: page(more=more).replace(b"[0 0 595 842]", box, 1)})


def deep_objects(dice: random.Random, _: str) -> bytes:
    depth = dice.choice((500, 20_000, 200_000))
    opened, closed = dice.choice(((b"[", b"]"), (b"<</A ", b">>"), (b"[<</A [", b"]>>]")))
    if dice.random() < 0.3:
        closed = b""
    nested = opened * depth + b"1" + closed * depth
    return any_of(
        dice,
        lambda: hostile.text_page(BILL + nested + b" TJ"),
        lambda: billed({3: page(more=b"/MediaBox " + nested)}),
        lambda: billed({5: nested}),
        lambda: billed({}).replace(b"/Size", b"/Info " + nested + b" /Size"),
        lambda: billed({1: b"<< /Type /Catalog /Pages 2 0 R /Names " + nested + b" >>"}),
        lambda: billed({}, b"/Span " + nested + b" BDC EMC"),
    )


def odd_tables(dice: random.Random, _: str) -> bytes:
    """Cross-references that loop, lie, point past the end, or claim a billion entries."""
    good = billed({})
    at = good.rindex(b"startxref")
    table = good.rindex(b"xref\n", 0, at - 20)
    place = b"%d" % table
    odd = dice.choice((b"-1", b"0", b"99999999999", b"7.5", b"(x)", place, b"9 0 R", b"[1 2]"))
    return any_of(
        dice,
        hostile.previous_loop,
        lambda: good.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev " + odd),
        lambda: good.replace(b"/Root 1 0 R", b"/Root 1 0 R /XRefStm " + odd),
        lambda: good.replace(b"/Root 1 0 R", b"/Root %d 0 R" % dice.randrange(9)),
        lambda: good.replace(b"xref\n0 6", b"xref\n0 1000000000"),
        lambda: good.replace(b"xref\n0 6", b"xref\n-7 6"),
        lambda: good[:at] + b"startxref\n" + odd + b"\n%%EOF\n",
        lambda: good.replace(b"/Length ", b"/Length 4 0 R % "),
        lambda: good.replace(b"/Length ", b"/Length " + odd + b" %"),
        lambda: good[:table] + good[table:].replace(b"0000000", b"9999999"),
        lambda: good + (b"xref\n0 1\ntrailer << /Prev %d >>\nstartxref\n0\n" % table) * 5000,
    )


def broken_ends(dice: random.Random, _: str) -> bytes:
    """Cut somewhere, or followed by what does not belong there."""
    good = billed({})
    return any_of(
        dice,
        lambda: good[: dice.randrange(len(good))],
        lambda: good + dice.randbytes(dice.choice((10, 100_000))),
        lambda: good + b"%%EOF\n" * 100_000,
        lambda: good[: good.rindex(b"xref")] + dice.randbytes(300),
        lambda: good + b"\n1 0 obj\n" * 50_000,
        lambda: good.replace(b"endobj", b""),
        lambda: good.replace(b"endstream", b""),
        lambda: b"\n" * dice.randrange(2000) + good,
        lambda: b"%PDF-" + b"9" * 100_000 + good,
        lambda: good + good[9:],
    )


def locked(dice: random.Random, _: str) -> bytes:
    """With a password, an empty one, and with locks that no program has ever made."""
    good = billed({})
    odd = dice.choice((b"-1", b"0", b"99999999", b"(x)", b"128"))
    lock = b"/Filter /%s /V %s /R %s /O (%s) /U (%s) /P -4 /Length %s" % (
        dice.choice((b"Standard", b"Nobody", b"Adobe.PubSec")),
        dice.choice((b"1", b"2", b"4", b"5", odd)),
        dice.choice((b"2", b"3", b"4", b"6", odd)),
        b"o" * dice.choice((32, 48, 3)),
        b"u" * dice.choice((32, 48, 3)),
        odd,
    )
    trailer = b"/Encrypt << " + lock + b" >> /ID [(a) (b)] /Root 1 0 R"
    return any_of(
        dice,
        lambda: hostile.encrypted(good, "user-secret"),
        lambda: hostile.encrypted(good, ""),
        lambda: good.replace(b"/Root 1 0 R", trailer),
        lambda: good.replace(b"/Root 1 0 R", b"/Encrypt 1 0 R /Root 1 0 R"),
        lambda: good.replace(b"/Root 1 0 R", b"/Encrypt 99 0 R /ID [] /Root 1 0 R"),
    )


def wrong_types(dice: random.Random, _: str) -> bytes:
    """The right names with values of the wrong kind, a few at a time."""
    data = billed({})
    odd = (b"null", b"(text)", b"/Name", b"-7", b"[ ]", b"<< >>", b"true", b"4 0 R", b"3.9", b"")
    parts = (
        *(b"[3 0 R]", b"[0 0 595 842]", b"4 0 R", b"<< /F1 5 0 R >>", b"/Type1", b"2 0 R"),
        *(b"/Helvetica", b"/WinAnsiEncoding", b"/Page ", b"/Pages", b"5 0 R", b"/Count 1"),
    )
    for _times in range(dice.randint(1, 4)):
        data = data.replace(dice.choice(parts), dice.choice(odd), 1)
    return data


def bombs_of_info(dice: random.Random, _: str) -> bytes:
    """Titles, XMP and names that are larger than the document."""
    text = dice.choice((b"A", b"\\000", b"\xfe\xff\xd8\x00")) * dice.choice((1000, 2_000_000))
    xmp = stream(packed(dice.choice((20, 300))), b"/Type /Metadata /Filter /FlateDecode")
    root = b"<< /Type /Catalog /Pages 2 0 R /Metadata 10 0 R /Lang (" + text[:9000] + b") >>"
    data = billed({1: root, 10: xmp, 11: b"<< /Title (" + text + b") >>", 5: FONT})
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 11 0 R")
