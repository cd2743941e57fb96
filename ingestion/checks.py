"""Arithmetic and sense: a contradiction lowers confidence or empties a field, never invents one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ingestion.draft import Check, Draft, FieldRead
from ingestion.iban import is_valid_iban

CENT: Final = Decimal("0.01")
_LONGEST_TERM: Final = 400
_HIGHEST_TAX: Final = Decimal("0.45")


def checked(draft: Draft) -> Draft:
    """The draft with its checks run and its confidences lowered where they fail."""
    checks = (_sums(draft), _lines(draft), _tax_rate(draft), _dates(draft), _iban(draft))
    failed = {check.name for check in checks if check.ok is False}
    fields = dict(draft.fields)
    if "dates_in_order" in failed:
        _weaken(fields, ("due_date",), 0.0)
    if "iban_check_digits" in failed:
        _weaken(fields, ("iban",), 0.0)
    if "net_plus_tax_is_total" in failed:
        _weaken(fields, ("net_amount", "tax_amount"), 0.7)
        _weaken(fields, ("total_amount",), 0.85)
    if "tax_rate_plausible" in failed:
        _weaken(fields, ("tax_amount",), 0.5)
    if "lines_add_up" in failed and "net_plus_tax_is_total" in failed:
        _weaken(fields, ("total_amount",), 0.9)
    kept = {name: read for name, read in fields.items() if read.confidence >= 0.3}
    return replace(draft, fields=MappingProxyType(kept), checks=(*checks, *draft.checks))


def _weaken(fields: dict[str, FieldRead], names: tuple[str, ...], factor: float) -> None:
    for name in names:
        if name in fields:
            fields[name] = replace(fields[name], confidence=fields[name].confidence * factor)


def _amount(draft: Draft, name: str) -> Decimal | None:
    value = draft.value(name)
    return Decimal(value) if value is not None else None


def _sums(draft: Draft) -> Check:
    name = "net_plus_tax_is_total"
    net, tax, total = (_amount(draft, n) for n in ("net_amount", "tax_amount", "total_amount"))
    if net is None or tax is None or total is None:
        return Check(name, None)
    gap = total - net - tax
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
    rate = tax / net
    return Check(name, 0 <= rate <= _HIGHEST_TAX, f"{rate * 100:.1f} %")


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
