"""Keep the index of help articles as the articles are: a duty of whoever keeps the index."""

from collections import defaultdict
from typing import Final

from billing.articles import Piece, pieces_of
from billing.duties import Duty, DutyKind
from billing.ids import ArticleId
from billing.ports import ArticleIndex, Clock, Ports, Store, Tx
from billing.principal import Principal, system

ALL: Final = "*"
"""The subject of a duty that is about every article of a company."""

AT_ONCE: Final = 60
"""Articles that one duty indexes; of more, each becomes a duty of its own."""


def owe_article(clock: Clock, tx: Tx, article_id: ArticleId) -> None:
    """Owe it after an article was put or removed in any language.

    Also by commands that keep no index: the server that keeps it does the duty.
    """
    tx.duties.owe(DutyKind.INDEX_ARTICLE, article_id, clock.real_now())


def owe_articles(clock: Clock, tx: Tx) -> None:
    """As `owe_article`, for all of the company's."""
    tx.duties.owe(DutyKind.INDEX_ARTICLE, ALL, clock.real_now())


def owe_all_articles(ports: Ports) -> None:
    """For an index that is new: owe it for every article of every company."""
    store: Store = ports.store
    for tenant in store.directory.tenants():
        with store.write(system(tenant)) as tx:
            if tx.articles.list():
                owe_articles(ports.clock, tx)


def index_article(ports: Ports, principal: Principal, duty: Duty) -> bool:
    """The handler of INDEX_ARTICLE; all languages of an article together."""
    if ports.articles is None:
        return True
    if duty.subject == ALL:
        return _index_all(ports, ports.articles, principal)
    article_id = ArticleId(duty.subject)
    with ports.store.read(principal) as tx:
        known = tx.articles.of_ids([article_id])
    pieces = [piece for article in known for piece in pieces_of(article)]
    if pieces:
        ports.articles.put(principal.tenant, article_id, pieces)
    else:
        ports.articles.forget(principal.tenant, article_id)
    return True


def _index_all(ports: Ports, index: ArticleIndex, principal: Principal) -> bool:
    with ports.store.read(principal) as tx:
        articles = tx.articles.list()
    pieces: defaultdict[ArticleId, list[Piece]] = defaultdict(list)
    for article in articles:
        pieces[article.id] += pieces_of(article)
    if len(pieces) > AT_ONCE:
        with ports.store.write(principal) as tx:
            now = ports.clock.real_now()
            tx.duties.owe_all(DutyKind.INDEX_ARTICLE, sorted(pieces), now)
        return True
    for article_id, its in pieces.items():
        index.put(principal.tenant, article_id, its)
    return True
