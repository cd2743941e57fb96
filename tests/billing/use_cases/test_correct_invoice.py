"""What a customer puts right in a document: kept, judged anew, learned, and nothing else moved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.duties import DutyKind
from billing.errors import InvalidRequest, NotFound
from billing.ids import CustomerId, UploadId
from billing.principal import system
from billing.stores.store import SqlStore
from billing.upload_fields import WrongValue, sources
from billing.uploads import Category, Upload, UploadQuery, UploadState, Verdict
from billing.use_cases.correct_invoice import NotRead, correct_invoice
from billing.use_cases.read_invoice import read_invoice
from tests.builders import (
    HARBOR,
    NORA,
    OMAR,
    customer,
    february,
    person,
    ports,
    principal,
    put_world,
    upload,
)
from tests.fakes import FakeClock
from tests.fakes_index import FakeIndex

THEIRS = "DE89370400440532013000"
UP = UploadId("up-1")
LUND: Mapping[str, object] = {
    "invoice_number": "2026-77",
    "seller_name": "Lund AB",
    "currency": "EUR",
    "issue_date": "2026-02-20",
    "due_date": "2026-02-20",
    "total_amount": "12.00",
    "beside": [
        {"label": "forfallodag", "value": "2026-03-22", "kind": "date"},
        {"label": "fakturadatum", "value": "2026-02-20", "kind": "date"},
    ],
    "topics": {"telecom": 70},
}


def _read(
    store: SqlStore,
    fields: Mapping[str, object],
    name: str = "up-1",
    who: CustomerId = NORA,
    later: int = 0,
) -> Upload:
    document = upload(name, sha256=name.ljust(64, "0"))
    clock = FakeClock()
    clock.move(timedelta(minutes=later))
    mine = principal(who)
    stored = Upload(
        id=document.id,
        customer_id=who,
        person_id=mine.require_person(),
        sha256=document.sha256,
        size=3,
        media_type="application/pdf",
        state=UploadState.PROCESSING,
        uploaded_at=document.uploaded_at + timedelta(minutes=later),
    )
    with store.write(mine) as tx:
        tx.uploads.add(stored, b"pdf")
    return read_invoice(ports(store), mine, stored.id, lambda _: fields)


def test_a_correction_is_kept_with_its_source_and_written_down(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    _read(sqlite_store, LUND)
    done = correct_invoice(ports(sqlite_store), principal(), UP, {"due_date": "2026-03-22"})
    assert done.fields["due_date"] == "2026-03-22"
    assert sources(done.fields) == {"due_date": "customer"}
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP) == done
    with sqlite_store.write(system(HARBOR)) as tx:
        tx.trail.seal()
        entries = tx.trail.of_subject(UP)
    noted = next(entry for entry in entries if entry.verb == "upload.corrected")
    assert noted.details["fields"] == "due_date"
    assert "2026-03-22" not in str(noted.details), "ids only"


def test_the_verdict_is_judged_anew_and_no_bill_changes(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    misread = {**LUND, "seller_name": "Harbor Power & Water Inc", "currency": "USD"}
    assert _read(sqlite_store, misread).verdict is Verdict.NOT_OURS
    desk = ports(sqlite_store)
    done = correct_invoice(desk, principal(), UP, {"invoice_number": "HB-100"})
    assert (done.verdict, done.bill_id) == (Verdict.AMOUNT_DIFFERS, "HB-100")
    done = correct_invoice(desk, principal(), UP, {"total_amount": "97.4"})
    assert (done.verdict, done.fields["total_amount"]) == (Verdict.KNOWN_OPEN, "97.40")
    with sqlite_store.read(principal()) as tx:
        kept = tx.bills.get(february().id)
    assert (kept.amount, kept.version, kept.state) == (february().amount, 1, february().state)


@pytest.mark.parametrize(
    "values",
    [
        {"invoice_number": "HB-999", "total_amount": "1.00"},
        {"seller_name": "Harbor Power & Water Inc"},
        {"total_amount": "97.40"},
    ],
)
def test_no_correction_takes_the_warning_about_the_payee_away(
    sqlite_store: SqlStore, values: dict[str, str | None]
) -> None:
    put_world(sqlite_store, february())
    redirected = {**LUND, "invoice_number": "HB-100", "fields": {"iban": {"value": THEIRS}}}
    assert _read(sqlite_store, redirected).verdict is Verdict.PAYEE_CHANGED
    done = correct_invoice(ports(sqlite_store), principal(), UP, values)
    assert done.verdict is Verdict.PAYEE_CHANGED


def test_a_foreign_invoice_cannot_be_made_ours(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    assert _read(sqlite_store, {**LUND, "currency": "USD"}).verdict is Verdict.NOT_OURS
    claims = {
        "seller_name": "Harbor Power & Water Inc",
        "invoice_number": "HB-100",
        "total_amount": "97.40",
    }
    done = correct_invoice(ports(sqlite_store), principal(), UP, claims)
    assert done.verdict is Verdict.PAYEE_CHANGED, "the page still says Lund"


def test_a_document_corrected_to_somebody_elses_is_forgotten(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    unsaid = {name: value for name, value in LUND.items() if name != "seller_name"}
    index = FakeIndex()
    desk = replace(ports(sqlite_store), index=index)
    _read(sqlite_store, {**unsaid, "page_images": [{"page": 1}], "recognised": "QUJD"})
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.bytes_of(UP) == b"pdf"
    done = correct_invoice(desk, principal(), UP, {"seller_name": "Lund AB"})
    assert done.verdict is Verdict.NOT_OURS
    assert not {"page_images", "recognised"} & set(done.fields)
    with sqlite_store.read(principal()) as tx, pytest.raises(NotFound):
        tx.uploads.bytes_of(UP)
    now, only = FakeClock().real_now() + timedelta(days=1), frozenset({DutyKind.INDEX_UPLOAD})
    assert sqlite_store.directory.claim_duty(now, timedelta(minutes=1), only) is not None


def test_a_page_that_says_it_is_ours_is_kept_whatever_the_customer_says(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store)
    _read(sqlite_store, {**LUND, "seller_name": "Harbor Power & Water Inc"})
    done = correct_invoice(ports(sqlite_store), principal(), UP, {"seller_name": "Lund AB"})
    assert done.verdict is Verdict.NOT_OURS
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.bytes_of(UP) == b"pdf"


def test_a_correction_is_learned_for_later_invoices_of_the_same_sender(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store)
    _read(sqlite_store, LUND)
    correct_invoice(ports(sqlite_store), principal(), UP, {"due_date": "2026-03-22"})
    next_one = {
        **LUND,
        "invoice_number": "2026-78",
        "seller_name": "LUND A.B.",
        "beside": [{"label": "forfallodag", "value": "2026-04-22", "kind": "date"}],
    }
    done = _read(sqlite_store, next_one, "up-2", later=1)
    assert done.fields["due_date"] == "2026-04-22"
    assert sources(done.fields) == {"due_date": "learned"}
    stranger = {**next_one, "invoice_number": "9", "seller_name": "Lind AB"}
    assert _read(sqlite_store, stranger, "up-3", later=2).fields["due_date"] == "2026-02-20"


def test_one_customer_teaches_no_other_but_two_teach_all(sqlite_store: SqlStore) -> None:
    ada, ben = CustomerId("c-ada"), CustomerId("c-ben")
    people = [row for who in (OMAR, ada, ben) for row in (customer(who), person(who))]
    put_world(sqlite_store, *people)
    desk, right = ports(sqlite_store), {"due_date": "2026-03-22"}
    _read(sqlite_store, LUND)
    correct_invoice(desk, principal(), UP, right)
    assert sources(_read(sqlite_store, LUND, "up-2", OMAR).fields) == {}
    correct_invoice(desk, principal(OMAR), UploadId("up-2"), right)
    assert sources(_read(sqlite_store, LUND, "up-3", ada).fields) == {"due_date": "learned"}


def test_a_wrong_value_changes_nothing(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    before = _read(sqlite_store, LUND)
    desk = ports(sqlite_store)
    for values in (
        {"due_date": "soon"},
        {"iban": THEIRS},
        {"line_items": None},
        {"total_amount": "1.00", "currency": "nope"},
        {"due_date": "2026-03-22", "total_amount": "1,00"},
    ):
        with pytest.raises(WrongValue):
            correct_invoice(desk, principal(), UP, values)
    with pytest.raises(InvalidRequest):
        correct_invoice(desk, principal(), UP, {})
    with sqlite_store.read(principal()) as tx:
        assert tx.uploads.get(UP) == before


def test_only_ones_own_document_that_was_read_can_be_corrected(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, customer(OMAR), person(OMAR))
    _read(sqlite_store, LUND)
    desk, right = ports(sqlite_store), {"due_date": "2026-03-22"}
    with pytest.raises(NotFound):
        correct_invoice(desk, principal(OMAR), UP, right)
    with sqlite_store.write(principal()) as tx:
        tx.uploads.add(upload("up-9"), b"pdf")
    with pytest.raises(NotRead):
        correct_invoice(desk, principal(), UploadId("up-9"), right)


def test_uploads_are_listed_by_what_they_are(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, customer(OMAR), person(OMAR))
    for number, topics in enumerate(({"telecom": 70}, {"rent": 80}, {})):
        read = {**LUND, "invoice_number": f"2026-{number}", "topics": topics}
        _read(sqlite_store, read, f"up-{number}", later=number)
    with sqlite_store.write(principal()) as tx:
        tx.uploads.add(upload("up-9"), b"pdf")

    def ids(query: UploadQuery) -> list[str]:
        with sqlite_store.read(principal()) as tx:
            return [str(each.id) for each in tx.uploads.list(query).items]

    assert ids(UploadQuery(category=Category.RENT)) == ["up-1"]
    assert ids(UploadQuery(state=UploadState.PROCESSING)) == ["up-9"]
    assert ids(UploadQuery(state=UploadState.READ)) == ["up-2", "up-1", "up-0"]
    with sqlite_store.read(principal()) as tx:
        first = tx.uploads.list(UploadQuery(limit=3))
        rest = tx.uploads.list(UploadQuery(limit=3, cursor=first.next_cursor))
    assert [each.id for each in (*first.items, *rest.items)] == ["up-2", "up-1", "up-9", "up-0"]
    assert rest.next_cursor is None
    with sqlite_store.read(principal(OMAR)) as tx:
        assert tx.uploads.list(UploadQuery()).items == ()
