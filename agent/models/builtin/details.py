"""Billing details in a message: only what it gives in full, in the customer's own spelling."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from agent.language import fold
from agent.models.builtin.corrections import plain
from agent.models.builtin.talk import Arguments, Talk

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VAT: Final = re.compile(r"\b[A-Z]{2}[A-Z0-9]{8,12}\b")
_PO: Final = re.compile(
    r"\b(?:PO\b|P\.O\.|purchase order|Bestellnummer|Bestellung|OC\b|orden de compra"
    r"|n[uú]mero de pedido|bon de commande)\D{0,15}([\w-]*\d[\w-]*)",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?<![\w-])(\d{4}[ -]?\d{4}|\d{6,8})(?![\w-])")
_TOLD_CODE: Final = re.compile(r"\b(?:code|codigo)\b")
_NOT_KEPT: Final = re.compile(
    r"\b(?:phone|mobile|telephone|telefono|celular|movil|telefon\w*|handy\w*|mobilfunk\w*|telephone"
    r"|portable|password|contrasena|passwort|kennwort|mot de passe|birthday|bank|iban|card|karte"
    r"|tarjeta|carte)\b"
)
"""What the company does not let us change: a person does."""
_TEXTS: Final = ("address", "company", "name", "invoice_recipient")
_BETWEEN: Final = 28
_LEAST: Final = {"address": 8, "company": 2, "name": 2, "invoice_recipient": 2}
_SENTENCE_ENDS: Final = re.compile(r"[.!?](?:\s|$)|[;\n]")
_SHORTENED: Final = re.compile(
    r"(?:\b(?:st|str|av|ave|apt|no|nr|dr|c|bd|blvd|rd|hd|z|mr|mrs|ms))\.$"
)


def details_in(text: str, language: str) -> Arguments:
    """The details as `update_billing_details` takes them; empty where none is given in full."""
    found: Arguments = {}
    if email := _EMAIL.search(text):
        found["email"] = email[0]
    if vat := _VAT.search(text):
        found["vat_id"] = vat[0]
    if order := _PO.search(text):
        found["po_number"] = order[1]
    if _TOLD_CODE.search(fold(text)) and (code := _CODE.search(text)):
        return {"code": code[1]}
    for field in _TEXTS:
        value = _value(text, field, language)
        if value is not None and value not in found.values():
            found[field] = value
    return found


def asks_for_detail(talk: Talk) -> str | None:
    """The key of the question for what is missing; None where nothing is, or nobody here may."""
    searched = all(done.tool == "search_help" for done in talk.done)
    if "update_billing_details" not in talk.tools or not searched:
        return None
    folded = fold(talk.text)
    if _NOT_KEPT.search(folded) or details_in(talk.text, talk.language):
        return None
    if re.search(r"\b(?:e ?mails?|correos?|mails?|courriels?)\b", folded):
        return "ask.email"
    moved = re.search(
        r"\b(?:\w*adresse?|\w*anschrift|address|direccion|domicilio|mov(?:ed|ing)|mud\w+"
        r"|umgezogen|umzug|demenag\w+)\b",
        folded,
    )
    return "ask.address" if moved else "ask.details"


def _value(text: str, field: str, language: str) -> str | None:
    """What stands behind the field's name and a word like "is", to the end of the sentence."""
    words, folded = _table()[language], plain(text)
    pattern = (
        rf"(?<!\w)(?:{words[field]})(?!\w)[^.?!;\d]{{0,{_BETWEEN}}}?"
        rf"(?:(?<!\w)(?:{words['is']})(?!\w)|[:=])\s*"
    )
    if straight := words.get(f"straight_{field}"):
        pattern = rf"(?:{pattern}|(?<!\w)(?:{straight})(?!\w)[:\s]*)"
    told = re.search(pattern, folded)
    if told is None or "?" in text:
        return None
    end = _end(folded, told.end())
    stop = re.search(rf"(?<!\w)(?:{words['stop']})(?!\w)", folded[told.end() : end])
    value = text[told.end() : told.end() + stop.start() if stop else end].strip(" ,:=-\"'")
    if _EMAIL.search(value) or len(value) < _LEAST[field]:
        return None
    numbered = any(char.isdigit() for char in value)
    if field == "address":
        return value if numbered else None
    return value if value[:1].isupper() and not numbered else None


def _end(folded: str, start: int) -> int:
    """The end of the sentence; the point of "St." or "No." is none."""
    for mark in _SENTENCE_ENDS.finditer(folded, start):
        if mark[0][0] != "." or not _SHORTENED.search(folded[: mark.start() + 1]):
            return mark.start()
    return len(folded)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("details.toml").read_text(encoding="utf-8"))
