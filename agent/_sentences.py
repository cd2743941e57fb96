"""Where one sentence ends and the next begins, also while the text is still arriving.

Machinery of `prose`. Every character is kept: the pieces joined are the text.
"""

import re
from collections.abc import Iterator
from typing import Final

# A full stop after these ends no sentence. Small letters, without the stop.
_ABBREVIATIONS: Final = frozenset(
    """mr mrs ms dr prof st jr sr sra srta dra vs etc approx incl excl inc ltd co corp dept est tel
    ext fig p pp vol jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago dic mär mrz okt
    dez janv févr avr juil déc mon tue wed thu fri sat sun e.g i.e u.s u.k a.m p.m z.b d.h u.a o.ä
    s.o s.u bzw ca ggf inkl exkl zzgl abzgl evtl usw nr art abs str tel mio mrd vgl std
    núm num ref ej p.ej ud uds aprox pág av avda depto m mme mlle mm n° env c.-à-d ex cf réf
    """.split()
)
_BEFORE_NUMBERS: Final = frozenset({"no", "max", "min", "bill", "page"})
_MONTHS: Final = frozenset(
    """januar februar märz april mai juni juli august september oktober november dezember jänner
    january february march may june july october december""".split()
)
# A stop, perhaps several, what closes after it, then the gap before the next sentence.
_STOP: Final = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(\s+)")
_LAST_WORD: Final = re.compile(r"(\S+?)[.!?…]+[\"'”’»)\]*_]*$")
_NEXT_WORD: Final = re.compile(r"[\"'“‘«(\[*_¿¡]*(\S*)")
_LIST_NUMBER: Final = re.compile(r"(?:^|\n)[ \t]*\d{1,3}\.$")
_LONGEST: Final = 2000


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, each with the white space after it; joined they are `text`."""
    stream = SentenceStream()
    return [*stream.feed(text), *stream.finish()]


class SentenceStream:
    """Gives out sentences as soon as it is certain that they have ended."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, delta: str) -> list[str]:
        """The sentences that this piece of text completed, in order."""
        self._held += delta
        done = []
        while (end := _first_end(self._held)) > 0:
            done.append(self._held[:end])
            self._held = self._held[end:]
        return done

    def finish(self) -> list[str]:
        """What is left when the text is over."""
        rest, self._held = self._held, ""
        done = []
        while end := _first_end(rest, whole=True):
            done.append(rest[:end])
            rest = rest[end:]
        return [*done, rest] if rest else done


def _first_end(text: str, *, whole: bool = False) -> int:
    """Where the first sentence of `text` certainly ends; 0 while that is not certain.

    `whole`: no more text will come, so what is there decides.
    """
    for end, certain in _ends(text, whole=whole):
        return end if certain or whole else 0
    # A text without any stop is cut at a space, so that nothing is held for ever.
    return text.rfind(" ", 0, _LONGEST) + 1 if len(text) > _LONGEST else 0


def _ends(text: str, *, whole: bool) -> Iterator[tuple[int, bool]]:
    line_end = _line_end(text)
    for stop in _STOP.finditer(text):
        if line_end and stop.end() >= line_end[0]:
            break
        if stop.end() == len(text) and not whole:
            yield stop.end(), False
            return
        verdict = _is_end(text, stop, whole=whole)
        if verdict is not False:
            yield stop.end(), verdict is True
            return
    if line_end:
        yield line_end


def _line_end(text: str) -> tuple[int, bool] | None:
    """Where the first line that says something ends, white space after it included.

    More white space may follow; the next piece shows where the next sentence starts.
    """
    begin = len(text) - len(text.lstrip())
    newline = text.find("\n", begin)
    if newline < 0:
        return None
    end = len(text) - len(text[newline:].lstrip())
    return end, end < len(text)


def _is_end(text: str, stop: re.Match[str], *, whole: bool) -> bool | None:
    """Whether a sentence ends at this stop; None if the next word has not arrived whole."""
    before = text[: stop.start(1)]
    if before.endswith(("!", "?")) or before.endswith(("...", "…")):
        return True
    last = _LAST_WORD.search(before)
    word = last[1].lstrip("\"'“‘«([*_").lower() if last else ""
    if _LIST_NUMBER.search(before) or word in _ABBREVIATIONS:
        return False
    if word in _BEFORE_NUMBERS:
        return not text[stop.end() :][:1].isdigit()
    if (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word):
        return False
    following = _NEXT_WORD.match(text, stop.end())
    if not (word.isdigit() and len(word) <= 2) or following is None:
        return True
    if following.end() == len(text) and not whole:
        return None
    # "am 20. März", "den 3. und 4.": an ordinal, not an end.
    return not (following[1][:1].islower() or following[1].rstrip(".,;:").lower() in _MONTHS)
