from collections.abc import Mapping

import pytest

from billing.bills import BillState
from billing.errors import NotFound
from billing.ids import UploadId
from billing.payments import Allocation
from billing.principal import system
from billing.stores.store import SqlStore
from billing.uploads import UploadState, Verdict
from billing.use_cases.read_invoice import read_invoice
from billing.verdicts import DocumentRefused
from tests.builders import (
    HARBOR,
    OMAR,
    customer,
    february,
    payment,
    person,
    ports,
    principal,
    put_world,
    upload,
)

FIELDS: Mapping[str, object] = {
    "invoice_number": "HB-100",
    "seller_name": "Harbor Power & Water Inc",
    "currency": "USD",
    "total_amount": "97.40",
    "line_items": [],
    "fields": {"total_amount": {"value": "97.40", "confidence": 0.97, "bbox": [1.5, 2, 3, 4]}},
}
UP = UploadId("up-1")


def _store_upload(store: SqlStore, upload_id: str = "up-1", data: bytes = b"pdf") -> None:
    with store.write(principal()) as tx:
        tx.uploads.add(upload(upload_id), data)


def _reading(_: bytes) -> Mapping[str, object]:
    return FIELDS


def test_a_copy_of_our_bill_is_known(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    _store_upload(sqlite_store)
    done = read_invoice(ports(sqlite_store), principal(), UP, _reading)
    assert (done.state, done.verdict, done.bill_id) == (
        UploadState.READ,
        Verdict.KNOWN_OPEN,
        "HB-100",
    )
    with sqlite_store.read(principal()) as tx:
        stored = tx.uploads.get(UP)
    assert stored.fields["total_amount"] == "97.40"
    assert stored.fields["fields"] == FIELDS["fields"]
    assert stored.verdict is Verdict.KNOWN_OPEN


def test_reading_holds_no_transaction_open(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    _store_upload(sqlite_store)

    def reading(data: bytes) -> Mapping[str, object]:
        assert data == b"pdf"
        with sqlite_store.write(system(HARBOR)) as tx:
            tx.bills.put(february())
        return FIELDS

    assert read_invoice(ports(sqlite_store), principal(), UP, reading).state is UploadState.READ


def test_the_same_bytes_again_are_a_duplicate(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    for name in ("up-1", "up-2"):
        _store_upload(sqlite_store, name)
    desk = ports(sqlite_store)
    read_invoice(desk, principal(), UP, _reading)
    again = read_invoice(desk, principal(), UploadId("up-2"), _reading)
    assert (again.verdict, again.bill_id) == (Verdict.DUPLICATE_UPLOAD, "HB-100")


def test_what_is_no_invoice_is_refused_with_a_code(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    _store_upload(sqlite_store)

    def reading(_: bytes) -> Mapping[str, object]:
        raise DocumentRefused("encrypted", "This PDF is protected by a password.")

    done = read_invoice(ports(sqlite_store), principal(), UP, reading)
    assert (done.state, done.refusal, done.verdict) == (UploadState.REFUSED, "encrypted", None)


def test_a_document_is_read_once(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    _store_upload(sqlite_store)
    desk, reads = ports(sqlite_store), []

    def reading(data: bytes) -> Mapping[str, object]:
        reads.append(data)
        return FIELDS

    first = read_invoice(desk, principal(), UP, reading)
    assert read_invoice(desk, principal(), UP, reading) == first
    assert len(reads) == 1


def test_a_document_makes_and_changes_no_bill(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    _store_upload(sqlite_store)

    def reading(_: bytes) -> Mapping[str, object]:
        return {**FIELDS, "total_amount": "9999.00"}

    done = read_invoice(ports(sqlite_store), principal(), UP, reading)
    assert done.verdict is Verdict.AMOUNT_DIFFERS
    assert done.fields["reasons"] == [
        {"code": "amount", "document": "9999.00 USD", "ours": "97.40 USD"}
    ]
    with sqlite_store.read(principal()) as tx:
        assert tx.bills.get(february().id).amount == february().amount
        assert tx.bills.get(february().id).version == 1


def test_another_persons_document_is_not_found(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, customer(OMAR), person(OMAR))
    _store_upload(sqlite_store)
    with pytest.raises(NotFound):
        read_invoice(ports(sqlite_store), principal(OMAR), UP, _reading)


def test_a_bill_paid_since_the_upload_is_not_called_open(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    _store_upload(sqlite_store)
    desk = ports(sqlite_store)
    assert read_invoice(desk, principal(), UP, _reading).verdict is Verdict.KNOWN_OPEN
    with sqlite_store.write(system(HARBOR)) as tx:
        paid = payment(bill_id="HB-100", amount="97.40", method_id=None)
        tx.payments.add(paid)
        tx.payments.allocate(Allocation(paid.id, paid.bill_id, paid.amount), paid.created_at)
        tx.bills.set_state(paid.bill_id, BillState.PAID)
    again = read_invoice(desk, principal(), UP, _reading)
    assert again.verdict is Verdict.ALREADY_PAID
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP).verdict is Verdict.ALREADY_PAID
