"""The views of the works, for staff: connections, webhooks, letters; and receipts in full."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from billing._view_values import instant_view
from billing.connections import Connection
from billing.letters import OutboxRow, WebhookEndpoint
from billing.repositories import InboxHealth, InboxRow
from billing.syncs import SyncState
from billing.tickets import NO_CUSTOMER
from billing.use_cases.show_receipt import ReceiptFacts
from billing.views import Show, View, money_view, receipt_view

LATE: Final = timedelta(minutes=1)
HINT_FROM: Final = 16
"""Of shorter secrets not even the end is shown."""


def connection_view(
    connection: Connection, credentials: Mapping[str, str], webhook_url: str
) -> View:
    """A connection; of its secrets only the last four characters of the one that pays."""
    return {
        "id": connection.id,
        "provider": connection.provider,
        "mode": str(connection.mode),
        "secret_last4": _last4(credentials),
        "webhook_url": webhook_url,
        "created_at": instant_view(connection.created_at),
        "tested_at": instant_view(connection.tested_at),
        "problem": connection.problem,
        "disabled_at": instant_view(connection.disabled_at),
    }


def _last4(credentials: Mapping[str, str]) -> str | None:
    secret = credentials.get("secret_key", "")
    return secret[-4:] if len(secret) >= HINT_FROM else None


def health_view(
    health: InboxHealth,
    connection: Connection,
    webhook_url: str | None,
    now: datetime,
    pulled: SyncState | None = None,
) -> View:
    """How one connection's webhooks are doing; `status`: ok, late or failing.

    `webhook_url` holds the connection's secret token: None for who may not read the connection.
    `pulled`: where bills and customers come from it, how that is doing.
    """
    oldest = health.oldest_waiting_at
    lag = max(now - oldest, timedelta(0)) if oldest is not None else timedelta(0)
    return {
        "connection_id": connection.id,
        "provider": connection.provider,
        "webhook_url": webhook_url,
        "status": _status(health, connection, lag),
        "last_event_at": instant_view(health.last_event_at),
        "lag_seconds": lag.days * 86_400 + lag.seconds,
        "waiting": health.waiting,
        "dead": health.dead,
        "refused_lately": health.refused,
        "last_refused_at": instant_view(health.last_refused_at),
        "silent_since": instant_view(connection.silent_since),
        "sync": None if pulled is None else pulled_view(pulled),
        "problem": connection.problem,
    }


def pulled_view(state: SyncState) -> View:
    """The pull of one source, in short."""
    return {
        "phase": str(state.phase),
        "succeeded_at": instant_view(state.succeeded_at),
        "silent_since": instant_view(state.silent_since),
    }


def _status(health: InboxHealth, connection: Connection, lag: timedelta) -> str:
    refused, arrived = health.last_refused_at, health.last_event_at
    # What was refused after the last good one: the secret here may not be the provider's.
    shut_out = refused is not None and (arrived is None or arrived < refused)
    if connection.problem is not None or health.dead or shut_out:
        return "failing"
    return "late" if lag > LATE or connection.silent_since is not None else "ok"


def webhook_view(row: InboxRow) -> View:
    """A webhook as it was written down: ids only, never its body."""
    return {
        "id": row.event_id,
        "connection_id": row.connection_id,
        "kind": row.kind,
        "about": str(row.about),
        "received_at": instant_view(row.received_at),
        "applied_at": instant_view(row.applied_at),
        "tries": row.tries,
        "problem": row.problem,
        "dead_at": instant_view(row.dead_at),
    }


def endpoint_view(endpoint: WebhookEndpoint, *, secret: bool = False) -> View:
    """An outgoing webhook's address; its newest secret only when it was made just now."""
    view: View = {
        "id": endpoint.id,
        "url": endpoint.url,
        "events": list(endpoint.events),
        "created_at": instant_view(endpoint.created_at),
        "disabled_at": instant_view(endpoint.disabled_at),
        "why_disabled": endpoint.why_disabled,
    }
    if secret:
        view["secret"] = endpoint.secrets[0]
    return view


def letter_view(row: OutboxRow) -> View:
    """What waits to leave or did not; without address and words: those are made when it leaves."""
    return {
        "id": row.id,
        "channel": row.channel,
        "kind": row.kind,
        "subject": row.subject,
        "to": None if row.to == NO_CUSTOMER else row.to,
        "customer_id": None if row.customer_id == NO_CUSTOMER else row.customer_id,
        "state": str(row.state),
        "tries": row.tries,
        "problem": row.problem,
        "created_at": instant_view(row.created_at),
        "sent_at": instant_view(row.sent_at),
    }


def receipt_facts_view(facts: ReceiptFacts, pdf: str, show: Show | None = None) -> View:
    """A receipt with what was given back since, and where its page is."""
    paid_with = facts.method or facts.manual
    view = receipt_view(facts.receipt, bill=facts.bill, method=paid_with, show=show)
    view["refunds"] = [
        {
            "id": each.id,
            "amount": money_view(each.amount, show),
            "at": instant_view(each.settled_at or each.created_at),
        }
        for each in facts.refunds
    ]
    view["kept"] = money_view(facts.kept, show)
    view["pdf"] = pdf
    return view
