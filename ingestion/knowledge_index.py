"""The index of help articles in Chroma: which piece of a company's articles speaks of something.

Beside the index of documents and in the same store, one collection per tenant. Only vectors and ids
are kept there; the texts stay in the store that everybody trusts.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from billing.articles import Piece, PieceHit
from billing.ids import ArticleId, TenantId
from ingestion.embeddings import Vector
from ingestion.index import ChromaIndex, exact
from ingestion.knowledge_words import meanings_of

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_OF: Final = "articles"


class ChromaArticles:
    """`billing.ports.ArticleIndex` over the store of `index`, which has it to itself."""

    def __init__(self, index: ChromaIndex) -> None:
        self._index = index

    def put(self, tenant: TenantId, article: ArticleId, pieces: Sequence[Piece]) -> None:
        """Makes an article's pieces findable, in place of what was known of it."""
        vectors = self._vectors(
            [f"{each.article.title}\n{each.heading}\n{each.text}" for each in pieces]
        )
        rows = [(each, vector) for each, vector in zip(pieces, vectors, strict=True) if any(vector)]
        self.forget(tenant, article)
        if not rows:
            return
        with self._index.collection(tenant, make=True, of=_OF) as found:
            if found is not None:
                found.add(
                    ids=[f"{article}:{each.article.language}:{each.number}" for each, _ in rows],
                    embeddings=exact([vector for _, vector in rows]),
                    metadatas=[
                        {
                            "article": article,
                            "language": each.article.language,
                            "number": each.number,
                        }
                        for each, _ in rows
                    ],
                )

    def forget(self, tenant: TenantId, article: ArticleId) -> None:
        """Nothing of this article is found any more."""
        with self._index.collection(tenant, make=False, of=_OF) as found:
            if found is not None:
                found.delete(where={"article": article})

    def search(
        self, tenant: TenantId, text: str, language: str, limit: int
    ) -> tuple[PieceHit, ...]:
        """Up to `limit` pieces of any language and as many of `language`, closest first."""
        if not text.strip():
            return ()
        with self._index.collection(tenant, make=False, of=_OF) as found:
            if found is None:
                return ()
        (vector,) = self._vectors([text])  # never under the lock: an endpoint may be slow
        if not any(vector):
            return ()
        with self._index.collection(tenant, make=False, of=_OF) as found:
            if found is None:
                return ()
            hits = _asked(found, vector, limit, None) + _asked(found, vector, limit, language)
        once = {(hit.article_id, hit.language, hit.number): hit for hit in hits}
        return tuple(sorted(once.values(), key=lambda hit: -hit.closeness))

    def _vectors(self, texts: Sequence[str]) -> list[Vector]:
        """Our own hashing knows no synonyms and no other language: it is told the meanings, too.

        A model outside of the house is told a question as discreetly as a document.
        """
        embedder = self._index.embedder
        if embedder.is_outside:
            from ingestion.discreet import discreet
            from ingestion.draft import Draft

            return embedder.embed([discreet(Draft({}), text) for text in texts])
        return embedder.embed([f"{text}\n{' '.join(meanings_of(text))}" for text in texts])


def _asked(found: "Collection", vector: Vector, limit: int, language: str | None) -> list[PieceHit]:
    answer = found.query(
        query_embeddings=exact([vector]),
        n_results=limit,
        where=None if language is None else {"language": language},
        include=["metadatas", "distances"],
    )
    rows, distances = answer["metadatas"], answer["distances"]
    if rows is None or distances is None:
        return []
    return [_hit(row, distance) for row, distance in zip(rows[0], distances[0], strict=True)]


def _hit(row: Mapping[str, object], distance: float) -> PieceHit:
    number = row["number"]
    return PieceHit(
        ArticleId(str(row["article"])),
        str(row["language"]),
        number if isinstance(number, int) else 0,
        1.0 - float(distance),
    )
