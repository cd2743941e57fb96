"""The day and the number of parts that a customer names, in four languages."""

from datetime import date

import pytest

from agent.models.builtin.days import day_said, parts_said

TODAY = date(2026, 3, 2)  # a Monday
DAYS = [
    ("en", "I'll pay on Friday", "2026-03-06"),
    ("en", "next Monday then", "2026-03-09"),
    ("en", "until the end of June", "2026-06-30"),
    ("en", "in two weeks", "2026-03-16"),
    ("en", "by the 20th", "2026-03-20"),
    ("en", "by 20 March", "2026-03-20"),
    ("en", "on 1 March", "2027-03-01"),
    ("en", "tomorrow", "2026-03-03"),
    ("de", "bis Ende des Monats", "2026-03-31"),
    ("de", "am Monatsende", "2026-03-31"),
    ("de", "bis zum 15.", "2026-03-15"),
    ("de", "in 10 Tagen", "2026-03-12"),
    ("de", "übermorgen", "2026-03-04"),
    ("es", "el viernes", "2026-03-06"),
    ("es", "hasta fin de mes", "2026-03-31"),
    ("es", "hasta el 5 de abril", "2026-04-05"),
    ("fr", "à la fin du mois", "2026-03-31"),
    ("fr", "fin mars", "2026-03-31"),
    ("fr", "vendredi", "2026-03-06"),
    ("fr", "le 1", "2026-04-01"),
]
NO_DAYS = ["pay the water bill", "the second one now", "pay 20 of it", "in three instalments"]
PARTS = [
    ("en", "in three instalments", 3),
    ("en", "in 3 monthly payments", 3),
    ("en", "into two parts", 2),
    ("de", "in drei Raten", 3),
    ("es", "en tres cuotas", 3),
    ("es", "en 4 plazos", 4),
    ("fr", "en 4 fois", 4),
    ("fr", "trois mensualités", 3),
]
NO_PARTS = ["show me my last 3 payments", "for the last three months", "in one part", "in 80 parts"]


@pytest.mark.parametrize(("language", "text", "day"), DAYS)
def test_a_day_is_told_from_today(language: str, text: str, day: str) -> None:
    assert day_said(text, language, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("text", NO_DAYS)
def test_where_no_day_is_named_none_is_found(text: str) -> None:
    assert day_said(text, "en", TODAY) is None


@pytest.mark.parametrize(("language", "text", "parts"), PARTS)
def test_parts_are_counted(language: str, text: str, parts: int) -> None:
    assert parts_said(text, language) == parts


@pytest.mark.parametrize("text", NO_PARTS)
def test_other_numbers_are_no_parts(text: str) -> None:
    assert parts_said(text, "en") is None
