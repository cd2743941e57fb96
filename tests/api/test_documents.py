"""The index as the settings have it: made lazily, named clearly when it cannot be, begun once."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.documents import make_index, make_page_texts, make_picture, prepare_index
from api.settings import Settings
from api.worker import SCANS, Worker
from billing.articles import Article
from billing.duties import Duty, DutyKind
from billing.errors import InvalidRequest
from billing.ids import ArticleId, UploadId
from billing.ports import Ports, Store
from billing.principal import system
from billing.use_cases.do_duty import do_duty
from billing.use_cases.index_articles import index_article
from billing.use_cases.read_invoice import read_invoice
from billing.verdicts import DocumentRefused
from ingestion.read_invoice import InvoiceReader
from tests import builders
from tests.fakes_index import FakeArticles, FakeIndex

HANDLERS = {DutyKind.INDEX_ARTICLE: index_article}


def _read(ports: Ports) -> None:
    builders.put_world(ports.store)
    with ports.store.write(builders.principal()) as tx:
        tx.uploads.add(builders.upload(), b"x")
    read_invoice(ports, builders.principal(), UploadId("up-1"), lambda _: {"invoice_number": "L"})


def test_an_index_that_was_made_is_not_opened(sqlite_store: Store, tmp_path: Path) -> None:
    index = make_index(Settings(data_dir=tmp_path), sqlite_store)
    assert not index.is_open
    assert index.search(builders.HARBOR, builders.NORA, "roaming", 5) == ()
    assert not index.is_open
    assert not (tmp_path / "index").exists()


def test_a_model_that_is_not_here_stops_the_start_with_its_name(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings(data_dir=tmp_path, embeddings="onnx-minilm")
    with pytest.raises(InvalidRequest, match="all-MiniLM-L6-v2"):
        make_index(settings, sqlite_store)


def test_a_new_index_and_one_by_another_maker_are_owed_all_documents_once(
    sqlite_store: Store, tmp_path: Path
) -> None:
    ports = builders.ports(sqlite_store)
    _read(ports)
    ports = replace(ports, index=FakeIndex())
    done: list[str] = []

    def handle(ports: Ports, duty: Duty) -> None:
        done.append(duty.subject)
        with ports.store.write(system(duty.tenant_id)) as tx:
            tx.duties.close_claimed(duty)

    worker = Worker(ports, handle=handle)
    for settings in (
        Settings(data_dir=tmp_path),
        Settings(data_dir=tmp_path),
        Settings(data_dir=tmp_path, embeddings="openai:small"),
    ):
        prepare_index(settings, ports)
        while worker.step(frozenset({DutyKind.INDEX_UPLOAD})):
            pass
    assert done == ["up-1", "up-1"]


def test_a_worker_leaves_what_it_cannot_do_to_others(sqlite_store: Store) -> None:
    ports = replace(builders.ports(sqlite_store), index=FakeIndex())
    _read(ports)
    asked: list[str] = []
    worker = Worker(
        ports,
        handle=lambda _, duty: asked.append(duty.kind),
        leaves=frozenset({DutyKind.INDEX_UPLOAD}),
    )
    assert not worker.step(SCANS - worker.leaves)
    worker.start()
    worker.stop()
    assert DutyKind.INDEX_UPLOAD not in asked


def test_refusals_are_said_in_billings_own_kind() -> None:
    with InvoiceReader(parallel=1) as reader:
        with pytest.raises(DocumentRefused):
            make_page_texts(reader)(b"not a document", "")
        with pytest.raises(DocumentRefused):
            make_picture(reader)(b"not a document", 1)


def test_a_new_index_is_owed_the_articles_of_every_company_that_has_some_once(
    sqlite_store: Store, tmp_path: Path
) -> None:
    ports = replace(builders.ports(sqlite_store), articles=FakeArticles())
    builders.put_world(sqlite_store)
    with sqlite_store.write(system(builders.HARBOR)) as tx:
        tx.articles.put(Article(ArticleId("fees"), "en", "Fees", "A fee."))
    worker = Worker(ports, handle=lambda ports, duty: do_duty(ports, duty, HANDLERS))
    articles = frozenset({DutyKind.INDEX_ARTICLE})
    prepare_index(Settings(data_dir=tmp_path), ports)
    assert worker.step(articles)
    prepare_index(Settings(data_dir=tmp_path), ports)
    assert not worker.step(articles)
    assert isinstance(ports.articles, FakeArticles)
    assert list(ports.articles.kept) == [(builders.HARBOR, "fees")]
