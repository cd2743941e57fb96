"""Who a source's customers are here: customers of their own, under ids that nobody else gives."""

import pytest

from billing.errors import NotFound
from billing.ids import ConnectionId, CustomerId, PersonId
from billing.stores.store import SqlStore
from tests.billing.use_cases.source_till import SourceTill, customer_there, open_source_till
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, customer, principal
from tests.fakes import FakeClock

HERE = ConnectionId(CONNECTION)


@pytest.fixture
def each_source(store: SqlStore, clock: FakeClock) -> SourceTill:
    """The same over SQLite and over PostgreSQL."""
    return open_source_till(store, clock)


def test_an_id_that_is_taken_here_is_another_customer(each_source: SourceTill) -> None:
    each_source.biller.meet(customer_there("c-nora"))
    each_source.biller.meet(customer_there("p-nora"))
    each_source.pull()
    with each_source.store.read(WORKER) as tx:
        nora = tx.customers.get(CustomerId("c-nora"))
        person = tx.customers.person(principal().require_person())
        links = [tx.sources.customer(HERE, ref) for ref in ("c-nora", "p-nora")]
    assert nora == customer()
    assert person.customer_id == "c-nora"
    assert all(link is not None and link.customer_id.startswith("cus_") for link in links)


def test_what_a_customer_is_called_there_is_never_an_id_of_ours(each_source: SourceTill) -> None:
    each_source.biller.meet(customer_there("1001"))
    each_source.pull()
    made = each_source.speaker("1001")
    assert str(made.customer).startswith("cus_")
    assert str(made.person) == str(made.customer), "the one that stands for the account"
    with each_source.store.read(WORKER) as tx:
        assert tx.customers.people(CustomerId("1001")) == (), "the own portal may have a 1001 too"
        with pytest.raises(NotFound):
            tx.customers.person(PersonId("1001"))
