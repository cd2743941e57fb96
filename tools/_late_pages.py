"""A page that was asked for and is not there: what is known since when, and what else to do."""

from datetime import timedelta
from typing import Final

from billing.payments import Payment
from billing.source_views import provider_name
from tools._context import ToolContext
from tools._freshness import clock_time

SOON: Final = timedelta(minutes=1)
"""So long a page may be on its way; after it asking once more is no advice."""


def late_page(context: ToolContext, payment: Payment, bill: str) -> str:
    """Why there is no page yet; `bill` is the bill's number."""
    say = context.words.say
    if context.ports.clock.now() - payment.created_at < SOON:
        return say("link.not_yet", bill=bill)
    said = [say("link.still_not", bill=bill, since=clock_time(context, payment.created_at))]
    with context.ports.store.read(context.principal) as tx:
        silent = [
            each
            for each in tx.connections.list()
            if each.id == payment.connection_id and each.silent_since is not None
        ]
    said += [
        say(
            "freshness.silent",
            provider=provider_name(each.provider),
            since=clock_time(context, each.silent_since),
        )
        for each in silent
    ]
    return " ".join([*said, say("link.or_person")])
