"""A conversation waits for a document: noted while it is being read, not needed afterwards."""

import pytest

from billing.errors import NotFound
from billing.ids import UploadId
from billing.stores.store import SqlStore
from billing.uploads import UploadState
from billing.use_cases.read_invoice import read_invoice
from billing.use_cases.wait_for_reading import wait_for_reading
from tests.builders import (
    OMAR,
    conversation,
    customer,
    person,
    ports,
    principal,
    put_world,
    upload,
)

UP, THREAD = UploadId("up-1"), conversation().id


def _world(store: SqlStore) -> None:
    put_world(store, customer(OMAR), person(OMAR))
    with store.write(principal()) as tx:
        tx.uploads.add(upload(), b"pdf")


def test_the_conversation_is_kept_with_a_document_that_is_being_read(
    sqlite_store: SqlStore,
) -> None:
    _world(sqlite_store)
    waiting = wait_for_reading(ports(sqlite_store), principal(), UP, THREAD)
    assert (waiting.state, waiting.conversation_id) == (UploadState.PROCESSING, THREAD)
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP) == waiting


def test_nobody_waits_for_what_is_read_or_without_a_conversation(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    desk = ports(sqlite_store)
    assert wait_for_reading(desk, principal(), UP, None).conversation_id is None
    read_invoice(desk, principal(), UP, lambda _: {})
    found = wait_for_reading(desk, principal(), UP, THREAD)
    assert (found.state, found.conversation_id) == (UploadState.READ, None)


def test_anothers_document_is_not_found(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    with pytest.raises(NotFound):
        wait_for_reading(ports(sqlite_store), principal(OMAR), UP, THREAD)
