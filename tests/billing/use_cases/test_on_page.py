"""Paying on the provider's page with nothing saved: asked for here, agreed to there."""

from dataclasses import replace

import pytest

from billing.capabilities import Capabilities, PageKind
from billing.errors import MethodUnusable
from billing.hosted_pages import PageState
from billing.ids import BillId, CustomerId
from billing.methods import Method
from billing.payments import Payment, PaymentState
from billing.quotes import Quote
from billing.stores.store import SqlStore
from billing.use_cases.add_method import add_method
from billing.use_cases.check_payment import check_payment
from billing.use_cases.list_methods import list_methods
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.payment_options import payment_options
from billing.use_cases.remove_method import remove_method
from billing.use_cases.return_from_page import find_return, return_from_page
from billing.use_cases.set_default_method import set_default_method
from tests.billing.use_cases.page_till import THREAD, PageTill, open_page_till
from tests.billing.use_cases.till import HB_100, WORKER
from tests.builders import CONNECTION, NORA, february, method
from tests.fakes import FakeClock
from tests.fakes_pages import LINKS
from tests.fakes_provider import Died

ON_PAGE = replace(LINKS, methods=LINKS.methods | {"paypal"}, on_page=frozenset({"paypal"}))
WALLET = method("pm-wallet", type="paypal", brand=None, last4="", expires_before_on=None)


@pytest.fixture
def bare(store: SqlStore, clock: FakeClock) -> PageTill:
    """Nora with her bill and nothing saved, over SQLite and over PostgreSQL."""
    return open_page_till(store, clock, february(), can=ON_PAGE)


def till(store: SqlStore, clock: FakeClock, *methods: Method, can: Capabilities) -> PageTill:
    return open_page_till(store, clock, february(), *methods, can=can)


def ask(paged: PageTill, type: str | None = "paypal") -> Quote:
    request = PayRequest((BillId(HB_100),), method_type=type, conversation_id=THREAD)
    return pay_bill(paged.till.ports, paged.till.who, request)


def pay(paged: PageTill) -> Payment:
    return paged.till.approve(ask(paged)).payments[0]


def turn_around(paged: PageTill, payment: Payment) -> None:
    """The customer leaves the provider's page by its "cancel"."""
    back = find_return(paged.till.ports, paged.page(payment).token)
    return_from_page(paged.till.ports, back, gave_up=True)


def method_of(paged: PageTill, quote: Quote) -> Method:
    with paged.till.store.read(paged.till.who) as tx:
        return tx.methods.get(quote.method_id)


def test_an_offer_names_it_like_any_method_and_there_is_one_of_it(bare: PageTill) -> None:
    first, second = ask(bare), ask(bare, None)
    found = method_of(bare, first)
    assert (found.label("en"), found.on_page, found.last4) == ("PayPal", True, "")
    assert first.connection_id == CONNECTION
    assert second.method_id == first.method_id
    assert len(bare.methods()) == 1
    assert bare.provider.requests == []


def test_the_yes_opens_a_page_and_agreeing_there_pays(bare: PageTill) -> None:
    payment = pay(bare)
    assert payment.state is PaymentState.REQUIRES_ACTION
    (request,) = bare.provider.requests
    page = bare.page(payment)
    assert (page.kind, page.url) == (PageKind.PAYMENT_LINK, "https://pay.example/cs_1")
    assert (request.key, request.amount) == (payment.key, payment.amount)
    assert request.return_url.endswith(f"/return/{page.token}")
    assert request.cancel_url == f"{request.return_url}/cancel"
    assert bare.provider.sent == []  # no saved method was charged
    assert bare.telling() == [f"payment/{payment.id}"]
    bare.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    return_from_page(bare.till.ports, find_return(bare.till.ports, page.token))
    assert bare.till.payment(payment.id).state is PaymentState.SUCCEEDED
    assert bare.page(payment).state is PageState.DONE
    assert bare.till.bill().balance.is_zero


def test_a_process_that_dies_with_the_page_open_asks_for_the_same_one(bare: PageTill) -> None:
    quote = ask(bare)
    bare.provider.dies_with_page = True
    with pytest.raises(Died):
        bare.till.approve(quote)
    bare.till.wait(seconds=30)
    (payment,) = bare.till.payments()
    assert payment.state is PaymentState.REQUIRES_ACTION
    assert bare.page(payment).url
    assert [made.reference for made in bare.provider.made] == [payment.key]
    assert len({request.return_url for request in bare.provider.requests}) == 1


def test_who_turned_around_has_called_it_off(bare: PageTill) -> None:
    payment = pay(bare)
    back = find_return(bare.till.ports, bare.page(payment).token)
    return_from_page(bare.till.ports, back)
    assert bare.till.payment(payment.id).state is PaymentState.REQUIRES_ACTION
    for _ in range(2):
        return_from_page(bare.till.ports, back, gave_up=True)
    assert bare.till.payment(payment.id).state is PaymentState.CANCELLED
    assert bare.page(payment).state is PageState.EXPIRED
    assert bare.telling() == [f"payment/{payment.id}"]
    assert pay(bare).id != payment.id


def test_who_agreed_before_turning_around_has_paid(bare: PageTill) -> None:
    payment = pay(bare)
    bare.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    check_payment(bare.till.ports, WORKER, payment.id, gave_up=True)
    assert bare.till.payment(payment.id).state is PaymentState.SUCCEEDED


def test_turning_around_while_the_provider_is_away_changes_nothing(bare: PageTill) -> None:
    payment = pay(bare)
    bare.provider.down = True
    turn_around(bare, payment)
    assert bare.till.payment(payment.id).state is PaymentState.REQUIRES_ACTION


def test_turning_around_is_remembered_until_the_provider_answers(bare: PageTill) -> None:
    payment = pay(bare)
    bare.provider.down = True
    turn_around(bare, payment)
    for _ in range(2):
        bare.till.wait(seconds=30)
    assert bare.till.payment(payment.id).state is PaymentState.REQUIRES_ACTION
    bare.provider.down = False
    for _ in range(4):
        bare.till.wait(minutes=5)  # long before a page that nobody used is called off
    assert bare.till.payment(payment.id).state is PaymentState.CANCELLED
    assert bare.page(payment).state is PageState.EXPIRED


def test_who_turned_around_and_then_agreed_meanwhile_has_paid(bare: PageTill) -> None:
    payment = pay(bare)
    bare.provider.down = True
    turn_around(bare, payment)
    bare.provider.becomes("cs_1", PaymentState.SUCCEEDED)
    bare.provider.down = False
    bare.till.wait(minutes=5)
    assert bare.till.payment(payment.id).state is PaymentState.SUCCEEDED


def test_a_saved_one_of_its_type_goes_first(sqlite_store: SqlStore, clock: FakeClock) -> None:
    paged = till(sqlite_store, clock, method(is_default=True), can=ON_PAGE)
    assert ask(paged, None).method_id == method().id
    bare_wallet = method_of(paged, ask(paged))
    assert bare_wallet.on_page
    with paged.till.store.write(paged.till.who) as tx:
        tx.methods.put(WALLET)
    assert ask(paged).method_id == WALLET.id
    with pytest.raises(MethodUnusable):
        ask(paged, "sepa_debit")


@pytest.mark.parametrize("type", ["paypal", None])
def test_where_the_provider_has_none_nothing_is_made_up(
    sqlite_store: SqlStore, clock: FakeClock, type: str | None
) -> None:
    paged = till(sqlite_store, clock, can=LINKS)
    with pytest.raises(MethodUnusable) as refused:
        ask(paged, type)
    assert refused.value.why == "none"
    assert paged.methods() == ()


def test_a_type_the_connection_does_not_charge_is_refused(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = till(sqlite_store, clock, WALLET, can=LINKS)
    with pytest.raises(MethodUnusable) as refused:
        paged.till.ask(method_id=WALLET.id)
    assert refused.value.why == "not_charged"


def test_it_is_no_saved_method_until_it_is_the_usual_one(bare: PageTill) -> None:
    ports, who = bare.till.ports, bare.till.who
    chosen = ask(bare).method_id
    assert list_methods(ports, who) == ()
    assert set_default_method(ports, who, chosen).is_default
    assert [each.id for each in list_methods(ports, who)] == [chosen]
    assert bare.provider.default_of == {}
    remove_method(ports, who, chosen)
    assert bare.provider.removed == []
    assert list_methods(ports, who) == ()
    assert ask(bare).method_id != chosen


def test_the_provider_is_never_told_an_empty_customer(bare: PageTill) -> None:
    ask(bare)
    with bare.till.store.read(bare.till.who) as tx:
        assert tx.methods.customer_ref(CustomerId(NORA), CONNECTION) is None
    add_method(bare.till.ports, bare.till.who)
    assert bare.provider.requests[-1].customer_ref is None


def test_what_can_be_paid_and_what_saved_are_told_apart(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    wallets = replace(ON_PAGE, adds=frozenset({"paypal"}))
    paged = till(sqlite_store, clock, can=wallets)
    can = payment_options(paged.till.ports, paged.till.who)
    assert can.methods == ("bank_account", "card", "paypal")
    assert can.savable == ("paypal",)
    assert can.on_page == {"paypal"}
    add_method(paged.till.ports, paged.till.who)
    assert paged.provider.requests[-1].types == {"paypal"}
