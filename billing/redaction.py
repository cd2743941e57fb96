"""The one boundary that removes card numbers, card codes and secrets from any text.

It runs on what comes in, on what goes to a model, on what a model streams out and on every log
line. Only the last four digits of a card survive. Nothing here keeps or logs what it removed.

What counts as a card number is decided in `_cards`; digits in disguise are read by `_disguises`.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, product
from typing import Final, Self, TypeAlias

from billing._cards import CardHit, find_cards, last_four_of, mask_known_numbers, talks_of_cards
from billing._disguises import DIGIT_LIKE, View, count_number_words, plain
from billing.locales.numbers import JOINERS, TIMES, VALUES

Json: TypeAlias = (
    "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"  # as `json` reads it
)


class Found(Enum):
    """What a text held before it was redacted."""

    CARD = "card"
    CODE = "code"
    SECRET = "secret"  # noqa: S105 - a kind, not a secret


class Redacted(str):
    """Text without card numbers, codes and secrets: making one redacts, so none can be dirty.

    The only string type the model client accepts.
    """

    __slots__ = ()

    def __new__(cls, text: str = "") -> Self:
        clean = text if isinstance(text, Redacted) else _replace(text, _spans(text))
        return super().__new__(cls, clean)


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted text and the kinds of things that were taken out of it."""

    text: Redacted
    found: frozenset[Found]


def redact(text: str) -> Redacted:
    """The text with every card number, card code and secret replaced. Idempotent."""
    return text if isinstance(text, Redacted) else Redacted(text)


def inspect(text: str) -> Redaction:
    """As `redact`, and says which kinds were found, so that the customer can be told."""
    spans = _spans(text)
    return Redaction(_trusted(_replace(text, spans)), frozenset(span.kind for span in spans))


def redact_json(value: Json) -> Json:
    """A copy of a JSON value with every string, key and whole number redacted, at any depth."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        clean = redact(str(value))
        return value if clean == str(value) else clean
    if isinstance(value, Mapping):
        return {redact(key): redact_json(item) for key, item in value.items()}
    return [redact_json(item) for item in value]


# --- finding and replacing -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: Found
    instead: str


def _replace(text: str, spans: Sequence[_Span]) -> str:
    if not spans:
        return text
    parts, done = [], 0
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if span.start >= done:
            parts += [text[done : span.start], span.instead]
            done = span.end
    return "".join([*parts, text[done:]])


def _trusted(clean: str) -> Redacted:
    return str.__new__(Redacted, clean)


_DIGIT: Final = re.compile(r"[0-9]")


def _spans(text: str, *, card_talk: bool = False) -> list[_Span]:
    spans = list(_secrets(text))
    words = count_number_words(text)
    # An ordinary message ends here: the careful view costs more than the whole check so far.
    digits = len(DIGIT_LIKE.findall(text))
    if digits + words < 3:
        return spans
    view = View.of(text, with_words=words >= 3 or (words > 0 and digits + words >= 12))
    if len(_DIGIT.findall(view.text)) >= 12:
        for hit in find_cards(view.text, card_talk=card_talk):
            spans.append(_span(view, (hit.start, hit.end), Found.CARD, f"•••• {hit.last_four}"))
            spans += _code_beside(view, hit)
    spans += _codes(view)
    return spans


def _span(view: View, place: tuple[int, int], kind: Found, instead: str) -> _Span:
    start, end = view.original(*place)
    return _Span(start, end, kind, instead)


# --- card codes ----------------------------------------------------------------------------------

_HIDDEN: Final = "•••"
_CODE_NAMES: Final = (
    r"(?:cvv2?|cvc2?|cvn|csc|(?:card )?security (?:code|number)|card verification(?: \w+)?"
    r"|c.digo de (?:seguridad|verificaci.n)|clave de seguridad|numero de seguridad"
    r"|sicherheits(?:code|nummer)|(?:karten)?pr.f(?:nummer|ziffern?)"
    r"|code de s.curit.|code de v.rification|cryptogramme(?: visuel)?)"
)
_LINK_WORDS: Final = (
    r"(?:is|was|number|code|nr|no|for|the|it|my|its|es|mi|el|la|del|de|ist|mein|lautet|der|die|est"
    r"|mon|le|du|c|s|and|y|und|et)"
)
_FILLER: Final = rf"(?:[\s:=#\-–(\"'’.,]|\b{_LINK_WORDS}\b){{0,8}}"
_CODE: Final = r"[0-9](?:[ .\-]?[0-9]){2,3}(?![0-9]|[.,][0-9])"
_CODE_HINTS: Final = ("cv", "csc", "secur", "segur", "verif", "sicher", "pruf", "crypto")
_CODE_NAME: Final = re.compile(rf"\b{_CODE_NAMES}\b", re.IGNORECASE)
_CODE_AFTER: Final = re.compile(rf"\b{_CODE_NAMES}\b{_FILLER}({_CODE})", re.IGNORECASE)
_CODE_BEFORE: Final = re.compile(rf"(?<![0-9.,])({_CODE}){_FILLER}\b{_CODE_NAMES}\b", re.IGNORECASE)
_SIDE: Final = r"[\s,;:|/.()\-x]{1,4}"
_CODE_RIGHT: Final = re.compile(
    rf"(?:{_SIDE}(?:exp\w*\W{{1,2}})?[0-9]{{1,2}}\s?[/.\-]\s?[0-9]{{2,4}})?{_SIDE}([0-9]{{3,4}})(?![0-9]|[.,][0-9])"
)
_CODE_LEFT: Final = re.compile(
    rf"(?<![0-9.,])([0-9]{{3,4}}){_SIDE}(?:[0-9]{{1,2}}\s?[/.\-]\s?[0-9]{{2,4}}{_SIDE})?$"
)


def _codes(view: View) -> Iterator[_Span]:
    lowered = view.text.lower()
    if any(hint in lowered for hint in _CODE_HINTS) and _CODE_NAME.search(lowered):
        for pattern in (_CODE_AFTER, _CODE_BEFORE):
            for match in pattern.finditer(view.text):
                yield _span(view, match.span(1), Found.CODE, _HIDDEN)


def _code_beside(view: View, hit: CardHit) -> Iterator[_Span]:
    """The bare three or four digits that people type after a card number and its expiry date."""
    right = _CODE_RIGHT.match(view.text, hit.end)
    while right:
        yield _span(view, right.span(1), Found.CODE, _HIDDEN)
        right = _CODE_RIGHT.match(view.text, right.end())
    left = _CODE_LEFT.search(view.text[max(0, hit.start - 24) : hit.start])
    if left:
        shift = max(0, hit.start - 24)
        place = (left.start(1) + shift, left.end(1) + shift)
        yield _span(view, place, Found.CODE, _HIDDEN)


# --- secrets -------------------------------------------------------------------------------------

_REMOVED: Final = "[secret removed]"
# A pattern is tried only where its cheap hint occurs; group 1, where there is one, is the secret.
_SECRETS: Final[Mapping[str, re.Pattern[str]]] = {
    hint: re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for hint, pattern in {
        "_live_": r"\b[a-z]{2,6}_live_[a-z0-9]{8,}",
        "_test_": r"\b(?:[spr]k|pk)_test_[a-z0-9]{8,}",
        "whsec_": r"\bwhsec_[a-z0-9+/=_\-]{8,}",
        "eyj": r"\beyJ[\w\-]{6,}\.[\w\-]{4,}(?:\.[\w\-]*)*",
        "bearer": r"\bbearer\s+([a-z0-9._~+/\-]{12,}=*)",
        "basic ": r"\bbasic\s+([a-z0-9+/]{16,}=*)",
        "sk-": r"\bsk-[a-z0-9_\-]{16,}",
        "akia": r"\bAKIA[0-9A-Z]{16}\b",
        "aiza": r"\bAIza[\w\-]{30,}",
        "gh": r"\bgh[pousr]_[a-z0-9]{20,}",
        "xox": r"\bxox[a-z]-[\w\-]{10,}",
        "sq0": r"\bsq0[a-z]{3}-[\w\-]{20,}",
        "eaaa": r"\bEAAA[\w\-]{40,}",
        "a21aa": r"\bA21AA[\w\-]{40,}",
        "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*-----|\Z)",
        "secret": r"\b\w*secret\w*[\"']?\s*[:=]\s*[\"']?([^\s\"',&;]{8,})",
        "token": r"\b\w*token[\"']?\s*[:=]\s*[\"']?([^\s\"',&;]{16,})",
        "key": r"\b\w*api[ _\-]?key[\"']?\s*[:=]\s*[\"']?([^\s\"',&;]{8,})",
        "passw": r"\bpassw(?:ord|ort)[\"']?\s*(?:[:=]|is|ist)\s*[\"']?([^\s\"',&;]{6,})",
        "contrase": r"\bcontrase.a\s*(?:[:=]|es)\s*([^\s\"',&;]{6,})",
        "mot de passe": r"\bmot de passe\s*(?:[:=]|est)\s*([^\s\"',&;]{6,})",
    }.items()
}


def _secrets(text: str) -> Iterator[_Span]:
    lowered = text.lower()
    for hint, pattern in _SECRETS.items():
        if hint in lowered:
            for match in pattern.finditer(text):
                start, end = match.span(1) if match.re.groups else match.span()
                if text[start:end] not in (_REMOVED, "[secret"):
                    yield _Span(start, end, Found.SECRET, _REMOVED)


# --- numbers split over messages -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WindowVerdict:
    """The newest message made clean, and the earlier ones that have to be rewritten, by id."""

    text: Redacted
    rewrite: Mapping[str, Redacted]


@dataclass(frozen=True, slots=True)
class _Fragment:
    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Message:
    id: str
    text: str
    fragments: tuple[_Fragment, ...]
    card_talk: bool


_FRAGMENT: Final = re.compile(r"[0-9](?:[\s.\-]{0,3}[0-9])*")
_MONEY_NEAR: Final = re.compile(r"[$€£¥%•]|\b(?:usd|eur|gbp|chf|kwh|gb|mb)\b", re.IGNORECASE)


class CardWindow:
    """Notices a card number that a person spreads over up to four messages of a conversation.

    Make one per conversation from its last three messages (oldest first, id and text), then `add`
    each new one. Only what is kept in the window can be completed.
    """

    def __init__(self, earlier: Iterable[tuple[str, str]] = ()) -> None:
        self._messages: deque[_Message] = deque(maxlen=4)
        for message_id, text in earlier:
            self._messages.append(_read_message(message_id, text))

    def add(self, message_id: str, text: str) -> WindowVerdict:
        """Redact `text`; if it completes a number begun earlier, also say what to rewrite."""
        self._messages.append(_read_message(message_id, redact(text)))
        parts = self._completed()
        rewritten: dict[str, Redacted] = {}
        for index, fragment, instead in parts:
            message = self._messages[index]
            clean = message.text[: fragment.start] + instead + message.text[fragment.end :]
            self._messages[index] = _Message(message.id, clean, (), message.card_talk)
            rewritten[message.id] = redact(clean)
        newest = rewritten.pop(message_id, redact(self._messages[-1].text))
        return WindowVerdict(newest, rewritten)

    def _completed(self) -> list[tuple[int, _Fragment, str]]:
        newest = len(self._messages) - 1
        talk = any(message.card_talk for message in self._messages)
        for count in range(min(3, newest), 0, -1):
            for earlier in combinations(range(newest), count):
                chosen = (*earlier, newest)
                for parts in product(*(self._messages[index].fragments for index in chosen)):
                    last = last_four_of("".join(part.digits for part in parts), card_talk=talk)
                    if last:
                        marks = ["••••"] * count + [f"•••• {last}"]
                        return list(zip(chosen, parts, marks, strict=True))
        return []


def _read_message(message_id: str, text: str) -> _Message:
    view = View.of(text, with_words=count_number_words(text) >= 3)
    masked = mask_known_numbers(view.text)
    talk = talks_of_cards(masked)
    letters = sum(char.isalpha() for char in masked)
    fragments = []
    for match in _FRAGMENT.finditer(masked):
        digits = "".join(_DIGIT.findall(match[0]))
        around = masked[max(0, match.start() - 4) : match.end() + 5]
        # Digits in the middle of ordinary talk are amounts and dates, unless the talk is of cards.
        likely = talk or letters <= 3 * len(digits)
        if likely and 2 <= len(digits) <= 17 and not _MONEY_NEAR.search(around):
            fragments.append(_Fragment(digits, *view.original(*match.span())))
    return _Message(message_id, text, tuple(fragments[-3:]), talk)


# --- text that arrives in pieces -----------------------------------------------------------------

_TOKEN: Final = re.compile(r"\S+")
_LINKS: Final = frozenset(_LINK_WORDS[3:-1].split("|")) | JOINERS | frozenset(TIMES)
_HOT_BEFORE: Final = re.compile(
    rf"\b(?:{_CODE_NAMES}|bearer|basic|password|passwort|secret|token|key)\b|-----BEGIN",
    re.IGNORECASE,
)
_HOLD_LIMIT: Final = 4096
_HOLD_TAIL: Final = 512


class StreamRedactor:
    """Redacts text that arrives in pieces: a number split over pieces never leaves.

    Holds back the end of what it has while that could still grow into a card number, a code or a
    secret; `finish` gives out the rest. Pieces may be cut anywhere.
    """

    def __init__(self) -> None:
        self._held = ""
        self._card_talk = False

    def feed(self, chunk: str) -> str:
        """What may leave after this piece; possibly nothing yet."""
        self._held += chunk
        return self._release(_safe_cut(self._held))

    def finish(self) -> str:
        """What was still held back, redacted. The redactor is empty afterwards."""
        return self._release(len(self._held))

    def _release(self, cut: int) -> str:
        if cut <= 0:
            return ""
        ready, self._held = self._held[:cut], self._held[cut:]
        self._card_talk = self._card_talk or talks_of_cards(ready)
        return _replace(ready, _spans(ready, card_talk=self._card_talk))


def _safe_cut(text: str) -> int:
    """How much of `text` may leave: everything before the last words that could still matter."""
    cut = len(text)
    for token in reversed(list(_TOKEN.finditer(text))):
        if token.end() < len(text) and not _is_hot(token[0]):
            break
        cut = token.start()
    for match in _HOT_BEFORE.finditer(text, max(0, cut - 80)):
        cut = min(cut, match.start())
    if len(text) <= _HOLD_LIMIT:
        return cut
    overflow = len(text) - _HOLD_TAIL
    inside = (span for span in _spans(text) if span.start < overflow < span.end)
    return max(cut, min((span.start for span in inside), default=overflow))


def _is_hot(token: str) -> bool:
    if DIGIT_LIKE.search(token) or not any(char.isalpha() for char in token):
        return True
    words = plain(token).replace("-", " ").strip(" .,;:!?()'\"").split()
    return any(word in VALUES or word in _LINKS for word in words) or len(token) > 24
