"""The views of what is pulled from a source: how far, how fresh, what was put aside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from billing._view_values import instant_view
from billing.syncs import AsideRow, Freshness, SyncState
from billing.tenants import JsonValue
from billing.use_cases.sync_status import SyncStatus
from billing.views import View

_NAMES: Final = {
    "paymentus": "Paymentus",
    "paypal": "PayPal",
    "quickbooks": "QuickBooks",
    "square": "Square",
    "stripe": "Stripe",
    "xero": "Xero",
}


def provider_name(provider: str) -> str:
    """How a provider writes itself; one that we do not know, by its own name here."""
    return _NAMES.get(provider) or provider.replace("_", " ").capitalize()


def silent_view(told: Sequence[Freshness]) -> list[JsonValue]:
    """Who has not answered, since when."""
    return [
        {"provider": each.provider, "since": instant_view(each.silent_since)}
        for each in told
        if each.silent_since is not None
    ]


def freshness_view(told: Sequence[Freshness]) -> View | None:
    """How fresh a customer's bills are, the stalest source deciding; None where all are our own."""
    if not told:
        return None
    known = [each.as_of for each in told if each.as_of is not None]
    as_of = min(known) if len(known) == len(told) else None
    return {"as_of": instant_view(as_of), "silent": silent_view(told)}


def sync_view(status: SyncStatus) -> View:
    """A pull as staff see it; `phase` is `never` before the first page."""
    state = status.state or SyncState(status.connection.id)
    items: list[JsonValue] = [_aside_view(row) for row in status.aside]
    return {
        "connection_id": status.connection.id,
        "provider": status.connection.provider,
        "phase": str(state.phase) if state.paged_at is not None else "never",
        "started_at": instant_view(state.started_at),
        "customers": state.customers,
        "bills": state.bills,
        "paged_at": instant_view(state.paged_at),
        "cursor_age_s": _seconds(state.paged_at, status.now),
        "succeeded_at": instant_view(state.succeeded_at),
        "failed_at": instant_view(state.failed_at),
        "silent_since": instant_view(state.silent_since),
        "failures": state.failures,
        "problem": state.problem,
        "aside": {"count": status.asides, "items": items},
    }


def _seconds(since: datetime | None, now: datetime) -> int | None:
    if since is None:
        return None
    past = now - since
    return max(past.days * 86_400 + past.seconds, 0)


def _aside_view(row: AsideRow) -> View:
    return {
        "kind": str(row.kind),
        "ref": row.ref,
        "why": row.why,
        "since": instant_view(row.since),
        "tries": row.tries,
        "waits": row.waits,
    }
