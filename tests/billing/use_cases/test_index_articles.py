"""The index of help articles follows them: a duty, also for an index that is new."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.duties import DutyKind
from billing.errors import IndexUnavailable
from billing.ids import ArticleId
from billing.stores.store import SqlStore
from billing.use_cases.do_duty import do_duty
from billing.use_cases.index_articles import AT_ONCE, index_article, owe_all_articles
from billing.use_cases.keep_articles import put_article
from billing.use_cases.search_help import search_help
from tests.billing.use_cases.help_desk import FEES, ONLY, OPERATOR, found, help_desk, work
from tests.builders import principal
from tests.fakes_index import FakeArticles


def test_a_new_index_is_owed_everything_in_duties_of_bounded_size(sqlite_store: SqlStore) -> None:
    ports = help_desk(sqlite_store, FakeArticles())
    for number in range(3):
        put_article(ports, OPERATOR, replace(FEES, id=ArticleId(f"a-{number}")))
    work(ports)
    fresh = replace(ports, articles=FakeArticles())
    owe_all_articles(fresh)
    assert work(fresh) == ["*"]
    assert len(found(fresh, principal())) == 3
    for number in range(3, AT_ONCE + 1):
        put_article(ports, OPERATOR, replace(FEES, id=ArticleId(f"a-{number}")))
    work(ports)
    fresh = replace(ports, articles=FakeArticles())
    owe_all_articles(fresh)
    assert len(work(fresh)) == 1 + AT_ONCE + 1


def test_an_index_that_is_away_leaves_the_duty_owed(sqlite_store: SqlStore) -> None:
    ports = help_desk(sqlite_store, index := FakeArticles(away=True))
    put_article(ports, OPERATOR, FEES)
    now = ports.clock.real_now() + timedelta(seconds=1)
    claim = ports.store.directory.claim_duty
    duty = claim(now, timedelta(minutes=1), ONLY)
    assert duty is not None
    do_duty(ports, duty, {DutyKind.INDEX_ARTICLE: index_article})
    with pytest.raises(IndexUnavailable):
        search_help(ports, principal(), "fee", "en")
    index.away = False
    assert claim(now + timedelta(hours=1), timedelta(minutes=1), ONLY) is not None
