from decimal import Decimal

from billing.periods import Period
from billing.stores.store import SqlStore
from billing.use_cases.show_usage import show_usage
from tests.builders import MARCH, plan, ports, principal, put_world, subscription, usage

FEBRUARY = Period.month(2026, 2)


def test_the_newest_reading_of_each_metric_is_shown(sqlite_store: SqlStore) -> None:
    put_world(
        sqlite_store,
        plan("hb-home"),
        subscription("hb-home"),
        usage("electricity_kwh", "402", period=FEBRUARY),
        usage("electricity_kwh", "355", period=Period.month(2026, 1)),
        usage("data_gb", "3", period=MARCH, included="10"),
    )
    answer = show_usage(ports(sqlite_store), principal())
    assert {row.metric: row.used for row in answer.usage} == {
        "electricity_kwh": Decimal(402),
        "data_gb": Decimal(3),
    }
    assert answer.plan is not None
    assert answer.subscription is not None


def test_a_metric_is_found_by_what_it_is_called(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, usage("electricity_kwh", "402"), usage("data_gb", "3"))
    answer = show_usage(ports(sqlite_store), principal(), "how much power did I use")
    assert [row.metric for row in answer.usage] == ["electricity_kwh"]


def test_what_is_not_metered_is_said_with_what_is(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, usage("electricity_kwh", "402"))
    answer = show_usage(ports(sqlite_store), principal(), "gas")
    assert (answer.usage, answer.known) == ((), ("electricity_kwh",))
