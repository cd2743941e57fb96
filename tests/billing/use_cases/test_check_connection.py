"""Testing a connection: what the provider says is kept, and the admins hear of it once."""

from dataclasses import replace

import pytest

from billing.errors import Forbidden, ProviderUnavailable
from billing.events import Event
from billing.principal import Role
from billing.tickets import NO_CUSTOMER, Ticket
from billing.use_cases.check_connection import check_connection
from billing.use_cases.owe_connection_duties import owe_all_connection_duties
from tests.billing.use_cases.test_connect_provider import ADMIN
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import CONNECTION


def tickets(till: Till) -> list[Ticket]:
    with till.store.read(WORKER) as tx:
        return list(tx.tickets.list().items)


def told(till: Till) -> list[Event]:
    with till.store.read(WORKER) as tx:
        return list(tx.events.of_customer(NO_CUSTOMER))


def test_what_works_is_written_down(each_till: Till) -> None:
    found = check_connection(each_till.ports, ADMIN, CONNECTION)
    assert (found.tested_at, found.problem) == (each_till.clock.now(), None)
    assert each_till.verbs(CONNECTION) == ["connection.tested"]
    assert tickets(each_till) == []


def test_the_admins_get_one_ticket_when_it_turns_bad_and_another_the_next_time(till: Till) -> None:
    till.providers.no = "secret_key: not accepted"
    for _ in range(3):
        assert check_connection(till.ports, WORKER, CONNECTION).problem == till.providers.no
    (ticket,) = tickets(till)
    assert ticket.whose is None
    assert "secret_key: not accepted" in ticket.subject
    assert [event.name for event in told(till)] == ["connection.problem"]
    till.providers.no = None
    assert check_connection(till.ports, WORKER, CONNECTION).problem is None
    till.providers.no = "again"
    check_connection(till.ports, WORKER, CONNECTION)
    assert len(tickets(till)) == 2


def test_a_provider_that_does_not_answer_proves_nothing(till: Till) -> None:
    before = check_connection(till.ports, ADMIN, CONNECTION)
    till.providers.down = True
    with pytest.raises(ProviderUnavailable):
        check_connection(till.ports, ADMIN, CONNECTION)
    with till.store.read(WORKER) as tx:
        assert tx.connections.get(CONNECTION) == before


def test_every_connection_is_tested_at_the_first_start_and_not_at_the_next(till: Till) -> None:
    for _ in range(2):
        assert owe_all_connection_duties(till.store, till.clock) == 1
        till.work()
        assert len(till.providers.checked) == 1
    till.providers.down = True
    till.wait(hours=24)
    assert len(till.providers.checked) == 2
    till.providers.down = False
    till.wait(seconds=40)
    assert len(till.providers.checked) == 3, "asked again soon, not in a day"


def test_others_than_admins_may_not(till: Till) -> None:
    for who in (till.who, replace(ADMIN, role=Role.SUPPORT)):
        with pytest.raises(Forbidden):
            check_connection(till.ports, who, CONNECTION)
