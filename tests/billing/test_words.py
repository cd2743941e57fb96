"""Every sentence exists in every language, takes the same values, and is said with them."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter

import pytest

from billing.money import Money
from billing.words import (
    LANGUAGES,
    Sentence,
    UnknownSentence,
    Value,
    Words,
    sentences,
    supported,
)

DECLINES = (
    "insufficient_funds expired_card card_declined authentication_required invalid_method "
    "currency_not_supported limit_exceeded fee_changed provider_unavailable other"
).split()
ERRORS = (
    "payment_declined authentication_required method_expired bill_changed quote_expired "
    "quote_superseded quote_declined payment_in_doubt turn_in_progress unauthenticated forbidden "
    "scope_required too_large unsupported_file rate_limited validation_failed not_found "
    "provider_unavailable provider_unsure store_unavailable"
).split()


class PlainFormats:
    """Formats that show what they were given, so that a test reads it back."""

    def money(self, amount: Money, language: str) -> str:
        return f"{amount.to_decimal()} {amount.currency} ({language})"

    def day(self, day: date, language: str) -> str:
        return day.isoformat()

    def instant(self, at: datetime, language: str, time_zone: str) -> str:
        return f"{at.isoformat()} in {time_zone}"

    def number(self, number: int | Decimal, language: str) -> str:
        return str(number)

    def listing(self, items: Sequence[str], language: str) -> str:
        return " + ".join(items)


def placeholders(sentence: Sentence) -> frozenset[str]:
    """The names of the values a sentence takes, over all its variants."""
    texts = [sentence] if isinstance(sentence, str) else sentence.values()
    return frozenset(
        name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None
    )


def words(language: str) -> Words:
    return Words(language, PlainFormats(), time_zone="Europe/Berlin")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_sentences_with_the_same_values(language: str) -> None:
    english, own = sentences("en"), sentences(language)
    assert list(own) == list(english)
    for key, sentence in english.items():
        assert placeholders(own[key]) == placeholders(sentence), key
        assert isinstance(own[key], str) == isinstance(sentence, str), key
        if not isinstance(sentence, str):
            assert set(own[key]) == {"one", "other"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_can_be_said(language: str) -> None:
    for key, sentence in sentences(language).items():
        values: dict[str, Value] = {name: f"[{name}]" for name in placeholders(sentence)}
        for count in (1, 2):
            said = words(language).say(key, **{**values, "count": count})
            assert said, key
            assert "{" not in said, key
            assert not re.search(r"[\w\]] [.,]|  ", said), (key, said)


def test_no_two_languages_share_a_long_sentence() -> None:
    for key, sentence in sentences("en").items():
        if isinstance(sentence, str) and sentence.count(" ") > 4:
            texts = [str(sentences(language)[key]) for language in LANGUAGES]
            assert len(set(texts)) == len(LANGUAGES), key


def test_every_decline_and_every_error_of_the_wire_has_a_sentence() -> None:
    for reason in DECLINES:
        assert f"decline.{reason}" in sentences("en")
    for code in ERRORS:
        assert f"error.{code}" in sentences("en")


def test_amounts_days_and_numbers_are_written_by_the_formats() -> None:
    due, total = date(2026, 3, 20), Money(9740, "USD")
    said = words("en").say("bill.due", bill="HB-100", amount=total, day=due)
    assert said == "Bill HB-100 over 97.40 USD (en) is due on 2026-03-20."
    at = datetime(2026, 3, 20, 8, tzinfo=UTC)
    assert words("en").write(at) == "2026-03-20T08:00:00+00:00 in Europe/Berlin"
    assert words("en").listing([total, "x", 3]) == "97.40 USD (en) + x + 3"


def test_one_and_several_are_told_apart_by_the_rules_of_the_language() -> None:
    def ends(language: str, count: int) -> str:
        return words(language).say("quote.expires", count=count)

    assert ends("en", 1) == "This offer ends in one minute."
    assert ends("en", 10) == "This offer ends in 10 minutes."
    assert ends("en", 0) == "This offer ends in 0 minutes."
    assert "une minute" in ends("fr", 0)
    assert "10 Minuten" in ends("de", 10)


def test_an_unsupported_language_is_answered_in_english_with_english_formats() -> None:
    assert [supported(tag) for tag in ("de-AT", "fr_CA", "EN-gb", "pt-BR", "x")] == [
        "de",
        "fr",
        "en",
        "en",
        "en",
    ]
    said = words("pt-BR").say("owed.total", amount=Money(5, "EUR"), count=2)
    assert said == "You owe 0.05 EUR (en) on 2 bills."
    assert "(de-AT)" in words("de-AT").write(Money(5, "EUR"))


def test_a_missing_key_or_value_is_a_fault_and_never_shown() -> None:
    with pytest.raises(UnknownSentence):
        words("en").say("no.such.sentence")
    with pytest.raises(UnknownSentence):
        words("en").say("bill.due", bill="HB-100")
    with pytest.raises(UnknownSentence):
        words("en").say("quote.expires")


def test_braces_in_a_value_are_only_text() -> None:
    said = words("en").say("find.which_bill", bills="{amount} and {0.__class__}")
    assert said == "Which one do you mean: {amount} and {0.__class__}?"


def test_a_payment_in_doubt_says_in_every_language_not_to_pay_again() -> None:
    again = {
        "en": "not pay again",
        "es": "No pague de nuevo",
        "de": "nicht noch einmal bezahlen",
        "fr": "Ne payez pas une seconde fois",
    }
    for language, warning in again.items():
        for key in ("payment.unknown", "payment.hold", "error.payment_in_doubt"):
            assert warning in str(sentences(language)[key])
