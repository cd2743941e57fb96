"""Which stretches of a text are card numbers: length, Luhn check, issuer range, grouping.

Machinery of `redaction`. Whole runs of digits are judged, never every window of a long reference:
that would strike one benign reference in three.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

# Issuer ranges: "first-last:lengths". Collected from the networks' published ranges (ISO/IEC 7812
# identification numbers); over-inclusive on purpose where networks share a range.
_RANGES: Final = """
4:13,16,19 51-55:16 2221-2720:16 34:15 37:15 300-305:14,16-19 3095:14,16-19 36:14-19 38-39:14,16-19
6011:16-19 644-649:16-19 65:16-19 622126-622925:16-19 62:16-19 81:16-19 3528-3589:16-19
2131:15 1800:15 5018:12-19 5020:12-19 5038:12-19 5893:12-19 6304:12-19 6759:12-19 6761-6763:12-19
676770:12-19 676774:12-19 560221-560225:16 2200-2205:16-19 60:16 82:16 508:16 353:16 356:16
506099-506198:16,18-19 507865-507964:16,18-19 506699-506778:16 509000-509999:16 504175:16
627780:16 636:16-19 637-639:16 5019:16 6703:16-17 6709:16-19 6771:16-19 6706:16-19 6333-6334:16-19
6767:16-19 589562:16 589657:16 9792:16 8600:16 9860:16 357111:16 564182:16-19 633110:16-19
"""


def _lengths(spec: str) -> frozenset[int]:
    spans = (part.partition("-") for part in spec.split(","))
    return frozenset(n for low, _, high in spans for n in range(int(low), int(high or low) + 1))


def _issuers() -> Mapping[str, frozenset[int]]:
    table: dict[str, frozenset[int]] = {}
    for entry in _RANGES.split():
        prefixes, _, lengths = entry.partition(":")
        low, _, high = prefixes.partition("-")
        for prefix in range(int(low), int(high or low) + 1):
            table[str(prefix)] = table.get(str(prefix), frozenset()) | _lengths(lengths)
    return table


_ISSUERS: Final = _issuers()
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def _luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 annex B."""
    odd = sum(map(int, digits[-1::-2]))
    return (odd + sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def is_card_number(digits: str, *, card_talk: bool = False) -> bool:
    """Whether ASCII `digits` are a possible card number. `card_talk` admits rare private ranges."""
    if not 12 <= len(digits) <= 19 or not _luhn(digits) or len(set(digits)) == 1:
        return False
    if card_talk and digits[0] == "1" and len(digits) == 15:
        return True  # UATP: too common a shape of references to be judged without a hint
    return any(len(digits) in _ISSUERS.get(digits[:n], ()) for n in (1, 2, 3, 4, 6))


_RUN: Final = re.compile(r"[0-9](?:[\s.\-,;:/|_*+~·\\]{0,3}[0-9]){11,}")
_GROUP: Final = re.compile(r"[0-9]+")
_CORE: Final = re.compile(r"[\s.\-]{1,3}")
_EXPIRY: Final = re.compile(r"(?<![0-9/])(?:0?[1-9]|1[0-2])[ ]?/[ ]?(?:20)?[2-4][0-9](?![0-9/])")
_DAY: Final = re.compile(r"(?<![0-9\-.])20[0-9]{2}-(?:0[1-9]|1[0-2])-[0-3][0-9](?![0-9\-])")
_CARD_TALK: Final = re.compile(
    r"\b(?:cards?|visa|master ?card|amex|tarjeta|karten?(?:nummer)?|kreditkarte|carte|cvv2?|cvc2?"
    r"|expir\w+|backwards?|reversed?|al reves|ruckwarts|a l.envers|uatp)\b",
    re.IGNORECASE,
)
_OWN_ID: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[a-z]{1,16}_)?0[0-9A-HJKMNP-TV-Z]{25}(?![A-Za-z0-9])"
    r"|(?<![0-9a-f])(?=[0-9-]*[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])"
)
_IBAN_START: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?=[ \-]?[A-Z0-9])", re.IGNORECASE
)
# Lengths by country, from the IBAN registry (ISO 13616).
_IBAN_LENGTHS: Final = {
    code[:2]: int(code[2:])
    for code in """AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
    DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23
    IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30
    NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TN24 TR26
    UA29 VA22 VG24 XK20""".split()
}


def _iban_end(text: str, start: int) -> int | None:
    """Where the IBAN that begins at `start` ends, or None if its check digits are wrong."""
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper())
    if length is None:
        return None
    taken, at = "", start
    while at < len(text) and len(taken) < length and (text[at].isalnum() or text[at] in " -"):
        taken += text[at].upper() if text[at].isalnum() else ""
        at += 1
    if len(taken) < length or not taken.isascii() or (at < len(text) and text[at].isalnum()):
        return None
    number = "".join(str(int(char, 36)) for char in taken[4:] + taken[:4])
    return at if int(number) % 97 == 1 else None


def mask_known_numbers(text: str) -> str:
    """`text` with our ids, IBANs and dates blanked, so that they break digit runs."""
    for known in (_OWN_ID, _EXPIRY, _DAY):
        for match in known.finditer(text):
            text = _blank(text, match.start(), match.end())
    for match in _IBAN_START.finditer(text):
        end = _iban_end(text, match.start())
        text = _blank(text, match.start(), end) if end else text
    return text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "x" * (end - start) + text[end:]


@dataclass(frozen=True, slots=True)
class CardHit:
    """A card number between two positions of a folded text, and its last four digits."""

    start: int
    end: int
    last_four: str


def find_cards(text: str, *, card_talk: bool = False) -> Iterator[CardHit]:
    """The card numbers of a folded text, in order. `card_talk`: the talk around is of cards."""
    if not _RUN.search(text):
        return
    talk = card_talk or talks_of_cards(text)
    masked = mask_known_numbers(text)
    for run in _RUN.finditer(masked):
        done = -1
        found = ((a, b, "".join(_GROUP.findall(masked[a:b]))) for a, b in _candidates(masked, run))
        for start, end, digits in sorted(found, key=lambda item: _rank(masked, item)):
            last_four = last_four_of(digits, card_talk=talk) if start >= done else ""
            if last_four and not _is_phone(masked, start, digits):
                yield CardHit(start, end, last_four)
                done = end


def _rank(text: str, candidate: tuple[int, int, str]) -> tuple[int, int]:
    # The longest reading wins, else the tail of a number would stay. But sixteen digits and then
    # three are rather a card and its code, which is removed after it, than a card of nineteen.
    start, end, digits = candidate
    with_code = len(digits) == 19 and not text[end - 4].isdigit() and text[end - 3 : end].isdigit()
    return start, (-15 if with_code else -len(digits))


def talks_of_cards(text: str) -> bool:
    """Whether the text names a card, an expiry date or reading backwards."""
    return bool(_CARD_TALK.search(text) or _EXPIRY.search(text))


def last_four_of(digits: str, *, card_talk: bool) -> str:
    """The last four digits of a card number, read either way; "" if it is none."""
    if is_card_number(digits, card_talk=card_talk):
        return digits[-4:]
    # Read backwards only where the text speaks of cards: it doubles the chance of a false alarm.
    back = digits[::-1]
    return back[-4:] if card_talk and is_card_number(back) else ""


def _is_phone(text: str, start: int, digits: str) -> bool:
    # International numbers begin with a plus and in practice have at most 13 digits (E.164).
    return len(digits) <= 13 and text[max(0, start - 3) : start].rstrip("( ").endswith("+")


def _candidates(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Stretches of a run that may be one number, longest first by grouping and separators."""
    groups = [m.span() for m in _GROUP.finditer(text, run.start(), run.end())]
    gaps = [text[a[1] : b[0]] for a, b in pairwise(groups)]
    sizes = [end - start for start, end in groups]
    for first, last in _core_stretches(sizes, gaps):
        yield groups[first][0], groups[last][1]
    for first in range(len(groups)):
        total = 0
        for last in range(first, len(groups)):
            total += sizes[last]
            if total > 19:
                break
            if total >= 12 and _card_shaped(sizes, gaps, first, last):
                yield groups[first][0], groups[last][1]


def _core_stretches(sizes: Sequence[int], gaps: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Groups joined by spaces, dots and dashes only; also without a card code at either end."""
    first = 0
    for last in range(len(sizes)):
        if last < len(gaps) and _CORE.fullmatch(gaps[last]):
            continue
        if last > first and sum(sizes[first : last + 1]) <= 23:
            yield first, last
            if sizes[last] in (3, 4):
                yield first, last - 1
            if sizes[first] in (3, 4):
                yield first + 1, last
        first = last + 1


def _card_shaped(sizes: Sequence[int], gaps: Sequence[str], first: int, last: int) -> bool:
    if first == last:
        return True
    inner, shape = gaps[first:last], tuple(sizes[first : last + 1])
    if len(set(inner)) > 1:
        return False
    if shape in {(4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 5)}:
        return True
    even = len(set(shape[:-1])) == 1 and shape[-1] <= shape[0]
    # Inside a longer even run only its ends count, else any reference in fours would be searched.
    left = first == 0 or gaps[first - 1] != inner[0] or sizes[first - 1] != shape[0]
    right = last == len(gaps) or gaps[last] != inner[0] or sizes[last + 1] != shape[0]
    return even and (left or right)
