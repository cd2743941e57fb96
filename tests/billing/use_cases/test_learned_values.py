"""What others taught is shown as learned and never decides what a document claims."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from billing.ids import CustomerId, UploadId
from billing.stores.store import SqlStore
from billing.tenants import JsonValue
from billing.upload_fields import sources
from billing.uploads import Upload, Verdict
from billing.use_cases.correct_invoice import correct_invoice
from billing.use_cases.read_invoice import read_invoice
from tests.builders import (
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

ADA = CustomerId("c-ada")
FORGED: Mapping[str, JsonValue] = {
    "invoice_number": "HB-100",
    "seller_name": "Harbor Power & Water Inc",
    "currency": "USD",
    "issue_date": "2026-03-01",
    "due_date": "2026-03-20",
    "total_amount": "197.40",
    "fields": {"seller_vat_id": {"value": "DE811222333"}},
    "beside": [
        {"label": "subtotal", "value": "97.40", "kind": "amount"},
        {"label": "reference", "value": "HB-100", "kind": "number"},
        {"label": "pay by", "value": "2026-04-20", "kind": "date"},
    ],
}
UNNUMBERED: Mapping[str, JsonValue] = {
    **FORGED,
    "invoice_number": "X-9",
    "total_amount": "97.40",
    "issue_date": None,
    "due_date": None,
}


def _read(
    store: SqlStore, name: str, who: CustomerId, fields: Mapping[str, object], later: int = 0
) -> Upload:
    mine = principal(who)
    mail = upload(name, sha256=name.ljust(64, "0"))
    at = mail.uploaded_at + timedelta(minutes=later)
    mail = replace(mail, customer_id=who, person_id=mine.require_person(), uploaded_at=at)
    with store.write(mine) as tx:
        tx.uploads.add(mail, b"pdf")
    return read_invoice(ports(store), mine, mail.id, lambda _: fields)


def _taught(
    store: SqlStore, fields: Mapping[str, object], right: Mapping[str, str | None], *by: CustomerId
) -> None:
    """These customers gave in such a document and corrected it so."""
    people = [row for who in (OMAR, ADA) for row in (customer(who), person(who))]
    put_world(store, february(), *people)
    for who in by:
        _read(store, f"up-{who}", who, fields)
        correct_invoice(ports(store), principal(who), UploadId(f"up-{who}"), right)


def test_two_others_never_teach_an_amount(sqlite_store: SqlStore) -> None:
    _taught(sqlite_store, FORGED, {"total_amount": "97.40"}, OMAR, ADA)
    done = _read(sqlite_store, "up-n", NORA, FORGED)
    assert (done.verdict, done.fields["total_amount"]) == (Verdict.AMOUNT_DIFFERS, "197.40")
    assert sources(done.fields) == {}


def test_an_amount_that_one_taught_oneself_is_shown_and_not_judged(sqlite_store: SqlStore) -> None:
    _taught(sqlite_store, FORGED, {"total_amount": "97.40"}, NORA)
    done = _read(sqlite_store, "up-n", NORA, FORGED, later=1)
    assert (done.fields["total_amount"], done.verdict) == ("97.40", Verdict.AMOUNT_DIFFERS)
    assert sources(done.fields) == {"total_amount": "learned"}


def test_a_number_that_others_taught_finds_no_bill(sqlite_store: SqlStore) -> None:
    _taught(sqlite_store, UNNUMBERED, {"invoice_number": "HB-100"}, OMAR, ADA)
    done = _read(sqlite_store, "up-n", NORA, UNNUMBERED)
    assert done.fields["invoice_number"] == "HB-100"
    assert (done.verdict, done.bill_id) == (Verdict.NOT_OURS, None)


def test_what_was_learned_is_never_certain(sqlite_store: SqlStore) -> None:
    _taught(sqlite_store, FORGED, {"due_date": "2026-04-20"}, OMAR, ADA)
    done = _read(sqlite_store, "up-n", NORA, FORGED)
    reads = done.fields["fields"]
    assert isinstance(reads, dict)
    learned = reads["due_date"]
    assert isinstance(learned, dict)
    assert (learned["source"], learned["value"]) == ("learned", "2026-04-20")
    assert learned["confidence"] == 0.9


def test_a_customers_own_word_still_counts_over_what_was_learned(sqlite_store: SqlStore) -> None:
    _taught(sqlite_store, FORGED, {"due_date": "2026-04-20"}, OMAR, ADA)
    _read(sqlite_store, "up-n", NORA, FORGED)
    desk, mine = ports(sqlite_store), principal()
    done = correct_invoice(desk, mine, UploadId("up-n"), {"total_amount": "97.40"})
    assert done.verdict is Verdict.KNOWN_OPEN


def test_the_same_invoice_again_is_found_though_a_number_was_learned(
    sqlite_store: SqlStore,
) -> None:
    _taught(sqlite_store, UNNUMBERED, {"invoice_number": "HB-100"}, OMAR, ADA)
    _read(sqlite_store, "up-n", NORA, UNNUMBERED)
    again = _read(sqlite_store, "up-o", NORA, UNNUMBERED, later=1)
    assert again.verdict is Verdict.DUPLICATE_UPLOAD
