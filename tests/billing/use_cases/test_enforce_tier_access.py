from billing.stores.store import SqlStore
from billing.use_cases.enforce_tier_access import enforce_tier_access
from tests.builders import money, plan, ports, principal, put_world, subscription

PLANS = (
    plan("hb-home", "10.00", features={"csv_export": False}),
    plan("hb-plus", "20.00", features={"csv_export": True}),
)


def test_the_answer_holds_the_customers_own_plan_against_the_tenants(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    answer = enforce_tier_access(ports(sqlite_store), principal(), "export CSV")
    assert answer.current == PLANS[0]
    assert not answer.included
    assert answer.offer is not None
    # The tenant prorates at once: 30 of 31 days of 20.00 less those of 10.00.
    assert answer.offer.preview.due_now == money("9.67")


def test_a_plan_that_has_it_says_yes(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-plus"))
    assert enforce_tier_access(ports(sqlite_store), principal(), "csv").included
