"""Taking a way to pay away: here and at the provider, never half."""

from dataclasses import replace

import pytest

from billing.duties import DutyKind
from billing.errors import (
    Conflict,
    Forbidden,
    MethodUnusable,
    NotFound,
    ProviderUnavailable,
    ScopeRequired,
)
from billing.ids import MethodId
from billing.principal import Role
from billing.stores.store import SqlStore
from billing.use_cases.remove_method import remove_method
from billing.use_cases.set_default_method import set_default_method
from tests.billing.use_cases.page_till import BANK, VISA, PageTill, open_page_till
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, principal
from tests.fakes import FakeClock
from tests.fakes_provider import KEYED, Died, Outcome, ScriptedProvider


def test_a_removed_method_is_gone_everywhere_and_pays_nothing(two: PageTill) -> None:
    offer = two.till.ask()
    for _ in range(2):
        gone = remove_method(two.till.ports, two.till.who, VISA)
    assert gone.removed_at is not None
    assert two.names() == [("pm-bank", False)]
    assert set(two.provider.removed) == {gone.provider_ref}
    assert two.till.verbs(VISA) == ["method.removed"]
    for wish in (lambda: two.till.ask(method_id=VISA), lambda: two.till.approve(offer)):
        with pytest.raises(MethodUnusable):
            wish()
    with pytest.raises(MethodUnusable):
        set_default_method(two.till.ports, two.till.who, VISA)
    assert two.provider.sent == []


def test_one_that_a_payment_waits_for_stays(two: PageTill) -> None:
    two.till.provider.script.append(Outcome.PENDING)
    two.till.approve(two.till.ask())
    with pytest.raises(Conflict):
        remove_method(two.till.ports, two.till.who, VISA)
    assert two.provider.removed == []
    assert len(two.names()) == 2


def test_a_provider_that_cannot_be_reached_puts_it_back(two: PageTill) -> None:
    two.provider.down = True
    with pytest.raises(ProviderUnavailable):
        remove_method(two.till.ports, two.till.who, VISA)
    assert two.names() == [("pm-visa", True), ("pm-bank", False)]


def test_an_unsure_provider_is_no_reason_to_keep_it(two: PageTill) -> None:
    two.provider.unsure = True
    remove_method(two.till.ports, two.till.who, VISA)
    assert two.names() == [("pm-bank", False)]


def test_an_unsure_provider_is_asked_again_until_it_says(two: PageTill) -> None:
    two.provider.unsure = True
    gone = remove_method(two.till.ports, two.till.who, VISA)
    two.till.wait(seconds=30)
    assert two.provider.removed == []
    two.provider.unsure = False
    two.till.wait(minutes=1)
    two.till.wait(days=2)
    assert two.provider.removed == [gone.provider_ref]


def test_a_process_that_dies_before_the_provider_hears_of_it_leaves_no_card_there(
    two: PageTill,
) -> None:
    two.provider.dies_with_method = True
    with pytest.raises(Died):
        remove_method(two.till.ports, two.till.who, VISA)
    assert (two.names(), two.provider.removed) == ([("pm-bank", False)], [])
    two.till.wait(seconds=30)
    two.till.wait(days=1)
    assert len(two.provider.removed) == 1


def test_one_that_was_put_back_is_not_taken_away_later(two: PageTill) -> None:
    two.provider.down = True
    with pytest.raises(ProviderUnavailable):
        remove_method(two.till.ports, two.till.who, VISA)
    two.provider.down = False
    two.till.wait(days=1)
    assert two.provider.removed == []
    with two.till.store.write(WORKER) as tx:
        tx.duties.owe(DutyKind.REMOVE_METHOD, VISA, two.till.clock.real_now())
    two.till.work()
    assert two.provider.removed == []


@pytest.mark.parametrize("fault", ["unsure", "down"])
def test_a_provider_silent_for_two_weeks_is_the_admins_business(two: PageTill, fault: str) -> None:
    two.provider.unsure = True
    remove_method(two.till.ports, two.till.who, VISA)
    two.provider.unsure, two.provider.down = fault == "unsure", fault == "down"
    for _ in range(14):
        two.till.wait(days=1)
    assert two.till.verbs(VISA) == ["method.removed", "method.not_forgotten"]
    with two.till.store.read(WORKER) as tx:
        (ticket,) = tx.tickets.list().items
    assert ticket.packet == {"method_id": VISA, "connection_id": CONNECTION}
    two.provider.unsure = two.provider.down = False
    two.till.wait(days=1)
    assert two.provider.removed == []


def test_a_provider_that_keeps_nothing_is_no_obstacle(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, can=KEYED)
    paged.till.providers.provider = ScriptedProvider(KEYED, paged.till.store.in_transaction)
    set_default_method(paged.till.ports, paged.till.who, VISA)
    remove_method(paged.till.ports, paged.till.who, VISA)
    assert paged.methods() == ()


def test_only_an_administrator_changes_it(two: PageTill) -> None:
    two.till.who = principal(role=Role.CUSTOMER_MEMBER)
    with pytest.raises(Forbidden):
        remove_method(two.till.ports, two.till.who, BANK)
    assert two.names() == [("pm-visa", True), ("pm-bank", False)]


def test_anothers_method_is_not_there(two: PageTill) -> None:
    with pytest.raises(NotFound):
        remove_method(two.till.ports, two.till.who, MethodId("pm-of-omar"))


def test_a_session_that_may_not_approve_may_not_remove(two: PageTill) -> None:
    two.till.who = replace(principal(), scopes=frozenset())
    with pytest.raises(ScopeRequired):
        remove_method(two.till.ports, two.till.who, BANK)
    assert len(two.names()) == 2
