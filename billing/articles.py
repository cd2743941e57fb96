"""Articles: a tenant's help texts, by language, and the pieces in which they are looked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from billing.errors import InvalidRequest
from billing.ids import ArticleId

LONGEST_TEXT: Final = 100_000
LONGEST_TITLE: Final = 200
LONGEST_URL: Final = 500
MOST: Final = 1_000
"""Articles of a tenant, each language counted."""

PIECE: Final = 800
"""About how many letters a piece has: some paragraphs that speak of one thing."""

OVERLAP: Final = 160
"""Letters of the piece before that are repeated, so that no answer is cut in two."""

MOST_PIECES: Final = 200
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_HEADING: Final = re.compile(r"#{1,6}\s+(?P<name>.+)")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=[^\s])|\n+")


@dataclass(frozen=True, slots=True)
class Article:
    """One help text, plain; lines that begin with `#` are headings.

    The same id in two languages is the same article. `url`: where it can be read in full, https,
    as the operator gave it; never taken from a text.
    """

    id: ArticleId
    language: str
    title: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an article: `number` counts from 0, `heading` is the one it stands under."""

    article: Article
    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PieceHit:
    """A piece that speaks of what was asked; `closeness` up to 1."""

    article_id: ArticleId
    language: str
    number: int
    closeness: float


def require_article(article: Article) -> None:
    """Raises `InvalidRequest` with a sentence for whoever keeps the articles."""
    if not _ID.fullmatch(article.id):
        raise InvalidRequest("an article's id is up to 64 letters, digits, dots and dashes")
    if not _LANGUAGE.fullmatch(article.language):
        raise InvalidRequest("a language is written like en or pt-BR")
    if not article.title.strip() or len(article.title) > LONGEST_TITLE:
        raise InvalidRequest(f"an article has a title of up to {LONGEST_TITLE} letters")
    if not article.text.strip():
        raise InvalidRequest("there is no text in it")
    if len(article.text) > LONGEST_TEXT:
        raise InvalidRequest(f"its text is longer than {LONGEST_TEXT} letters: cut it in parts")
    if sum(1 for _, text in _sections(article.text) for _ in _cut(text)) > MOST_PIECES:
        raise InvalidRequest(f"it has more than {MOST_PIECES} parts: make several articles of it")
    if article.url is not None and not is_safe_link(article.url):
        raise InvalidRequest("a link is an https address without a password in it")


def is_safe_link(url: str) -> bool:
    """Whether a customer may be sent there: https, a host, nobody's name, nothing unprintable."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def pieces_of(article: Article) -> tuple[Piece, ...]:
    """The article cut into pieces of whole sentences, each under one heading; always the same."""
    parts = ((heading, part) for heading, text in _sections(article.text) for part in _cut(text))
    numbered = enumerate(islice(parts, MOST_PIECES))
    return tuple(Piece(article, number, heading, part) for number, (heading, part) in numbered)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, rows of a list one by one."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def _sections(text: str) -> Iterator[tuple[str, str]]:
    heading, held = "", list[str]()
    for line in text.splitlines():
        found = _HEADING.fullmatch(line.strip())
        if found is None:
            held.append(line)
            continue
        yield heading, "\n".join(held)
        heading, held = found["name"].strip(), []
    yield heading, "\n".join(held)


def _cut(text: str) -> Iterator[str]:
    held: list[str] = []
    fresh = False
    for sentence in _bounded(text):
        if held and sum(map(len, held)) + len(sentence) > PIECE:
            yield "\n".join(held)
            last = held[-1]
            held = [last] if len(last) <= OVERLAP else []
        held.append(sentence)
        fresh = True
    if held and fresh:
        yield "\n".join(held)


def _bounded(text: str) -> Iterator[str]:
    """Sentences; one without an end is cut at a space."""
    for sentence in sentences_of(text):
        rest = sentence
        while len(rest) > PIECE:
            at = rest.rfind(" ", PIECE // 2, PIECE)
            at = PIECE if at < 0 else at
            yield rest[:at].strip()
            rest = rest[at:].strip()
        if rest:
            yield rest
