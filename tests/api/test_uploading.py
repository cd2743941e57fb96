"""Taking a document: where the company takes any, within the plan, stored as it came."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from api.errors import of_billing_error
from api.uploading import PER_DAY, Uploading, UploadsRefused
from billing.duties import DutyKind
from billing.errors import TooMany
from billing.plans import FeatureValue
from billing.ports import Ports, Store
from billing.principal import system
from billing.tenants import Policy
from billing.uploads import Upload, UploadState, Verdict
from billing.verdicts import DocumentRefused, ReadLater
from tests import builders
from tests.fakes import FakeClock

FEATURE = "uploads_per_month"
LIMITED = replace(builders.POLICY, uploads_limit=FEATURE)
FIELDS: Mapping[str, object] = {
    "invoice_number": "HB-100",
    "seller_name": "Harbor Power & Water",
    "currency": "USD",
    "total_amount": "97.40",
}


@pytest.fixture
def ports(sqlite_store: Store, clock: FakeClock) -> Ports:
    return builders.ports(sqlite_store, clock)


def world(
    ports: Ports, policy: Policy = builders.POLICY, limit: FeatureValue | None = None
) -> None:
    features = {FEATURE: limit} if limit is not None else {}
    rows = (builders.plan(features=features), builders.subscription())
    builders.put_world(ports.store, *rows, policy=policy)


def take(ports: Ports, data: bytes = b"%PDF-1.7 x") -> UploadState:
    return Uploading(ports, lambda _: FIELDS).take(builders.principal(), data).state


def stored(ports: Ports) -> int:
    with ports.store.read(builders.principal()) as tx:
        return tx.uploads.count_since(ports.clock.now() - timedelta(days=365))


def test_a_document_is_stored_as_it_came_and_judged(ports: Ports) -> None:
    world(ports)
    data = b"%PDF-1.7\n\x00\xff"
    done = Uploading(ports, lambda _: FIELDS).take(builders.principal(), data)
    assert (done.state, done.verdict) == (UploadState.READ, Verdict.NOT_OURS)
    assert (done.sha256, done.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert done.media_type == "application/pdf"
    with ports.store.read(builders.principal()) as tx:
        assert tx.uploads.get(done.id) == done
        assert tx.uploads.bytes_of(done.id) == data


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\n\n %PDF-1.4", "application/pdf"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "application/xml"),
        (b"\x89PNG\r\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\x00\x08", "image/tiff"),
        (b"MM\x00*\x00", "image/tiff"),
        (b"<html>", "application/octet-stream"),
        (b"MZ %PDF-", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_a_document_is(ports: Ports, data: bytes, media_type: str) -> None:
    world(ports)
    done = Uploading(ports, lambda _: FIELDS).take(builders.principal(), data)
    assert done.media_type == media_type


def test_a_document_that_cannot_be_read_is_kept_with_the_reason(ports: Ports) -> None:
    world(ports)

    def reading(_: bytes) -> Mapping[str, object]:
        raise DocumentRefused("encrypted", "The file is locked.")

    done = Uploading(ports, reading).take(builders.principal(), b"%PDF-1.7")
    assert (done.state, done.refusal, done.verdict) == (UploadState.REFUSED, "encrypted", None)


def test_a_company_that_takes_no_documents_says_so_and_keeps_nothing(ports: Ports) -> None:
    world(ports, replace(builders.POLICY, uploads_accepted=False))
    with pytest.raises(UploadsRefused) as refused:
        take(ports)
    assert stored(ports) == 0
    answer = of_billing_error(refused.value)
    assert answer.status_code == 403
    assert b'"forbidden"' in answer.body


def test_the_plans_limit_is_exact_and_opens_again_after_a_month(
    ports: Ports, clock: FakeClock
) -> None:
    world(ports, LIMITED, 3)
    for _ in range(3):
        take(ports)
    with pytest.raises(TooMany):
        take(ports)
    assert stored(ports) == 3
    clock.move(timedelta(days=30, seconds=1))
    take(ports)


@pytest.mark.parametrize("limit", ["unlimited", True])
def test_an_unlimited_plan_has_no_limit_but_the_days(ports: Ports, limit: FeatureValue) -> None:
    world(ports, LIMITED, limit)
    for _ in range(4):
        take(ports)


@pytest.mark.parametrize("limit", [0, False, None])
def test_a_plan_without_uploads_takes_none(ports: Ports, limit: FeatureValue | None) -> None:
    world(ports, LIMITED, limit)
    with pytest.raises(TooMany):
        take(ports)


def test_a_hundred_a_day_is_the_most(ports: Ports, clock: FakeClock) -> None:
    world(ports)
    for number in range(PER_DAY):
        with ports.store.write(builders.principal()) as tx:
            made = builders.upload(f"up-{number}")
            tx.uploads.add(replace(made, uploaded_at=clock.now()), b"%PDF")
    with pytest.raises(TooMany):
        take(ports)
    clock.move(timedelta(days=1, seconds=1))
    take(ports)


def test_a_document_that_takes_long_is_left_to_the_worker(ports: Ports) -> None:
    world(ports)

    def reading(_: bytes) -> Mapping[str, object]:
        raise ReadLater

    done = Uploading(ports, reading).take(builders.principal(), b"\x89PNG")
    assert done.state is UploadState.PROCESSING
    assert owed(ports) == [done.id]


def owed(ports: Ports) -> list[str]:
    """The readings that a worker is to do, each claimed."""
    kinds, found = frozenset({DutyKind.READ_UPLOAD}), []
    later = ports.clock.real_now() + timedelta(hours=1)
    while duty := ports.store.directory.claim_duty(later, timedelta(days=1), kinds):
        found.append(duty.subject)
    return found


def test_each_file_of_a_batch_has_its_own_answer(ports: Ports) -> None:
    world(ports, LIMITED, 3)

    def reading(data: bytes) -> Mapping[str, object]:
        if data == b"bad":
            raise DocumentRefused("broken_file", "It is damaged.")
        return FIELDS

    files = [b"%PDF-1", b"bad", b"%PDF-2", b"%PDF-3"]
    done = Uploading(ports, reading).take_all(builders.principal(), files)
    states = [each.state if isinstance(each, Upload) else type(each) for each in done]
    assert states == [UploadState.READ, UploadState.REFUSED, UploadState.READ, TooMany]
    assert stored(ports) == 3


def test_a_batch_that_takes_too_long_is_read_by_the_worker(ports: Ports) -> None:
    world(ports)

    def never(_: bytes) -> Mapping[str, object]:
        raise AssertionError

    files = [b"%PDF-1", b"%PDF-2"]
    done = Uploading(ports, never).take_all(builders.principal(), files, seconds=0)
    ids = [each.id for each in done if isinstance(each, Upload)]
    assert len(ids) == 2
    assert owed(ports) == ids


def test_a_company_without_uploads_refuses_each_file_of_a_batch(ports: Ports) -> None:
    world(ports, replace(builders.POLICY, uploads_accepted=False))
    done = Uploading(ports, lambda _: FIELDS).take_all(builders.principal(), [b"a", b"b"])
    assert [type(each) for each in done] == [UploadsRefused, UploadsRefused]


def test_one_customers_uploads_do_not_count_for_another(ports: Ports) -> None:
    world(ports, LIMITED, 1)
    rows = (
        builders.customer(builders.OMAR),
        builders.person(builders.OMAR),
        builders.subscription(customer_id=builders.OMAR),
    )
    builders.put_world(ports.store, *rows, policy=LIMITED)
    take(ports)
    omar = builders.principal(builders.OMAR)
    assert Uploading(ports, lambda _: FIELDS).take(omar, b"%PDF").state is UploadState.READ
    with ports.store.read(system(builders.HARBOR)) as tx:
        assert tx.tenants.this().policy.uploads_limit == FEATURE
