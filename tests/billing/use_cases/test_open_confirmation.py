"""3-D Secure by redirect: the way back is written down before anything is sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import NotFound
from billing.hosted_pages import PageState, page_token, showable
from billing.ids import PersonId
from billing.payments import PaymentState
from billing.principal import Principal, Role
from billing.stores.store import SqlStore
from billing.use_cases._telling import listener_of
from billing.use_cases.open_confirmation import confirmation_of
from billing.use_cases.payment_history import payment_history
from billing.use_cases.return_from_page import find_return, return_from_page
from tests.billing.use_cases.page_till import THREAD, PageTill, open_page_till
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import HARBOR, principal
from tests.fakes import FakeClock
from tests.fakes_pages import BANK, PAGES
from tests.fakes_provider import KEYED, Outcome


def test_a_charge_names_the_way_back_and_its_page_keeps_the_banks_address(
    each_paged: PageTill,
) -> None:
    payment = each_paged.pay()
    page = each_paged.page(payment)
    assert payment.state is PaymentState.REQUIRES_ACTION
    assert each_paged.provider.sent[0].return_url == f"http://127.0.0.1:8000/return/{page.token}"
    assert (page.url, page.state, len(page.token)) == (BANK, PageState.OPEN, 32)
    assert each_paged.till.store.directory.tenant_of_page(page.token) == HARBOR


def test_without_such_pages_nothing_is_named(till: Till) -> None:
    till.pay(Outcome.SUCCEED)
    assert till.provider.sent[0].return_url is None


def test_a_second_sending_names_the_same_way_back(paged: PageTill) -> None:
    payment = paged.pay("unknown_before_charge")
    paged.till.wait(seconds=30)
    assert paged.till.payment(payment.id).state is PaymentState.SUCCEEDED
    first, second = paged.provider.sent
    assert first == second
    assert first.return_url is not None
    assert len(paged.pages_of(payment.id)) == 1


def test_one_first_sent_without_a_page_is_sent_again_without(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, can=KEYED)
    paged.pay("unknown_before_charge")
    paged.provider.capabilities = replace(KEYED, pages=PAGES.pages)
    paged.till.wait(seconds=30)
    assert [sent.return_url for sent in paged.provider.sent] == [None, None]


def test_the_way_back_is_kept_when_the_process_dies_after_sending(paged: PageTill) -> None:
    paged.provider.script.append(Outcome.REQUIRES_ACTION)
    payment = paged.till.pay_and_die("charged")
    assert paged.page(payment).url == ""
    paged.till.wait(seconds=30)
    assert paged.till.payment(payment.id).state is PaymentState.REQUIRES_ACTION
    assert paged.page(payment).url == BANK


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://hooks.stripe.com/redirect/1", True),
        ("http://127.0.0.1:9123/stripe/pages/x", True),
        ("http://bank.example/", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://user@bank.example/", False),
        ("https:///nowhere", False),
        ("https://bank.example/\n", False),
        ("http://[::1", False),
    ],
)
def test_customers_are_sent_to_https_or_this_machine_only(url: str, fine: bool) -> None:
    assert showable(url) is fine


def test_an_address_nobody_may_be_sent_to_is_not_kept(paged: PageTill) -> None:
    paged.provider.bank_url = "javascript:alert(1)"
    payment = paged.pay()
    assert paged.page(payment).url == ""
    assert "page.refused" in paged.till.verbs(payment.id)


def test_the_page_is_seen_by_whoever_approved_and_by_nobody_else(paged: PageTill) -> None:
    payment = paged.pay()
    with paged.till.store.read(paged.till.who) as tx:
        assert confirmation_of(tx, payment) is not None
    staff = Principal(HARBOR, Role.ADMIN, person=PersonId("staff-1"))
    for other in (replace(principal(), person=None), staff, WORKER):
        with paged.till.store.read(other) as tx:
            assert confirmation_of(tx, payment) is None


def test_a_colleague_who_approves_gets_the_page_and_the_asker_the_news(paged: PageTill) -> None:
    paged.provider.script.append(Outcome.REQUIRES_ACTION)
    offer = paged.till.ask(conversation_id=THREAD)
    asker, colleague = paged.till.who, replace(principal(), person=PersonId("p-colleague"))
    paged.till.who = colleague
    (payment,) = paged.till.approve(offer).payments
    seen = {
        who.person: payment_history(paged.till.ports, who)[0].page for who in (asker, colleague)
    }
    page = seen[colleague.person]
    assert page is not None
    assert (page.url, page.person_id) == (BANK, colleague.person)
    assert seen[asker.person] is None
    with paged.till.store.read(asker) as tx, pytest.raises(NotFound):
        tx.hosted_pages.get(page.token)
    assert paged.telling() == [f"payment/{payment.id}"]
    with paged.till.store.read(WORKER) as tx:
        assert listener_of(tx, payment) == (asker.person, THREAD)


def test_an_act_that_never_comes_is_called_off_after_an_hour(paged: PageTill) -> None:
    payment = paged.pay()
    for _ in range(3):
        paged.till.wait(hours=1)
    assert paged.till.payment(payment.id).state is PaymentState.CANCELLED
    assert paged.page(payment).state is PageState.EXPIRED
    assert paged.provider.taken() == []


def test_a_token_is_secret_and_always_the_same_for_one_payment(paged: PageTill) -> None:
    payment = paged.pay()
    assert paged.page(payment).token == page_token(b"salt", HARBOR, payment.id)
    assert page_token(b"other", HARBOR, payment.id) != page_token(b"salt", HARBOR, payment.id)


def test_the_conversation_is_owed_each_piece_of_news(paged: PageTill) -> None:
    payment = paged.pay()
    assert paged.telling() == [f"payment/{payment.id}"]
    paged.till.clock.move(timedelta(minutes=2))
    paged.provider.becomes("ch_1", PaymentState.SUCCEEDED)
    return_from_page(paged.till.ports, find_return(paged.till.ports, paged.page(payment).token))
    assert f"payment/{payment.id}" in paged.telling()
