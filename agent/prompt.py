"""The prompt: policy.md, then the company's facts as data, then what is true only this turn.

The order is from what changes least to what changes most, so that servers can reuse the beginning.
Nothing in it is secret: leaking all of it must be harmless.
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.memory import Remembered
from agent.turn import HINTS, SHOWN, Hints, Turn
from billing.redaction import Redacted, redact

_SHOWN_LIMIT: Final = 12
# What was asked for or promised is remembered apart, lest many bills push it out.
_LASTING: Final = ("ticket:", "quote:", "receipt:", "refund:", "dispute:")
# A reference is a kind and an id: the only form in which the past enters the system prompt.
_REFERENCE: Final = re.compile(r"[a-z_]{1,24}:[A-Za-z0-9._-]{1,64}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}(-[A-Za-z]{2,4})?")


@cache
def policy_text() -> str:
    """The prompt's prose, as it stands in `policy.md`."""
    return Path(__file__).with_name("policy.md").read_text(encoding="utf-8")


def messages_for(turn: Turn, trust: Callable[..., None]) -> list[BaseMessage]:
    """The whole request for the first model round of a turn; every text in it is redacted.

    `trust` is told of each text, so that the gate before the model need not scan it again.
    """
    beginning, now = _beginning(_company(turn)), redact(_now(turn))
    trust(beginning, now)
    for text in (turn.text, *(entry.text for entry in turn.window.messages)):
        trust(text)
    history = [_message(entry) for entry in turn.window.messages]
    context = turn.context
    company, today = context.tenant.name, context.today
    hints = Hints(context.words, company, tuple(context.attachments), today)
    system = SystemMessage(beginning + now)
    return [system, *history, HumanMessage(turn.text, additional_kwargs={HINTS: hints})]


def shown_lately(entries: Iterable[Remembered]) -> list[str]:
    """The references shown in these messages, each once, oldest first, the last twelve."""
    seen: dict[str, None] = {}
    for entry in entries:
        for reference in entry.shown:
            if _REFERENCE.fullmatch(reference):
                seen.pop(reference, None)
                seen[reference] = None
    return list(seen)[-_SHOWN_LIMIT:]


def spoken_of(known: Iterable[str], entries: Iterable[Remembered]) -> list[str]:
    """The summary of a conversation: `known`, the one before, with what these messages showed.

    References only, each once, newest last; at most twelve of cases, offers and receipts and
    twelve of all else, so that a turn costs the same however long the talk has been.
    """
    shown = (reference for entry in entries for reference in entry.shown)
    seen: dict[str, None] = {}
    for reference in (*known, *shown):
        if _REFERENCE.fullmatch(reference):
            seen.pop(reference, None)
            seen[reference] = None
    lasting = [one for one in seen if one.startswith(_LASTING)][-_SHOWN_LIMIT:]
    others = [one for one in seen if not one.startswith(_LASTING)][-_SHOWN_LIMIT:]
    return [one for one in seen if one in lasting or one in others]


def _company(turn: Turn) -> str:
    company = {"name": turn.context.tenant.name, **turn.policy}
    return json.dumps(company, ensure_ascii=False, sort_keys=True, default=str)


def _now(turn: Turn) -> str:
    now: dict[str, object] = {"today": turn.context.today.isoformat()}
    if _LANGUAGE.fullmatch(turn.context.language):
        now["language"] = turn.context.language
    if shown := shown_lately(turn.window.messages):
        now["shown_before"] = shown
    if earlier := [one for one in spoken_of(turn.earlier, ()) if one not in shown]:
        now["earlier"] = earlier
    if turn.customer:
        now["customer"] = dict(turn.customer)
    if turn.context.attachments:
        now["attached_uploads"] = list(turn.context.attachments)
    return json.dumps(now) + "\n"


@lru_cache(maxsize=256)
def _beginning(company: str) -> Redacted:
    """The part that all turns of a company share; redacting it anew would cost a millisecond."""
    return redact(f"{policy_text()}\n# The company (data)\n{company}\n\n# This message (data)\n")


def _message(entry: Remembered) -> BaseMessage:
    if entry.speaker == "customer":
        return HumanMessage(entry.text)
    shown = [reference for reference in entry.shown if _REFERENCE.fullmatch(reference)]
    return AIMessage(entry.text, additional_kwargs={SHOWN: shown} if shown else {})
