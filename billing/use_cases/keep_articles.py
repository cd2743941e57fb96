"""Put, list and remove the help articles of a company: what its operator says counts."""

from dataclasses import replace

from billing.articles import MOST, Article, require_article
from billing.errors import NotFound, TooMany
from billing.ids import ArticleId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.redaction import redact
from billing.use_cases._note import note
from billing.use_cases.index_articles import owe_article


def put_article(ports: Ports, principal: Principal, article: Article) -> Article:
    """Keep it, in place of the one of the same id and language; card numbers are taken out.

    Raises `InvalidRequest`, or `TooMany` above `articles.MOST`.
    """
    require_article(article)
    kept = replace(article, title=redact(article.title.strip()), text=redact(article.text.strip()))
    with ports.store.write(principal) as tx:
        known = {(each.id, each.language): each for each in tx.articles.list()}
        before = known.get((kept.id, kept.language))
        if before is None and len(known) >= MOST:
            raise TooMany(f"a company has up to {MOST} articles")
        if kept != before:
            tx.articles.put(kept)
            _changed(ports, tx, "article.put", kept.id, kept.language)
    return kept


def remove_article(
    ports: Ports, principal: Principal, article_id: ArticleId, language: str | None = None
) -> int:
    """Remove it in one language or in all; how many. Raises `NotFound` where there is none."""
    with ports.store.write(principal) as tx:
        count = tx.articles.remove(article_id, language)
        if not count:
            raise NotFound("article")
        _changed(ports, tx, "article.removed", article_id, language or "all")
    return count


def list_articles(ports: Ports, principal: Principal) -> tuple[Article, ...]:
    """By id and language."""
    with ports.store.read(principal) as tx:
        return tx.articles.list()


def _changed(ports: Ports, tx: Tx, verb: str, article_id: ArticleId, language: str) -> None:
    owe_article(ports.clock, tx, article_id)
    note(ports, tx, verb, article_id, {"language": language})
