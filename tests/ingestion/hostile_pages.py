"""Families of hostile PDFs, II: what is wrong with the pages: fonts, forms, pictures, actions."""

import random
import zlib

from tests.ingestion import hostile
from tests.ingestion.hostile import FORM, LAUGHS, XXE, stream, with_attachment
from tests.ingestion.hostile_parts import BILL, HIDDEN_MARK, any_of, billed, packed, page

UBL = b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
FONTS = b"/Font << /F1 5 0 R >> "


def huge_pictures(dice: random.Random, _: str) -> bytes:
    """Pictures on a page that are a gigapixel, lie about their size, or are no pictures."""
    side = dice.choice((30_000, 100_000, 2**31 - 1, -5, 0))
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d " % (
        side,
        dice.choice((side, 1, 40_000)),
        dice.choice((8, 1, 16, 99)),
    )
    head += dice.choice(
        (b"/ColorSpace /DeviceRGB ", b"/ColorSpace [/Indexed /DeviceRGB 255 9 0 R]")
    )
    coded = dice.choice((b"/FlateDecode", b"/JBIG2Decode", b"/DCTDecode", b"/JPXDecode"))
    body = packed(dice.choice((1, 200))) if coded == b"/FlateDecode" else dice.randbytes(500)
    drawn = b"q 500 0 0 700 40 40 cm /I Do Q " * dice.choice((1, 2000))
    picture = stream(body, head + b"/Filter " + coded)
    inline = b"BI /W %d /H %d /BPC 8 /CS /RGB ID " % (side, side) + b"x" * 5000 + b" EI "
    seen = dice.choice((b"", BILL))
    return any_of(
        dice,
        lambda: billed(
            {3: page(FONTS + b"/XObject << /I 6 0 R >>"), 4: stream(seen + drawn), 6: picture}
        ),
        lambda: billed({4: stream(seen + inline * dice.choice((1, 300)))}),
    )


def bad_fonts(dice: random.Random, _: str) -> bytes:
    """Fonts with huge or circular maps, programs of noise, and glyphs that draw themselves."""
    ranges = b"<0000> <FFFF> <0041>\n" * dice.choice((1, 100, 30_000))
    cmap = b"/CIDInit begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    cmap += dice.choice((b"", b"/Identity-H usecmap ", b"/../../../etc/passwd usecmap "))
    cmap += b"100 beginbfrange\n" + ranges + b"endbfrange endcmap"
    long = b"1 beginbfchar <41> <" + b"0041" * 1_000_000 + b"> endbfchar"
    cmap = dice.choice((cmap, long, dice.randbytes(4000), b"1 begincidrange <00> <FFFFFFFF> 0"))
    head = b"<< /Type /Font /Subtype /%s /BaseFont /Helvetica /ToUnicode 6 0 R "
    odd = dice.choice((b"/Identity-H", b"6 0 R", b"/..#2f..#2fetc#2fpasswd", b"7", b"5 0 R"))
    names = b"/Encoding << /Differences [0 " + b"/a" * dice.choice((9, 300_000)) + b"] >>"
    widths = b"/W [" + b"0 65535 600 " * dice.choice((1, 20_000)) + b"]"
    program = b"/FontDescriptor << /Type /FontDescriptor /FontFile%s 7 0 R /Flags 4 >>"
    fonts = (
        head % b"Type1" + names + b" >>",
        head % b"Type0" + b"/Encoding " + odd + b" /DescendantFonts [5 0 R] >>",
        head % b"Type0" + b"/Encoding " + odd + b" /DescendantFonts [8 0 R] >>",
        head % b"TrueType" + program % b"2" + b" /FirstChar -9 /LastChar 999999999 >>",
        head % b"Type1" + program % dice.choice((b"", b"3")) + b" /Widths 5 0 R >>",
        head % b"Type3" + b"/FontMatrix [0 0 0 0 0 0] /CharProcs << /T 9 0 R >> "
        b"/Encoding << /Differences [84 /T] >> /Resources << /Font << /F1 5 0 R >> >> >>",
    )
    cid = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X " + widths
    cid += b" /CIDSystemInfo << /Registry (..) /Ordering (/etc/passwd) /Supplement 0 >> >>"
    return billed(
        {
            5: dice.choice(fonts),
            6: stream(cmap),
            7: stream(
                dice.choice((dice.randbytes(9000), packed(200), b"\x00\x01\x00\x00\xff\xff"))
            ),
            8: cid,
            9: stream(b"1000 0 d0 BT /F1 9 Tf (T) Tj ET"),
        }
    )


def forms_in_forms(dice: random.Random, _: str) -> bytes:
    """Forms, patterns, soft masks and groups that draw each other, twice, or themselves."""
    state = b"/ExtGState << /G << /SMask << /S /Alpha /G 6 0 R >> >> >> "
    self_ = (
        b" /Resources << /XObject << /X 6 0 R >> " + state + b" >> /Group << /S /Transparency >>"
    )
    tile = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep %s /YStep %s " % (
        dice.choice((b"0", b"0.0001", b"1", b"-1")),
        dice.choice((b"0", b"0.0001", b"1")),
    )
    tile += b"/Resources << /Pattern << /P 6 0 R >> >>"
    fill = b"/Pattern cs /P scn 0 0 595 842 re f "
    return any_of(
        dice,
        lambda: hostile.form_fan(dice.choice((12, 20, 28, 60))),
        hostile.form_loop,
        lambda: billed(
            {
                3: page(FONTS + b"/XObject << /X 6 0 R >> " + state),
                6: stream(b"/G gs /X Do /X Do", FORM + self_),
            },
            b"/G gs /X Do",
        ),
        lambda: billed({3: page(FONTS + b"/Pattern << /P 6 0 R >>"), 6: stream(fill, tile)}, fill),
        lambda: billed(
            {3: page(FONTS + b"/XObject << /X 6 0 R >>"), 6: stream(BILL, FORM)},
            b"/X Do " * dice.choice((100, 20_000)),
        ),
    )


def endless_operators(dice: random.Random, _: str) -> bytes:
    """Millions of operators in a few kilobytes: states, paths, texts, marks, nonsense."""
    one = dice.choice(
        (
            *(b"q ", b"Q ", b"q 1 0 0 1 1 1 cm ", b"0 0 m 1 1 l ", b"0 0 1 1 re f ", b"W n "),
            *(b"/F1 9 Tf ", b"BT ET ", b"BT /F1 8 Tf (a) Tj ET ", b"/Span BMC ", b"EMC "),
            *(b"1 2 3 4 5 6 7 8 9 ", b"nonsense ", b"0 0 1 2 3 4 c ", b"[ ( ", b"<< "),
            *(b"BT 1e300 0 0 1e300 0 0 Tm (a) Tj ET ", b"0 0 0 0 0 0 cm ", b"BI ", b"% "),
        )
    )
    body = one * (dice.choice((200_000, 8_000_000)) // len(one))
    before, after = dice.choice(((b"", BILL), (BILL, b"")))
    return billed(
        {4: stream(zlib.compress(before + body + b"\n" + after), b"/Filter /FlateDecode")}
    )


def piles_of_signs(dice: random.Random, _: str) -> bytes:
    """Hundreds of thousands of signs, on top of each other, without end, without width."""
    sign = dice.choice((b"(aaaaaaaaaa) Tj ", b"(9.99 ) Tj ", b"(Total 1,00) Tj 0 -1 Td "))
    count = dice.choice((500, 5000, 30_000))
    odd = dice.choice((b"", b"0 Tz ", b"-1e9 Tc ", b"1e38 TL ", b"3 Tr ", b"0 0 0 0 0 0 Tm "))
    return billed({}, b"BT /F1 8 Tf 50 500 Td " + odd + sign * count + b"ET")


def actions(dice: random.Random, url: str) -> bytes:
    """Scripts and orders to open, send, start: a reader does nothing of it."""
    address = url.encode()
    script = b"app.alert('%s'); this.submitForm('%s');" % (HIDDEN_MARK.encode(), address)
    action = dice.choice(
        (
            b"<< /S /JavaScript /JS ("
            + script.replace(b"(", b"\\(").replace(b")", b"\\)")
            + b") >>",
            b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) /P (/c calc) >> >>",
            b"<< /S /URI /URI (" + address + b") >>",
            b"<< /S /SubmitForm /F << /FS /URL /F (" + address + b") >> /Fields [] >>",
            b"<< /S /GoToR /F (\\\\\\\\127.0.0.1\\\\share) /D [0 /Fit] >>",
            b"<< /S /ImportData /F (" + address + b") >>",
            b"<< /S /Named /N /Print /Next 10 0 R >>",
            b"<< /S /Rendition /R << /S /MR /C << /D (" + address + b") >> >> /OP 0 >>",
        )
    )
    root = b"<< /Type /Catalog /Pages 2 0 R /OpenAction 10 0 R /AA << /WC 10 0 R >> "
    root += b"/Names << /JavaScript << /Names [(a) 10 0 R] >> >> /URI << /Base (%s) >> >>" % address
    note = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A 10 0 R >>]"
    far = b"/Length 0 /F << /FS /URL /F (%s) >>" % address
    more = {1: root, 3: page(more=note + b" /AA << /O 10 0 R >>"), 10: action}
    if dice.random() < 0.3:
        more |= {4: b"[11 0 R 12 0 R]", 11: stream(BILL), 12: stream(b"", far)}
    return billed(more)


def notes_and_fields(dice: random.Random, _: str) -> bytes:
    """Annotations by the thousand, appearances that draw themselves, fields that are parents."""
    note = b"<< /Type /Annot /Subtype /%s /Rect [0 0 99 99] /Contents (%s) /AP << /N 6 0 R >> >>"
    note %= dice.choice((b"FreeText", b"Widget", b"Stamp", b"Popup")), HIDDEN_MARK.encode()
    looks = FORM + b" /Resources << /XObject << /X 6 0 R >> >>"
    root = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /XFA 8 0 R >> >>"
    kids = b"/Annots [" + note * dice.choice((1, 5000)) + b"]"
    return billed(
        {
            1: root,
            3: page(more=dice.choice((kids, b"/Annots 3 0 R", b"/Annots [3 0 R 7 0 R]"))),
            6: stream(b"/X Do", looks),
            7: b"<< /FT /Tx /T (a) /Kids [7 0 R] /Parent 7 0 R /V (%s) >>" % HIDDEN_MARK.encode(),
            8: stream(LAUGHS),
        }
    )


def layers(dice: random.Random, _: str) -> bytes:
    """Optional content that depends on itself, a thousand layers deep."""
    deep = dice.choice((5, 3000))
    nested = b"[/And 20 0 R " * deep + b"]" * deep
    own = {
        20: b"<< /Type /OCMD /OCGs [20 0 R 21 0 R] /VE 22 0 R >>",
        21: b"<< /Type /OCG /Name (layer) >>",
        22: dice.choice((nested, b"[/Not 22 0 R]", b"[/Or 22 0 R 22 0 R]", b"22 0 R")),
    }
    order = dice.choice((b"[21 0 R 23 0 R]", b"23 0 R", b"[" * deep + b"]" * deep))
    root = b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [21 0 R] /D << /OFF [20 0 R] "
    own |= {1: root + b"/Order 23 0 R >> >> >>", 23: order}
    marked = b"/OC /L BDC " * dice.choice((1, 2000)) + BILL + b"EMC "
    return billed({3: page(FONTS + b"/Properties << /L 20 0 R >>"), **own}, marked)


def embedded_bombs(dice: random.Random, url: str) -> bytes:
    """Attachments: bombs, a thousand of them, hostile XML, trees of names that loop."""
    fetch = XXE.replace(b"file:///etc/passwd", url.encode())
    head = b'<?xml version="1.0"?><Invoice xmlns="' + UBL + b'">'
    body = dice.choice((LAUGHS, XXE, fetch, hostile.DEEP_XML, head + b"<a>" * 60))
    bomb = stream(packed(dice.choice((40, 500)), b"<"), b"/Type /EmbeddedFile /Filter /FlateDecode")
    times = dice.choice((1, 30, 3000))
    spec = b"<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /EF << /F 11 0 R >> >>"
    names = dice.choice((b"/Names [" + b"(factur-x.xml) 10 0 R " * times + b"]", b"/Kids [12 0 R]"))
    root = b"<< /Type /Catalog /Pages 2 0 R /AF [10 0 R] /Names << /EmbeddedFiles << %s >> >> >>"
    return any_of(
        dice,
        lambda: with_attachment(billed({}), "factur-x.xml", body),
        lambda: with_attachment(billed({}), "../../etc/cron.d/x", body),
        lambda: billed({1: root % names, 10: spec, 11: bomb, 12: b"<< /Kids [12 0 R 12 0 R] >>"}),
    )


def outlines(dice: random.Random, _: str) -> bytes:
    """A page of nothing but curves, as if its text were drawn: it must be looked at."""
    curve = b"%d %d m %d %d %d %d %d %d c S " % tuple(dice.randrange(800) for _at in range(8))
    return billed({4: stream(curve * dice.choice((101, 400, 20_000)))})
