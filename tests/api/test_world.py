"""World files: what loads, and that everything wrong is refused by its path."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from api.demo import sample_invoice_paths, world_text
from api.world import World, WorldRefused, read_world
from api.world_rows import Behaviour, instant_of
from api.world_tenants import PlanChange, PolicyRow
from billing.bills import BillState
from billing.money import Money
from billing.periods import Period
from billing.principal import Role
from billing.tenants import Confirmation

WORLDS = Path(__file__).parent / "worlds"
SMALL = (WORLDS / "small.yaml").read_text(encoding="utf-8")
SMALL_DATA = yaml.safe_load(SMALL)
REFUSED = yaml.safe_load((WORLDS / "refused.yaml").read_text(encoding="utf-8"))


def refusal_of(text: str) -> WorldRefused:
    with pytest.raises(WorldRefused) as caught:
        read_world(text)
    return caught.value


def test_the_small_world_loads_with_everything_resolved() -> None:
    world = read_world(SMALL)
    assert [(b.id, b.tenant) for b in world.bills][-1] == ("B-1", "south")
    assert world.bills[0].period == Period(date(2026, 2, 1), date(2026, 3, 1))
    assert world.bills[1].period == Period(date(2026, 3, 1), date(2026, 4, 1))
    assert world.bills[0].lines_money[1] == ("Credit", Money(-200, "EUR"))
    assert world.bills[3].amount_money == Money(900, "JPY")
    assert world.bills[1].state is BillState.OPEN
    assert world.bills[2].disputed_money == Money(1200, "EUR")
    assert world.payment_methods[0].expires == date(2027, 2, 1)
    assert world.refunds[0].customer == "c-ann"
    assert world.refunds[0].amount_money == Money(2000, "EUR")
    assert world.payments[1].date == datetime(2026, 3, 12, 21, 30, tzinfo=UTC)
    assert world.customers[0].language == "de"
    assert world.usage[0].used == "41"
    assert world.as_of == datetime(2026, 5, 4, 8, tzinfo=UTC)


def test_reading_twice_gives_the_same_world() -> None:
    assert read_world(SMALL) == read_world(SMALL)
    assert read_world(world_text()) == read_world(world_text())


def test_a_customer_without_people_gets_one_who_is_the_customer() -> None:
    people = {(p.tenant, p.id): p for p in read_world(SMALL).people}
    assert set(people) == {
        ("north", "p-ann"),
        ("north", "c-bo"),
        ("north", "c-two"),
        ("south", "c-two"),
    }
    bo = people["north", "c-bo"]
    assert (bo.customer, bo.name, bo.email, bo.role) == (
        "c-bo",
        "Bo Reed",
        "bo@mail.example",
        Role.CUSTOMER_ADMIN,
    )


def test_an_absent_policy_is_the_strictest() -> None:
    south = read_world(SMALL).tenants[1]
    policy = south.policy
    assert policy.payment_confirmation is Confirmation.BUTTON
    assert south.money(policy.text_confirmation_limit) == Money.zero("JPY")
    assert not policy.partial_payments.allowed
    assert not policy.scheduled_payments
    assert (policy.refund, policy.dispute, policy.payment_extension) == (None, None, None)
    assert (policy.upgrade, policy.downgrade) == ("next_period", "next_period")
    assert south.money(policy.late_fee) == Money.zero("JPY")
    assert policy.uploads.accept
    assert policy.dunning.days == (3, 7, 14, 21)
    assert south.legal_name == "South Net"


def test_a_cheaper_plan_is_never_said_to_begin_at_once_for_it_never_does() -> None:
    policy = PolicyRow(plan_change=PlanChange(effective="immediate_prorated"))
    assert (policy.upgrade, policy.downgrade) == ("immediate_prorated", "next_period")


def test_a_written_policy_is_read_as_written() -> None:
    north = read_world(SMALL).tenants[0]
    assert north.money(north.policy.late_fee) == Money(300, "EUR")
    extension = north.policy.payment_extension
    assert extension is not None
    assert (extension.days, extension.times_per_year) == (7, 1)
    assert north.plans[1].annual_price_money == Money(9000, "EUR")
    assert north.plans[1].also_priced_in_money == {"JPY": Money(1500, "JPY")}
    assert north.plans[1].features == {"export": True, "seats": 3, "data_gb": "unlimited"}


def test_promises_and_instalments_are_a_humans_unless_the_policy_says_otherwise() -> None:
    silent = read_world(SMALL).tenants[0].policy
    assert (silent.payment_promise, silent.instalments) == (None, None)
    extension = "payment_extension: {days: 7, times_per_year: 1}"
    more = f"{extension}, payment_promise: {{days: 10}}, instalments: {{parts: 3, every_days: 14}}"
    policy = read_world(SMALL.replace(extension, more)).tenants[0].policy
    assert policy.payment_promise is not None
    assert policy.instalments is not None
    assert policy.payment_promise.days == 10
    assert (policy.instalments.parts, policy.instalments.every_days) == (3, 14)
    human = f"{extension}, payment_promise: human_only, instalments: human_only"
    asked = read_world(SMALL.replace(extension, human)).tenants[0].policy
    assert (asked.payment_promise, asked.instalments) == (None, None)


def test_the_only_tenant_need_not_be_named() -> None:
    text = """
version: 1
tenants:
- {id: solo, name: Solo, kind: shop, currency: USD, country: US, time_zone: UTC, languages: [en]}
customers: [{id: c-1, name: One, email: one@mail.example}]
articles: [{id: a-1, language: en, title: Hours, text: "Nine to five.\\nClosed on Sunday."}]
taxes: []
refunds:
"""
    world = read_world(text)
    assert (world.customers[0].tenant, world.articles[0].tenant) == ("solo", "solo")
    linked = text.replace("title: Hours", "title: Hours, url: 'https://help.example/hours'")
    assert read_world(linked).articles[0].url == "https://help.example/hours"
    assert "https address" in str(refusal_of(linked.replace("https:", "http:")))


def test_words_and_days_without_quotes_stay_text() -> None:
    text = SMALL.replace('issued: "2026-03-01"', "issued: 2026-03-01").replace(
        "languages: [en]", "languages: [no]"
    )
    world = read_world(text)
    assert world.bills[0].issued == date(2026, 3, 1)
    assert world.tenants[1].languages == ("no",)


def test_an_anchor_nobody_uses_is_harmless() -> None:
    assert read_world(SMALL.replace("languages: [en]", "languages: &a [en]")) == read_world(SMALL)


def test_a_day_is_its_noon_in_the_tenants_zone() -> None:
    assert instant_of(date(2026, 3, 2), "America/New_York") == datetime(2026, 3, 2, 17, tzinfo=UTC)
    moment = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert instant_of(moment, "America/New_York") is moment


def test_a_stored_open_bill_may_say_open_although_it_is_overdue() -> None:
    assert read_world(SMALL.replace("status: overdue", "status: open")).bills[3].status == "open"


@pytest.mark.parametrize(("written", "instead", "path", "sentence"), REFUSED)
def test_what_is_wrong_is_refused_by_its_path(
    written: str, instead: str, path: str, sentence: str
) -> None:
    assert written in SMALL
    text = SMALL.replace(written, instead, 1)
    problems = refusal_of(text).problems
    said = {p.path: p.sentence for p in problems}
    assert path in said, problems
    assert sentence in said[path]


def test_every_problem_is_named_not_only_the_first() -> None:
    text = SMALL.replace("Europe/Vienna", "Mars/Base").replace("error_500", "boom")
    text = text.replace('amount: "31.00"', 'amount: "31.01"').replace("role: finance", "role: boss")
    assert {p.path for p in refusal_of(text).problems} >= {
        "tenants[0].time_zone",
        "staff[0].role",
    }
    kept = text.replace("Mars/Base", "Europe/Vienna")
    assert {p.path for p in refusal_of(kept).problems} == {
        "payment_methods[1].behaviour",
        "bills[1].lines",
        "bills[1].balance",
        "staff[0].role",
    }


def test_a_refused_row_does_not_make_its_references_dangle() -> None:
    paths = [p.path for p in refusal_of(SMALL.replace('last4: "0042"', 'last4: "4"')).problems]
    assert paths == ["payment_methods[0].last4"]
    payment = "p-3, customer: c-ann, bill: B-2, amount: "
    refused = refusal_of(SMALL.replace(f'{payment}"10.00"', f"{payment}10"))
    assert [p.path for p in refused.problems] == ["payments[2].amount"]


def test_a_refused_tenant_does_not_make_its_customers_speechless() -> None:
    said = refusal_of(SMALL.replace("Europe/Vienna", "Mars/Base")).problems
    assert [p.path for p in said] == ["tenants[0].time_zone"]


def test_a_refused_payment_does_not_make_its_refund_incomplete() -> None:
    said = refusal_of(SMALL.replace("p-2, customer: c-ann", "p-2, cust: c-ann")).problems
    assert {p.path.partition("]")[0] for p in said} == {"payments[1"}


def test_a_refusal_shows_fifty_problems_and_counts_the_rest() -> None:
    rows = "\n".join(f"- {{id: x{i}, tenant: nowhere}}" for i in range(80))
    refused = refusal_of(SMALL.replace("customers:\n", f"customers:\n{rows}\n"))
    assert len(refused.problems) == 50
    assert refused.total > 80
    assert f"and {refused.total - 50} more" in str(refused)


def test_a_refusal_never_repeats_a_secret() -> None:
    assert "sk_test_4f2a" not in str(refusal_of(SMALL.replace("NORTH_STRIPE", "sk_test_4f2a")))


@pytest.mark.parametrize("text", ["", "[]", "hello", "version: 1", "a: b: c", "\x00", "\ud800"])
def test_what_is_no_world_is_refused(text: str) -> None:
    assert refusal_of(text).problems


def test_a_file_above_the_cap_is_refused_unread() -> None:
    assert "larger than 20 MB" in str(refusal_of("#" * (20 * 1024 * 1024 + 1)))


def owed(world: World, customer: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for bill in world.bills:
        mine = bill.customer == customer and bill.state is BillState.OPEN
        if mine and not bill.balance_money.is_zero:
            sums[bill.currency] = sums.get(bill.currency, 0) + bill.balance_money.amount_minor
    return sums


def test_the_demo_world_has_every_state_a_newcomer_wants_to_see() -> None:
    world = read_world(world_text())
    assert [t.id for t in world.tenants] == ["harbor", "skylink", "lumen", "brook"]
    assert len(world.customers) >= 14
    statuses = {bill.status for bill in world.bills}
    assert statuses == {"draft", "open", "partially_paid", "overdue", "disputed", "paid", "void"}
    assert {m.behaviour for m in world.payment_methods} == set(get_args(Behaviour))
    assert {b.currency for b in world.bills} == {"USD", "EUR", "GBP", "JPY"}
    assert set(owed(world, "c-ingrid")) == {"USD", "EUR", "GBP"}
    assert owed(world, "c-holly") == owed(world, "c-amelie") == {}
    assert {s.status for s in world.subscriptions} >= {"trialing", "past_due", "suspended"}
    for tenant in world.tenants:
        spoken = {a.language for a in world.articles if a.tenant == tenant.id}
        assert spoken == set(tenant.languages)
        assert {s.role for s in world.staff if s.tenant == tenant.id} == {
            Role.SUPPORT,
            Role.FINANCE,
            Role.ADMIN,
        }


def test_the_demos_nora_owes_what_the_tour_says() -> None:
    world = read_world(world_text())
    bills = {b.id: b for b in world.bills}
    assert owed(world, "c-nora") == {"USD": 9740 + 4788}
    assert bills["HB-100"].lines_money == (
        ("Energy 402 kWh", Money(7640, "USD")),
        ("Grid fee", Money(1400, "USD")),
        ("Taxes", Money(700, "USD")),
    )
    assert (bills["HB-090"].amount_money, bills["HB-090"].status) == (Money(8810, "USD"), "paid")
    plans = {p.id: p for p in world.tenants[0].plans}
    assert plans["hb-home"].features["csv_export"] is False
    assert plans["hb-plus"].features["csv_export"] is True
    assert plans["hb-plus"].price_money == Money(499, "USD")


def test_a_double_charge_is_a_legal_world() -> None:
    world = read_world(world_text())
    paid = [p for p in world.payments if p.bill == "SK-44" and p.status == "succeeded"]
    assert len(paid) == 2
    assert next(b for b in world.bills if b.id == "SK-44").balance_money.is_zero


def test_sample_invoices_are_pdfs() -> None:
    for path in sample_invoice_paths():
        assert path.read_bytes().startswith(b"%PDF-")


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["9" * 40, "-0", "1e5", "0.00", "2026-02-30", "9999-12-31", "north", "c-two", "B-1", "~"]
    ),
    st.lists(st.text(max_size=4), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


def mutate(node: object, data: st.DataObject) -> object:
    """`node` with one value, somewhere in it, replaced, removed or doubled."""
    if isinstance(node, dict) and node and data.draw(st.integers(0, 9)):
        key = data.draw(st.sampled_from(sorted(node)))
        if data.draw(st.integers(0, 7)) == 0:
            return {k: v for k, v in node.items() if k != key}
        return {**node, key: mutate(node[key], data)}
    if isinstance(node, list) and node and data.draw(st.integers(0, 9)):
        i = data.draw(st.integers(0, len(node) - 1))
        if data.draw(st.integers(0, 7)) == 0:
            return [*node, node[i]]
        return [*node[:i], mutate(node[i], data), *node[i + 1 :]]
    return data.draw(ODD)


def loads_or_refuses(text: str) -> None:
    """Whatever the text is, `read_world` answers with a world or a refusal that says something."""
    try:
        read_world(text)
    except WorldRefused as refused:
        told = str(refused)
    else:
        told = "loaded"
    assert told.count("\n") > 0 or told == "loaded"


@seed(20260302)
@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data())
def test_any_change_loads_or_is_refused_and_nothing_else(data: st.DataObject) -> None:
    world: object = SMALL_DATA
    for _ in range(data.draw(st.integers(1, 3))):
        world = mutate(world, data)
    loads_or_refuses(json.dumps(world, ensure_ascii=False))


@seed(20260302)
@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data())
def test_any_damage_to_the_text_loads_or_is_refused(data: st.DataObject) -> None:
    text = SMALL
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 6)))
        text = text[:start] + data.draw(st.text(max_size=4)) + text[end:]
    loads_or_refuses(text)
