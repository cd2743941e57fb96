"""The index follows the documents: read, removed, unreadable, and all of them for a new index."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.duties import DutyKind
from billing.ids import UploadId
from billing.ports import Ports
from billing.principal import system
from billing.stores.store import SqlStore
from billing.uploads import UploadState
from billing.use_cases.do_duty import do_duty
from billing.use_cases.find_invoice import find_invoice
from billing.use_cases.index_upload import indexes_uploads, owe_all_indexing
from billing.use_cases.read_invoice import read_invoice
from billing.verdicts import DocumentRefused
from billing.views import upload_view
from tests import builders
from tests.builders import HARBOR, NORA, POLICY, principal, put_world, tenant, upload
from tests.fakes_index import FakeIndex

ONE = UploadId("up-1")


def _world(store: SqlStore, index: FakeIndex | None) -> Ports:
    put_world(store)
    with store.write(principal()) as tx:
        tx.uploads.add(upload(), b"page one")
    return replace(builders.ports(store), index=index)


def _read(ports: Ports) -> None:
    read_invoice(ports, principal(), ONE, lambda _: {"invoice_number": "L-1"})


def _texts(data: bytes, recognised: str) -> Sequence[str]:
    if recognised:
        return (f"seen before: {recognised}",)
    if data != b"page one":
        raise DocumentRefused("broken_file", "damaged")
    return ("the first page", "a roaming charge")


def _work(ports: Ports) -> int:
    """Do what is owed to the index now."""
    only = frozenset({DutyKind.INDEX_UPLOAD})
    done = 0
    now = ports.clock.real_now() + timedelta(seconds=1)
    while (duty := ports.store.directory.claim_duty(now, timedelta(minutes=1), only)) is not None:
        do_duty(ports, duty, {DutyKind.INDEX_UPLOAD: indexes_uploads(_texts)})
        done += 1
    return done


def test_a_document_that_was_read_is_indexed_once(sqlite_store: SqlStore) -> None:
    index = FakeIndex()
    ports = _world(sqlite_store, index)
    _read(ports)
    assert index.kept == {}  # not in the customer's own time
    assert _work(ports) == 1
    assert index.kept[HARBOR, ONE] == (NORA, ("the first page", "a roaming charge"))
    _read(ports)
    assert _work(ports) == 0


def test_what_a_reader_saw_in_pictures_reaches_the_index_and_nobody_else(
    sqlite_store: SqlStore,
) -> None:
    index = FakeIndex()
    ports = _world(sqlite_store, index)
    seen = {"invoice_number": "L-1", "recognised": "QUJD"}
    done = read_invoice(ports, principal(), ONE, lambda _: seen)
    assert "QUJD" not in str(upload_view(done))
    assert _work(ports) == 1
    assert index.kept[HARBOR, ONE] == (NORA, ("seen before: QUJD",))


def test_what_was_removed_since_is_forgotten(sqlite_store: SqlStore) -> None:
    index = FakeIndex()
    ports = _world(sqlite_store, index)
    index.put(HARBOR, NORA, ONE, ["old"])
    _read(ports)
    with sqlite_store.write(principal()) as tx:
        tx.uploads.forget_bytes(ONE)
    assert _work(ports) == 1
    assert index.kept == {}


def test_what_is_removed_while_its_pages_are_read_is_forgotten(sqlite_store: SqlStore) -> None:
    index = FakeIndex()
    ports = _world(sqlite_store, index)
    _read(ports)

    def slowly(data: bytes, recognised: str) -> Sequence[str]:
        with sqlite_store.write(principal()) as tx:
            tx.uploads.forget_bytes(ONE)
        return _texts(data, recognised)

    now = ports.clock.real_now() + timedelta(seconds=1)
    duty = sqlite_store.directory.claim_duty(
        now, timedelta(minutes=1), frozenset({DutyKind.INDEX_UPLOAD})
    )
    assert duty is not None
    do_duty(ports, duty, {DutyKind.INDEX_UPLOAD: indexes_uploads(slowly)})
    assert index.kept == {}


@pytest.mark.parametrize("state", [UploadState.REFUSED, UploadState.PROCESSING])
def test_a_document_that_is_not_read_leaves_no_pages(
    sqlite_store: SqlStore, state: UploadState
) -> None:
    index = FakeIndex()
    ports = _world(sqlite_store, index)
    _read(ports)
    with sqlite_store.write(principal()) as tx:
        tx.uploads.put(replace(tx.uploads.get(ONE), state=state))
    assert _work(ports) == 1
    assert index.kept.get((HARBOR, ONE), (NORA, ()))[1] == ()


@pytest.mark.parametrize("may", [False, True])
def test_documents_leave_the_house_only_where_the_company_lets_a_model_be_asked(
    sqlite_store: SqlStore, may: bool
) -> None:
    index = FakeIndex(is_outside=True)
    ports = _world(sqlite_store, index)
    with sqlite_store.write(system(HARBOR)) as tx:
        tx.tenants.put(tenant(replace(POLICY, uploads_ask_model=may)))
    index.kept[HARBOR, ONE] = (NORA, ("put before the policy changed",))
    assert bool(find_invoice(ports, principal(), "policy").pages) is False, "not read yet"
    _read(ports)
    assert bool(find_invoice(ports, principal(), "policy").pages) is may
    assert _work(ports) == 1
    assert ((HARBOR, ONE) in index.kept) is may


def test_an_index_that_is_away_is_tried_again(sqlite_store: SqlStore) -> None:
    index = FakeIndex(away=True)
    ports = _world(sqlite_store, index)
    _read(ports)
    assert _work(ports) == 1
    index.away = False
    later = ports.clock.real_now() + timedelta(days=1)
    duty = sqlite_store.directory.claim_duty(
        later, timedelta(minutes=1), frozenset({DutyKind.INDEX_UPLOAD})
    )
    assert duty is not None


def test_where_nothing_is_indexed_nothing_is_owed(sqlite_store: SqlStore) -> None:
    ports = _world(sqlite_store, None)
    _read(ports)
    assert _work(ports) == 0


def test_a_new_index_is_owed_every_document(sqlite_store: SqlStore) -> None:
    ports = _world(sqlite_store, None)
    _read(ports)
    index = FakeIndex()
    owe_all_indexing(replace(ports, index=index))
    assert _work(replace(ports, index=index)) == 1
    assert (HARBOR, ONE) in index.kept
