"""Arithmetic and sense: a contradiction lowers confidence or empties a field, never invents one."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ingestion.confidence import calibrated
from ingestion.draft import Check, Draft, FieldRead
from ingestion.iban import is_valid_iban

CENT: Final = Decimal("0.01")
_LONGEST_TERM: Final = 400
_HIGHEST_TAX: Final = Decimal("0.45")
_COST: Final[Mapping[str, Mapping[str, float]]] = {
    "dates_in_order": {"due_date": 0.0},
    "iban_check_digits": {"iban": 0.0},
    "net_plus_tax_is_total": {"net_amount": 0.7, "tax_amount": 0.7, "total_amount": 0.85},
    "tax_rate_plausible": {"tax_amount": 0.5},
}
"""What a failed check leaves of the scores it speaks about; 0 empties the field."""
_RATES: Final = Path(__file__).parent / "tax_rates.toml"


def checked(draft: Draft) -> Draft:
    """The draft with its checks run, its confidences lowered where they fail, as probabilities."""
    return calibrated(weighed(draft))


def weighed(draft: Draft) -> Draft:
    """The draft with its checks run, its scores lowered where they fail; nothing is left out."""
    checks = (_sums(draft), _lines(draft), _tax_rate(draft), _dates(draft), _iban(draft))
    failed = {check.name for check in checks if check.ok is False}
    fields = dict(draft.fields)
    for name, weights in _COST.items():
        if name in failed:
            _weaken(fields, weights)
    if {"lines_add_up", "net_plus_tax_is_total"} <= failed:
        _weaken(fields, {"total_amount": 0.9})
    return replace(draft, fields=MappingProxyType(fields), checks=(*checks, *draft.checks))


def _weaken(fields: dict[str, FieldRead], weights: Mapping[str, float]) -> None:
    for name, factor in weights.items():
        if name not in fields:
            continue
        if factor == 0.0:
            # A due date before the issue date, wrong digits in an account: not what was meant.
            del fields[name]
        else:
            fields[name] = replace(fields[name], confidence=fields[name].confidence * factor)


def _amount(draft: Draft, name: str) -> Decimal | None:
    value = draft.value(name)
    return Decimal(value) if value is not None else None


def _sums(draft: Draft) -> Check:
    name = "net_plus_tax_is_total"
    net, tax, total = (_amount(draft, n) for n in ("net_amount", "tax_amount", "total_amount"))
    if net is None or tax is None or total is None:
        return Check(name, None)
    # What was found to stand between them: shipping, levies, a discount.
    gap = total - net - tax - (_amount(draft, "charges_amount") or 0)
    return Check(
        name, abs(gap) <= CENT, "" if abs(gap) <= CENT else f"{net} + {tax} is not {total}"
    )


def _lines(draft: Draft) -> Check:
    name = "lines_add_up"
    amounts = [Decimal(item.amount) for item in draft.line_items if item.amount is not None]
    targets = [_amount(draft, n) for n in ("net_amount", "total_amount")]
    known = [target for target in targets if target is not None]
    if not amounts or not known:
        return Check(name, None)
    added = sum(amounts, Decimal(0))
    # Each printed line may be rounded on its own.
    slack = CENT * max(1, len(amounts) // 2)
    if any(abs(abs(added) - abs(target)) <= slack for target in known):
        return Check(name, True)
    return Check(name, False, f"lines add up to {added}")


def _tax_rate(draft: Draft) -> Check:
    name = "tax_rate_plausible"
    net, tax = _amount(draft, "net_amount"), _amount(draft, "tax_amount")
    if net is None or tax is None or net == 0:
        return Check(name, None)
    rate, highest = tax / net, _highest_rate(draft)
    # A cent more or less is a large share of a small bill.
    within = 0 <= rate <= highest or abs(tax) <= abs(net) * highest + 2 * CENT
    return Check(name, rate >= 0 and within, f"{rate * 100:.1f} %")


def _highest_rate(draft: Draft) -> Decimal:
    """By the bank account's country, else by the currency, else any country's."""
    by_country, by_currency = _rates()
    percent = by_country.get((draft.value("iban") or "")[:2])
    if percent is None:
        percent = by_currency.get(draft.value("currency") or "")
    # Levies beside the tax are often printed in one sum with it.
    return min(_HIGHEST_TAX, percent / 100 + Decimal("0.005")) if percent else _HIGHEST_TAX


@functools.cache
def _rates() -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
    raw = tomllib.loads(_RATES.read_text(encoding="utf-8"), parse_float=Decimal)
    return (
        {name: Decimal(rate) for name, rate in raw["country"].items()},
        {name: Decimal(rate) for name, rate in raw["currency"].items()},
    )


def _dates(draft: Draft) -> Check:
    name = "dates_in_order"
    issue, due = draft.value("issue_date"), draft.value("due_date")
    if issue is None or due is None:
        return Check(name, None)
    days = (date.fromisoformat(due) - date.fromisoformat(issue)).days
    return Check(name, 0 <= days <= _LONGEST_TERM, f"{days} days")


def _iban(draft: Draft) -> Check:
    value = draft.value("iban")
    return Check("iban_check_digits", is_valid_iban(value) if value is not None else None)


def agrees(xml: Draft, page: Mapping[str, FieldRead]) -> Check:
    """Whether the structured total is also the printed one; a person sees only the page."""
    name = "xml_agrees_with_page"
    stated, printed = xml.value("total_amount"), page.get("total_amount")
    if stated is None or printed is None:
        return Check(name, None)
    same = abs(Decimal(stated)) == abs(Decimal(printed.value))
    return Check(name, same, "" if same else f"file says {stated}, page says {printed.value}")
