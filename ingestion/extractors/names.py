"""What a name of a person or a firm looks like in print, and what an address and a contact do."""

import re
from dataclasses import dataclass
from typing import Final

from ingestion.dates import MONTHS
from ingestion.labels import squash
from ingestion.page import Cell
from ingestion.phrases import one_of, phrases

LEGAL: Final = one_of("names", "legal", r"(?<![\w.]){}(?!\w)")
STREET: Final = one_of("names", "street", flags=re.IGNORECASE)
POSTAL: Final = one_of("names", "postal")
HONORIFIC: Final = one_of("names", "honorific", r"^{}(?:\s+|$)", re.IGNORECASE)
COUPLE: Final = one_of("names", "couple", r"^{}(?:\s+|$)", re.IGNORECASE)
HEADED: Final = one_of("names", "headed", r"^{}\s+\w", re.IGNORECASE)
CONTACT: Final = one_of("names", "contact", flags=re.IGNORECASE)
REGISTER: Final = one_of("names", "register", flags=re.IGNORECASE)
_NOT_NAME: Final = one_of("names", "not_name", flags=re.IGNORECASE)
_NO_PARTY: Final = one_of("names", "no_party", r"^{}\W*$", re.IGNORECASE)
_LEAD: Final = one_of("names", "lead", r"^{}\s*:\s*", re.IGNORECASE)
_TAIL: Final = one_of("names", "tail", r"[\s,(]+{}.*$", re.IGNORECASE)
_FREE_MAIL: Final = frozenset(phrases("names", "free_mail"))
_DAY: Final = re.compile(r"\b\d{1,2}[ ./-](?:\d{1,2}|[A-Za-zéû]{3,9}\.?)[ ./-]\d{2,4}\b")
_DOMAIN: Final = re.compile(r"(?i)(?:@|www\.|https?://)([a-z0-9\-]+(?:\.[a-z0-9\-]+)+)")
_CUT: Final = re.compile(
    r"\s*[·•|]\s*|\s+[—–]\s+|\s{2,}|\s-\s(?=\D)|\s/\s|(?<=[a-z]{4})(?<!ssoc)(?<!essrs)\.\s+(?=[A-Z][a-z])"
)
_CODE: Final = re.compile(r"(?=.*\d)[A-Z\d][A-Z\d/.-]{4,}")
"""One word of capitals and digits is a code, not a name: "TANG-02", "QX7LPD"."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as cleaned, where it stands, and how sure it is that it is the party sought."""

    text: str
    cell: Cell
    score: float


def clean(text: str) -> str:
    """The name alone: no salutation before it, no address or register after it on its line."""
    text = _LEAD.sub("", text.strip(" :·•|,"))
    if COUPLE.fullmatch(text) is not None:
        return ""
    text = text if COUPLE.match(text) else HONORIFIC.sub("", text)
    if HEADED.match(text) is not None:
        return _TAIL.sub("", _CUT.split(text)[0]).strip(" :·•|,;")
    text = _TAIL.sub("", _CUT.split(text)[0])
    legal = max(LEGAL.finditer(text), key=lambda found: found.start(), default=None)
    if legal is not None and legal.start() > 0 and not _is_address(text[: legal.start()]):
        after = text[legal.end() :].lstrip()
        end = legal.end() if not after[:1].isupper() else (text + ",").index(",", legal.end())
        return text[:end].strip(" :·•|,;")
    return text.partition(",")[0].strip(" :·•|,;")


def _is_address(text: str) -> bool:
    """Whether what stands before a legal form is more than a name: "Bergstr. 2, 12345 Ulm"."""
    return "," in text.rstrip(" ,") and any(char.isdigit() for char in text)


def is_name(text: str) -> bool:
    """Whether this may be somebody's name, and nothing else."""
    letters = sum(char.isalpha() for char in text)
    if letters < 2 or len(text) > 70 or _NOT_NAME.search(text) or _NO_PARTY.match(text):
        return False
    if HEADED.match(text) is not None:
        return True
    legal = LEGAL.search(text)
    if legal is not None:
        return legal.start() > 0 or len(text.split()) > 1
    if _is_place(text) or _DAY.search(text) or POSTAL.search(text) or _CODE.fullmatch(text):
        return False
    words = text.split()
    if squash(text) in MONTHS or (len(words) > 2 and all(w.islower() for w in words[1:])):
        # A month, or the beginning of a sentence.
        return False
    # Letters set apart ("T H E  P O R T") are no words yet.
    if sum(len(word) == 1 and word.isalpha() for word in words) > 2:
        return False
    return len(words) <= 8 and not text.endswith((".", "!", "?", ":"))


def is_street(text: str) -> bool:
    """Whether a line looks like a street or a post box."""
    return STREET.search(text) is not None


def _is_place(text: str) -> bool:
    """A street by name: "Court" in the midst of a name without a house number makes none."""
    found = STREET.search(text)
    if found is None or any(char.isdigit() for char in text):
        return found is not None
    return any(
        match.start() == 0 or match.end() == len(text) or text[match.end()] in ","
        for match in STREET.finditer(text)
    )


def domains(text: str) -> list[str]:
    """Squashed names of the web and mail hosts printed, without those anybody may use."""
    found: list[str] = []
    for domain in _DOMAIN.findall(text):
        parts = domain.lower().strip(".").split(".")
        name = parts[-2] if len(parts[-2]) > 3 or len(parts) < 3 else parts[-3]
        if name not in _FREE_MAIL and len(name) >= 3:
            found.append(re.sub(r"[^a-z0-9]", "", name))
    return found


def akin(name: str, domain: str) -> bool:
    """Whether a squashed name and a host name speak of the same firm."""
    return domain in name or (len(domain) >= 6 and name[:5] == domain[:5])
