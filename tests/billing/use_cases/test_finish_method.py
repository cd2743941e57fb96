"""What became of a page to add a way to pay: found once, whichever news comes first."""

import pytest

from billing.hosted_pages import PageState
from billing.ids import ConnectionId
from billing.stores.store import SqlStore
from billing.use_cases.finish_method import apply_page_report, finish_method
from billing.use_cases.return_from_page import find_return, return_from_page
from tests.billing.use_cases.page_till import PageTill, open_page_till
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, february
from tests.fakes import FakeClock


def test_what_the_page_saved_is_on_the_list_once_whoever_asks(each_paged: PageTill) -> None:
    page = each_paged.add()
    assert finish_method(each_paged.till.ports, WORKER, page.token) is None
    each_paged.provider.saves("cs_1")
    back = find_return(each_paged.till.ports, page.token)
    return_from_page(each_paged.till.ports, back)
    return_from_page(each_paged.till.ports, back)
    apply_page_report(each_paged.till.ports, WORKER, CONNECTION, each_paged.webhook("cs_1"))
    each_paged.till.wait(minutes=2)
    _visa, new = each_paged.methods()
    assert (new.last4, new.provider_ref, new.used_before, new.is_default) == (
        "4242",
        "pm_new",
        False,
        False,
    )
    assert each_paged.till.verbs(new.id) == ["method.added"]
    assert each_paged.pages_of("cs_1")[0].state is PageState.DONE


def test_a_webhook_alone_is_enough_but_only_of_its_own_connection(paged: PageTill) -> None:
    paged.add()
    paged.provider.saves("cs_1")
    elsewhere = ConnectionId("conn-other")
    apply_page_report(paged.till.ports, WORKER, elsewhere, paged.webhook("cs_1", elsewhere))
    assert len(paged.methods()) == 1
    apply_page_report(paged.till.ports, WORKER, CONNECTION, paged.webhook("cs_1"))
    assert len(paged.methods()) == 2


@pytest.mark.parametrize("minutes", [1, 5, 30])
def test_our_own_look_finds_it_when_nothing_else_comes(paged: PageTill, minutes: int) -> None:
    paged.add()
    for passed in (1, 5, 30):
        if passed == minutes:
            paged.provider.saves("cs_1")
        paged.till.wait(minutes=passed)
        assert (len(paged.methods()) == 2) == (passed >= minutes)


def test_a_page_nobody_used_is_over_in_the_end(paged: PageTill) -> None:
    page = paged.add()
    for hours in (1, 6, 24, 24):
        paged.till.wait(hours=hours)
    assert paged.pages_of("cs_1")[0].state is PageState.EXPIRED
    assert paged.telling() == []
    assert finish_method(paged.till.ports, WORKER, page.token) is None


def test_the_first_method_becomes_the_usual_one(sqlite_store: SqlStore, clock: FakeClock) -> None:
    paged = open_page_till(sqlite_store, clock, february())
    paged.add()
    paged.provider.saves("cs_1")
    paged.till.wait(minutes=2)
    (only,) = paged.methods()
    assert only.is_default


def test_a_removed_method_does_not_come_back_with_a_late_report(paged: PageTill) -> None:
    page = paged.add()
    paged.provider.saves("cs_1")
    added = finish_method(paged.till.ports, WORKER, page.token)
    assert added is not None
    with paged.till.store.write(WORKER) as tx:
        tx.methods.remove(added.id, paged.till.clock.now())
        tx.hosted_pages.set_state(page.token, PageState.OPEN)
    finish_method(paged.till.ports, WORKER, page.token)
    assert len(paged.methods()) == 1


def test_a_failed_page_is_told_and_leaves_nothing(paged: PageTill) -> None:
    page = paged.add()
    paged.provider.ends("cs_1", PageState.FAILED)
    finish_method(paged.till.ports, WORKER, page.token)
    assert len(paged.methods()) == 1
    assert paged.telling() == [f"page/{page.token}/"]
