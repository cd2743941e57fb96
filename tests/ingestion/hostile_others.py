"""Families of hostile files that are no PDF: XML, pictures, files of two kinds, far too much."""

import io
import random
import struct
import zipfile
import zlib

from PIL import Image

from tests.ingestion import hostile
from tests.ingestion.hostile_parts import HIDDEN_MARK, any_of, billed, packed

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
BASIC = f"{UBL}:CommonBasicComponents-2"
GROUPS = f"{UBL}:CommonAggregateComponents-2"


def ubl(number: str = "L-2041", total: str = "12.50", head: str = "", more: str = "") -> bytes:
    """An e-invoice that would be read right."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Invoice xmlns="{UBL}:Invoice-2" '
        f'xmlns:a="{GROUPS}" xmlns:b="{BASIC}"><b:ID>{number}</b:ID>'
        f"<b:IssueDate>2026-02-20</b:IssueDate>{more}"
        "<b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>"
        "<a:AccountingSupplierParty><a:Party><a:PartyName><b:Name>Lund Mobile AB</b:Name>"
        "</a:PartyName></a:Party></a:AccountingSupplierParty><a:LegalMonetaryTotal>"
        f'<b:TaxInclusiveAmount currencyID="EUR">{total}</b:TaxInclusiveAmount>'
        f'<b:PayableAmount currencyID="EUR">{total}</b:PayableAmount></a:LegalMonetaryTotal>'
        "</Invoice>"
    ).encode()


def laughs(dice: random.Random, _: str) -> bytes:
    """Entities made of entities, ten to the power of the levels."""
    levels, times = dice.choice((2, 5, 9)), dice.choice((2, 10, 30))
    made = ['<!ENTITY e0 "ha">']
    made += [f'<!ENTITY e{at} "{f"&e{at - 1};" * times}">' for at in range(1, levels)]
    head = f"<!DOCTYPE Invoice [{''.join(made)}]>"
    return _spelled(dice, ubl(number=f"&e{levels - 1};", head=head))


def quadratic(dice: random.Random, _: str) -> bytes:
    """One long entity, asked for many times."""
    size, times = dice.choice((1000, 100_000)), dice.choice((100, 20_000))
    head = f'<!DOCTYPE Invoice [<!ENTITY e "{"a" * size}">]>'
    return ubl(number="&e;" * times, head=head)


def outside(dice: random.Random, url: str) -> bytes:
    """Entities, includes, schemas and style sheets that stand in files or behind an address."""
    target = dice.choice((url, "file:///etc/passwd", "file:///proc/self/environ", "/etc/hostname"))
    doctype = "<!DOCTYPE Invoice %s>"
    include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{target}" parse="text"/>'
    schema = (
        f'<b:Note xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="{target}"/>'
    )
    return any_of(
        dice,
        lambda: ubl("&f;", head=doctype % f'[<!ENTITY f SYSTEM "{target}">]'),
        lambda: ubl("&f;", head=doctype % f'[<!ENTITY f PUBLIC "-//x" "{target}">]'),
        lambda: ubl(head=doctype % f'[<!ENTITY % p SYSTEM "{target}"> %p;]'.replace("%", "%")),
        lambda: ubl(head=doctype % f'SYSTEM "{target}"'),
        lambda: ubl(head=f'<?xml-stylesheet type="text/xsl" href="{target}"?>'),
        lambda: ubl(more=include),
        lambda: ubl(more=schema),
        lambda: _spelled(dice, ubl("&f;", head=doctype % f'[<!ENTITY f SYSTEM "{target}">]')),
        lambda: b"<!--" + b"-" * 3000 + b"-->" + hostile.XXE[21:],
    )


def _spelled(dice: random.Random, xml: bytes) -> bytes:
    """The same in another encoding, where a look for its first words may miss them."""
    text = xml.decode()
    name = dice.choice(
        ("utf-16", "utf-16-be", "utf-16-le", "utf-8-sig", "utf-7", "utf-32", "utf-8")
    )
    return text.replace("UTF-8", name.upper()).encode(name)


def deep_xml(dice: random.Random, _: str) -> bytes:
    depth = dice.choice((60, 65, 250, 100_000))
    return any_of(
        dice,
        lambda: b"<Invoice>" + b"<a>" * depth + b"</a>" * depth + b"</Invoice>",
        lambda: ubl(more="<b:Note>" * depth + "</b:Note>" * depth),
        lambda: b"<Invoice>" + b"<a>" * depth,
    )


def fat_xml(dice: random.Random, _: str) -> bytes:
    """Too much text, too many elements, attributes, name spaces, comments: up to 50 MB."""
    megabytes = dice.choice((1, 3, 18, 50))
    size = megabytes << 20
    return any_of(
        dice,
        lambda: ubl(more="<b:Note>" + "x" * size + "</b:Note>"),
        lambda: ubl(more="<b:Note>x</b:Note>" * (2**20 // 18)),
        lambda: ubl(more="<b:Note " + " ".join(f'a{at}="x"' for at in range(50_000)) + "/>"),
        lambda: ubl(more="".join(f'<n{at}:x xmlns:n{at}="u{at}"/>' for at in range(30_000))),
        lambda: ubl(more="<!--" + "x" * size + "-->"),
        lambda: ubl(more="<b:Note><![CDATA[" + "<" * size + "]]></b:Note>"),
        lambda: ubl(number="9" * dice.choice((600, 1_000_000))),
        lambda: b"<" + b"a" * size,
        lambda: b"<Invoice>" + b"&amp;" * (1 << 18) + b"</Invoice>",
    )


def odd_values(dice: random.Random, _: str) -> bytes:
    """Amounts, dates and numbers that no arithmetic survives."""
    total = dice.choice(
        (
            *("1e999999999", "9" * 5000, "NaN", "Infinity", "-0", "1_000", "١٢٫٥٠", "0x10", ""),
            *("12.50.", "1e-999999", "+12.50", " 12.50 ", "12,50", "." * 3000, "-" * 99, "１２"),
        )
    )
    number = dice.choice(("\u202ecod.exe", "a" * 5000, "=cmd|' /C calc'!A1", "<b>", "", "0", "'--"))
    number = number.replace("<", "&lt;")
    data = ubl(number, total).decode()
    day = dice.choice(("9999-99-99", "0000-00-00", "2026-02-31", "-1", "2026-02-20T99:00:00Z", ""))
    if dice.random() < 0.5:
        data = data.replace("2026-02-20", day)
    return data.replace("EUR", dice.choice(("EUR", "eur", "XXX", "€", "EUREUR", ""))).encode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return (
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body) & 0xFFFFFFFF)
    )


def pngs(dice: random.Random, _: str) -> bytes:
    """Pictures of a gigapixel in a kilobyte, packed texts and profiles, frames without end."""
    wide = dice.choice((1, 300, 7000, 30_000, 2**31 - 1, 0))
    high = dice.choice((wide, 1, 7000, 100_000))
    head = struct.pack(
        ">IIBBBBB", wide, high, dice.choice((8, 16, 1)), dice.choice((0, 2, 6)), 0, 0, 0
    )
    body = packed(dice.choice((1, 60, 400)), b"\x00")
    bomb = packed(300, b"A")
    extra = dice.choice(
        (
            b"",
            _chunk(b"zTXt", b"Comment\x00\x00" + bomb),
            _chunk(b"iCCP", b"icc\x00\x00" + bomb),
            _chunk(b"iTXt", b"XML:com\x00\x01\x00\x00\x00" + bomb),
            _chunk(b"eXIf", dice.randbytes(300)),
            _chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)),
            _chunk(b"tEXt", HIDDEN_MARK.encode()) * 5000,
        )
    )
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + extra + _chunk(b"IDAT", body)
    return data + dice.choice((b"", _chunk(b"IEND", b"")))


def jpegs(dice: random.Random, _: str) -> bytes:
    """Frames of 65,500 by 65,500, scans by the thousand, tables of noise."""
    out = io.BytesIO()
    small = Image.frombytes("L", (64, 64), dice.randbytes(4096))
    small.save(out, "JPEG", progressive=dice.random() < 0.5)
    data = bytearray(out.getvalue())
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    side = dice.choice((64, 9000, 65_500))
    data[at + 5 : at + 9] = struct.pack(">HH", side, dice.choice((side, 1)))
    scan = bytes(data[data.find(b"\xff\xda") : -2])
    many = data[:-2] + scan * dice.choice((1, 2000)) + b"\xff\xd9"
    flipped = bytearray(data)
    for _at in range(20):
        flipped[dice.randrange(2, len(flipped))] = dice.randrange(256)
    exif = (
        b"\xff\xe1" + struct.pack(">H", 40) + b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + b"\x01" * 24
    )
    return any_of(
        dice,
        lambda: bytes(data),
        lambda: bytes(many),
        lambda: bytes(flipped),
        lambda: bytes(data[: dice.randrange(20, len(data))]),
        lambda: bytes(data[:2]) + exif * 3000 + bytes(data[2:]),
        lambda: b"\xff\xd8" + b"\xff" * 3_000_000,
    )


def tiffs(dice: random.Random, _: str) -> bytes:
    """Ten thousand frames, directories in a circle, strips that lie, tiles of a terabyte."""
    side = dice.choice((8, 7000, 60_000, 2**32 - 1))
    frames = dice.choice((1, 10_000))
    coded = dice.choice((1, 5, 8, 32773, 7, 4, 34712))
    body = packed(60, b"\x00") if coded == 8 else dice.randbytes(300)
    strips = dice.choice((len(body), 2**32 - 1, 0))
    entries = [
        *((256, 4, 1, side), (257, 4, 1, dice.choice((side, 8))), (258, 3, 1, 8)),
        *((259, 3, 1, coded), (262, 3, 1, dice.choice((0, 1, 2, 3, 6, 99))), (273, 4, 1, 8)),
        (277, 3, 1, dice.choice((1, 3, 65_535))),
        (278, 4, 1, dice.choice((side, 1, 0))),
        (279, 4, dice.choice((1, 2**30)), strips),
    ]
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    size = 2 + len(rows) + 4
    first = 8 + len(body)
    out = [b"II*\x00", struct.pack("<I", first), body]
    for at in range(frames):
        following = first + size * (at + 1) if at + 1 < frames else dice.choice((0, first, 8))
        out.append(struct.pack("<H", len(entries)) + rows + struct.pack("<I", following))
    return b"".join(out)


def noise_pictures(dice: random.Random, _: str) -> bytes:
    """True pictures of nothing: noise, lines, a single color, one pixel, a strip a mile long."""
    wide, high = dice.choice(((1, 1), (40, 40), (700, 900), (6000, 3), (3, 6000)))
    pixels = dice.choice((dice.randbytes(wide * high), b"\xff" * wide * high))
    out = io.BytesIO()
    kind = dice.choice(("PNG", "JPEG", "TIFF"))
    Image.frombytes("L", (wide, high), pixels).save(out, kind)
    return out.getvalue()


def two_kinds(dice: random.Random, _: str) -> bytes:
    """Files that are a PDF, an archive, a web page and a program, by where one looks."""
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("../../etc/cron.d/x", "* * * * * root true")
        archive.writestr("bomb", b"\x00" * 5_000_000, zipfile.ZIP_DEFLATED)
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    good, archive_bytes = billed({}), inside.getvalue()
    page = b"<html><body onload=alert(1)><!--"
    return any_of(
        dice,
        lambda: good + archive_bytes,
        lambda: archive_bytes + good,
        lambda: page + good + b"--></body></html>",
        lambda: b"%PDF-1.7\n" + page + b"-->" + archive_bytes,
        lambda: b"<?xml version='1.0'?><!--" + good + b"--><Invoice/>",
        lambda: good.replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + archive_bytes + b"\n"),
        lambda: b"\x89PNG\r\n\x1a\n" + good,
        lambda: b"II*\x00" + ubl(),
        lambda: b"MZ" + good,
        lambda: b"\xef\xbb\xbf\r\n" + good,
        lambda: b"GIF89a" + page,
    )


def no_documents(dice: random.Random, _: str) -> bytes:
    """What is not a document: nothing, zeros, words, web pages, programs, the names of formats."""
    return any_of(
        dice,
        lambda: b"",
        lambda: b"\x00" * dice.choice((1, 5000, 3_000_000)),
        lambda: b" \r\n\t" * 999,
        lambda: dice.randbytes(dice.choice((1, 20, 40_000))),
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        lambda: b"<!DOCTYPE html><html>" + b"<div>" * 100_000,
        lambda: b"\x7fELF" + dice.randbytes(900),
        lambda: b"{\\rtf1" + b"{" * 100_000,
        lambda: b"%PDF-1.7",
        lambda: b"%PDF-1.7\n" + dice.randbytes(50_000),
        lambda: b"<",
        lambda: b"<?xml",
        lambda: b"\xff\xfe<\x00",
        lambda: b"\x89PNG\r\n\x1a\n",
        lambda: b"\xff\xd8\xff",
        lambda: b"II*\x00",
        lambda: b"\x1f\x8b\x08" + zlib.compress(b"x" * 999),
    )


def too_large(dice: random.Random, _: str) -> bytes:
    """Twenty megabytes and a byte, or a hundred: refused by its size, before anything looks."""
    size = dice.choice((20 * 2**20 + 1, 100 * 2**20))
    head = dice.choice((b"%PDF-1.7\n", b"<?xml version='1.0'?><a>", b"\x89PNG\r\n\x1a\n", b""))
    return head + bytes(size - len(head))
