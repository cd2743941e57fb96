"""Harbor and its neighbour Lund with help articles: what their stories share."""

from dataclasses import replace
from datetime import timedelta

from billing.articles import Article
from billing.duties import DutyKind
from billing.ids import ArticleId, TenantId
from billing.ports import Ports, Store
from billing.principal import Principal, system
from billing.use_cases.do_duty import do_duty
from billing.use_cases.index_articles import index_article
from billing.use_cases.search_help import search_help
from tests import builders
from tests.builders import HARBOR, put_world, tenant
from tests.fakes_index import FakeArticles

LUND = TenantId("lund")
OPERATOR, NEIGHBOUR = system(HARBOR, "operator"), system(LUND, "operator")
FEES = Article(ArticleId("fees"), "en", "Late fees", "A late fee is 5.00 USD.")
GEBUEHR = replace(FEES, language="de", title="Mahngebühr", text="Sie beträgt 5,00 USD.")
ONLY = frozenset({DutyKind.INDEX_ARTICLE})


def help_desk(store: Store, index: FakeArticles) -> Ports:
    """Both companies in the store, no articles yet."""
    put_world(store)
    with store.write(NEIGHBOUR) as tx:
        tx.tenants.put(replace(tenant(), id=LUND))
    return replace(builders.ports(store), articles=index)


def work(ports: Ports) -> list[str]:
    """Do what is owed to the index of articles now; the subjects."""
    done = []
    now = ports.clock.real_now() + timedelta(seconds=1)
    claim = ports.store.directory.claim_duty
    while (duty := claim(now, timedelta(minutes=1), ONLY)) is not None:
        do_duty(ports, duty, {DutyKind.INDEX_ARTICLE: index_article})
        done.append(duty.subject)
    return done


def found(ports: Ports, who: Principal) -> list[str]:
    """The texts of all candidates for a question about fees."""
    return [each.piece.text for each in search_help(ports, who, "fee", "en")]
