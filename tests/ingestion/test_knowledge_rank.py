"""Which piece answers: the words decide, the customer's language, and not answering at all."""

from dataclasses import replace

import pytest

from billing.articles import Article, pieces_of
from billing.ids import ArticleId
from billing.use_cases.search_help import Candidate
from ingestion.knowledge_rank import QUOTED, Answer, best_answer
from ingestion.knowledge_words import language_of, meanings_of, stem_of, terms_of

FEES = Article(
    ArticleId("fees"),
    "en",
    "Late fees",
    "A late fee of 5.00 USD is added after ten days. We waive it once a year.",
)
FEES_ES = Article(
    ArticleId("fees"),
    "es",
    "Recargo por pago tardío",
    "Se añade un recargo de 5,00 USD a los diez días.",
)
MOVING = Article(
    ArticleId("moving"), "en", "Moving", "Tell us your new address three weeks before you move."
)
ROUTER = Article(
    ArticleId("router"), "de", "Router zurückgeben", "Der Router muss in 14 Tagen zurück sein."
)


def asked(question: str, language: str, *articles: Article) -> Answer | None:
    candidates = [
        Candidate(piece, 0.1)
        for article in articles or (FEES, FEES_ES, MOVING, ROUTER)
        for piece in pieces_of(article)
    ]
    return best_answer(question, language, candidates)


def said(question: str, language: str = "en") -> tuple[str, str]:
    answer = asked(question, language)
    assert answer is not None
    return answer.piece.article.id, answer.piece.article.language


def test_the_customers_language_wins_and_another_is_better_than_none() -> None:
    assert said("when is a late fee charged?") == ("fees", "en")
    assert said("¿cuándo hay recargo?", "es") == ("fees", "es")
    assert said("¿cuándo hay recargo?", "es-MX") == ("fees", "es")
    assert said("Wann kommt die Mahngebühr?", "de") == ("fees", "en")
    assert said("where do I return the router", "en") == ("router", "de")


@pytest.mark.parametrize(
    "question",
    ["do you sell bikes?", "what is the weather", "a late train", "???", "", "is it", "🙂🙂"],
)
def test_what_no_piece_speaks_of_has_no_answer(question: str) -> None:
    assert asked(question, "en") is None


def test_nothing_to_look_at_is_no_answer() -> None:
    assert best_answer("late fee", "en", []) is None


def test_the_quote_is_the_pieces_own_sentences_around_what_was_asked() -> None:
    filler = [f"Sentence {number} says nothing of it at all, only words." for number in range(10)]
    text = " ".join([*filler, "A router that is lost costs 79.00 EUR.", *filler[:2]])
    answer = asked("what does a lost router cost", "en", replace(ROUTER, language="en", text=text))
    assert answer is not None
    assert "79.00 EUR" in answer.quote
    assert len(answer.quote) <= QUOTED
    assert answer.quote in text


def test_a_question_is_covered_or_it_is_not_answered() -> None:
    """Of "discount" something is known, of "students" nothing: that is no answer."""
    social = Article(ArticleId("social"), "en", "Discounts", "Low income: a discount of half.")
    assert asked("is there a discount", "en", social, FEES, MOVING) is not None
    assert asked("is there a discount for astronauts", "en", social, FEES, MOVING) is None


def test_forms_of_a_word_have_one_stem_and_meanings_cross_languages() -> None:
    assert stem_of("reminders") == stem_of("reminder")
    assert stem_of("rechnungen") == stem_of("rechnung")
    assert set(meanings_of("Umzug")) == set(meanings_of("déménagement"))
    assert all(len(code) == 8 for code in meanings_of("late fee"))
    assert "=latefee" in terms_of("frais de retard")
    assert "=latefee" not in terms_of("the network fee")


def test_a_language_is_told_by_its_small_words() -> None:
    assert language_of(FEES.text) == "en"
    assert language_of(ROUTER.text + " Das ist nicht schwer.") == "de"
    assert language_of("5.00") is None


def test_an_article_is_as_good_as_its_best_text_and_quoted_in_the_customers_language() -> None:
    """The Spanish text names it best; a German customer gets the German text of the same."""
    german = Article(ArticleId("pause"), "de", "Ruhen lassen", "Das kostet 2,00 EUR im Monat.")
    spanish = Article(ArticleId("pause"), "es", "Pausar la cuenta", "Pausar cuesta 2,00 EUR.")
    answer = asked("Was kostet es zu pausieren?", "de", german, spanish, FEES, MOVING)
    assert answer is not None
    assert (answer.piece.article.id, answer.piece.article.language) == ("pause", "de")


def test_what_is_mentioned_by_the_way_answers_only_where_nothing_else_does() -> None:
    lesson = Article(ArticleId("lesson"), "en", "Missed lessons", "You may cancel a lesson free.")
    guest = Article(ArticleId("guest"), "en", "Guests", "To cancel a visit of a guest, call us.")
    assert asked("how do I cancel", "en", lesson, guest) is None
    assert asked("how do I cancel", "en", lesson, ROUTER) is not None
