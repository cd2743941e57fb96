"""Bills and customers pulled from a source: once, resumable, never over what is newer here."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.errors import MethodUnusable, ProviderUnavailable
from billing.ids import ConnectionId, CustomerId
from billing.payments import PaymentState
from billing.repositories import About
from billing.sources import Preferences, SourceLine, SourceState
from billing.stores.store import SqlStore
from billing.syncs import EVERY, RowKind, SyncPhase
from billing.use_cases import _source_pull as module
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.sync_source import sync_page, sync_row
from tests.billing.use_cases.source_till import (
    ADA,
    SourceTill,
    bill_there,
    card_there,
    customer_there,
    open_source_till,
    usd,
)
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, HARBOR, customer, method, principal, second_account
from tests.fakes import FakeClock
from tests.fakes_provider import Died, Outcome

HERE = ConnectionId(CONNECTION)


@pytest.fixture
def source(sqlite_store: SqlStore, clock: FakeClock) -> SourceTill:
    return open_source_till(sqlite_store, clock)


@pytest.fixture
def each_source(store: SqlStore, clock: FakeClock) -> SourceTill:
    """The same over SQLite and over PostgreSQL."""
    return open_source_till(store, clock)


def many(source: SourceTill, count: int) -> None:
    for number in range(2, count + 1):
        source.biller.change(bill_there(f"b-{number}", "10.00"))


def test_a_round_brings_customers_their_methods_and_bills(each_source: SourceTill) -> None:
    wishes = Preferences(language="es", default_method_ref="pro-2", notify_by=("email",))
    each_source.biller.meet(replace(customer_there(), preferences=wishes))
    each_source.biller.wallets[ADA] = (card_there(), card_there("pro-2"))
    state = each_source.pull()
    who = each_source.speaker()
    with each_source.store.read(who) as tx:
        ada = tx.customers.get(who.require_customer())
        person = tx.customers.person(who.require_person())
        link = tx.sources.of_customer(ada.id, HERE)
    assert (ada.name, ada.email, ada.language) == ("Ada Byron", "ada@mail.example", "es")
    assert person.name == "Ada Byron"
    assert link is not None
    assert link.preferences == wishes
    bill = each_source.ours()
    assert (bill.number, bill.balance, bill.state) == ("PM-b-1", usd("97.40"), BillState.OPEN)
    assert [line.description for line in bill.lines] == ["Water", "Sewer"]
    default, other = each_source.methods()
    assert (default.provider_ref, other.provider_ref) == ("pro-2", "pro-1")
    assert (state.phase, state.customers, state.bills) == (SyncPhase.DONE, 1, 1)
    assert state.succeeded_at == each_source.clock.now()


def test_a_second_round_of_the_same_changes_nothing(each_source: SourceTill) -> None:
    each_source.pull()
    bill, methods = each_source.ours(), each_source.methods()
    with each_source.store.write(WORKER) as tx:
        tx.sources.put_state(replace(each_source.state(), customers_cursor=None, bills_cursor=None))
    each_source.pull()
    assert each_source.ours() == bill
    assert each_source.methods() == methods
    assert each_source.verbs(bill.id) == ["bill.synced"]


def test_a_page_at_a_time_and_each_with_its_cursor(
    each_source: SourceTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    many(each_source, 5)
    seen = [sync_page(each_source.ports, WORKER, HERE) for _ in range(4)]
    assert [state.phase for state in seen] == ["bills", "bills", "bills", "done"]
    assert [state.bills for state in seen] == [0, 2, 4, 5]
    assert len({state.bills_cursor for state in seen}) == 4
    assert all(each_source.has(f"b-{number}") for number in range(1, 6))


@pytest.mark.parametrize("page", [1, 2, 3])
def test_one_that_dies_over_a_page_goes_on_where_it_was(
    each_source: SourceTill, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    many(each_source, 5)
    for _ in range(page):
        sync_page(each_source.ports, WORKER, HERE)
    before = each_source.state()

    def die() -> None:
        raise Died

    each_source.biller.after_read = die
    with pytest.raises(Died):
        sync_page(each_source.ports, WORKER, HERE)
    assert each_source.state() == before
    each_source.biller.after_read = lambda: None
    asked = len(each_source.biller.pulls)
    assert each_source.pull().bills == 5
    bills = [pull for pull in each_source.biller.pulls[asked:] if pull.startswith("bills")]
    assert len(bills) == 4 - page, "what was written down is not pulled again"
    assert all(each_source.ours(f"b-{n}").version == 1 for n in range(1, 6))


def test_a_change_there_is_a_new_version_here(each_source: SourceTill) -> None:
    each_source.pull()
    changed = bill_there(total="120.00")
    each_source.biller.change(changed)
    each_source.pull()
    bill = each_source.ours()
    assert (bill.amount, bill.version) == (usd("120.00"), 2)


def test_an_older_version_never_replaces_a_newer_one(each_source: SourceTill) -> None:
    each_source.pull()
    each_source.biller.change(bill_there(total="110.00"))

    def overtaken() -> None:
        # A page with the older row was read; news of the newer one is applied before the page is.
        if each_source.biller.pulls[-1].startswith("bills"):
            each_source.biller.after_read = lambda: None
            each_source.biller.change(bill_there(total="120.00"))
            sync_row(each_source.ports, WORKER, HERE, RowKind.BILL, "b-1")

    each_source.biller.after_read = overtaken
    sync_page(each_source.ports, WORKER, HERE)
    state = sync_page(each_source.ports, WORKER, HERE)
    assert state.phase is SyncPhase.DONE
    assert each_source.ours().amount == usd("120.00")


def test_what_was_paid_at_the_biller_is_paid_here(each_source: SourceTill) -> None:
    each_source.pull()
    each_source.biller.pay_there("b-1", usd("40.00"))
    each_source.pull()
    part = each_source.ours()
    assert (part.balance, part.elsewhere, part.state) == (
        usd("57.40"), usd("40.00"), BillState.OPEN,
    )  # fmt: skip
    with each_source.store.read(each_source.speaker()) as tx:
        assert tx.bills.owed() == (usd("57.40"),)
    each_source.biller.pay_there("b-1", usd("57.40"))
    each_source.pull()
    assert each_source.ours().state is BillState.PAID
    assert "bill.paid" in each_source.verbs(part.id)


def test_what_was_sent_back_there_is_owed_again(each_source: SourceTill) -> None:
    each_source.biller.change(bill_there(due="0.00"))
    each_source.pull()
    assert each_source.ours().state is BillState.PAID
    each_source.biller.pay_there("b-1", usd("-97.40"))
    each_source.pull()
    bill = each_source.ours()
    assert (bill.state, bill.balance) == (BillState.OPEN, usd("97.40"))
    assert "bill.reopened" in each_source.verbs(bill.id)


def test_what_we_took_is_not_counted_twice(each_source: SourceTill) -> None:
    each_source.pull()
    assert each_source.pay_synced() == PaymentState.SUCCEEDED
    assert each_source.biller.bill_there("b-1").balance.is_zero, "the biller counted it"
    each_source.pull()
    bill = each_source.ours()
    assert (bill.state, bill.paid, bill.elsewhere) == (BillState.PAID, usd("97.40"), usd("0.00"))
    assert not each_source.aside()


def test_both_ways_of_paying_add_up(each_source: SourceTill) -> None:
    each_source.biller.pay_there("b-1", usd("30.00"))
    each_source.pull()
    each_source.pay_synced(amount_minor=2740)
    each_source.clock.move(timedelta(hours=1))
    each_source.biller.pay_there("b-1", usd("10.00"))
    each_source.pull()
    bill = each_source.ours()
    assert (bill.paid, bill.elsewhere, bill.balance) == (usd("67.40"), usd("40.00"), usd("30.00"))
    assert each_source.biller.bill_there("b-1").balance == usd("30.00")


def test_a_bill_with_our_payment_on_its_way_waits(each_source: SourceTill) -> None:
    each_source.pull()
    each_source.provider.script.append(Outcome.UNKNOWN_AFTER_CHARGE)
    assert each_source.pay_synced() == PaymentState.UNKNOWN
    each_source.pull()
    bill = each_source.ours()
    assert (bill.elsewhere, bill.doubt) == (usd("0.00"), "unknown"), "not taken for theirs"
    assert each_source.why() == {"b-1": "a payment of ours is on its way"}
    each_source.clock.move(timedelta(minutes=5))
    each_source.work()
    paid = each_source.ours()
    assert (paid.state, paid.paid, paid.elsewhere) == (BillState.PAID, usd("97.40"), usd("0.00"))
    assert not each_source.aside()


def test_a_biller_that_counts_late_takes_nothing_back(each_source: SourceTill) -> None:
    each_source.biller.pay_there("b-1", usd("30.00"))
    each_source.pull()
    each_source.biller.counts_late = True
    assert each_source.pay_synced(amount_minor=2740) == PaymentState.SUCCEEDED
    each_source.biller.change(each_source.biller.bill_there("b-1"))
    each_source.pull()
    bill = each_source.ours()
    assert bill.elsewhere == usd("30.00"), "our own money is not yet counted there"
    assert bill.balance == usd("40.00")
    assert [row.waits for row in each_source.aside()] == [True]
    each_source.biller.count(each_source.provider.sent[-1])
    each_source.wait(minutes=5)
    assert each_source.ours().balance == usd("40.00")
    assert not each_source.aside()


def test_a_bill_is_paid_where_it_came_from(each_source: SourceTill) -> None:
    each_source.pull()
    who = each_source.speaker()
    other = replace(
        method("pm-other", customer_id=who.require_customer(), is_default=True),
        connection_id=second_account(each_source.store),
    )
    with each_source.store.write(WORKER) as tx:
        tx.methods.put(other)
    wanted = PayRequest((each_source.ours().id,))
    assert pay_bill(each_source.ports, who, wanted).connection_id == CONNECTION
    with pytest.raises(MethodUnusable, match="elsewhere"):
        pay_bill(each_source.ports, who, replace(wanted, method_id=other.id))
    with each_source.store.write(WORKER) as tx:
        tx.connections.disable(HERE, each_source.clock.now())
    assert pay_bill(each_source.ports, who, wanted).method_id == other.id, "it has no home any more"


def test_a_bill_called_off_there_is_void_and_our_money_on_it_is_seen(
    each_source: SourceTill,
) -> None:
    each_source.pull()
    each_source.pay_synced(amount_minor=5000)
    each_source.clock.move(timedelta(hours=1))
    there = each_source.biller.bill_there("b-1")
    each_source.biller.change(replace(there, state=SourceState.VOID, balance=usd("0.00")))
    each_source.pull()
    assert each_source.ours().state is BillState.VOID
    with each_source.store.read(WORKER) as tx:
        (ticket,) = tx.tickets.list().items
    assert ticket.subject == "A bill that was paid here was called off at its source"


ODD = {
    "currency": replace(bill_there("b-odd"), balance=usd("1.00").__class__(100, "EUR")),
    "more due": replace(bill_there("b-odd"), balance=usd("200.00")),
    "paid and due": replace(bill_there("b-odd"), state=SourceState.PAID),
    "lines": replace(bill_there("b-odd"), lines=(SourceLine("Water", usd("1.00")),)),
    "number": replace(bill_there("b-odd"), number="a\x00b"),
    "version": replace(bill_there("b-odd"), version=2**31),
    "line text": replace(bill_there("b-odd"), lines=(SourceLine("a\x00b", usd("97.40")),)),
    "customer": bill_there("b-odd", owner="cu-nobody"),
}


@pytest.mark.parametrize("name", ODD)
def test_one_bad_row_is_put_aside_and_stops_nobody(source: SourceTill, name: str) -> None:
    odd = ODD[name]
    source.biller.ledger.insert(0, odd)
    state = source.pull()
    assert state.phase is SyncPhase.DONE
    assert source.has("b-1")
    assert not source.has("b-odd")
    (aside,) = source.aside()
    assert (aside.ref, aside.waits) == ("b-odd", False)
    assert "97" not in aside.why


def test_a_row_put_aside_is_tried_again_and_taken_up(source: SourceTill) -> None:
    source.biller.illegible = {"b-1"}
    source.pull()
    assert source.why() == {"b-1": "it cannot be read"}
    source.biller.illegible = set()
    source.owe_pull()
    source.clock.move(EVERY)
    source.work()
    assert source.has("b-1")
    assert not source.aside()


def test_a_customer_we_have_is_matched_only_by_two_marks_of_its_own(
    each_source: SourceTill,
) -> None:
    nora = replace(customer(CustomerId("c-nora")), account_number="A-77", email="Nora@Mail.example")
    with each_source.store.write(WORKER) as tx:
        tx.customers.put(nora)
    each_source.biller.meet(
        customer_there("cu-1", account_number="A-77", email="other@mail.example")
    )
    each_source.biller.meet(
        customer_there("cu-2", account_number="A-78", email="nora@mail.example")
    )
    each_source.biller.meet(
        customer_there("cu-3", account_number="A-77", email="nora@mail.example")
    )
    each_source.biller.meet(
        customer_there("cu-4", account_number="A-77", email="nora@mail.example")
    )
    each_source.pull()
    with each_source.store.read(WORKER) as tx:
        found = {
            ref: link.customer_id
            for ref in ("cu-1", "cu-2", "cu-3", "cu-4")
            if (link := tx.sources.customer(HERE, ref)) is not None
        }
    assert found.pop("cu-3") == "c-nora"
    assert len(set(found.values())) == 3
    assert all(each.startswith("cus_") for each in found.values()), "customers of their own"
    assert "customer.matched" in each_source.verbs("c-nora")


def test_a_customer_whose_card_there_we_charge_already_is_known(each_source: SourceTill) -> None:
    with each_source.store.write(WORKER) as tx:
        tx.methods.put(replace(method("pm-there"), customer_ref="cu-nora"))
    each_source.biller.meet(customer_there("cu-nora"))
    each_source.pull()
    with each_source.store.read(WORKER) as tx:
        link = tx.sources.customer(HERE, "cu-nora")
    assert link is not None
    assert link.customer_id == "c-nora"


def test_a_bill_we_had_before_there_was_a_source_is_shown_once(each_source: SourceTill) -> None:
    each_source.pull()
    with each_source.store.write(WORKER) as tx:
        known = replace(each_source.ours(), id=each_source.ours().id.__class__("old-9"))
        tx.bills.put(replace(known, number="PM-b-9", elsewhere=None))
        tx.bills.put(replace(known, id=known.id.__class__("old-8"), number="PM-b-8"))
    each_source.biller.change(bill_there("b-9", due="50.00"))
    each_source.biller.change(bill_there("b-8", "98.00"))
    each_source.pull()
    assert each_source.ours("b-9").id == "old-9"
    assert each_source.ours("b-9").balance == usd("50.00")
    assert each_source.why() == {
        "b-8": "the customer has a bill of its number here, over another amount"
    }


def test_a_bill_that_becomes_anothers_there_stays_where_it_is(source: SourceTill) -> None:
    source.pull()
    source.biller.meet(customer_there("cu-bob", email="bob@mail.example"))
    source.biller.change(replace(source.biller.bill_there("b-1"), customer_ref="cu-bob"))
    source.pull()
    assert source.ours().customer_id == source.speaker().customer
    assert source.why() == {"b-1": "it is another customer's there now"}


def test_silence_is_told_since_when_and_ends_with_an_answer(each_source: SourceTill) -> None:
    each_source.pull()
    fresh = each_source.clock.now()
    each_source.biller.silent = True
    each_source.clock.move(timedelta(minutes=20))
    first = each_source.clock.now()
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            each_source.pull()
        each_source.clock.move(timedelta(minutes=5))
    state = each_source.state()
    assert (state.succeeded_at, state.silent_since, state.failures) == (fresh, first, 2)
    with each_source.store.read(each_source.speaker()) as tx:
        (told,) = tx.sources.freshness()
    assert (told.provider, told.as_of, told.silent_since) == ("stripe", fresh, first)
    each_source.biller.silent = False
    state = each_source.pull()
    assert (state.silent_since, state.failures, state.problem) == (None, 0, None)


def test_nothing_is_told_to_a_customer_whose_bills_are_our_own(each_source: SourceTill) -> None:
    each_source.pull()
    with each_source.store.read(principal()) as tx:
        assert tx.sources.freshness() == ()
    with each_source.store.read(WORKER) as tx:
        assert len(tx.sources.freshness()) == 1


def test_the_worker_pulls_again_and_again(source: SourceTill) -> None:
    source.owe_pull()
    source.work()
    assert source.has("b-1")
    source.biller.change(bill_there("b-2", "10.00"))
    source.work()
    assert not source.has("b-2")
    source.clock.move(EVERY)
    source.work()
    assert source.has("b-2")


def test_a_source_that_fails_is_asked_less_and_less_often(source: SourceTill) -> None:
    source.biller.silent = True
    source.owe_pull()
    source.work()
    for _ in range(60):
        source.wait(minutes=1)
    assert 6 <= source.state().failures <= 12
    source.biller.silent = False
    source.wait(minutes=15)
    assert source.has("b-1")


def test_a_worker_that_slept_over_a_page_changes_nothing(
    source: SourceTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    many(source, 5)
    sync_page(source.ports, WORKER, HERE)

    def another() -> None:
        source.biller.after_read = lambda: None
        source.pull()

    source.biller.after_read = another
    slept = sync_page(source.ports, WORKER, HERE)
    assert (slept.phase, slept.bills) == (SyncPhase.DONE, 5)
    assert source.state() == slept


def test_a_source_that_moves_nowhere_is_not_pulled_for_ever(source: SourceTill) -> None:
    source.pull()
    page = source.biller.bills(cursor=source.state().bills_cursor)
    source.biller.bills = lambda **_: replace(page, has_more=True)  # type: ignore[method-assign]
    with pytest.raises(ProviderUnavailable):
        source.pull()


def test_news_of_a_bill_and_of_a_customer_bring_just_these(each_source: SourceTill) -> None:
    each_source.hear_of(About.BILL, "b-1")
    each_source.work()
    assert each_source.ours().balance == usd("97.40")
    ada = each_source.speaker().require_customer()
    assert each_source.ours().customer_id == ada
    each_source.biller.meet(
        replace(
            customer_there(name="Ada King"),
            changed_at=each_source.clock.now() + timedelta(days=1),
        )
    )
    each_source.hear_of(About.CUSTOMER, ADA, "evt_2")
    each_source.work()
    with each_source.store.read(WORKER) as tx:
        assert tx.customers.get(ada).name == "Ada King"
    assert not any(pull.startswith(("bills", "customers")) for pull in each_source.biller.pulls)


def test_news_of_a_payment_made_there_pays_the_bill_here(each_source: SourceTill) -> None:
    each_source.pull()
    each_source.biller.pay_there("b-1", usd("97.40"))
    each_source.hear_of(About.PAYMENT, "b-1")
    each_source.work()
    assert each_source.ours().state is BillState.PAID


def test_a_bill_that_is_gone_there_stays_and_is_shown_to_staff(source: SourceTill) -> None:
    source.pull()
    source.biller.ledger = []
    source.hear_of(About.BILL, "b-1")
    source.work()
    assert source.ours().state is BillState.OPEN
    assert source.why() == {"b-1": "it is not there (any more)"}


def test_the_tenant_is_told_of_new_bills_but_not_of_the_first_pull(source: SourceTill) -> None:
    source.pull()
    source.biller.change(bill_there("b-2", "10.00"))
    source.pull()
    ada = source.speaker().require_customer()
    with source.store.read(WORKER) as tx:
        names = [event.name for event in tx.events.of_customer(ada)]
    assert names.count("bill.issued") == 1
    assert WORKER.tenant == HARBOR
