"""What an uploaded invoice is for: the company's rules first, then what the reader found. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from billing._heard import fold
from billing.tenants import CategoryRule, JsonValue, Tenant
from billing.uploads import Category, Upload

BY_RULE: Final = "rule"
BY_LEDGER: Final = "ledger"
BY_EVIDENCE: Final = "evidence"
SURE_ENOUGH: Final = 50
"""In percent: below it an invoice has no category but may have tags."""

_TAGS: Final = 5


@dataclass(frozen=True, slots=True)
class Categorised:
    """`percent`: how sure, 0 to 100. `by`: rule, ledger or evidence. `tags` include `category`."""

    category: Category | None = None
    percent: int = 0
    by: str = BY_EVIDENCE
    tags: tuple[Category, ...] = ()

    def as_json(self) -> dict[str, JsonValue]:
        return {
            "category": None if self.category is None else str(self.category),
            "percent": self.percent,
            "by": self.by,
            "tags": [str(tag) for tag in self.tags],
        }


def categorised(upload: Upload, tenant: Tenant) -> Categorised:
    """What the invoice is for; the company's rules, its own trade for its own bills, evidence.

    The reader's evidence is `topics` among the fields: category to percent.
    """
    found = _topics(upload.fields)
    tags = tuple(sorted(found, key=lambda name: (-found[name], name)))[:_TAGS]
    ruled = _by_rules(upload.fields, tenant.policy.upload_categories)
    if ruled is not None:
        return Categorised(ruled, 100, BY_RULE, _with(ruled, tags))
    trade = _category(tenant.kind)
    if upload.bill_id is not None and trade is not None:
        return Categorised(trade, 100, BY_LEDGER, _with(trade, tags))
    best = tags[0] if tags and found[tags[0]] >= SURE_ENOUGH else None
    return Categorised(best, found[best] if best is not None else 0, BY_EVIDENCE, tags)


def _with(first: Category, tags: tuple[Category, ...]) -> tuple[Category, ...]:
    return (first, *(tag for tag in tags if tag is not first))[:_TAGS]


def _by_rules(fields: Mapping[str, JsonValue], rules: tuple[CategoryRule, ...]) -> Category | None:
    """The category of the first rule that holds."""
    seller = fold(str(fields.get("seller_name") or ""))
    lines = fold(" ".join(_descriptions(fields)))
    for rule in rules:
        parts = ((rule.seller, seller), (rule.line, lines))
        asked = [(fold(words), text) for words, text in parts if words]
        if asked and all(words in text for words, text in asked):
            return _category(rule.category)
    return None


def _descriptions(fields: Mapping[str, JsonValue]) -> list[str]:
    items = fields.get("line_items")
    rows = items if isinstance(items, list) else []
    return [str(row.get("description") or "") for row in rows if isinstance(row, dict)]


def _topics(fields: Mapping[str, JsonValue]) -> dict[Category, int]:
    found = fields.get("topics")
    rows = found if isinstance(found, dict) else {}
    return {
        category: percent
        for name, percent in rows.items()
        if (category := _category(name)) is not None and isinstance(percent, int)
    }


def _category(name: str) -> Category | None:
    return Category(name) if name in set(Category) else None
