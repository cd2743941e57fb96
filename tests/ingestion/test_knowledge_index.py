"""The index of help articles over a real embedded store."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from billing.articles import Article, pieces_of
from billing.errors import IndexUnavailable
from billing.ids import ArticleId, CustomerId, TenantId, UploadId
from ingestion.embeddings import Hashing
from ingestion.index import ChromaIndex
from ingestion.knowledge_index import ChromaArticles

HARBOR, LUND = TenantId("harbor"), TenantId("lund")
FEES = Article(ArticleId("fees"), "en", "Late fees", "A late fee of 5.00 USD is added.")
ROAMING = Article(ArticleId("roaming"), "de", "Roaming", "Im Ausland kosten Daten 12,00 EUR.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaIndex]:
    made = ChromaIndex(tmp_path / "index", Hashing(b"salt"), b"salt")
    yield made
    made.close()


def put(index: ChromaArticles, tenant: TenantId, *articles: Article) -> None:
    for each in articles:
        index.put(tenant, each.id, pieces_of(each))


def closest(index: ChromaArticles, asked: str, tenant: TenantId = HARBOR) -> str | None:
    hits = index.search(tenant, asked, "en", 5)
    return hits[0].article_id if hits else None


def test_the_article_that_speaks_of_it_is_closest_also_in_another_language(
    store: ChromaIndex,
) -> None:
    index = ChromaArticles(store)
    put(index, HARBOR, FEES, ROAMING)
    assert closest(index, "when do you charge a late fee?") == "fees"
    assert closest(index, "Wann kommt die Mahngebühr?") == "fees"
    assert closest(index, "roaming abroad") == "roaming"
    assert closest(index, "???") is None


def test_companies_and_documents_have_collections_of_their_own(store: ChromaIndex) -> None:
    index = ChromaArticles(store)
    put(index, HARBOR, FEES)
    put(index, LUND, ROAMING)
    store.put(HARBOR, CustomerId("c-nora"), UploadId("up-1"), ["A late fee"])
    assert [hit.article_id for hit in index.search(LUND, "late fee", "en", 5)] == ["roaming"]
    assert [hit.article_id for hit in index.search(HARBOR, "late fee", "en", 5)] == ["fees"]
    assert closest(index, "late fee", TenantId("nobody")) is None


def test_put_again_replaces_forget_removes_and_a_restart_changes_nothing(
    store: ChromaIndex,
) -> None:
    index = ChromaArticles(store)
    long = replace(FEES, text="\n".join(f"# Part {n}\nA late fee." for n in range(5)))
    put(index, HARBOR, long)
    assert len(index.search(HARBOR, "late fee", "en", 9)) == 5
    put(index, HARBOR, FEES)
    store.close()
    assert len(index.search(HARBOR, "late fee", "en", 9)) == 1
    index.forget(HARBOR, FEES.id)
    assert index.search(HARBOR, "late fee", "en", 9) == ()
    index.forget(TenantId("nobody"), FEES.id)


def test_no_text_is_on_the_disk(store: ChromaIndex, tmp_path: Path) -> None:
    index = ChromaArticles(store)
    put(index, HARBOR, replace(FEES, text="Xylophone hire costs a late fee."))
    store.close()
    files = [path.read_bytes().lower() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"fees" in body for body in files)
    assert not any(b"xylophone" in body for body in files)


def test_the_customers_language_is_among_the_hits_however_many_others_there_are(
    store: ChromaIndex,
) -> None:
    index = ChromaArticles(store)
    others = [replace(FEES, id=ArticleId(f"f-{n}"), language="fr") for n in range(6)]
    put(index, HARBOR, *others, ROAMING)
    hits = index.search(HARBOR, "late fee", "de", 3)
    assert "roaming" in {hit.article_id for hit in hits}
    assert len(hits) == 4


def test_a_server_that_is_away_is_unavailable() -> None:
    index = ChromaArticles(ChromaIndex("http://127.0.0.1:9", Hashing(b"s"), b"s"))
    with pytest.raises(IndexUnavailable):
        index.search(HARBOR, "late fee", "en", 5)
    with pytest.raises(IndexUnavailable):
        index.put(HARBOR, FEES.id, pieces_of(FEES))
