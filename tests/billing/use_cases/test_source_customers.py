"""Who a source's customers are here: customers of their own, under ids that nobody else gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import NotFound
from billing.ids import ConnectionId, CustomerId, PersonId
from billing.sources import SourceCustomer
from billing.stores.store import SqlStore
from billing.use_cases.confirm_email import confirm_email
from billing.use_cases.update_billing_details import DetailsWish, update_billing_details
from tests.billing.use_cases.source_till import SourceTill, customer_there, open_source_till
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, customer, principal
from tests.fakes import FakeClock
from tests.fakes_letters import ScriptedLetters

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


NEW = "ada@new-office.example"


def _named(each_source: SourceTill) -> tuple[str, str | None]:
    with each_source.store.read(WORKER) as tx:
        ada = tx.customers.get(each_source.speaker().require_customer())
    return ada.name, ada.email


def _meet_later(each_source: SourceTill, seen: SourceCustomer) -> None:
    """The biller's customer as it changed there a minute ago."""
    each_source.clock.move(timedelta(minutes=1))
    each_source.biller.meet(replace(seen, changed_at=each_source.clock.now()))


def _change(each_source: SourceTill, **values: str) -> None:
    """Ada's own wish and yes; a new address with its code."""
    who = each_source.speaker()
    letters = ScriptedLetters()
    each_source.ports = replace(each_source.ports, letters=letters)
    quote = update_billing_details(each_source.ports, who, DetailsWish(values))
    each_source.approve_as(who, quote)
    if "email" in values:
        with each_source.store.write(who) as tx:
            waiting = tx.address_changes.waiting()
        assert waiting is not None
        confirm_email(each_source.ports, who, waiting.code)


def test_a_pull_leaves_the_address_that_its_owner_confirmed_here(
    each_source: SourceTill,
) -> None:
    each_source.pull()
    _change(each_source, email=NEW)
    _meet_later(each_source, customer_there(name="Ada King"))
    each_source.pull()
    assert _named(each_source) == ("Ada King", NEW)
    _meet_later(each_source, customer_there(name="Ada King", email="a@old.example"))
    each_source.pull()
    assert _named(each_source) == ("Ada King", NEW), "nobody has proven the other one"


def test_a_pull_leaves_a_name_that_was_changed_here_until_it_changes_there(
    each_source: SourceTill,
) -> None:
    each_source.pull()
    _change(each_source, name="Ada Lovelace")
    _meet_later(each_source, customer_there(account_number="A-9"))
    each_source.pull()
    assert _named(each_source)[0] == "Ada Lovelace"
    _meet_later(each_source, customer_there(name="Ada King", account_number="A-9"))
    each_source.pull()
    assert _named(each_source)[0] == "Ada King"
