"""Help articles in SQL."""

from collections.abc import Collection

from billing.articles import Article
from billing.ids import ArticleId
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_works import ARTICLES


class SqlArticles(Repository):
    """`ports.Articles`."""

    __slots__ = ()

    def put(self, article: Article) -> None:
        values = {
            "id": article.id,
            "language": article.language,
            "title": article.title,
            "text": article.text,
            "url": article.url,
        }
        self._upsert(ARTICLES, values, "article")

    def list(self) -> tuple[Article, ...]:
        statement = self._select(ARTICLES).order_by(ARTICLES.c.id, ARTICLES.c.language)
        return tuple(_article(row) for row in self._all(statement))

    def of_ids(self, ids: Collection[ArticleId]) -> tuple[Article, ...]:
        statement = self._select(ARTICLES).where(ARTICLES.c.id.in_(sorted(set(ids))))
        ordered = statement.order_by(ARTICLES.c.id, ARTICLES.c.language)
        return tuple(_article(row) for row in self._all(ordered))

    def remove(self, article_id: ArticleId, language: str | None = None) -> int:
        gone = self._remove(ARTICLES).where(ARTICLES.c.id == article_id)
        if language is not None:
            gone = gone.where(ARTICLES.c.language == language)
        return self._run(gone)


def _article(row: Found) -> Article:
    return Article(
        id=ArticleId(row.id),
        language=row.language,
        title=row.title,
        text=row.text,
        url=row.url,
    )
