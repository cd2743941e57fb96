"""Staff start a pull and see how far it is; nothing is asked of the provider by looking."""

from datetime import timedelta

import pytest

from billing.errors import Forbidden, NotFound, NotOffered
from billing.ids import ConnectionId, PersonId
from billing.principal import Principal, Role
from billing.source_views import sync_view
from billing.stores.store import SqlStore
from billing.use_cases.sync_status import start_sync, sync_status
from tests.billing.use_cases.source_till import SourceTill, bill_there, open_source_till
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, HARBOR, principal
from tests.fakes import FakeClock
from tests.fakes_provider import KEYED

HERE = ConnectionId(CONNECTION)


@pytest.fixture
def source(store: SqlStore, clock: FakeClock) -> SourceTill:
    return open_source_till(store, clock)


def staff(role: Role) -> Principal:
    return Principal(HARBOR, role, person=PersonId("s-1"))


def test_finance_starts_a_pull_and_support_sees_it_end(source: SourceTill) -> None:
    before = start_sync(source.ports, staff(Role.FINANCE), HERE)
    assert (before.state, sync_view(before)["phase"]) == (None, "never")
    assert source.biller.pulls == []
    source.work()
    source.clock.move(timedelta(seconds=90))
    told = sync_view(sync_status(source.ports, staff(Role.SUPPORT), HERE))
    assert (told["phase"], told["customers"], told["bills"]) == ("done", 1, 1)
    assert told["cursor_age_s"] == 90
    assert "source.sync_started" in source.verbs(CONNECTION)


def test_starting_again_asks_for_no_second_pull(source: SourceTill) -> None:
    for _ in range(3):
        start_sync(source.ports, staff(Role.ADMIN), HERE)
    source.work()
    assert [pull for pull in source.biller.pulls if pull.startswith("bills")] == ["bills None"]


def test_what_was_put_aside_is_shown_with_its_reason(source: SourceTill) -> None:
    source.biller.ledger.insert(0, bill_there("b-odd", owner="cu-nobody"))
    source.pull()
    told = sync_status(source.ports, staff(Role.SUPPORT), HERE)
    assert told.asides == 1
    assert [(row.ref, row.why) for row in told.aside] == [
        ("b-odd", "its customer is not known here")
    ]
    assert "b-odd" in str(sync_view(told)["aside"])


@pytest.mark.parametrize("who", [staff(Role.SUPPORT), principal(), WORKER])
def test_support_and_customers_start_nothing(source: SourceTill, who: Principal) -> None:
    with pytest.raises(Forbidden):
        start_sync(source.ports, who, HERE)
    assert source.work() == 0


def test_customers_do_not_see_it(source: SourceTill) -> None:
    with pytest.raises(Forbidden):
        sync_status(source.ports, principal(), HERE)


def test_a_connection_that_is_no_source_or_not_there(source: SourceTill) -> None:
    source.biller.capabilities = KEYED
    for ask in (start_sync, sync_status):
        with pytest.raises(NotOffered):
            ask(source.ports, staff(Role.ADMIN), HERE)
        with pytest.raises(NotFound):
            ask(source.ports, staff(Role.ADMIN), ConnectionId("nobody's"))
    source.owe_pull()
    source.work()
    assert source.biller.pulls == []


def test_one_that_was_switched_off_is_pulled_no_more(source: SourceTill) -> None:
    source.pull()
    with source.store.write(WORKER) as tx:
        tx.connections.disable(HERE, source.clock.now())
    source.biller.change(bill_there("b-2", "10.00"))
    with pytest.raises(NotOffered):
        start_sync(source.ports, staff(Role.ADMIN), HERE)
    source.owe_pull()
    source.work()
    assert not source.has("b-2")
    assert sync_status(source.ports, staff(Role.ADMIN), HERE).state is not None
    with source.store.read(source.speaker()) as tx:
        (told,) = tx.sources.freshness()
    assert told.as_of == source.state().succeeded_at, "what it brought is of then, and says so"
