"""Finding a page: whatever the index says, only the customer's own documents are answered."""

from dataclasses import replace

import pytest

from billing.errors import IndexUnavailable
from billing.ids import UploadId
from billing.ports import Ports
from billing.stores.store import SqlStore
from billing.use_cases.find_invoice import find_invoice
from billing.use_cases.read_invoice import read_invoice
from tests import builders
from tests.builders import HARBOR, NORA, OMAR, customer, february, person, principal, put_world
from tests.fakes_index import FakeIndex

ONE = UploadId("up-1")


def _world(store: SqlStore, index: FakeIndex) -> Ports:
    put_world(store, february(), customer(OMAR), person(OMAR))
    ports = replace(builders.ports(store), index=index)
    with store.write(principal()) as tx:
        tx.uploads.add(builders.upload(), b"x")
    read_invoice(ports, principal(), ONE, lambda _: {"invoice_number": "L-1"})
    index.put(HARBOR, NORA, ONE, ["cover", "roaming", "roaming too"])
    return ports


def test_a_document_is_named_once_with_its_best_page(sqlite_store: SqlStore) -> None:
    ports = _world(sqlite_store, FakeIndex())
    found = find_invoice(ports, principal(), "Roaming")
    assert [(each.upload.id, each.page) for each in found.pages] == [("up-1", 2)]
    assert found.bills == ()


def test_a_leaking_index_shows_nobody_anothers_document(sqlite_store: SqlStore) -> None:
    ports = _world(sqlite_store, FakeIndex(leaks=True))
    assert find_invoice(ports, principal(), "roaming").pages
    assert find_invoice(ports, principal(OMAR), "roaming").pages == ()


def test_a_document_that_is_gone_is_not_answered(sqlite_store: SqlStore) -> None:
    index = FakeIndex()
    ports = _world(sqlite_store, index)
    index.put(HARBOR, NORA, UploadId("up-gone"), ["balcony"])
    assert find_invoice(ports, principal(), "balcony").pages == ()


def test_own_bills_are_found_by_their_lines(sqlite_store: SqlStore) -> None:
    ports = _world(sqlite_store, FakeIndex())
    line = february().lines[0].description.casefold().split()[0]
    found = find_invoice(ports, principal(), line, frozenset({line}))
    assert [bill.id for bill in found.bills] == [february().id]
    assert find_invoice(ports, principal(OMAR), line, frozenset({line})).bills == ()


def test_without_an_index_it_says_so(sqlite_store: SqlStore) -> None:
    ports = _world(sqlite_store, FakeIndex())
    with pytest.raises(IndexUnavailable):
        find_invoice(replace(ports, index=FakeIndex(away=True)), principal(), "roaming")
    with pytest.raises(IndexUnavailable):
        find_invoice(replace(ports, index=None), principal(), "roaming")
