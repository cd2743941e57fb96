"""An angry or a distressed customer is noticed: kind words first, and a person is offered."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

from agent.language import fold
from agent.models.builtin.asked import answers, said_in
from agent.models.builtin.talk import Talk

_LATELY: Final = 2
_SHOUTED: Final = 0.7
_LETTERS: Final = 12
_SIGNS: Final = re.compile("[\U0001f620\U0001f621\U0001f624\U0001f92c]|!{3,}|\\?{3,}|\\?!|!\\?")


class Mood(StrEnum):
    """What a person would hear in a message besides its wish."""

    ANGRY = "angry"
    DISTRESSED = "distressed"


def mood_of(text: str) -> Mood | None:
    """The mood of a message; None for a calm one."""
    folded = fold(text)
    if _said("distressed").search(folded):
        return Mood.DISTRESSED
    if _said("angry").search(folded) or _SIGNS.search(text) or _shouts(text):
        return Mood.ANGRY
    return None


def kind_words(talk: Talk) -> tuple[str, ...]:
    """What is said first to somebody in such a mood; nothing where it was said just now."""
    mood = mood_of(talk.text)
    if mood is None or any(_said_kindly(text) for text in islice(answers(talk), _LATELY)):
        return ()
    key = "mood.angry" if mood is Mood.ANGRY else "mood.hardship"
    return (talk.hints.words.say(key),)


def offers_person(talk: Talk) -> tuple[str, ...]:
    """The offer of a person to somebody in such a mood, for the end of an answer."""
    if mood_of(talk.text) is None or "hand_over" not in talk.tools:
        return ()
    if any(said_in("mood.person", text) for text in islice(answers(talk), _LATELY)):
        return ()
    return (talk.hints.words.say("mood.person"),)


def _said_kindly(text: str) -> bool:
    return said_in("mood.angry", text) or said_in("mood.hardship", text)


def _shouts(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > _LETTERS and sum(c.isupper() for c in letters) > _SHOUTED * len(letters)


@cache
def _said(mood: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_table()[mood].values())})\b")


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("mood.toml").read_text(encoding="utf-8"))
