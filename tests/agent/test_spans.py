"""Waiting times, deadlines and concessions that nobody granted do not leave, in four languages."""

from dataclasses import replace
from datetime import date

import pytest

from agent._spans import Span, deadlines_in, spans_in
from agent.prose import Facts, check_sentence, facts_from

TODAY = date(2026, 3, 2)
NOTHING = Facts(today=TODAY)

MADE_UP = [
    "It takes 3 to 5 business days.",
    "A colleague will get back to you within 24 hours.",
    "Our team usually replies within an hour.",
    "The wait is about ten minutes.",
    "You have until the 30th to pay.",
    "You can take two more weeks to pay.",
    "You can pay next week, no problem.",
    "Your service will not be cut off.",
    "We won't suspend your account.",
    "There will be no interest.",
    "You'll get a 10% discount.",
    "El reembolso tarda de 3 a 5 días hábiles.",
    "Tiene hasta el día 30 para pagar.",
    "Puede pagar la semana que viene.",
    "Le damos dos semanas más.",
    "No le cobraremos el recargo.",
    "No le cortaremos el servicio.",
    "Die Erstattung dauert drei bis fünf Werktage.",
    "Die Wartezeit beträgt etwa zehn Minuten.",
    "Sie haben bis zum 30. Zeit.",
    "Sie können auch nächste Woche zahlen.",
    "Ihr Anschluss wird nicht gesperrt.",
    "Wir geben Ihnen einen Aufschub.",
    "Le remboursement prend 3 à 5 jours ouvrés.",
    "Le temps d'attente est d'environ dix minutes.",
    "Vous avez jusqu'au 30 pour payer.",
    "Vous pouvez payer la semaine prochaine.",
    "Votre service ne sera pas coupé.",
    "Nous vous appellerons cet après-midi.",
]
HARMLESS = [
    "Here are your payments of the last 3 months.",
    "Would 3 days be enough for you?",
    "I can't promise a date.",
    "I don't know how long that takes.",
    "Which of the two bills do you mean?",
    "One moment, please.",
    "You have two bills.",
    "Estas son sus facturas de los últimos 3 meses.",
    "No sé cuánto tarda.",
    "Das sind die Rechnungen der letzten drei Monate.",
    "Wie lange das dauert, weiß ich nicht.",
    "Voici vos factures des 3 mois derniers.",
    "Je ne sais pas combien de temps cela prend.",
    "You can pay a part of it now.",
    "Puede pagar con su tarjeta.",
    "Sie können mit Ihrer Karte zahlen.",
    "Vous pouvez payer avec votre carte.",
]


@pytest.mark.parametrize("sentence", MADE_UP)
def test_what_nobody_told_is_left_out(sentence: str) -> None:
    assert not check_sentence(sentence, NOTHING).ok


@pytest.mark.parametrize("sentence", HARMLESS)
def test_what_claims_no_time_and_no_concession_leaves(sentence: str) -> None:
    assert check_sentence(sentence, NOTHING).ok


def test_how_far_a_known_day_lies_may_be_said_and_no_other_distance() -> None:
    due = replace(NOTHING, dates=frozenset({date(2026, 3, 16)}))
    for true in ("It is due in 14 days.", "It is due in two weeks.", "Fällig ist sie in 14 Tagen."):
        assert check_sentence(true, due).ok
    assert not check_sentence("It is due in 15 days.", due).ok
    assert check_sentence("You have until the 16th.", due).ok
    assert not check_sentence("You have until the 17th.", due).ok


def test_a_span_that_a_tool_told_may_be_repeated() -> None:
    told = facts_from({"kind": "notice", "data": {"text": "This page works for 30 minutes."}})
    assert check_sentence("It works for 30 minutes.", told).ok
    assert not check_sentence("It works for 40 minutes.", told).ok


def test_spans_are_read_with_their_number_and_unit() -> None:
    assert list(spans_in("in 3-5 Werktagen oder zwei Wochen")) == [Span(5, "day"), Span(2, "week")]
    assert list(spans_in("un mes, a day, eine Stunde")) == []
    assert list(deadlines_in("bis zum 5. März, until the 30th, jusqu'au 12 mars")) == [30]
