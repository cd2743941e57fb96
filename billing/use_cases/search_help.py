"""Find the pieces of a company's help articles that may answer a question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from billing.articles import Article, Piece, pieces_of
from billing.errors import IndexUnavailable
from billing.ids import ArticleId
from billing.ports import Ports
from billing.principal import Principal
from billing.redaction import redact

HITS: Final = 40
_ARTICLES: Final = 25
_SHORT: Final = 8
"""Pieces of an article that are all looked at; of a longer one only those the index found."""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece and how close the index found it; 0 for one that only belongs to a found article."""

    piece: Piece
    closeness: float


def search_help(
    ports: Ports, principal: Principal, question: str, language: str
) -> tuple[Candidate, ...]:
    """All pieces, in all languages, of the articles that the index finds for `question`.

    Whatever the index says, only what the store holds now for this company is answered. Which piece
    answers, if any, is for a ranking to say. Raises `IndexUnavailable`.
    """
    if ports.articles is None:
        raise IndexUnavailable
    asked = redact(question[:_LONGEST])
    hits = ports.articles.search(principal.tenant, asked, language, HITS)
    close = {(hit.article_id, hit.language, hit.number): hit.closeness for hit in hits}
    ids = list(dict.fromkeys(hit.article_id for hit in hits))[:_ARTICLES]
    if not ids:
        return ()
    with ports.store.read(principal) as tx:
        found = tx.articles.of_ids(ids)
    return tuple(each for article in found for each in _of(article, close))


def _of(article: Article, close: Mapping[tuple[ArticleId, str, int], float]) -> list[Candidate]:
    pieces = pieces_of(article)
    found = [
        Candidate(piece, close.get((article.id, article.language, piece.number), 0.0))
        for piece in pieces
    ]
    return [each for each in found if each.closeness or len(pieces) <= _SHORT]
