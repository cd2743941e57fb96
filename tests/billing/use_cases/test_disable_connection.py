"""A connection that is off takes no new payment, and still answers for what was paid there."""

from dataclasses import replace

import pytest

from billing.errors import Forbidden, MethodUnusable, NotFound
from billing.ids import ConnectionId
from billing.payments import PaymentState
from billing.principal import Role
from billing.use_cases.disable_connection import disable_connection
from tests.billing.use_cases.letter_till import ADMIN
from tests.billing.use_cases.test_connect_provider import admin_of
from tests.billing.use_cases.till import WORKER, MakeTill, Till
from tests.builders import CONNECTION, connection, february, method
from tests.fakes_provider import Outcome


def test_off_is_off_until_it_is_on(each_till: Till) -> None:
    off = disable_connection(each_till.ports, ADMIN, CONNECTION)
    assert off.disabled_at == each_till.clock.now()
    assert not off.usable
    with each_till.store.read(WORKER) as tx:
        assert tx.connections.first() is None
    again = disable_connection(each_till.ports, ADMIN, CONNECTION)
    on = disable_connection(each_till.ports, ADMIN, CONNECTION, off=False)
    assert (again, on.disabled_at) == (off, None)
    assert disable_connection(each_till.ports, ADMIN, CONNECTION, off=False) == on
    assert each_till.verbs(CONNECTION) == ["connection.disabled", "connection.enabled"]


def test_nothing_new_is_charged_there(till: Till) -> None:
    quote = till.ask()
    disable_connection(till.ports, ADMIN, CONNECTION)
    with pytest.raises(MethodUnusable, match="disabled"):
        till.approve(quote)
    for wish in (None, "pm-visa"):
        with pytest.raises(MethodUnusable, match="disabled"):
            till.ask(method_id=wish)
    assert till.provider.sent == []
    disable_connection(till.ports, ADMIN, CONNECTION, off=False)
    till.approve(till.ask())
    assert len(till.provider.sent) == 1


def test_without_a_wish_the_method_of_another_connection_is_taken(make_till: MakeTill) -> None:
    other = replace(method("pm-new"), connection_id=ConnectionId("conn-2"))
    till = make_till(february(), method(is_default=True), other)
    second = replace(connection(), id=other.connection_id, endpoint_token="endpoint-2")
    with till.store.write(WORKER) as tx:
        tx.connections.put(second, {"secret_key": "sk_test_of_the_second"})
    assert till.ask().method_id == "pm-visa"
    disable_connection(till.ports, ADMIN, CONNECTION)
    assert till.ask().method_id == "pm-new"


def test_a_doubt_from_before_is_still_resolved_there(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    disable_connection(till.ports, ADMIN, CONNECTION)
    till.webhook(made)
    till.work()
    assert till.payment(made.id).state is PaymentState.SUCCEEDED


def test_only_an_admin_of_the_company_may(till: Till) -> None:
    for who in (till.who, WORKER, replace(ADMIN, role=Role.FINANCE)):
        with pytest.raises(Forbidden):
            disable_connection(till.ports, who, CONNECTION)
    with pytest.raises(NotFound):
        disable_connection(till.ports, admin_of(till.store, "globex"), CONNECTION)
    with pytest.raises(NotFound):
        disable_connection(till.ports, ADMIN, ConnectionId("conn-9"))
    with till.store.read(WORKER) as tx:
        assert tx.connections.get(CONNECTION).usable
