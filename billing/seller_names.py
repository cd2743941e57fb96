"""Names of companies compared as a clerk would: legal forms, case and accents do not count."""

import re
from typing import Final

from billing._heard import fold
from billing.tenants import Tenant

_LEGAL_FORMS: Final = frozenset(
    (
        "inc incorporated gmbh ltd limited llc llp lp pllc ag kg ohg gbr ug ek ev eg se sa sas "
        "sasu sarl eurl sci snc sl slu slne srl srls spa sapa ab as asa aps oy oyj bv nv vof cv "
        "plc pty pte co corp corporation company cie kgaa mbh haftungsbeschrankt sro kft doo zoo "
        "spzoo and und et y the of"
    ).split()
)
_PARTS_OF_ONE: Final = frozenset(
    (
        "services service group holding holdings international solutions systems operations europe "
        "enterprises deutschland france espana italia nederland uk usa gruppe dienste vertrieb "
        "vertriebs dienstleistungen groupe societe grupo servicios sociedad gruppo servizi societa "
        "groep diensten"
    ).split()
)
"""Additions that the companies of one group bear; none of those who collect for another."""

_ONE_SOUND: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def _name_words(name: str) -> frozenset[str]:
    # \w keeps letters of other scripts: a Cyrillic look-alike is another word.
    words = re.findall(r"\w+", fold(name).replace(".", ""))
    spelled = _without_spelled_form(words)
    return frozenset(_sounded(word) for word in spelled if word not in _LEGAL_FORMS)


def _without_spelled_form(words: list[str]) -> list[str]:
    """`Lund S. A.`: the single letters at the end of a name, if they are a legal form."""
    rest = len(words)
    while rest > 1 and len(words[rest - 1]) == 1:
        rest -= 1
    return words[:rest] if "".join(words[rest:]) in _LEGAL_FORMS else words


def _sounded(word: str) -> str:
    for written, sound in _ONE_SOUND:
        word = word.replace(written, sound)  # Müller and Mueller
    return word


def name_key(name: str) -> str:
    """A seller's name as it is compared: without legal form, case, accents and order."""
    return " ".join(sorted(_name_words(name)))


def looks_like(seller: str, tenant: Tenant) -> bool:
    """Whether a printed seller is the tenant, give or take its legal form, case and accents.

    A longer name is not the same name: "Harbor Power Collections" is somebody else.
    """
    words = _name_words(seller)
    return any(words == _name_words(name) for name in (tenant.name, tenant.legal_name))


def resembles(seller: str, tenant: Tenant) -> bool:
    """Whether a printed seller may be a part of the tenant: `Northwind Energy Services Ltd.` of
    `Northwind Energy`. It takes more than this to believe it.
    """
    words = _name_words(seller)
    for name in (tenant.name, tenant.legal_name):
        known = _name_words(name)
        if (words & known) - _PARTS_OF_ONE and (words ^ known) <= _PARTS_OF_ONE:
            return True
    return False
