"""An act in the customer's language: what will happen on a yes, and what was done."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from billing.acts import Act, ActKind, Outcome
from billing.methods import label_of_method
from billing.money import Money
from billing.promises import PromiseKind
from billing.quotes import Quote
from billing.tenants import JsonValue
from billing.words import Value, Words

_OFFERED: Final = "offer"
_DONE: Final = "done"
_FIELDS: Final = (
    "name",
    "company",
    "address",
    "email",
    "vat_id",
    "po_number",
    "invoice_recipient",
)


def offer_words(words: Words, act: Act) -> str:
    """What will happen if the customer says yes, with every day and amount of it."""
    return words.say(_key(act, _OFFERED), **_values(words, act))


def done_words(words: Words, quote: Quote, act: Act) -> str:
    """What was done, from what it made; of a refund that it was ordered."""
    outcome: Outcome = quote.outcome or {}
    values = _values(words, act)
    for name in ("bill_number", "ticket_id"):
        values[name] = str(outcome.get(name) or values.get(name, "-"))
    due_on = outcome.get("due_on")
    if isinstance(due_on, str):
        values["due_on"] = date.fromisoformat(due_on)
    key = _key(act, _DONE)
    if act.kind is ActKind.DETAILS and outcome.get("confirm"):
        # The new address is not changed yet: that its code is sent is all that was done about it.
        rest = {name: value for name, value in act.personal.items() if name != "email"}
        values["changes"] = _changes(words, rest)
        done = f"{words.say(key, **values)} " if rest else ""
        return f"{done}{words.say('act.details.code_sent')}"
    return words.say(key, **values)


def _key(act: Act, moment: str) -> str:
    match act.kind:
        case ActKind.CHANGE_PLAN:
            free = "_free" if act.terms["when"] == "now" and act.amount.is_zero else ""
            return f"act.plan.{act.terms['when']}{free}.{moment}"
        case ActKind.CANCEL_SUBSCRIPTION:
            return f"act.end.{act.terms['when']}.{moment}"
        case ActKind.REFUND:
            return f"act.refund.{moment}"
        case ActKind.DISPUTE:
            rest = "all" if money_of(act.terms["undisputed"]).is_zero else "part"
            if rest == "part" and not act.terms["undisputed_payable"]:
                rest = "blocks"
            return f"act.dispute.{rest}.{moment}"
        case ActKind.PROMISE:
            return f"act.promise.{act.terms['kind']}.{moment}"
        case ActKind.DETAILS:
            return f"act.details.{moment}"


def _values(words: Words, act: Act) -> dict[str, Value]:
    """Every term under its own name: money, days and names as the language writes them."""
    values: dict[str, Value] = {"amount": act.amount, "from": "-", "plan": "-"}
    for name, term in act.terms.items():
        found = _value(words, name, term)
        if found is not None:
            values[name] = found
    if act.kind is ActKind.PROMISE and act.terms["kind"] == PromiseKind.INSTALMENT:
        values["parts"] = words.listing(_parts(words, act))
    if act.kind is ActKind.DISPUTE:
        line = act.terms["line"]
        named = line.get("description") if isinstance(line, dict) else act.terms["description"]
        values["what"] = str(named)
    if act.kind is ActKind.REFUND:
        to = act.terms["to"]
        values["to"] = _paid_with(words, to) if isinstance(to, dict) else "-"
    if act.kind is ActKind.DETAILS:
        values["changes"] = _changes(words, act.personal)
    return values


def _changes(words: Words, personal: Mapping[str, str]) -> str:
    rows = [
        words.say("act.details.row", name=words.say(f"detail.{name}"), value=value or "–")
        for name in _FIELDS
        if (value := personal.get(name)) is not None
    ]
    return words.listing(rows)


def _value(words: Words, name: str, term: JsonValue) -> Value | None:
    if isinstance(term, dict):
        if "amount_minor" in term:
            return money_of(term)
        return str(term["name"]) if "name" in term else None
    if not isinstance(term, str):
        return None
    if name == "interval":
        return words.say(f"interval.{term}")
    if name in ("on", "ends_on", "due_on", "effective_on"):
        return date.fromisoformat(term)
    return term


def _paid_with(words: Words, method: Mapping[str, JsonValue]) -> str:
    brand = method.get("brand")
    named = str(brand) if brand is not None else None
    return label_of_method(str(method["type"]), named, str(method["last4"]), words.language)


def _parts(words: Words, act: Act) -> list[str]:
    rows = act.terms["parts"]
    return [
        words.say(
            "act.promise.part",
            amount=money_of(row["amount"]),
            day=date.fromisoformat(str(row["on"])),
        )
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]


def money_of(value: JsonValue) -> Money:
    """Money as the wire has it, read back."""
    found: Mapping[str, JsonValue] = value if isinstance(value, dict) else {}
    minor = found.get("amount_minor")
    return Money(minor if isinstance(minor, int) else 0, str(found.get("currency")))
