"""Help articles are kept per company, language by language."""

from dataclasses import replace

import pytest

from billing.articles import MOST
from billing.errors import InvalidRequest, NotFound, TooMany
from billing.ids import ArticleId
from billing.stores.store import SqlStore
from billing.use_cases.keep_articles import list_articles, put_article, remove_article
from tests.billing.use_cases.help_desk import FEES, GEBUEHR, OPERATOR, found, help_desk, work
from tests.builders import HARBOR, principal
from tests.fakes_index import FakeArticles


def test_an_article_is_kept_indexed_andfound(store: SqlStore) -> None:
    ports = help_desk(store, index := FakeArticles())
    put_article(ports, OPERATOR, FEES)
    put_article(ports, OPERATOR, GEBUEHR)
    assert index.kept == {}
    assert work(ports) == ["fees"]
    assert list_articles(ports, OPERATOR) == (GEBUEHR, FEES)
    assert found(ports, principal()) == ["Sie beträgt 5,00 USD.", "A late fee is 5.00 USD."]


def test_the_same_again_owes_nothing_and_a_new_text_replaces_it(sqlite_store: SqlStore) -> None:
    ports = help_desk(sqlite_store, FakeArticles())
    put_article(ports, OPERATOR, FEES)
    assert work(ports) == ["fees"]
    put_article(ports, OPERATOR, FEES)
    assert work(ports) == []
    put_article(ports, OPERATOR, replace(FEES, text="It is 6.00 USD."))
    assert found(ports, principal()) == ["It is 6.00 USD."], "the store decides, not the index"
    assert work(ports) == ["fees"]


def test_what_was_removed_is_forgotten_language_by_language(store: SqlStore) -> None:
    ports = help_desk(store, index := FakeArticles())
    put_article(ports, OPERATOR, FEES)
    put_article(ports, OPERATOR, GEBUEHR)
    assert remove_article(ports, OPERATOR, FEES.id, "de") == 1
    work(ports)
    assert [piece.article for piece in index.kept[HARBOR, FEES.id]] == [FEES]
    assert remove_article(ports, OPERATOR, FEES.id) == 1
    assert found(ports, principal()) == []
    work(ports)
    assert index.kept == {}
    with pytest.raises(NotFound):
        remove_article(ports, OPERATOR, FEES.id)


def test_card_numbers_are_taken_out_and_bounds_hold(sqlite_store: SqlStore) -> None:
    ports = help_desk(sqlite_store, FakeArticles())
    kept = put_article(ports, OPERATOR, replace(FEES, text="Test with 4242 4242 4242 4242."))
    assert "4242 4242" not in kept.text
    with pytest.raises(InvalidRequest):
        put_article(ports, OPERATOR, replace(FEES, url="http://help.example"))
    many = [replace(FEES, id=ArticleId(f"m-{number}")) for number in range(MOST)]
    with sqlite_store.write(OPERATOR) as tx:
        for each in many[1:]:
            tx.articles.put(each)
    with pytest.raises(TooMany):
        put_article(ports, OPERATOR, many[0])
