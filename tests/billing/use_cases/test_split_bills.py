"""Bills of two connections: one offer is about those of one, and the rest is a second step."""

from dataclasses import replace

import pytest

from billing.capabilities import Capabilities
from billing.errors import MethodUnusable, NotOffered, SeveralServices
from billing.ids import BillId, MethodId
from billing.methods import Method
from billing.stores.store import SqlStore
from billing.use_cases.add_method import add_method, paid_elsewhere
from billing.use_cases.payment_options import payment_options
from billing.use_cases.split_bills import Split, split_bills
from billing.views import quote_view
from tests.billing.use_cases.page_till import PageTill, open_page_till
from tests.billing.use_cases.till import HB_100
from tests.builders import CONNECTION, TODAY, bill, february, method
from tests.fakes import FakeClock
from tests.fakes_connections import THERE, biller_beside, comes_from_there, saved_there
from tests.fakes_pages import LINKS

VISA = method(is_default=True)
W1, W2 = (bill(f"HB-W{at}", ("Water", "10.00"), category="water") for at in (1, 2))


def both(store: SqlStore, clock: FakeClock, *methods: Method) -> PageTill:
    """Nora with her electricity bill, and with two water bills that are kept at a biller."""
    paged = open_page_till(store, clock, february(), *methods)
    paged.till.ports = replace(paged.till.ports, providers=biller_beside(store, paged.provider))
    comes_from_there(store, W1, W2)
    return paged


@pytest.fixture
def nora(store: SqlStore, clock: FakeClock) -> PageTill:
    """With a Visa here, her usual one, and a card there; over SQLite and over PostgreSQL."""
    paged = both(store, clock, VISA)
    with store.write(paged.till.who) as tx:
        tx.methods.put(saved_there())
    return paged


def split(paged: PageTill, *bills: str, method_id: str | None = None) -> Split:
    named = MethodId(method_id) if method_id is not None else None
    ids = [BillId(each) for each in bills]
    return split_bills(paged.till.ports, paged.till.who, ids, method_id=named)


def test_the_connection_that_takes_most_of_them_comes_first(nora: PageTill) -> None:
    found = split(nora, HB_100, "HB-W1", "HB-W2")
    assert found == Split((BillId("HB-W1"), BillId("HB-W2")), (BillId(HB_100),), 1)
    assert nora.till.ask(*found.now).connection_id == THERE
    assert nora.till.ask(*found.later).method_id == VISA.id, "the usual one stays the usual one"


def test_between_equals_the_usual_method_decides_and_a_named_one_in_any_case(
    nora: PageTill,
) -> None:
    assert split(nora, "HB-W1", HB_100).now == (HB_100,)
    assert split(nora, HB_100, "HB-W1", "HB-W2", method_id=VISA.id).now == (HB_100,)
    assert split(nora, "HB-W1", HB_100, method_id="pm-there").now == ("HB-W1", HB_100)
    assert split(nora, HB_100) == Split((BillId(HB_100),))


def test_no_offer_mixes_two_connections(nora: PageTill) -> None:
    with pytest.raises(SeveralServices):
        nora.till.ask(HB_100, "HB-W1")
    with pytest.raises(SeveralServices):
        nora.till.ask(HB_100, "HB-W1", method_id=VISA.id)
    with pytest.raises(MethodUnusable, match="elsewhere"):
        nora.till.ask("HB-W1", method_id=VISA.id)


def test_an_offer_lists_the_methods_of_its_own_connection(nora: PageTill) -> None:
    methods = nora.methods()
    for named, listed in ((HB_100, "pm-visa"), ("HB-W1", "pm-there")):
        view = quote_view(nora.till.ask(named), methods, today=TODAY)
        assert [each["id"] for each in view["methods"]] == [listed]  # type: ignore[call-overload, index, union-attr]  # the wire's own shape


def test_a_bill_from_there_is_never_paid_by_what_is_saved_here(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = both(sqlite_store, clock, VISA)
    with pytest.raises(MethodUnusable, match="none"):
        paged.till.ask("HB-W1")


def test_what_is_possible_is_what_the_bills_own_connection_declares(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = both(sqlite_store, clock, VISA)
    ports, who = paged.till.ports, paged.till.who
    water = payment_options(ports, who, bills=[W1.id])
    assert (water.can_add, water.link) == (False, True)
    electricity = payment_options(ports, who, bills=[BillId(HB_100)])
    assert (electricity.can_add, electricity.link) == (True, False)
    assert payment_options(ports, who) == water, "most of what she owes is water"


def test_a_page_to_add_a_card_is_of_the_connection_that_takes_the_open_bills(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = both(sqlite_store, clock, VISA)
    ports, who = paged.till.ports, paged.till.who
    page = add_method(ports, who)
    assert page.connection_id == CONNECTION, "the only one with such a page"
    assert {each.id for each in paid_elsewhere(ports, who, page.connection_id)} == {W1.id, W2.id}
    paged.till.approve(paged.till.ask(HB_100))
    with pytest.raises(NotOffered):
        add_method(ports, who)
    assert {each.id for each in paid_elsewhere(ports, who)} == {W1.id, W2.id}
    assert len(paged.provider.requests) == 1


EURO: Capabilities = replace(
    LINKS,
    methods=frozenset({"card", "bank_account", "sepa_debit"}),
    on_page=frozenset({"paypal"}),
    adds=frozenset({"card", "sepa_debit"}),
    currencies={"sepa_debit": frozenset({"EUR"}), "bank_account": frozenset({"USD"})},
)


def test_a_type_that_takes_another_currency_is_no_way_to_pay(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    sepa = method("pm-sepa", type="sepa_debit", brand=None, is_default=True)
    paged = open_page_till(sqlite_store, clock, february(), sepa, method(), can=EURO)
    ports, who = paged.till.ports, paged.till.who
    can = payment_options(ports, who)
    assert can.methods == ("bank_account", "card", "paypal")
    assert can.savable == ("card",)
    assert paged.till.ask().method_id == VISA.id
    with pytest.raises(MethodUnusable, match="currency"):
        paged.till.ask(method_id="pm-sepa")
    with pytest.raises(NotOffered):
        paged.add("sepa_debit")
    paged.add()
    assert paged.provider.requests[-1].types == {"card"}
    comes = bill("HB-E", ("Energie", "20.00"), currency="EUR")
    with sqlite_store.write(who) as tx:
        tx.bills.put(comes)
    euros = payment_options(ports, who, bills=[comes.id])
    assert euros.methods == ("card", "paypal", "sepa_debit")
    assert paged.till.ask("HB-E").method_id == "pm-sepa"
