"""Loading a world: what the file says is what the store says, once and for all."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from api.demo import world_text
from api.load import Loaded, Loader, LoadRefused
from api.world import World, read_world
from api.world_tenants import PortalRow, SignerRow
from billing.bills import BillState
from billing.connections import Mode
from billing.errors import NotFound
from billing.ids import (
    BillId,
    CustomerId,
    MethodId,
    PaymentId,
    PersonId,
    TenantId,
    TicketId,
)
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.ports import Store
from billing.principal import system
from billing.stores.schema import SCHEMA
from billing.stores.store import SqlStore
from billing.tenants import CategoryRule, Signer
from billing.tickets import TicketStatus
from tests.fakes import FakeClock, SequentialIds

SMALL = (Path(__file__).parent / "worlds" / "small.yaml").read_text()
NORTH_KEY = {"NORTH_STRIPE": "sk_test_northnorth"}
HARBOR, NORTH = TenantId("harbor"), TenantId("north")


@pytest.fixture(scope="module")
def demo() -> World:
    return read_world(world_text())


@pytest.fixture(scope="module")
def small() -> World:
    return read_world(SMALL)


def load(store: Store, world: World, environment: dict[str, str] | None = None) -> Loaded:
    return Loader(store, FakeClock(), SequentialIds(), None, environment or {}).load(world)


def dump(store: SqlStore) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, ciphertext included."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for tenant in store.directory.tenants():
        with store.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                walls = "SELECT set_config('app.tenant_id', :tenant, true)"
                walls += ", set_config('app.customer_id', '', true)"
                connection.execute(text(walls), {"tenant": tenant})
            for table in SCHEMA.sorted_tables:
                rows = sorted(map(repr, connection.execute(table.select())))
                found[f"{tenant}.{table.name}"] = [(row,) for row in rows]
    return found


@pytest.mark.parametrize("which", ["demo", "small"])
def test_every_bill_owes_what_the_world_says(
    store: SqlStore, which: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(which)
    load(store, world, NORTH_KEY)
    for row in world.bills:
        with store.read(system(TenantId(row.tenant))) as tx:
            bill = tx.bills.get(BillId(row.id))
        assert bill.balance == row.balance_money, row.id
        assert (bill.amount, bill.state, bill.version) == (row.amount_money, row.state, 1)
        assert bill.disputed == (None if row.disputed_money.is_zero else row.disputed_money)
        assert bill.customer_id == row.customer
        assert [line.amount for line in bill.lines] == [amount for _, amount in row.lines_money]


def test_loading_twice_changes_not_one_row(store: SqlStore, demo: World) -> None:
    first = load(store, demo)
    before = dump(store)
    second = load(store, demo)
    assert dump(store) == before
    assert sum(len(rows) for rows in before.values()) > 300
    assert first.changed > 250
    assert second.changed == 0
    assert second.counts == first.counts


def test_it_counts_what_the_file_holds(sqlite_store: SqlStore, demo: World) -> None:
    loaded = load(sqlite_store, demo)
    assert loaded.counts["tenants"] == 4
    assert loaded.counts["bills"] == len(demo.bills)
    assert sqlite_store.directory.tenants() == ("brook", "harbor", "lumen", "skylink")
    assert loaded.webhooks == ()


def test_what_was_lived_since_stays(sqlite_store: SqlStore, demo: World) -> None:
    load(sqlite_store, demo)
    with sqlite_store.write(system(HARBOR)) as tx:
        tx.bills.set_state(BillId("HB-100"), BillState.PAID)
        tx.methods.mark_used(MethodId("pm-nora-old"))
        ticket = tx.tickets.get(TicketId("TK-2"))
        tx.tickets.put(replace(ticket, status=TicketStatus.RESOLVED))
    before = dump(sqlite_store)
    load(sqlite_store, demo)
    assert dump(sqlite_store) == before


def test_a_sign_in_set_up_later_is_kept_and_new_origins_are_added(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    with sqlite_store.write(system(HARBOR)) as tx:
        tenant = tx.tenants.this()
        portal = replace(
            tenant.portal, origins=("https://new.example",), issuer="https://id.example"
        )
        tx.tenants.put(replace(tenant, portal=portal))
    load(sqlite_store, demo)
    with sqlite_store.read(system(HARBOR)) as tx:
        kept = tx.tenants.this().portal
    assert kept.issuer == "https://id.example"
    assert kept.origins[0] == "https://new.example"
    assert "http://127.0.0.1:8000" in kept.origins


def test_a_sign_in_at_paymentus_stands_beside_the_portals_own(
    sqlite_store: SqlStore, demo: World
) -> None:
    told = Signer("https://id.paymentus.example", "https://id.paymentus.example/jwks", "us")
    beside = SignerRow(issuer=told.issuer, jwks_url=told.jwks_url, audience=told.audience)
    load(sqlite_store, with_portal(demo, paymentus=beside))
    with sqlite_store.read(system(HARBOR)) as tx:
        assert tx.tenants.this().portal.paymentus == told
    assert sqlite_store.directory.tenant_of_paymentus(told.issuer) == (HARBOR,)

    load(sqlite_store, demo)  # a later file that does not speak of it
    with sqlite_store.read(system(HARBOR)) as tx:
        assert tx.tenants.this().portal.paymentus is None


def test_an_issuer_that_turns_out_to_be_paymentus_is_the_portals_own_no_more(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    at = Signer("https://id.paymentus.example", "https://k.example/jwks", "us")
    with sqlite_store.write(system(HARBOR)) as tx:
        tenant = tx.tenants.this()
        own = replace(tenant.portal, issuer=at.issuer, jwks_url=at.jwks_url, audience=at.audience)
        tx.tenants.put(replace(tenant, portal=own))
    beside = SignerRow(issuer=at.issuer, jwks_url=at.jwks_url, audience=at.audience)
    load(sqlite_store, with_portal(demo, paymentus=beside))
    with sqlite_store.read(system(HARBOR)) as tx:
        portal = tx.tenants.this().portal
    assert (portal.issuer, portal.signer, portal.paymentus) == (None, None, at)


def test_one_issuer_is_not_both_in_a_file() -> None:
    at = {"issuer": "https://id.example", "jwks_url": "https://id.example/jwks", "audience": "us"}
    with pytest.raises(ValidationError, match=r"name it under `paymentus` only"):
        PortalRow.model_validate({**at, "paymentus": at})
    assert PortalRow.model_validate({"paymentus": at}).issuer is None


def test_a_sign_in_is_for_a_connection_that_there_is(sqlite_store: SqlStore, demo: World) -> None:
    told = {"issuer": "https://id.example", "jwks_url": "https://id.example/jwks"}
    beside = SignerRow(audience="us", connection="sandbox", **told)
    before = dump(sqlite_store)
    with pytest.raises(LoadRefused, match="no connection 'sandbox' to Paymentus"):
        load(sqlite_store, with_portal(demo, paymentus=beside))
    assert dump(sqlite_store) == before


def with_portal(world: World, **parts: object) -> World:
    """The same world, but for these parts of its first tenant's portal."""
    first = world.tenants[0]
    assert first.id == HARBOR
    portal = first.portal.model_copy(update=parts)
    changed = first.model_copy(update={"portal": portal})
    return replace(world, tenants=(changed, *world.tenants[1:]))


def test_a_bill_that_differs_in_the_file_becomes_its_next_version(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    late = "2026-04-02"
    was, now = (f'due_date: "{day}", amount: "47.88"' for day in ("2026-03-25", late))
    changed = read_world(world_text().replace(was, now))
    assert load(sqlite_store, changed).changed == 1
    with sqlite_store.read(system(HARBOR)) as tx:
        bill = tx.bills.get(BillId("HW-032"))
    assert (bill.due_on.isoformat(), bill.version) == (late, 2)
    assert load(sqlite_store, changed).changed == 0


def test_past_payments_have_their_receipts_in_the_order_of_time(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    with sqlite_store.read(system(HARBOR)) as tx:
        paid = [p for p in demo.payments if p.tenant == "harbor" and p.status == "succeeded"]
        receipts = [tx.payments.receipt_of(PaymentId(p.id)) for p in paid]
        first = tx.payments.get(PaymentId("pay-nora-1"))
    numbered = sorted((r.number, r.issued_at) for r in receipts if r is not None)
    assert len(numbered) == len(paid) > 20
    assert [at for _, at in numbered] == sorted(at for _, at in numbered)
    assert (first.state, first.key, first.connection_id) == (
        PaymentState.SUCCEEDED,
        "loaded-pay-nora-1",
        None,
    )
    assert first.created_at == first.settled_at
    assert first.note == "paid in the app"


def test_a_double_charge_is_allocated_whole_and_its_refund_leaves_the_bill_paid(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    with sqlite_store.read(system(HARBOR)) as tx:
        bill = tx.bills.get(BillId("HB-072"))
        allocated = [a.amount for a in tx.payments.allocations(bill.id)]
        refunds = tx.refunds.of_payment(PaymentId("pay-owen-4"))
    assert allocated == [Money(10943, "USD")] * 2
    assert [(r.id, r.amount, r.state) for r in refunds] == [
        ("re-owen-1", Money(10943, "USD"), PaymentState.SUCCEEDED)
    ]
    assert bill.balance.is_zero


@pytest.mark.parametrize(
    ("tenant", "payment", "reason"),
    [
        ("harbor", "pay-luis-5", DeclineReason.INSUFFICIENT_FUNDS),
        ("harbor", "pay-nora-6", DeclineReason.OTHER),
        ("lumen", "pay-fern-3", DeclineReason.CARD_DECLINED),
        ("skylink", "pay-tom-1", DeclineReason.PROVIDER_UNAVAILABLE),
    ],
)
def test_a_failed_payment_keeps_why(
    sqlite_store: SqlStore, demo: World, tenant: str, payment: str, reason: DeclineReason
) -> None:
    load(sqlite_store, demo)
    with sqlite_store.read(system(TenantId(tenant))) as tx:
        found = tx.payments.get(PaymentId(payment))
        assert tx.payments.receipt_of(found.id) is None
    assert (found.state, found.reason) == (PaymentState.FAILED, reason)


def test_tries_of_one_bill_count_on(sqlite_store: SqlStore, demo: World) -> None:
    load(sqlite_store, demo)
    with sqlite_store.read(system(HARBOR)) as tx:
        assert tx.payments.ended_attempts(BillId("HB-091")) == 2
        ordinals = [p.ordinal for p in tx.payments.of_bill(BillId("HB-091"))]
    assert ordinals == [0, 1]


def test_a_method_knows_whether_it_ever_paid_and_where_it_lives(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    with sqlite_store.read(system(HARBOR)) as tx:
        visa, old, luis = (
            tx.methods.get(MethodId(name))
            for name in ("pm-nora-visa", "pm-nora-old", "pm-luis-card")
        )
        connection = tx.connections.get(visa.connection_id)
    assert (visa.used_before, visa.is_default) == (True, True)
    assert (old.used_before, old.is_default) == (False, False)
    assert visa.provider_ref == "pm-nora-visa"
    assert visa.customer_ref == "c-nora"
    assert old.expires_before_on is not None
    assert old.expires_before_on.isoformat() == "2025-12-01"
    assert luis.is_default
    assert (connection.id, connection.provider, connection.mode) == ("sandbox", "stripe", Mode.TEST)


def test_what_a_company_says_of_uploads_arrives(sqlite_store: SqlStore) -> None:
    rules = '[{category: rent, seller: Hausverwaltung}, {category: supplies, line: "toner"}]'
    said = (
        f'late_fee: "3.00", uploads: {{keep_foreign: true, ask_model: true, categories: {rules}}}'
    )
    world = read_world(SMALL.replace('late_fee: "3.00"', said))
    load(sqlite_store, world, NORTH_KEY)
    with sqlite_store.read(system(TenantId(world.tenants[0].id))) as tx:
        policy = tx.tenants.this().policy
    assert policy.uploads_keep_foreign
    assert policy.uploads_ask_model
    assert policy.upload_categories == (
        CategoryRule("rent", seller="Hausverwaltung"),
        CategoryRule("supplies", line="toner"),
    )
    with sqlite_store.read(system(TenantId(world.tenants[1].id))) as tx:
        other = tx.tenants.this().policy
    assert not other.uploads_keep_foreign
    assert not other.uploads_ask_model


def test_policies_plans_people_and_the_rest_arrive(sqlite_store: SqlStore, demo: World) -> None:
    load(sqlite_store, demo)
    with sqlite_store.read(system(HARBOR)) as tx:
        policy = tx.tenants.this().policy
        nora = tx.customers.find_by_account_number("4410-77")
        bayside = {person.id for person in tx.customers.people(CustomerId("c-bayside"))}
        staff = tx.customers.staff(PersonId("st-harbor-finance"))
        luis = tx.plans.subscription_of(CustomerId("c-luis"))
        articles = tx.articles.list()
        kwh = [u for u in tx.plans.usage(metric="electricity_kwh") if u.customer_id == "c-nora"]
        plus = next(plan for plan in tx.plans.list() if plan.id == "hb-plus")
    with sqlite_store.read(system(TenantId("skylink"))) as tx:
        trial = tx.plans.subscription_of(CustomerId("c-mats"))
    assert policy.text_confirmation_limit_minor == 50000
    assert policy.dispute_high_priority_minor == 20000
    assert (policy.partial_allowed, policy.extension_days) == (True, None)
    assert nora is not None
    assert nora.id == "c-nora"
    assert bayside == {"p-dana", "p-marco"}
    assert staff.role == "finance"
    assert luis is not None
    assert luis.dunning is not None
    assert luis.dunning.stage == 2
    assert trial is not None
    assert trial.after_trial_plan_id == "sk-s"
    assert len(articles) == sum(1 for a in demo.articles if a.tenant == "harbor")
    assert kwh
    assert plus.features["uploads_per_month"] == "unlimited"


def test_a_load_is_audited_once(sqlite_store: SqlStore, demo: World) -> None:
    load(sqlite_store, demo)
    load(sqlite_store, demo)
    with sqlite_store.write(system(HARBOR)) as tx:
        entries = tx.trail.of_subject("harbor")
        assert tx.trail.seal() > 0
    assert [entry.verb for entry in entries] == ["world.loaded"]


def test_the_same_ids_in_two_tenants_stay_apart(sqlite_store: SqlStore, small: World) -> None:
    load(sqlite_store, small, NORTH_KEY)
    found = {}
    for tenant in ("north", "south"):
        with sqlite_store.read(system(TenantId(tenant))) as tx:
            found[tenant] = tx.bills.get(BillId("B-1")).amount
            if tenant == "south":
                with pytest.raises(NotFound):
                    tx.bills.get(BillId("B-2"))
    assert found == {"north": Money(3000, "EUR"), "south": Money(900, "JPY")}
