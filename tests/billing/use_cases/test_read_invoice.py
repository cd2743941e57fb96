from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.errors import NotFound
from billing.ids import UploadId
from billing.payments import Allocation
from billing.principal import system
from billing.stores.store import SqlStore
from billing.tenants import CategoryRule
from billing.uploads import Category, UploadState, Verdict
from billing.use_cases.read_invoice import read_invoice
from billing.verdicts import DocumentRefused
from tests.builders import (
    HARBOR,
    OMAR,
    POLICY,
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


def _has_bytes(store: SqlStore, upload_id: UploadId) -> bool:
    with store.read(principal()) as tx:
        try:
            tx.uploads.bytes_of(upload_id)
        except NotFound:
            return False
    return True


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
    assert not _has_bytes(sqlite_store, UP), "nothing is kept but the refusal"


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


def _store_later(store: SqlStore, upload_id: str, minutes: int) -> UploadId:
    made = upload(upload_id, sha256=upload_id.ljust(64, "0"))
    later = replace(made, uploaded_at=made.uploaded_at + timedelta(minutes=minutes))
    with store.write(principal()) as tx:
        tx.uploads.add(later, b"pdf")
    return later.id


def test_another_file_of_an_invoice_read_before_is_a_duplicate_of_it(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store, february())
    _store_upload(sqlite_store)
    desk = ports(sqlite_store)
    first = read_invoice(desk, principal(), UP, _reading)
    scan = {**FIELDS, "invoice_number": "hb 100", "seller_name": "HARBOR POWER AND WATER"}
    second = _store_later(sqlite_store, "up-2", 5)
    again = read_invoice(desk, principal(), second, lambda _: scan)
    assert (again.verdict, again.bill_id) == (Verdict.DUPLICATE_UPLOAD, "HB-100")
    assert again.fields["duplicate_of"] == {"id": "up-1", "uploaded_at": "2026-03-02T09:00:00Z"}
    other = {**FIELDS, "total_amount": "98.40"}
    third = read_invoice(desk, principal(), _store_later(sqlite_store, "up-3", 9), lambda _: other)
    assert third.verdict is Verdict.AMOUNT_DIFFERS
    assert read_invoice(desk, principal(), UP, _reading) == first, "the first stays what it is"


FOREIGN: Mapping[str, object] = {
    "invoice_number": "L-1",
    "seller_name": "Lund AB",
    "total_amount": "5.00",
    "topics": {"rent": 80},
    "fields": {"iban": {"value": "DE89370400440532013000"}},
}


def test_a_foreign_invoice_given_again_with_another_account_is_a_warning(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store)
    desk = ports(sqlite_store)
    first = _store_later(sqlite_store, "up-1", 0)
    assert read_invoice(desk, principal(), first, lambda _: FOREIGN).verdict is Verdict.NOT_OURS
    redirected = {**FOREIGN, "fields": {"iban": {"value": "DE75512108001245126199"}}}
    second = _store_later(sqlite_store, "up-2", 1)
    found = read_invoice(desk, principal(), second, lambda _: redirected)
    assert found.verdict is Verdict.PAYEE_CHANGED
    third = _store_later(sqlite_store, "up-3", 2)
    new = {**FOREIGN, "invoice_number": "L-2"}
    said = read_invoice(desk, principal(), third, lambda _: new).fields["reasons"]
    assert isinstance(said, list)
    codes = [row["code"] for row in said if isinstance(row, dict)]
    assert codes == ["no_such_bill", "iban_before"]


@pytest.mark.parametrize("kept", [False, True])
def test_a_foreign_document_is_kept_only_where_the_policy_says_so(
    sqlite_store: SqlStore, kept: bool
) -> None:
    put_world(sqlite_store, policy=replace(POLICY, uploads_keep_foreign=kept))
    _store_upload(sqlite_store)
    done = read_invoice(ports(sqlite_store), principal(), UP, lambda _: FOREIGN)
    assert (done.verdict, done.fields["total_amount"]) == (Verdict.NOT_OURS, "5.00")
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP).category is Category.RENT
        if kept:
            assert tx.uploads.bytes_of(UP) == b"pdf"
        else:
            with pytest.raises(NotFound):
                tx.uploads.bytes_of(UP)


@pytest.mark.parametrize("kept", [False, True])
def test_a_foreign_document_given_twice_is_kept_no_more_than_once_given(
    sqlite_store: SqlStore, kept: bool
) -> None:
    put_world(sqlite_store, policy=replace(POLICY, uploads_keep_foreign=kept))
    desk = ports(sqlite_store)
    for number in range(2):
        name = _store_later(sqlite_store, f"up-{number}", number)
        done = read_invoice(desk, principal(), name, lambda _: FOREIGN)
        assert _has_bytes(sqlite_store, name) is kept
    assert (done.verdict, done.bill_id) == (Verdict.DUPLICATE_UPLOAD, None)


def test_our_own_bill_given_twice_keeps_its_bytes(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    desk = ports(sqlite_store)
    for number in range(2):
        name = _store_later(sqlite_store, f"up-{number}", number)
        done = read_invoice(desk, principal(), name, _reading)
        assert _has_bytes(sqlite_store, name)
    assert done.verdict is Verdict.DUPLICATE_UPLOAD


def test_what_claims_to_be_ours_is_always_kept(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    _store_upload(sqlite_store)
    done = read_invoice(ports(sqlite_store), principal(), UP, _reading)
    assert done.verdict is Verdict.NOT_OURS, "no such bill"
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.bytes_of(UP) == b"pdf"


def test_a_stored_policy_with_rules_sorts_documents(sqlite_store: SqlStore) -> None:
    rules = (CategoryRule("travel", seller="lund"),)
    put_world(sqlite_store, policy=replace(POLICY, upload_categories=rules))
    _store_upload(sqlite_store)
    done = read_invoice(ports(sqlite_store), principal(), UP, lambda _: FOREIGN)
    assert done.category is Category.TRAVEL
    with sqlite_store.read(principal()) as tx:
        assert tx.tenants.this().policy.upload_categories == rules
