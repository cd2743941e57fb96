"""Words of a digital PDF with positions and sizes, without the text that nobody can see."""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.text import extract_words

from ingestion.errors import Broken, Encrypted, TooComplex, Unreadable
from ingestion.page import PrintedDocument, PrintedPage, Turn, Word
from ingestion.readers.hidden import sift
from ingestion.readers.pdf_layers import Layers
from ingestion.readers.pdf_paint import Glyph, Painted, Rect, TooMuchPaint, paint
from ingestion.readers.second_opinion import is_garbage, lies, settled, spelled_anew

MAX_PAGES: Final = 50
MAX_CHARS: Final = 200_000
_MIN_CHARS: Final = 20
_FEW_CHARS: Final = 200
"""A scan may carry a printed line of its scanner or fax; a page of text carries more."""
_OUTLINES: Final = 100
_GARBAGE: Final = 0.1
"""More unreadable signs than this and the page is read from its pixels."""
_BOLD: Final = re.compile("bold|black|heavy", re.IGNORECASE)
_MOJIBAKE: Final = re.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page's place: the part that is shown, and how it must be turned to be read."""

    view: Rect
    angle: int

    @property
    def width(self) -> float:
        return self.view[2] - self.view[0]

    @property
    def height(self) -> float:
        return self.view[3] - self.view[1]

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height once turned."""
        if self.angle in (90, 270):
            return self.height, self.width
        return self.width, self.height

    def placed(self, box: Rect) -> Rect:
        """A box of the media box in the upright page that is shown."""
        x0, top, x1, bottom = box
        left, up = self.view[0], self.view[1]
        x0, top, x1, bottom = x0 - left, top - up, x1 - left, bottom - up
        if self.angle == 90:
            return self.height - bottom, x0, self.height - top, x1
        if self.angle == 180:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.angle == 270:
            return top, self.width - x1, bottom, self.width - x0
        return x0, top, x1, bottom


def read_words(data: bytes) -> PrintedDocument:
    """The printed words of a PDF, of at most 50 pages.

    Pages that are pictures come back marked so. Raises `Encrypted`, `TooComplex` for absurd amounts
    of pages or text, and `Broken`.
    """
    try:
        with pdfplumber.open(io.BytesIO(data), unicode_norm="NFC") as pdf:
            return _read(_first_pages(pdf), data)
    except Unreadable:
        raise
    except (MemoryError, RecursionError) as error:
        raise TooComplex from error
    except Exception as error:
        # pdfminer raises whatever it stumbles over; the child must turn each into one refusal.
        if _mentions(error, PDFPasswordIncorrect, PDFEncryptionError):
            raise Encrypted from error
        if _mentions(error, MemoryError, RecursionError, TooMuchPaint):
            raise TooComplex from error
        raise Broken from error


def _mentions(error: BaseException | None, *kinds: type[BaseException]) -> bool:
    """pdfplumber wraps what pdfminer raised: as the cause, the context or the first argument."""
    for _ in range(5):
        if error is None:
            return False
        if isinstance(error, kinds) or any(isinstance(arg, kinds) for arg in error.args):
            return True
        error = error.__cause__ or error.__context__
    return False


def _first_pages(pdf: PDF) -> list[Page]:
    """Its pages, counted by walking: what a page tree claims about its size proves nothing."""
    found: list[Page] = []
    for number, raw in enumerate(PDFPage.create_pages(pdf.doc), start=1):
        if number > MAX_PAGES:
            raise TooComplex(f"This PDF has more than {MAX_PAGES} pages.")
        found.append(Page(pdf, raw, page_number=number))
    return found


def _read(pages: Sequence[Page], data: bytes) -> PrintedDocument:
    printed: list[PrintedPage] = []
    hidden = chars = 0
    for page in pages:
        one, seen, dropped = _page(page, data)
        chars += seen
        # A scanner's own text layer is invisible by custom: it hides nothing, and is not believed.
        hidden += 0 if one.is_picture else dropped
        printed.append(one)
        page.close()
        if chars > MAX_CHARS:
            raise TooComplex("This PDF holds too much text to be one invoice.")
    if not printed:
        raise Broken("This PDF holds no pages.")
    if not chars and not any(page.is_picture for page in printed):
        raise Broken("This PDF holds no pages with text.")
    return PrintedDocument(tuple(printed), len(pages), hidden)


def _page(page: Page, data: bytes) -> tuple[PrintedPage, int, int]:
    """The page as printed, how many signs are seen on it, and how many are hidden."""
    layers = Layers(page.pdf.doc.catalog)
    painted = paint(
        page.pdf.rsrcmgr,
        page.page_obj,
        layers,
        page.page_number,
        float(page.mediabox[3] - page.mediabox[1]),
    )
    if len(painted.glyphs) > MAX_CHARS:
        raise TooComplex("This PDF holds too much text to be one invoice.")
    view = _view(page)
    sifted = sift(painted, view)
    seen, hidden = sifted.seen, sifted.hidden
    if sifted.doubtful:
        kept = settled(data, page.page_number, view, sifted.doubtful)
        seen = sorted([*seen, *kept], key=lambda glyph: glyph.order)
        hidden += sum(not g.text.isspace() for g in sifted.doubtful) - sum(
            not g.text.isspace() for g in kept
        )
    count = len(seen)
    is_picture = _is_picture(painted, view, count)
    if any(is_garbage(glyph.text) for glyph in seen):
        seen = spelled_anew(data, page.page_number, view, seen)
        bad = sum(is_garbage(glyph.text) for glyph in seen)
        is_picture = is_picture or bad > _GARBAGE * count
        seen = [glyph for glyph in seen if not is_garbage(glyph.text)]
    if not is_picture and lies(data, page.page_number, view, seen):
        # What a person sees there, only the pixels can tell.
        seen, is_picture = [], True
    sheet = _Sheet(view, _angle(seen))
    width, height = sheet.upright
    turn = Turn(sheet.angle, 0.0, width, height) if sheet.angle else None
    words = _words(seen, sheet)
    one = PrintedPage(page.page_number, width, height, words, turn=turn, is_picture=is_picture)
    return one, count, hidden


def _view(page: Page) -> Rect:
    """The part of the page that is shown, from the upper left corner of its media box."""
    x0, top, x1, bottom = (float(part) for part in page.mediabox)
    c0, c1, c2, c3 = (float(part) for part in page.cropbox)
    view = (max(x0, c0) - x0, max(top, c1) - top, min(x1, c2) - x0, min(bottom, c3) - top)
    whole = (0.0, 0.0, x1 - x0, bottom - top)
    return view if view[2] - view[0] > 1 and view[3] - view[1] > 1 else whole


def _is_picture(painted: Painted, view: Rect, seen: int) -> bool:
    """Whether pixels or drawn outlines hold the page's text: a scan, a fax, text made to curves."""
    if seen >= _FEW_CHARS:
        return False
    area = (view[2] - view[0]) * (view[3] - view[1])
    covered = sum(
        (patch.box[2] - patch.box[0]) * (patch.box[3] - patch.box[1])
        for patch in painted.patches
        if patch.picture
    )
    share = covered / max(1.0, area)
    if share > 0.6 or (seen < _MIN_CHARS and share > 0.05):
        return True
    return seen < _MIN_CHARS and painted.curves > _OUTLINES


def _angle(glyphs: Sequence[Glyph]) -> int:
    """Which way most of the text runs."""
    votes = Counter(glyph.angle for glyph in glyphs if not glyph.text.isspace())
    return votes.most_common(1)[0][0] if votes else 0


def _words(glyphs: Sequence[Glyph], sheet: _Sheet) -> tuple[Word, ...]:
    """The words that run the page's way; a note up the margin would only disturb its rows."""
    chars = [_char(glyph, sheet) for glyph in glyphs if glyph.angle == sheet.angle]
    raw = extract_words(
        _printed_once(chars), return_chars=True, x_tolerance_ratio=0.15, use_text_flow=False
    )
    return tuple(_mended([word for entry in raw if (word := _word(entry)) is not None]))


def _char(glyph: Glyph, sheet: _Sheet) -> dict[str, Any]:
    x0, top, x1, bottom = sheet.placed(glyph.box)
    if x1 <= x0 and not glyph.text.isspace():
        # A sign whose width the font does not tell would vanish from its word: give it half an em.
        x1 = x0 + 0.5 * glyph.size
    return {
        "text": glyph.text,
        **{"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top},
        **{"upright": True, "size": glyph.size, "fontname": glyph.font},
    }


def _printed_once(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the second strike of text that is printed twice to look bold."""
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    once: list[dict[str, Any]] = []
    for char in chars:
        x, y, text = round(char["x0"]), round(char["top"]), char["text"]
        if char["x1"] - char["x0"] > 2 and not text.isspace():
            places = (seen.get((text, row), ()) for row in (y - 1, y, y + 1))
            if any(x in at or x - 1 in at or x + 1 in at for at in places if at):
                continue
        seen[text, y].add(x)
        once.append(char)
    return once


def _word(entry: dict[str, Any]) -> Word | None:
    text = "".join(char for char in entry["text"] if char.isprintable())
    if not text:
        return None
    first = entry["chars"][0]
    return Word(
        text=_decoded(text),
        x0=float(entry["x0"]),
        top=float(entry["top"]),
        x1=float(entry["x1"]),
        bottom=float(entry["bottom"]),
        size=float(first["size"]),
        bold=_BOLD.search(str(first["fontname"])) is not None,
    )


def _decoded(text: str) -> str:
    """UTF-8 that was taken for Windows-1252 ("GebÃ¼hr") read as what it is."""
    if not _MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


_OPEN_END: Final = re.compile(r"[€$£]?-?\d[\d.,'’]*[.,]")
_CENTS: Final = re.compile(r"\d{2}(?:[-€$£]|EUR)?")
_WHOLE: Final = re.compile(r"[€$£]?-?\d{1,3}(?:[.,'’]\d{3})*|[€$£]?-?\d+")
_MARK_AND_CENTS: Final = re.compile(r"[.,]\d{2}(?:[-€$£]|EUR)?")


def _mended(words: Sequence[Word]) -> list[Word]:
    """With the pieces of one amount, set a hair apart, put together again ("1.234," "50")."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if before is not None and _is_torn(before, word):
            joined[-1] = replace(before, text=before.text + word.text, x1=word.x1)
        else:
            joined.append(word)
    return joined


def _is_torn(before: Word, word: Word) -> bool:
    if not -0.1 * word.size < word.x0 - before.x1 < 0.3 * before.size:
        return False
    if abs(word.bottom - before.bottom) > 0.5 * before.size:
        return False
    if _OPEN_END.fullmatch(before.text) and _CENTS.fullmatch(word.text):
        return True
    return bool(_WHOLE.fullmatch(before.text) and _MARK_AND_CENTS.fullmatch(word.text))
