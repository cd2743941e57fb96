"""What the index finds is looked up again: nobody reads another company's articles."""

from dataclasses import replace

import pytest

from billing.articles import MOST_PIECES
from billing.errors import IndexUnavailable, NotFound
from billing.ids import ArticleId
from billing.stores.store import SqlStore
from billing.use_cases.keep_articles import list_articles, put_article, remove_article
from billing.use_cases.search_help import search_help
from tests.billing.use_cases.help_desk import FEES, NEIGHBOUR, OPERATOR, found, help_desk, work
from tests.builders import principal
from tests.fakes_index import FakeArticles


def test_no_company_reads_anothers_even_when_the_index_leaks(store: SqlStore) -> None:
    ports = help_desk(store, index := FakeArticles())
    put_article(ports, OPERATOR, FEES)
    put_article(ports, NEIGHBOUR, replace(FEES, text="Lund takes 9.00 EUR."))
    put_article(ports, NEIGHBOUR, replace(FEES, id=ArticleId("secret"), text="Only for Lund."))
    work(ports)
    index.leaks = True
    assert found(ports, principal()) == ["A late fee is 5.00 USD."]
    with pytest.raises(NotFound):
        remove_article(ports, OPERATOR, ArticleId("secret"))
    assert len(list_articles(ports, NEIGHBOUR)) == 2


def test_of_a_long_article_only_the_pieces_that_were_found_are_weighed(
    sqlite_store: SqlStore,
) -> None:
    ports = help_desk(sqlite_store, FakeArticles())
    text = "\n".join(f"# Part {number}\nA fee." for number in range(MOST_PIECES))
    put_article(ports, OPERATOR, replace(FEES, text=text))
    work(ports)
    assert 0 < len(found(ports, principal())) < MOST_PIECES


def test_without_an_index_nothing_is_answered(sqlite_store: SqlStore) -> None:
    ports = replace(help_desk(sqlite_store, FakeArticles()), articles=None)
    with pytest.raises(IndexUnavailable):
        search_help(ports, principal(), "fee", "en")
