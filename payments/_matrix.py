"""What every provider can do, as one table for the docs, made from what the adapters declare.

`python -m payments._matrix` prints the page; a test says when `docs/providers.md` is out of date.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from billing.capabilities import (
    Capabilities,
    Idempotency,
    Lookup,
    PageKind,
    Reach,
    Refunding,
    Webhooks,
)
from payments._registry import adapter, names

PROVIDERS: Final[Mapping[str, str]] = {
    "stripe": "Stripe",
    "paypal": "PayPal",
    "square": "Square",
    "paymentus": "Paymentus",
    "manual": "Manual",
    "xero": "Xero",
    "quickbooks": "QuickBooks",
    "custom_webhook": "Custom webhook",
}
"""The first columns, in this order whatever exists; one without an adapter is planned.

An adapter that is not among them gets a column behind them, under its own name.
"""

PLANNED: Final = "planned"

_REACH: Final = {
    Reach.PAY_HERE: "pay here",
    Reach.LINK_ONLY: "link only",
    Reach.RECORD_ONLY: "record only",
}
_TYPES: Final = {
    "card": "cards",
    "bank_account": "US bank debits",
    "sepa_debit": "SEPA debits",
    "link": "Link",
    "paypal": "PayPal",
}
_LOOKUPS: Final = {Lookup.STRONG: "definite", Lookup.NONE: "no"}
_WEBHOOKS: Final = {
    Webhooks.SIGNED: "signed",
    Webhooks.NOTIFY_ONLY: "unsigned, a hint only",
    Webhooks.NONE: "no",
}
_REFUNDS: Final = {
    Refunding.PARTIAL: "full and partial",
    Refunding.FULL: "full only",
    Refunding.NONE: "no",
}


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _duration(span: timedelta) -> str:
    hours, rest = divmod(int(span.total_seconds()), 3600)
    minutes = rest // 60
    parts = f"{hours} h" * (hours > 0), f"{minutes} min" * (minutes > 0 or not hours)
    return " ".join(part for part in parts if part)


def _keys(can: Capabilities) -> str:
    return _duration(can.key_window) if can.idempotency is Idempotency.KEYED else "no"


def _lookup(can: Capabilities) -> str:
    if can.lookup is Lookup.PRESENCE:
        return f"only what is found; else held after {_duration(can.lookup_horizon)}"
    return _LOOKUPS.get(can.lookup) or f"after {_duration(can.lookup_horizon)}"


def _statement(can: Capabilities) -> str:
    if not can.statement or not can.statement_lag:
        return _yes(can.statement)
    return f"yes, without the last {_duration(can.statement_lag)}"


def _types(can: Capabilities) -> str:
    return _named(can.methods) if can.saved_methods else "none"


def _named(types: frozenset[str]) -> str:
    known = [words for name, words in _TYPES.items() if name in types]
    return ", ".join([*known, *sorted(types - _TYPES.keys())])


def _adds(can: Capabilities) -> str:
    if not can.savable:
        return "no"
    return "yes" if can.savable == can.methods else f"{_named(can.savable)} only"


def _currencies(can: Capabilities) -> str:
    said = [
        f"{_TYPES.get(each, each)}: {', '.join(sorted(taken))}"
        for each, taken in can.currencies.items()
    ]
    return "; ".join(sorted(said)) or "no"


def _page(kind: PageKind) -> Callable[[Capabilities], str]:
    return lambda can: _yes(kind in can.pages)


ROWS: Final[Mapping[str, Callable[[Capabilities], str]]] = {
    "in the conversation": lambda can: _REACH[can.reach],
    "charges saved": _types,
    "paid on its page with nothing saved": lambda can: _named(can.on_page) or "no",
    "only in some currencies": _currencies,
    "keys that stop a double charge": _keys,
    "finding a payment whose answer was lost": _lookup,
    "webhooks": lambda can: _WEBHOOKS[can.webhooks],
    "refunds": lambda can: _REFUNDS[can.refunds],
    "disputes": lambda can: _yes(can.disputes),
    "page to confirm a payment (3-D Secure)": _page(PageKind.CONFIRM_PAYMENT),
    "page to add a way to pay": _adds,
    "payment link": _page(PageKind.PAYMENT_LINK),
    "hosted invoice": _page(PageKind.INVOICE),
    "daily comparison of its charges with ours": _statement,
    "convenience fee on top, shown in the quote": lambda can: _yes(can.fees),
    "bills and customers pulled from it": lambda can: _yes(can.source),
}

_HEAD: Final = """\
# What each provider can do

Made by `python -m payments._matrix` from what the adapters declare; the conformance kit proves each
"yes" and each "no" against the provider's part of the sandbox. "Planned" has no adapter yet. The
assistant tells customers the same: it offers nothing that the company's provider lacks.
"""
_FOOT: Final = """\
*Keys*: for so long the same request again gets the first answer, so a doubtful payment may be sent
again; afterwards it is looked up. *Definite*: a payment that is not found was never made.
How to add a provider: [writing-an-adapter.md](writing-an-adapter.md).
"""


def table(found: Mapping[str, Capabilities]) -> str:
    """A Markdown table, one column per provider, one row per capability."""
    columns = {name: PROVIDERS.get(name, name) for name in (*PROVIDERS, *sorted(found))}
    lines = [
        "| |" + "".join(f" {title} |" for title in columns.values()),
        "|---|" + "---|" * len(columns),
    ]
    for title, say in ROWS.items():
        cells = [say(found[name]) if name in found else PLANNED for name in columns]
        lines.append(f"| {title} |" + "".join(f" {cell} |" for cell in cells))
    return "\n".join(lines) + "\n"


def page() -> str:
    """The whole page `docs/providers.md`, of the adapters that there are."""
    found = {name: adapter(name).capabilities for name in names()}
    return f"{_HEAD}\n{table(found)}\n{_FOOT}"


if __name__ == "__main__":
    sys.stdout.write(page())
