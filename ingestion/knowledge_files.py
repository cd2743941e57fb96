"""Help articles out of files: Markdown, web pages and PDFs in, a title and plain text out.

Plain means: paragraphs on lines, headings as lines with `#`, no links, nothing that a reader of the
page would not see.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from ingestion.errors import Broken, TooLarge, UnsupportedFile

MOST_BYTES: Final = 1024 * 1024
"""Of Markdown and web pages; a PDF may have what the reader of documents takes."""

PageTexts = Callable[[bytes], Sequence[str]]
_SKIPPED: Final = frozenset(
    "script style template noscript iframe object svg math head nav footer form button select "
    "textarea canvas audio video".split()
)
_EMPTY: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
_BLOCKS: Final = frozenset(
    "p div section article main header ul ol li dl dt dd table tr td th blockquote pre br hr "
    "figure figcaption details summary address aside h1 h2 h3 h4 h5 h6".split()
)
_HIDDEN_STYLE: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0|text-indent\s*:\s*-|(?:left|top)\s*:\s*-\d{3}|clip\s*:|color\s*:\s*transparent"
)
_DEEPEST: Final = 500
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_IMAGE: Final = re.compile(r"!\[([^\[\]]{0,300})\]\([^()\s]{0,1000}(?: [^()]{0,300})?\)")
_LINKED: Final = re.compile(
    r"\[([^\[\]]{1,300})\](?:\([^()\s]{0,1000}(?: [^()]{0,300})?\)|\[[^\[\]]{0,100}\])"
)
_TARGET: Final = re.compile(r"^\s{0,3}\[[^\[\]]{1,100}\]:\s*\S+.*$", re.MULTILINE)
_RULE: Final = re.compile(
    r"^\s*(?:[-*_]\s*){3,}$|^\s*(?:`{3,}|~{3,}).*$|^\s*\|?[\s:|-]+\|[\s:|-]*$"
)
_MARK: Final = re.compile(r"^\s*(?:>\s*|[-*+]\s+|\d{1,3}[.)]\s+)+")
_STRESS: Final = re.compile(r"(\*{1,3}|_{2,3}|`{1,2}|~~)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_UNDER: Final = re.compile(r"^\s*(?:=+|-{2,})\s*$")
_HEADING: Final = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
_ENDS: Final = (".", "!", "?", ":", ";", "…")
_HEADING_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """What a file says; `title` is its own first heading, None where it has none."""

    title: str | None
    text: str


def read_article(data: bytes, page_texts: PageTexts) -> ReadArticle:
    """The article in these bytes, told by them and not by a name. PDFs are read by `page_texts`.

    Raises the kinds of `Unreadable`, each with its sentence.
    """
    if b"%PDF-" in data[:1024]:
        return _clean(None, "\n\n".join(_flowing(page) for page in page_texts(data)))
    if len(data) > MOST_BYTES:
        raise TooLarge("This file is larger than 1 MB of text.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnsupportedFile("This is neither a PDF nor UTF-8 text.") from None
    if "\x00" in text:
        raise UnsupportedFile("This is neither a PDF nor text.")
    if not text.strip():
        raise Broken("This file is empty.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = text[:2048].lstrip().lower()
    if head.startswith(("<!doctype html", "<html", "<body", "<head")):
        page = _seen(text, is_page=True)
        return _clean(page.title or None, page.text)
    return _of_markdown(text)


def _clean(title: str | None, text: str) -> ReadArticle:
    """Without what cannot be seen; the first heading is the title where there is no other."""
    visible = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    lines = [" ".join(line.split()) for line in visible.split("\n")]
    kept = [line for line in lines if line]
    if not any(not line.startswith("#") for line in kept):
        raise Broken("There is no text in this file.")
    if kept[0].startswith("# ") or (title is None and kept[0].startswith("#")):
        first = kept.pop(0).lstrip("# ")
        title = first or title
    elif title is None:
        title = next((line.lstrip("# ") for line in kept if line.startswith("#")), None)
    if title is not None:
        title = " ".join(_INVISIBLE.sub("", _CONTROL.sub(" ", title)).split())[:200] or None
    return ReadArticle(title, "\n".join(kept))


# --- Markdown ------------------------------------------------------------------------------------


def _of_markdown(text: str) -> ReadArticle:
    if "<" in text:
        text = _seen(text, is_page=False).text
    text = _TARGET.sub("", text)
    for _ in range(2):  # a picture may stand in a link
        text = _LINKED.sub(r"\1", _IMAGE.sub("", text))
    lines: list[str] = []
    for line in _without_front_matter(text.split("\n")):
        if _UNDER.match(line) and lines and lines[-1] and not lines[-1].startswith("#"):
            if "=" in line or len(lines[-1]) <= _HEADING_LENGTH:
                lines[-1] = f"# {lines[-1]}" if "=" in line else f"## {lines[-1]}"
            continue
        lines.append(_plain_line(line))
    return _clean(None, _joined(lines))


def _without_front_matter(lines: list[str]) -> list[str]:
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:60], start=1):
            if line.strip() in ("---", "..."):
                return lines[number + 1 :]
    return lines


def _plain_line(line: str) -> str:
    if _RULE.match(line):
        return ""
    heading = _HEADING.match(line)
    if heading is not None:
        name = _STRESS.sub(r"\2", heading[2])
        return f"{heading[1]} {name}" if name else ""
    item = _MARK.match(line)
    rest = line[item.end() :] if item is not None else line
    rest = rest.strip().strip("|").replace(" | ", ": ")
    rest = _STRESS.sub(r"\2", _STRESS.sub(r"\2", rest)).replace("\\", "")
    return f"\n{rest}" if item is not None else rest


def _joined(lines: Sequence[str]) -> str:
    """Lines of a paragraph on one line; headings and list items alone."""
    found = [""]
    for line in lines:
        if not line.strip() or line.startswith(("#", "\n")):
            found.append(line.strip())
            if line.startswith("#"):
                found.append("")
        else:
            found[-1] = f"{found[-1]} {line.strip()}".strip()
    return "\n".join(found)


# --- web pages -----------------------------------------------------------------------------------


class _Seen(HTMLParser):
    """Collects what a reader sees. In Markdown line ends count and elements only vanish."""

    def __init__(self, *, is_page: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._is_page = is_page
        self._open: list[tuple[str, bool]] = []
        self._in_title = False
        self._parts: list[str] = []
        self._titles: list[str] = []

    @property
    def title(self) -> str:
        return " ".join("".join(self._titles).split())

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        if tag not in _EMPTY:
            hidden = bool(self._open and self._open[-1][1]) or _is_hidden(tag, attrs)
            self._open.append((tag, hidden))
            if len(self._open) > _DEEPEST:
                raise Broken("This page is nested too deeply.")
        self._break(tag)
        if self._is_page and len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._parts.append(f"{'#' * int(tag[1])} ")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._titles.append(data)
        elif not (self._open and self._open[-1][1]):
            self._parts.append(" ".join(data.split("\n")) if self._is_page else data)

    def _break(self, tag: str) -> None:
        if self._is_page and tag in _BLOCKS:
            self._parts.append("\n")


def _is_hidden(tag: str, attrs: Sequence[tuple[str, str | None]]) -> bool:
    if tag in _SKIPPED:
        return True
    said = {name: (value or "").lower() for name, value in attrs}
    return (
        "hidden" in said
        or said.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(said.get("style", "")) is not None
    )


_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")


def _tame(text: str) -> str:
    """Without comments and declarations, and with a `<` only where a whole element begins.

    The library's parser takes time by the square of its unclosed beginnings.
    """
    kept, at = [], 0
    while (start := text.find("<!", at)) >= 0:
        kept.append(text[at:start])
        ending = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(ending, start)
        if end < 0:
            at = len(text)
            break
        at = end + len(ending)
    whole = "".join([*kept, text[at:]])
    parts, last = [], 0
    for tag in _TAG.finditer(whole):
        parts += [whole[last : tag.start()].replace("<", "&lt;"), tag[0]]
        last = tag.end()
    return "".join([*parts, whole[last:].replace("<", "&lt;")])


def _seen(text: str, *, is_page: bool) -> _Seen:
    parser = _Seen(is_page=is_page)
    parser.feed(_tame(text))
    parser.close()
    return parser


# --- PDF -----------------------------------------------------------------------------------------


def _flowing(page: str) -> str:
    """The rows of a page as paragraphs; a short open row before a new start is a heading."""
    rows = [row.strip() for row in page.splitlines() if row.strip()]
    found: list[str] = []
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else ""
        open_end = not row.endswith(_ENDS)
        begins = not found or found[-1].endswith(_ENDS) or found[-1].startswith("#")
        if begins and open_end and len(row) <= _HEADING_LENGTH and following[:1].isupper():
            found.append(f"## {row}")
        elif begins:
            found.append(row)
        else:
            found[-1] = f"{found[-1]} {row}"
    return "\n".join(found)
