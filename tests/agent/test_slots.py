"""What a message names where a word means two things, and which shown bill it points at."""

import pytest

from agent.slots import Slots, pointed_at, read_slots

SHOWN = ("HB-1", "HB-2", "HB-3")


@pytest.mark.parametrize(
    ("said", "bill"),
    [
        ("first", "HB-1"),
        ("2nd", "HB-2"),
        ("dritte", "HB-3"),
        ("fourth", None),
        ("last two", "HB-2, HB-3"),
        ("what s left", None),
        ("mas cara", "biggest"),
        ("plus ancienne", "oldest"),
        ("late", "overdue"),
    ],
)
def test_a_place_an_age_or_a_size_becomes_what_the_lookups_take(
    said: str, bill: str | None
) -> None:
    assert pointed_at(Slots(bill=said), SHOWN, ()).bill == bill


def test_the_first_of_nothing_that_was_shown_stays_the_first() -> None:
    assert pointed_at(Slots(bill="first"), (), ()).bill == "first"


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("may I have a copy of the water bill", "period", None),
        ("may I have a copy of the water bill", "bill", "water"),
        ("the bill for May", "period", "may"),
        ("hier ist die Datei", "period", None),
        ("payé hier", "period", "hier"),
        ("the third one", "fraction", None),
        ("usage last quarter", "fraction", None),
        ("pay a third of it", "fraction", "1/3"),
        ("pay twenty percent", "fraction", "1/5"),
        ("why did my insurance premium go up", "plan", None),
        ("what does pro rata mean", "plan", None),
        ("Wir wechseln den Anbieter", "plan", None),
        ("switch me from basic to pro", "plan", "pro"),
        ("use the card ending 4242", "bill", None),
        ("the 2024 invoice", "bill", None),
    ],
)
def test_words_of_two_meanings_are_read_as_meant(text: str, slot: str, value: str | None) -> None:
    assert getattr(read_slots(text), slot) == value
