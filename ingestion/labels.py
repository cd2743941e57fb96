"""Printed labels and what they mean: the phrases are data, matching is language-blind."""

import functools
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingestion.draft import Box
from ingestion.page import Cell, Row

_FOLDER: Final = Path(__file__).parent / "extractors"
_FILES: Final = (_FOLDER / "labels.toml", _FOLDER / "sum_labels.toml")
_PARTS: Final = Path(__file__).parent / "extractors" / "label_parts.toml"
_QUALIFIERS: Final = ("words", "incl", "excl", "date_link")
_NOT_TELLING: Final = re.compile(r"[^a-z0-9#&%]")

DATE_KINDS: Final = frozenset({"issue_date", "date_plain", "due_date", "other_date"})
NUMBER_KINDS: Final = frozenset(
    {
        "invoice_number",
        "document_number",
        "account_number",
        "customer_number",
        "contract_number",
        "other_number",
        "bank",
    }
)
AMOUNT_KINDS: Final = frozenset(
    {
        "total",
        "total_plain",
        "net",
        "tax",
        "due",
        "paid",
        "previous",
        "current",
        "discount",
        "shipping",
        "rounding",
        "withholding",
        "other_amount",
    }
)
PARTY_KINDS: Final = frozenset({"seller", "buyer", "other_party"})


@dataclass(frozen=True, slots=True)
class LabelHit:
    """One phrase found in a cell: characters `start` to before `end` of the cell's text."""

    kinds: frozenset[str]
    languages: frozenset[str]
    cell: Cell
    start: int
    end: int
    box: Box
    phrase: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their squashed form; `longest` is the most tokens any phrase has.

    `split`: short ones that are words of their own when written in one: "RE no", not "Reno".
    """

    kinds: Mapping[str, frozenset[str]]
    languages: Mapping[str, frozenset[str]]
    qualifiers: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    longest: int
    split: frozenset[str]


def fold(text: str) -> str:
    """Lower case without accents, character for character, so offsets stay valid."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_char(char) for char in text)


@functools.lru_cache(maxsize=2048)
def _fold_char(char: str) -> str:
    if char in "°º":
        return "°"
    if char in "ßøłđæœ":
        return {"ß": "s", "ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o"}[char]
    if char in "ØŁÆ":
        return {"Ø": "o", "Ł": "l", "Æ": "a"}[char]
    if char == "№":
        return "n"
    if char in "’‘`´":
        return "'"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base[0] if base else char


def squash(text: str) -> str:
    """Only what distinguishes phrases: folded letters, digits, # and &."""
    return _NOT_TELLING.sub("", fold(text))


@functools.cache
def lexicon() -> Lexicon:
    """The phrases of all languages, compiled once per process."""
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in _FILES]
    kinds: dict[str, set[str]] = {}
    languages: dict[str, set[str]] = {}
    longest = 0
    qualifiers: dict[str, set[str]] = {"incl": set(), "excl": set(), "date_link": set()}
    words: dict[str, frozenset[str]] = {}
    for language, sections in (entry for table in tables for entry in table.items()):
        if "words" in sections:
            words[language] = frozenset(fold(word) for word in sections["words"])
        for kind, phrases in sections.items():
            if kind in _QUALIFIERS:
                if kind != "words":
                    qualifiers[kind].update(fold(phrase) for phrase in phrases)
                continue
            for phrase in phrases:
                longest = max(longest, phrase.count(" ") + phrase.count(".") + 2)
                for key in _spellings(phrase):
                    kinds.setdefault(key, set()).add(kind)
                    languages.setdefault(key, set()).add(language)
    made_kinds, made_languages = _put_together()
    return Lexicon(
        kinds={**made_kinds, **{key: frozenset(value) for key, value in kinds.items()}},
        languages={**made_languages, **{key: frozenset(value) for key, value in languages.items()}},
        qualifiers={key: frozenset(value) for key, value in qualifiers.items()},
        words=words,
        longest=longest,
        split=frozenset(key for key in made_kinds if len(key) <= 5 and key not in kinds),
    )


def _spellings(phrase: str) -> set[str]:
    """The phrase, and with the number sign written out: N°, Nº, No and Nr are one thing."""
    folded = fold(phrase)
    spelled = {squash(phrase)}
    if "n°" in folded:
        spelled |= {squash(folded.replace("n°", other)) for other in ("no", "nr", "num")}
    return spelled


def _put_together() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Kinds and languages of every label made of a thing and a head or a tail."""
    kinds: dict[str, frozenset[str]] = {}
    languages: dict[str, frozenset[str]] = {}
    for part in tomllib.loads(_PARTS.read_text(encoding="utf-8"))["parts"]:
        kind, language = frozenset({part["kind"]}), frozenset({part["language"]})
        things = {key for thing in part["things"] for key in _spellings(thing)}
        tails = {key for tail in part["tails"] for key in _spellings(tail)}
        heads = {key for head in part["heads"] for key in _spellings(head)}
        keys = {thing + tail for thing in things for tail in tails}
        keys |= {head + thing for head in heads for thing in things}
        for key in keys:
            kinds[key] = kinds[key] | kind if key in kinds else kind
            languages[key] = languages[key] | language if key in languages else language
    return kinds, languages


_TOKEN: Final = re.compile(r"[a-z0-9]+|[#&%]")
_NUMBER_TAIL: Final = re.compile(r"[a-z][-/]\d")
"""A letter that opens a number ("Factura A/257", "n. R-42") is no part of the label before it."""
_NUMBER_HEAD: Final = re.compile(r"\d[-/]$")
_ELLIPSIS: Final = re.compile(
    r"\b([a-z]{3,})- ?(?:/|und|u\.|&|bzw\.?|oder|en) ?-?[a-z]*?(datum|dat)\b"
)
""" "Rechnungs- und Buchungsdatum", "Rechnungs-/Lieferdatum": the first word names it too."""
_POSSESSIVE: Final = frozenset(
    "your our ihre ihr unsere unser votre notre uw onze vostra nostra vostro su nuestra tu".split()
)
_LOOSE: Final = 3
"""At most this many characters (a dot, a colon, spaces) may stand between the words of a phrase."""


def find_labels(rows: Sequence[Row]) -> tuple[LabelHit, ...]:
    """Every known phrase on every row, leftmost and longest first."""
    words = lexicon()
    hits: list[LabelHit] = []
    for row in rows:
        for cell in row.cells:
            hits.extend(_in_cell(cell, words))
    return _with_wrapped(hits, rows, words)


def _with_wrapped(
    hits: list[LabelHit], rows: Sequence[Row], words: Lexicon
) -> tuple[LabelHit, ...]:
    """Labels set in two lines ("Statement" over "date") as one hit at the place of the first."""
    whole: dict[tuple[int, int], LabelHit] = {}
    gone: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        for cell in row.cells:
            if len(cell.words) > 2 or cell.text.endswith(":") or (cell.row, cell.col) in gone:
                continue
            # Another column's line may lie between the two.
            unders = (c for under in rows[at + 1 : at + 3] for c in under.cells)
            below = next((c for c in unders if _wraps_into(cell, c)), None)
            key = squash(cell.text + below.text) if below is not None else ""
            kinds = words.kinds.get(key, frozenset()) & (NUMBER_KINDS | DATE_KINDS)
            if below is None or not kinds:
                continue
            box = (min(cell.x0, below.x0), cell.top, max(cell.x1, below.x1), below.bottom)
            # The value stands beside the first line, or beside or under the last.
            first = cell.col + 1 < len(row.cells) and not any(
                hit.cell is row.cells[cell.col + 1] for hit in hits
            )
            if first and below.col + 1 < len(rows[below.row].cells):
                continue
            anchor = cell if first else below
            whole[anchor.row, anchor.col] = LabelHit(
                kinds, words.languages[key], anchor, 0, len(anchor.text), box, key
            )
            gone |= {(cell.row, cell.col), (below.row, below.col)}
    if not whole:
        return tuple(hits)
    kept = [hit for hit in hits if (hit.cell.row, hit.cell.col) not in gone]
    return tuple(sorted((*kept, *whole.values()), key=lambda h: (h.cell.row, h.cell.col, h.start)))


def _wraps_into(cell: Cell, below: Cell) -> bool:
    if len(below.words) > 2 or below.page != cell.page or below.top - cell.bottom > 0.5 * cell.size:
        return False
    middle = abs((cell.x0 + cell.x1) - (below.x0 + below.x1)) / 2
    return abs(below.size - cell.size) < 1 and (abs(below.x0 - cell.x0) < 3 or middle < 3)


def _in_cell(cell: Cell, words: Lexicon) -> list[LabelHit]:
    text = fold(cell.text)
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[LabelHit] = []
    at = 0
    joined = _ELLIPSIS.search(text) if "-" in text else None
    while at < len(tokens):
        begin, stop = tokens[at][1:]
        if joined is not None and begin == joined.start():
            key = joined[1] + joined[2]
            kinds = words.kinds.get(key, frozenset()) & DATE_KINDS
            if kinds:
                box = cell.box(*joined.span())
                found.append(LabelHit(kinds, words.languages[key], cell, *joined.span(), box, key))
                at += sum(joined.start() <= token[1] < joined.end() for token in tokens)
                continue
        # "452/E in data": nor does a label begin with the last letter of a number.
        inside = stop - begin == 1 and _NUMBER_HEAD.search(text[:begin]) is not None
        taken = 0 if inside else _longest(tokens, at, words, text)
        if taken and tokens[at][0] in _POSSESSIVE:
            # "Your bill number": what is named goes on behind "your bill".
            after = _longest(tokens, at + 1, words, text)
            taken = 0 if after >= taken else taken
        if taken == 0:
            at += 1
            continue
        key = "".join(token for token, _, _ in tokens[at : at + taken])
        start, end = tokens[at][1], tokens[at + taken - 1][2]
        at += taken
        kinds = words.kinds[key]
        if len(key) <= 4 and kinds & PARTY_KINDS and not _stands_alone(cell, start, end):
            kinds -= PARTY_KINDS
        if key == "ac" and start > 0:
            # "A/C" opens a line; within one it is part of a number or a bank account.
            continue
        if kinds:
            box = cell.box(start, end)
            found.append(LabelHit(kinds, words.languages[key], cell, start, end, box, key))
    return found


def _stands_alone(cell: Cell, start: int, end: int) -> bool:
    """ "To:", "An", "De :" are labels; the same words inside a line are just words."""
    rest = cell.text[end:].strip()
    return start == 0 and (not rest or rest == "," or rest.startswith(":"))


def _longest(tokens: Sequence[tuple[str, int, int]], at: int, words: Lexicon, folded: str) -> int:
    """How many tokens from here make the longest known phrase; 0 for none."""
    key, best, before = "", 0, tokens[at][1]
    for count, (token, start, end) in enumerate(tokens[at : at + words.longest], start=1):
        if start - before > _LOOSE:
            break
        key += token
        before = end
        if count == 1 and key in words.split:
            continue
        if key in words.kinds and not _NUMBER_TAIL.match(folded[start:]):
            best = count
    return best


def guess_language(rows: Sequence[Row], hits: Sequence[LabelHit]) -> str | None:
    """The language most labels and small words speak; None without a clear winner."""
    votes: Counter[str] = Counter()
    for hit in hits:
        if len(hit.languages) == 1 and len(hit.phrase) >= 4:
            votes[next(iter(hit.languages))] += 2
    small = lexicon().words
    for row in rows:
        for word in fold(row.text).split():
            for language, known in small.items():
                if word in known:
                    votes[language] += 1
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.2 * ranked[1][1]):
        return None
    return ranked[0][0]
