"""A bill paid on the provider's page: one payment from before the page is there until its end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from billing.capabilities import PageKind
from billing.errors import (
    NotFound,
    NotOffered,
    NotPayable,
    PaymentInDoubt,
    ProviderUnavailable,
    QuoteSuperseded,
    TooMany,
)
from billing.hosted_pages import PageState
from billing.ids import BillId, PersonId
from billing.money import Money
from billing.payments import PaymentState
from billing.stores.store import SqlStore
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.check_payment import hold_if_too_old
from billing.use_cases.open_payment_link import LINKS_PER_DAY, PaymentLink, open_payment_link
from billing.use_cases.return_from_page import find_return, return_from_page
from tests.billing.use_cases.page_till import THREAD, PageTill, open_page_till
from tests.billing.use_cases.test_submit_refund import Slow
from tests.billing.use_cases.till import HB_100, WORKER
from tests.builders import CONNECTION, OMAR, february, principal
from tests.fakes import FakeClock
from tests.fakes_pages import LINKS, PAGES
from tests.fakes_provider import Died


@pytest.fixture
def link_till(store: SqlStore, clock: FakeClock) -> PageTill:
    """Nora with her bill and no saved way to pay, over SQLite and over PostgreSQL."""
    return open_page_till(store, clock, february(), can=LINKS)


def ask(paged: PageTill, bill_id: str = HB_100) -> PaymentLink:
    return open_payment_link(
        paged.till.ports, paged.till.who, BillId(bill_id), conversation_id=THREAD
    )


def test_the_link_is_a_payment_that_waits_and_nothing_is_charged(link_till: PageTill) -> None:
    link = ask(link_till)
    (request,) = link_till.provider.requests
    assert (request.kind, request.key, request.amount) == (
        PageKind.PAYMENT_LINK,
        link.payment.key,
        Money(9740, "USD"),
    )
    assert link.page is not None
    assert request.return_url.endswith(f"/return/{link.page.token}")
    assert link.page.url == "https://pay.example/cs_1"
    assert link.payment.state is PaymentState.REQUIRES_ACTION
    assert (link.payment.method_id, link.payment.quote_id) == (None, None)
    assert link_till.provider.sent == []
    assert link_till.telling() == []  # whoever asked was shown it


def test_asked_again_it_is_the_same_page(link_till: PageTill) -> None:
    assert ask(link_till) == ask(link_till)
    assert len(link_till.provider.requests) == 1
    assert len(link_till.till.payments()) == 1


@pytest.mark.parametrize("first", ["return", "webhook", "look"])
def test_paid_on_the_page_it_settles_once_whichever_news_comes_first(
    link_till: PageTill, first: str
) -> None:
    link = ask(link_till)
    assert link.page is not None
    link_till.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    back = find_return(link_till.till.ports, link.page.token)
    link_till.till.webhook(link.payment)
    ports = link_till.till.ports
    news: dict[str, Callable[[], object]] = {
        "return": partial(return_from_page, ports, back),
        "webhook": partial(apply_webhook, ports, WORKER, CONNECTION, "evt_1"),
        "look": partial(link_till.till.wait, minutes=31),
    }
    news[first]()
    assert link_till.till.payment(link.payment.id).state is PaymentState.SUCCEEDED
    for each in news.values():
        each()
    verbs = link_till.till.verbs(link.payment.id)
    assert verbs == ["payment.link_opened", "payment.requires_action", "payment.succeeded"]
    bill = link_till.till.bill()
    assert (bill.state, bill.balance.amount_minor) == ("paid", 0)
    assert link_till.page(link.payment).state is PageState.DONE
    assert link_till.provider.sent == []


def test_the_conversation_is_owed_the_good_news(link_till: PageTill) -> None:
    link = ask(link_till)
    assert link.page is not None
    link_till.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    return_from_page(link_till.till.ports, find_return(link_till.till.ports, link.page.token))
    assert link_till.telling() == [f"payment/{link.payment.id}"]


def test_while_it_is_open_nothing_else_pays_the_bill(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, can=LINKS)
    offer = paged.till.ask()
    ask(paged)
    with pytest.raises(QuoteSuperseded):
        paged.till.approve(offer)
    with pytest.raises(PaymentInDoubt):
        paged.till.ask()
    assert paged.provider.sent == []


def test_while_another_payment_is_open_there_is_no_link(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, can=LINKS)
    paged.pay()
    with pytest.raises(PaymentInDoubt):
        ask(paged)
    assert paged.provider.requests == []


def test_two_tabs_open_one_page(link_till: PageTill) -> None:
    with ThreadPoolExecutor(2) as tabs:
        links = [each.result() for each in [tabs.submit(ask, link_till) for _ in range(2)]]
    assert len({link.payment.id for link in links}) == 1
    assert len(link_till.till.payments()) == 1
    assert len(link_till.provider.made) == 1


def test_a_lost_answer_is_found_again_with_the_same_key(link_till: PageTill) -> None:
    link_till.provider.unsure = True
    link = ask(link_till)
    assert (link.payment.state, link.page) == (PaymentState.UNKNOWN, None)
    assert ask(link_till).payment == link.payment
    link_till.provider.unsure = False
    link_till.till.wait(seconds=30)
    found = ask(link_till)
    assert found.payment.state is PaymentState.REQUIRES_ACTION
    assert found.page is not None
    assert {request.key for request in link_till.provider.requests} == {link.payment.key}
    assert len(link_till.provider.made) == 1


def test_a_provider_that_is_away_frees_the_bill_at_once(link_till: PageTill) -> None:
    link_till.provider.down = True
    assert ask(link_till).payment.state is PaymentState.FAILED
    link_till.provider.down = False
    assert ask(link_till).page is not None
    with pytest.raises(PaymentInDoubt):
        link_till.till.ask()


def test_a_link_nobody_used_is_called_off_after_an_hour(link_till: PageTill) -> None:
    link = ask(link_till)
    for _ in range(3):
        link_till.till.wait(hours=1)
    assert link_till.till.payment(link.payment.id).state is PaymentState.CANCELLED
    assert link_till.page(link.payment).state is PageState.EXPIRED
    fresh = ask(link_till)
    assert fresh.payment.key != link.payment.key
    assert link_till.provider.taken() == []


def test_money_for_a_link_that_was_called_off_is_booked_and_a_human_looks(
    link_till: PageTill,
) -> None:
    link = ask(link_till)
    for _ in range(3):
        link_till.till.wait(hours=1)
    link_till.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    link_till.till.webhook(link.payment)
    link_till.till.work()
    old, late = sorted(link_till.till.payments(), key=lambda each: each.ordinal)
    assert (old.state, late.state) == (PaymentState.CANCELLED, PaymentState.SUCCEEDED)
    assert "payment.contradicted" in link_till.till.verbs(old.id)
    assert link_till.till.bill().balance.is_zero


def test_where_it_is_not_possible_no_payment_is_written_down(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, february(), can=PAGES)
    with pytest.raises(NotOffered):
        ask(paged)
    paged.till.providers.refused = True
    with pytest.raises(ProviderUnavailable):
        ask(paged)
    assert paged.till.payments() == ()


def test_a_paid_bill_and_anothers_bill_have_no_link(link_till: PageTill) -> None:
    link = ask(link_till)
    assert link.page is not None
    link_till.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    return_from_page(link_till.till.ports, find_return(link_till.till.ports, link.page.token))
    with pytest.raises(NotPayable):
        ask(link_till)
    link_till.till.who = principal(OMAR)
    with pytest.raises(NotFound):
        ask(link_till)


def test_a_colleague_does_not_get_the_open_page(link_till: PageTill) -> None:
    ask(link_till)
    link_till.till.who = replace(principal(), person=PersonId("p-nora-2"))
    with pytest.raises(PaymentInDoubt):
        ask(link_till)


def test_links_have_a_daily_cap(link_till: PageTill) -> None:
    for _ in range(LINKS_PER_DAY):
        link = ask(link_till)
        link_till.provider.becomes(link.payment.provider_ref or "", PaymentState.CANCELLED)
        assert link.page is not None
        return_from_page(link_till.till.ports, find_return(link_till.till.ports, link.page.token))
    with pytest.raises(TooMany):
        ask(link_till)
    link_till.till.clock.move(timedelta(hours=25))
    assert ask(link_till).page is not None


def test_a_process_that_dies_before_asking_leaves_nothing_in_the_way(link_till: PageTill) -> None:
    link_till.till.providers.dies, link_till.till.providers.spares = True, 1
    with pytest.raises(Died):
        ask(link_till)
    (left,) = link_till.till.payments()
    assert (left.state, link_till.provider.requests) == (PaymentState.CREATED, [])
    link_till.till.wait(seconds=30)
    link = ask(link_till)
    assert (link.payment.id, link.payment.state) == (left.id, PaymentState.REQUIRES_ACTION)
    assert link.page is not None
    assert len(link_till.till.payments()) == len(link_till.provider.made) == 1


def test_one_that_could_not_be_sent_for_an_hour_is_called_off(link_till: PageTill) -> None:
    link_till.till.providers.dies, link_till.till.providers.spares = True, 1
    with pytest.raises(Died):
        ask(link_till)
    link_till.till.wait(hours=2)
    assert [each.state for each in link_till.till.payments()] == [PaymentState.CANCELLED]
    assert link_till.provider.requests == []


def test_a_silent_provider_makes_a_hold_of_it_after_a_week_and_not_before(
    link_till: PageTill,
) -> None:
    link_till.till.providers.dies, link_till.till.providers.spares = True, 1
    with pytest.raises(Died):
        ask(link_till)
    (left,) = link_till.till.payments()
    link_till.provider.down = True
    link_till.till.clock.move(timedelta(days=7, seconds=-1))
    held = partial(hold_if_too_old, link_till.till.ports, WORKER, left.id, answered=False)
    assert held() == left
    link_till.till.clock.move(timedelta(seconds=1))
    assert held().state is PaymentState.HOLD


def test_a_process_that_slept_past_its_lease_leaves_the_page_to_the_worker(
    link_till: PageTill,
) -> None:
    till, ports = link_till.till, link_till.till.ports
    slow = Slow(link_till.provider, spares=1, clock=till.clock)
    till.ports = replace(ports, providers=slow)
    link = ask(link_till)
    assert (link.payment.state, link.page) == (PaymentState.SUBMITTING, None)
    assert link_till.provider.requests == []
    till.ports = ports
    till.wait(seconds=30)
    assert ask(link_till).page is not None
    assert len(link_till.provider.made) == 1


def test_a_process_that_dies_with_the_page_open_finds_it_again(link_till: PageTill) -> None:
    link_till.provider.dies_with_page = True
    with pytest.raises(Died):
        ask(link_till)
    assert link_till.till.payments()[0].state is PaymentState.SUBMITTING
    link_till.till.wait(seconds=30)
    link = ask(link_till)
    assert link.page is not None
    assert [made.reference for made in link_till.provider.made] == [link.payment.key]
