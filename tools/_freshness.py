"""How fresh what came from elsewhere is: on the cards, in the facts, in the server's own words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from billing.ids import ConnectionId
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.source_views import freshness_view, provider_name, silent_view
from billing.syncs import Freshness
from billing.views import View
from billing.words import Value
from tools._context import ToolContext
from tools._tool import Card, ToolResult

CARD_ID: Final = "freshness"
_OF_BILLS: Final = frozenset({"bill", "bill_list", "bill_diff"})
_DOUBTFUL: Final = OPEN_STATES - {PaymentState.CREATED, PaymentState.REQUIRES_ACTION}


def with_freshness(context: ToolContext, result: ToolResult) -> ToolResult:
    """`result` with how fresh its bills are; as it is where all of them are our own."""
    with context.ports.store.read(context.principal) as tx:
        told = tx.sources.freshness()
    view = freshness_view(told)
    if view is None:
        return result
    cards = [
        replace(card, data={**card.data, "freshness": view}) if card.kind in _OF_BILLS else card
        for card in result.cards
    ]
    return _told(replace(result, cards=tuple(cards)), view, _of_bills(context, told))


def with_silence(
    context: ToolContext, result: ToolResult, payments: Iterable[Payment]
) -> ToolResult:
    """`result` with who has not answered since when, of those on whom these payments wait."""
    waited_on = {each.connection_id for each in payments if each.state in _DOUBTFUL}
    told = _silent(context, {each for each in waited_on if each is not None})
    if not told:
        return result
    view: View = {"as_of": None, "silent": silent_view(told)}
    return _told(result, view, [_silence(context, each) for each in told])


def _told(result: ToolResult, view: View, sentences: Sequence[str]) -> ToolResult:
    said = " ".join(sentences)
    data: dict[str, Any] = {"code": CARD_ID, "text": said, **view}
    notice = Card("notice", CARD_ID, data)
    return replace(result, cards=(*result.cards, notice), text=f"{result.text}\n{said}".strip())


def _of_bills(context: ToolContext, told: Sequence[Freshness]) -> list[str]:
    words, silent = context.words, [each for each in told if each.silent_since is not None]
    missing = [provider_name(each.provider) for each in told if each.as_of is None]
    if missing:
        names: list[Value] = list(missing)
        first = words.say("freshness.incomplete", provider=words.listing(names))
        return [first, *(_silence(context, each) for each in silent)]
    at = clock_time(context, min(each.as_of for each in told if each.as_of is not None))
    if not silent:
        return [words.say("freshness.as_of", at=at)]
    first = words.say(
        "freshness.as_of_silent",
        at=at,
        provider=provider_name(silent[0].provider),
        since=clock_time(context, silent[0].silent_since),
    )
    return [first, *(_silence(context, each) for each in silent[1:])]


def _silence(context: ToolContext, told: Freshness) -> str:
    return context.words.say(
        "freshness.silent",
        provider=provider_name(told.provider),
        since=clock_time(context, told.silent_since),
    )


def _silent(context: ToolContext, waited_on: set[ConnectionId]) -> tuple[Freshness, ...]:
    if not waited_on:
        return ()
    with context.ports.store.read(context.principal) as tx:
        return tuple(
            Freshness(each.id, each.provider, None, each.silent_since)
            for each in tx.connections.list()
            if each.id in waited_on and each.silent_since is not None
        )


def clock_time(context: ToolContext, at: datetime | None) -> Value:
    """Of today only the time, in the company's zone; else the day with it."""
    if at is None:
        return "-"
    zone = ZoneInfo(context.tenant.time_zone)
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == context.today else at
