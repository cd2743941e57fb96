"""Tickets and uploads over both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import Conflict, Forbidden, NotFound
from billing.ids import BillId, TicketId, UploadId
from billing.principal import system
from billing.stores.store import SqlStore
from billing.tickets import TicketStatus
from billing.uploads import UploadState, Verdict
from tests.billing.stores.rows import (
    ANN_SON,
    BOB,
    BOB_SELF,
    GLOBEX,
    NOON,
    STAFF,
    THREAD,
    WORKS,
    a_ticket,
    an_upload,
    speaker,
)


def test_a_ticket_comes_back_as_it_was_opened(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.tickets.add(a_ticket())
        tx.tickets.add(replace(a_ticket("t_2", person=None), about=None))
    with peopled.read(STAFF) as tx:
        assert tx.tickets.get(TicketId("t_1")) == a_ticket()
        assert tx.tickets.get(TicketId("t_2")).person_id is None


def test_another_customers_ticket_is_not_found(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.tickets.add(a_ticket())
    for foreign in (speaker(BOB, BOB_SELF), system(GLOBEX), speaker(tenant=GLOBEX)):
        with peopled.write(foreign) as tx:
            with pytest.raises(NotFound):
                tx.tickets.get(TicketId("t_1"))
            with pytest.raises(NotFound):
                tx.tickets.put(a_ticket())
            assert tx.tickets.open_in(THREAD) is None
            assert tx.tickets.list().items == ()
            assert tx.tickets.opened_since(NOON) == 0


def test_a_conversation_has_one_open_ticket(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.tickets.add(a_ticket())
        with pytest.raises(Conflict):
            tx.tickets.add(a_ticket("t_2"))
        open_one = tx.tickets.open_in(THREAD)
        assert open_one is not None
        tx.tickets.put(replace(open_one, status=TicketStatus.RESOLVED, text="Sorted out"))
        assert tx.tickets.open_in(THREAD) is None
        tx.tickets.add(a_ticket("t_2"))
    with peopled.read(speaker(person=ANN_SON)) as tx:
        assert tx.tickets.open_in(THREAD) is None
    with peopled.read(STAFF) as tx:
        assert tx.tickets.get(TicketId("t_1")).text == "Sorted out"


def test_staff_find_the_open_ticket_of_a_conversation(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.tickets.add(a_ticket())
    with peopled.read(STAFF) as tx:
        assert tx.tickets.open_in(THREAD) == a_ticket()


def test_staff_list_the_tenants_tickets_and_customers_their_own(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for n in range(4):
            opened_at = NOON + timedelta(hours=n)
            ticket = replace(a_ticket(f"t_{n}"), conversation_id=None, opened_at=opened_at)
            tx.tickets.add(ticket)
        tx.tickets.add(replace(a_ticket("t_b", person=BOB_SELF), customer_id=BOB))
    with peopled.read(speaker()) as tx:
        first = tx.tickets.list(limit=3)
        rest = tx.tickets.list(limit=3, cursor=first.next_cursor)
        assert [t.id for t in (*first.items, *rest.items)] == ["t_3", "t_2", "t_1", "t_0"]
        assert tx.tickets.opened_since(NOON + timedelta(hours=2)) == 2
    with peopled.read(STAFF) as tx:
        assert len(tx.tickets.list().items) == 5


def test_an_uploads_bytes_and_fields_come_back(peopled: SqlStore) -> None:
    upload = an_upload()
    with peopled.write(speaker()) as tx:
        tx.uploads.add(upload, b"%PDF")
        assert tx.uploads.get(upload.id) == upload
    read = replace(
        upload,
        state=UploadState.READ,
        fields={"total_amount": "97.40", "line_items": [{"amount": "97.40"}]},
        verdict=Verdict.KNOWN_OPEN,
        bill_id=BillId("b_1"),
    )
    with peopled.write(WORKS) as tx:
        tx.uploads.put(read)
    with peopled.read(speaker()) as tx:
        assert tx.uploads.get(upload.id) == read
        assert tx.uploads.bytes_of(upload.id) == b"%PDF"


def test_another_customers_upload_is_not_found(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.uploads.add(replace(an_upload(), state=UploadState.READ), b"%PDF")
    for foreign in (speaker(BOB, BOB_SELF), speaker(tenant=GLOBEX)):
        with peopled.write(foreign) as tx:
            with pytest.raises(NotFound):
                tx.uploads.get(UploadId("u_1"))
            with pytest.raises(NotFound):
                tx.uploads.bytes_of(UploadId("u_1"))
            with pytest.raises(NotFound):
                tx.uploads.put(an_upload())
            assert tx.uploads.by_sha256("ab" * 32) is None
            assert tx.uploads.count_since(NOON) == 0


def test_the_same_bytes_are_recognised_by_the_earliest_that_was_read(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        for n, state in enumerate((UploadState.REFUSED, UploadState.READ, UploadState.READ)):
            uploaded_at = NOON + timedelta(minutes=n)
            upload = replace(an_upload(f"u_{n}"), state=state, uploaded_at=uploaded_at)
            tx.uploads.add(upload, b"%PDF")
        found = tx.uploads.by_sha256("ab" * 32)
        assert found is not None
        assert found.id == "u_1"
        assert tx.uploads.count_since(NOON + timedelta(minutes=1)) == 2
        assert tx.uploads.by_sha256("00" * 32) is None
    with peopled.read(WORKS) as tx, pytest.raises(Forbidden):
        # Across customers the same bytes prove nothing.
        tx.uploads.by_sha256("ab" * 32)
