"""Indexes that keep texts in memory: of documents, by whole words, and of help articles."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from billing.articles import Piece, PieceHit
from billing.errors import IndexUnavailable
from billing.ids import ArticleId, CustomerId, TenantId, UploadId
from billing.uploads import PageHit


@dataclass(slots=True)
class FakeIndex:
    """`ports.PageIndex`. `leaks`: it forgets to filter by customer, as a broken one might."""

    kept: dict[tuple[TenantId, UploadId], tuple[CustomerId, tuple[str, ...]]] = field(
        default_factory=dict
    )
    away: bool = False
    leaks: bool = False
    is_outside: bool = False

    def put(
        self, tenant: TenantId, customer: CustomerId, upload: UploadId, pages: Sequence[str]
    ) -> None:
        self._require()
        self.kept[tenant, upload] = (customer, tuple(pages))

    def forget(self, tenant: TenantId, upload: UploadId) -> None:
        self._require()
        self.kept.pop((tenant, upload), None)

    def search(
        self, tenant: TenantId, customer: CustomerId, text: str, limit: int
    ) -> tuple[PageHit, ...]:
        self._require()
        asked = set(text.casefold().split())
        hits = [
            PageHit(upload, number, 1.0)
            for (of, upload), (owner, pages) in self.kept.items()
            for number, page in enumerate(pages, start=1)
            if of == tenant and (owner == customer or self.leaks)
            if asked & set(page.casefold().split())
        ]
        return tuple(hits[:limit])

    def _require(self) -> None:
        if self.away:
            raise IndexUnavailable


@dataclass(slots=True)
class FakeArticles:
    """`ports.ArticleIndex`: every piece it was given is a hit. `leaks`: of whatever company."""

    kept: dict[tuple[TenantId, ArticleId], tuple[Piece, ...]] = field(default_factory=dict)
    away: bool = False
    leaks: bool = False

    def put(self, tenant: TenantId, article: ArticleId, pieces: Sequence[Piece]) -> None:
        self._require()
        self.kept[tenant, article] = tuple(pieces)

    def forget(self, tenant: TenantId, article: ArticleId) -> None:
        self._require()
        self.kept.pop((tenant, article), None)

    def search(
        self, tenant: TenantId, text: str, language: str, limit: int
    ) -> tuple[PieceHit, ...]:
        self._require()
        hits = [
            PieceHit(article, piece.article.language, piece.number, 0.3)
            for (of, article), pieces in self.kept.items()
            for piece in pieces
            if of == tenant or self.leaks
        ]
        return tuple(hits[: 2 * limit])

    def _require(self) -> None:
        if self.away:
            raise IndexUnavailable
