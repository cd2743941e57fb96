"""Which piece of the help articles answers a question, if any does.

The index gives candidates; here they are weighed word by word (after Robertson's BM25: rare words
count more, repetition less and less) together with their closeness. What the words of a question
find nowhere counts against every answer: so "a discount for students" is not answered with what is
known of discounts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from billing.articles import Piece, sentences_of
from billing.use_cases.search_help import Candidate
from ingestion.knowledge_words import asked_words, terms_of

SUPPORT: Final = 0.45
"""The least part of a question, by weight, that an answer speaks of; see the tests' figures."""

_FAINT: Final = 0.25
_COMMON: Final = 0.5
_MEANT: Final = 0.85
_CLOSENESS: Final = 0.4
_SAME_LANGUAGE: Final = 0.25
_ENGLISH: Final = 0.12
"""Where it is in no language of the customer: more people read English than another."""

_AHEAD: Final = 0.2
"""How far an article has to be ahead of the next one, where its titles name nothing of what is
asked: it only mentions it by the way."""

_HALF: Final = 0.4
_TITLE: Final = 3
_HEADING: Final = 2
QUOTED: Final = 420
_MOST_SENTENCES: Final = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The piece that answers, its own sentences to be quoted, and how much of the question it
    speaks of (0 to 1).
    """

    piece: Piece
    quote: str
    support: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article by the piece of it that would be quoted.

    `named`: whether its title or a heading has a word of the question.
    """

    candidate: Candidate
    score: float
    support: float
    named: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word that asks: in a piece it may stand itself, or as words that mean the same.

    `meanings` have shares of it that add up to 1, rare ones more ("Mahngebühr": a reminder, a fee,
    a fee for being late).
    """

    stem: str
    meanings: Mapping[str, float]
    weight: float

    def stands_in(self, terms: Mapping[str, float]) -> float:
        """How strongly, 0 to 1: repeated words count less and less."""
        itself = terms.get(self.stem, 0.0)
        there = {
            name: times / (times + _HALF)
            for name in self.meanings
            if (times := terms.get(f"={name}", 0.0))
        }
        together = sum(self.meanings[name] * strong for name, strong in there.items())
        meant = (together + max(there.values(), default=0.0)) / 2
        return max(itself / (itself + _HALF), _MEANT * meant)

    def is_told_by(self, terms: Mapping[str, float]) -> float:
        """How much of what it means is there at all, 0 to 1."""
        if self.stem in terms:
            return 1.0
        return math.sqrt(sum(share for name, share in self.meanings.items() if f"={name}" in terms))


def best_answer(
    question: str, language: str, candidates: Sequence[Candidate], least: float = SUPPORT
) -> Answer | None:
    """The best of the candidates, or None where none of them speaks of enough of the question.

    `language`: what the customer reads; a piece in it wins over one as good in another.
    """
    ranked = ranking(question, language, candidates)
    if not ranked or ranked[0].support < least:
        return None
    best = ranked[0]
    ahead = best.score - ranked[1].score if len(ranked) > 1 else 1.0
    if not best.named and ahead < _AHEAD:
        return None
    piece = best.candidate.piece
    return Answer(piece, _quote(piece, _weighed(question, candidates)), best.support)


def ranking(question: str, language: str, candidates: Sequence[Candidate]) -> list[Ranked]:
    """The articles of the candidates, best first.

    An article is as good as its best text in whatever language; which of its texts is quoted, the
    customer's language decides.
    """
    words = _weighed(question, candidates)
    whole = sum(word.weight for word in words)
    if not whole:
        return []
    base = language.split("-")[0]
    articles: dict[str, list[Ranked]] = {}
    for each in candidates:
        terms, named = _terms(each.piece), _named(each.piece.article.title, each.piece.heading)
        said = sum(word.weight * word.stands_in(terms) for word in words) / whole
        support = sum(word.weight * word.is_told_by(terms) for word in words) / whole
        text = Ranked(
            candidate=each,
            score=said + _CLOSENESS * max(0.0, each.closeness),
            support=support if _spoken(each) == base or _is_firm(each.piece, words) else 0.0,
            named=any(word.is_told_by(named) for word in words),
        )
        articles.setdefault(each.piece.article.id, []).append(text)
    return sorted((_as_one(texts, base) for texts in articles.values()), key=lambda one: -one.score)


def _as_one(texts: Sequence[Ranked], base: str) -> Ranked:
    """The piece of an article that is quoted; its translations support it as it does itself."""

    def liked(text: Ranked) -> float:
        spoken = _spoken(text.candidate)
        return text.score + (_SAME_LANGUAGE if spoken == base else _ENGLISH * (spoken == "en"))

    chosen = max(texts, key=liked)
    number = chosen.candidate.piece.number
    same = [each for each in texts if each.candidate.piece.number == number]
    return Ranked(
        candidate=chosen.candidate,
        score=max(each.score for each in texts),
        support=max(each.support for each in same),
        named=any(each.named for each in texts),
    )


def _spoken(candidate: Candidate) -> str:
    return candidate.piece.article.language.split("-")[0]


def _is_firm(piece: Piece, words: Sequence[Word]) -> bool:
    """Whether a piece in another language is about it, or has two of its words: one alone, known
    only by what it means, is a chance.
    """
    named = _named(piece.article.title, piece.heading)
    if any(word.stands_in(named) for word in words):
        return True
    return sum(1 for word in words if word.stands_in(_terms(piece))) > 1


def _weighed(question: str, candidates: Sequence[Candidate]) -> list[Word]:
    """The asking words; one that few candidates have weighs more, one that none has most."""
    every = [_terms(each.piece) for each in candidates]
    found = []
    for stem, meanings, faint in asked_words(question):
        rare = {
            name: _idf(sum(1 for terms in every if f"={name}" in terms), len(every))
            for name in meanings
        }
        whole = sum(rare.values())
        bare = Word(stem, {name: value / whole for name, value in rare.items()}, 1.0)
        having = sum(1 for terms in every if bare.stands_in(terms))
        weight = (_FAINT if faint else 1.0) * _idf(having, len(every))
        found.append(replace(bare, weight=weight))
    return found


def _idf(having: int, of: int) -> float:
    return max(_COMMON, math.log(1 + (of - having + 0.5) / (having + 0.5)))


def _terms(piece: Piece) -> Mapping[str, float]:
    return _terms_of(piece.article.title, piece.heading, piece.text)


@lru_cache(maxsize=2048)
def _named(title: str, heading: str) -> Mapping[str, float]:
    return {term: float(times) for term, times in terms_of(f"{title}\n{heading}").items()}


@lru_cache(maxsize=2048)
def _terms_of(title: str, heading: str, text: str) -> Mapping[str, float]:
    """Stems and meanings with their weights; a long piece's words count a little less each."""
    body = terms_of(text)
    long = 0.5 + 0.5 * min(4.0, sum(body.values()) / 60)
    weights = {term: times / long for term, times in body.items()}
    for part, times in ((title, _TITLE), (heading, _HEADING)):
        for term in terms_of(part):
            weights[term] = weights.get(term, 0.0) + times
    return weights


def _quote(piece: Piece, words: Sequence[Word]) -> str:
    """Sentences of the piece that stand together and say most of what was asked."""
    sentences = sentences_of(piece.text)
    best, most = sentences[:1], -1.0
    for start in range(len(sentences)):
        held: list[str] = []
        for sentence in sentences[start : start + _MOST_SENTENCES]:
            if held and len(" ".join([*held, sentence])) > QUOTED:
                break
            held.append(sentence)
        terms = {term: float(times) for term, times in terms_of(" ".join(held)).items()}
        said = sum(word.weight * word.stands_in(terms) for word in words) + 0.01 * len(held)
        if said > most + 1e-9:
            best, most = held, said
    return " ".join(best)
