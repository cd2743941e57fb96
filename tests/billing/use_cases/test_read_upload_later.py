"""The worker reads what takes long, once, and owes a word to whoever waits."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from billing.duties import DutyKind
from billing.errors import NotFound, StoreUnavailable
from billing.ids import UploadId
from billing.principal import system
from billing.stores.store import SqlStore
from billing.uploads import UploadState, Verdict
from billing.use_cases.do_duty import do_duty
from billing.use_cases.read_invoice import Reading, read_invoice
from billing.use_cases.read_upload_later import reads_uploads
from billing.use_cases.wait_for_reading import wait_for_reading
from billing.verdicts import DocumentRefused, ReadLater
from tests.builders import (
    HARBOR,
    conversation,
    february,
    ports,
    principal,
    put_world,
    upload,
)
from tests.fakes import FakeClock

UP = UploadId("up-1")
FIELDS: Mapping[str, object] = {
    "invoice_number": "HB-100",
    "seller_name": "Harbor Power & Water Inc",
    "currency": "USD",
    "total_amount": "97.40",
}


def _reading(_: bytes) -> Mapping[str, object]:
    return FIELDS


def _store_upload(store: SqlStore) -> None:
    with store.write(principal()) as tx:
        tx.uploads.add(upload(), b"pdf")


def _later(_: bytes) -> Mapping[str, object]:
    raise ReadLater


def _do_reading(store: SqlStore, reading: Reading) -> int:
    """Do every reading that is owed; how many there were."""
    clock, done = FakeClock(), 0
    handle = {DutyKind.READ_UPLOAD: reads_uploads(reading)}
    while done < 10:
        duty = store.directory.claim_duty(
            clock.real_now(), timedelta(minutes=1), frozenset({DutyKind.READ_UPLOAD})
        )
        if duty is None:
            return done
        do_duty(ports(store, clock), duty, handle)
        clock.move(timedelta(days=30))
        done += 1
    return done


def test_a_scan_is_read_by_the_worker_and_its_conversation_is_owed_a_word(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store, february(), conversation())
    _store_upload(sqlite_store)
    desk = ports(sqlite_store)
    assert read_invoice(desk, principal(), UP, _later).state is UploadState.PROCESSING
    waiting = wait_for_reading(desk, principal(), UP, conversation().id)
    assert waiting.state is UploadState.PROCESSING
    assert _do_reading(sqlite_store, _reading) == 1
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP).verdict is Verdict.KNOWN_OPEN
    telling = frozenset({DutyKind.TELL_CONVERSATION})
    owed = sqlite_store.directory.claim_duty(
        FakeClock().real_now() + timedelta(days=99), timedelta(minutes=1), telling
    )
    assert owed is not None
    assert owed.subject == "upload/up-1"
    assert wait_for_reading(desk, principal(), UP, conversation().id).state is UploadState.READ


def test_a_scan_that_cannot_be_read_is_refused_and_the_duty_ends(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    _store_upload(sqlite_store)
    read_invoice(ports(sqlite_store), principal(), UP, _later)

    def reading(_: bytes) -> Mapping[str, object]:
        raise DocumentRefused("no_text_layer", "I see no text.")

    assert _do_reading(sqlite_store, reading) == 1
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP).refusal == "no_text_layer"


def test_a_reader_that_keeps_failing_is_given_up(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    _store_upload(sqlite_store)
    read_invoice(ports(sqlite_store), principal(), UP, _later)

    def reading(_: bytes) -> Mapping[str, object]:
        raise StoreUnavailable

    assert _do_reading(sqlite_store, reading) == 4
    with sqlite_store.read(principal()) as tx:
        assert (tx.uploads.get(UP).state, tx.uploads.get(UP).refusal) == (
            UploadState.REFUSED,
            "too_complex",
        )
        with pytest.raises(NotFound):
            tx.uploads.bytes_of(UP)


def test_a_reading_owed_for_a_document_that_is_read_or_gone_is_closed(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store)
    _store_upload(sqlite_store)
    desk = ports(sqlite_store)
    read_invoice(desk, principal(), UP, _later)
    read_invoice(desk, principal(), UP, _reading)
    with sqlite_store.write(system(HARBOR)) as tx:
        tx.duties.owe(DutyKind.READ_UPLOAD, "up-gone", FakeClock().real_now())

    def never(_: bytes) -> Mapping[str, object]:
        raise AssertionError

    assert _do_reading(sqlite_store, never) == 2
    assert _do_reading(sqlite_store, never) == 0
