"""Words of a digital PDF with positions and sizes, without the text that nobody can see."""

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.utils.text import extract_words

from ingestion.errors import Broken, Encrypted, NoTextLayer, TooComplex, Unreadable
from ingestion.page import PrintedDocument, PrintedPage, Word

MAX_PAGES: Final = 50
MAX_CHARS: Final = 200_000
SMALLEST_TYPE: Final = 2.0
"""Points; nobody reads smaller print, so nothing smaller is read here."""
_INVISIBLE_MODES: Final = frozenset({3, 7})
"""Text render modes that paint nothing (PDF 32000-1, table 106)."""
_MIN_CHARS: Final = 20

Char = dict[str, Any]


class _SeenOnly(PDFPageAggregatorWithMarkedContent):
    """Lays out a page without text drawn in an invisible render mode, counting what it drops."""

    dropped = 0
    _hide = False

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._hide = textstate.render in _INVISIBLE_MODES
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        advance: float = super().render_char(*args, **kwargs)
        if self._hide:
            self.cur_item._objs.pop()
            self.dropped += 1
        return advance


def read_words(data: bytes) -> PrintedDocument:
    """The printed words of a PDF, of at most 50 pages.

    Raises `Encrypted`, `NoTextLayer` for scans, `TooComplex` for absurd amounts of pages or text,
    and `Broken`.
    """
    try:
        with pdfplumber.open(io.BytesIO(data), unicode_norm="NFC") as pdf:
            return _read(_first_pages(pdf))
    except Unreadable:
        raise
    except (MemoryError, RecursionError) as error:
        raise TooComplex from error
    except Exception as error:
        # pdfminer raises whatever it stumbles over; the child must turn each into one refusal.
        if _mentions(error, PDFPasswordIncorrect, PDFEncryptionError):
            raise Encrypted from error
        if _mentions(error, MemoryError, RecursionError):
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
    top = 0.0
    for number, raw in enumerate(PDFPage.create_pages(pdf.doc), start=1):
        if number > MAX_PAGES:
            raise TooComplex(f"This PDF has more than {MAX_PAGES} pages.")
        page = Page(pdf, raw, page_number=number, initial_doctop=top)
        found.append(page)
        top += float(page.height)
    return found


def _read(pages: Sequence[Page]) -> PrintedDocument:
    printed: list[PrintedPage] = []
    hidden = chars = images = 0
    for page in pages:
        words, seen, dropped = _page_words(page)
        chars += seen
        hidden += dropped
        images += len(page.images)
        printed.append(
            PrintedPage(page.page_number, float(page.width), float(page.height), tuple(words))
        )
        page.close()
        if chars > MAX_CHARS:
            raise TooComplex("This PDF holds too much text to be one invoice.")
    if chars < _MIN_CHARS:
        if images or hidden:
            raise NoTextLayer
        raise Broken("This PDF holds no pages with text.")
    return PrintedDocument(tuple(printed), len(pages), hidden)


def _page_words(page: Page) -> tuple[list[Word], int, int]:
    dropped = _lay_out(page)
    chars: list[Char] = page.chars
    if len(chars) > MAX_CHARS:
        raise TooComplex("This PDF holds too much text to be one invoice.")
    visible = [char for char in chars if _can_be_seen(char, page)]
    visible = _against_background(visible, page)
    dropped += sum(1 for char in chars if not char["text"].isspace()) - sum(
        1 for char in visible if not char["text"].isspace()
    )
    visible = [_widened(char) for char in _printed_once(visible)]
    raw = extract_words(visible, return_chars=True, x_tolerance_ratio=0.15, use_text_flow=False)
    words = [word for entry in raw if (word := _word(entry)) is not None]
    return words, len(visible), dropped


def _lay_out(page: Page) -> int:
    """Runs the page through our device; pdfplumber then finds its layout already made."""
    device = _SeenOnly(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
    return device.dropped


def _can_be_seen(char: Char, page: Page) -> bool:
    if char["size"] < SMALLEST_TYPE:
        return False
    x0, top, x1, bottom = page.bbox
    middle_x, middle_y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(x0 <= middle_x <= x1 and top <= middle_y <= bottom)


def _against_background(chars: list[Char], page: Page) -> list[Char]:
    """Drops text in the colour of what it stands on; white on a dark bar is seen and stays."""
    suspects = [_paint(char["non_stroking_color"]) for char in chars]
    if not any(paint is not None and paint > 0.92 for paint in suspects):
        return chars
    fills = _fills(page)
    kept: list[Char] = []
    for char, paint in zip(chars, suspects, strict=True):
        if paint is None or paint <= 0.92 or abs(_ground(char, fills) - paint) > 0.08:
            kept.append(char)
    return kept


def _fills(page: Page) -> list[tuple[float, float, float, float, float]]:
    fills = [
        (shape["x0"], shape["top"], shape["x1"], shape["bottom"], paint)
        for shape in (*page.rects, *page.curves)
        if shape.get("fill") and (paint := _paint(shape["non_stroking_color"])) is not None
    ]
    # A picture under text may have any colour: text on it counts as seen.
    fills += [(i["x0"], i["top"], i["x1"], i["bottom"], 0.0) for i in page.images]
    return fills[:2000]


def _ground(char: Char, fills: list[tuple[float, float, float, float, float]]) -> float:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    ground = 1.0
    for x0, top, x1, bottom, paint in fills:
        if x0 <= x <= x1 and top <= y <= bottom:
            ground = paint
    return ground


def _paint(color: Any) -> float | None:
    """How light a colour is, 0 black to 1 white; None for patterns and unknown spaces."""
    if not isinstance(color, tuple | list) or not color:
        return None
    parts = [part for part in color if isinstance(part, int | float)]
    light: dict[int, Callable[[], float]] = {
        1: lambda: parts[0],
        3: lambda: min(parts),
        4: lambda: 1 - max(parts[0], parts[1], parts[2]) - parts[3],
    }
    return float(light[len(parts)]()) if len(parts) == len(color) and len(parts) in light else None


def _printed_once(chars: list[Char]) -> list[Char]:
    """Without the second strike of text that is printed twice to look bold."""
    seen: set[tuple[str, int, int]] = set()
    once: list[Char] = []
    for char in chars:
        x, y = round(char["x0"]), round(char["top"])
        text = char["text"]
        again = any((text, x + dx, y + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if again and not text.isspace() and char["x1"] - char["x0"] > 2:
            continue
        seen.add((text, x, y))
        once.append(char)
    return once


def _widened(char: Char) -> Char:
    """A sign whose width the font does not tell would vanish from its word: give it half an em."""
    if char["x1"] - char["x0"] > 0 or char["text"].isspace():
        return char
    return {**char, "x1": char["x0"] + 0.5 * char["size"]}


def _word(entry: dict[str, Any]) -> Word | None:
    text = "".join(char for char in entry["text"] if char.isprintable())
    if not text:
        return None
    first = entry["chars"][0]
    return Word(
        text=text,
        x0=float(entry["x0"]),
        top=float(entry["top"]),
        x1=float(entry["x1"]),
        bottom=float(entry["bottom"]),
        size=float(first["size"]),
        bold="bold" in str(first["fontname"]).lower() or "black" in str(first["fontname"]).lower(),
    )
