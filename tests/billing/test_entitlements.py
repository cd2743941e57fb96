from datetime import date
from decimal import Decimal

import pytest

from billing.entitlements import Standing, TierAnswer, judge_feature
from billing.money import Money
from billing.periods import Period
from billing.plans import Plan
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import Policy
from billing.usage import Usage
from tests.builders import MARCH, POLICY, money, plan, subscription, usage

HOME = plan(
    "hb-home", "10.00", features={"csv_export": False, "data_gb": 10, "phone_support": False}
)
PLUS = plan(
    "hb-plus",
    "20.00",
    annual_price="200.00",
    features={"csv_export": True, "data_gb": 50, "phone_support": False, "seats": 3},
)
TOP = plan(
    "hb-top",
    "40.00",
    features={"csv_export": True, "data_gb": "unlimited", "phone_support": True, "seats": 10},
)
ON_HOME = subscription("hb-home")
NEXT = Policy(upgrade="next_period")


def _ask(
    feature: str,
    *,
    plans: tuple[Plan, ...] = (HOME, PLUS, TOP),
    on: Subscription | None = ON_HOME,
    used: tuple[Usage, ...] = (),
    policy: Policy = POLICY,
    today: date = date(2026, 3, 2),
) -> TierAnswer:
    return judge_feature(feature, Standing(plans, on, used, policy, "USD", today))


def test_what_the_plan_has_is_included_and_needs_no_offer() -> None:
    answer = _ask("export CSV", on=subscription("hb-plus"))
    assert (answer.feature, answer.included, answer.offer) == ("csv_export", True, None)


def test_what_is_missing_comes_with_the_cheapest_plan_and_its_prorated_price() -> None:
    answer = _ask("can I export CSV?")
    assert not answer.included
    assert answer.offer is not None
    assert answer.offer.plan == PLUS
    preview = answer.offer.preview
    # 30 of March's 31 days are left: 20.00 x 30/31 less 10.00 x 30/31.
    assert (preview.charge, preview.credit) == (money("19.35"), money("9.68"))
    assert (preview.due_now, preview.price) == (money("9.67"), money("20.00"))
    assert preview.effective_on == date(2026, 3, 2)


def test_where_changes_wait_the_offer_costs_nothing_now() -> None:
    answer = _ask("csv", policy=NEXT)
    assert answer.offer is not None
    preview = answer.offer.preview
    assert preview.due_now == money("0.00")
    assert preview.effective_on == MARCH.end_before_on


def test_a_trial_pays_the_full_price_when_it_ends() -> None:
    trial = subscription(
        "hb-home",
        status=SubscriptionStatus.TRIALING,
        current_period=None,
        trial_end_on=date(2026, 3, 9),
    )
    answer = _ask("csv", on=trial)
    assert answer.offer is not None
    preview = answer.offer.preview
    assert (preview.due_now, preview.price) == (money("0.00"), money("20.00"))
    assert preview.effective_on == date(2026, 3, 9)


def test_a_period_that_is_over_is_not_prorated() -> None:
    february = subscription("hb-home", current_period=Period.month(2026, 2))
    answer = _ask("csv", on=february)
    assert answer.offer is not None
    assert answer.offer.preview.credit == money("0.00")


def test_a_cheaper_plan_is_no_upgrade_and_waits() -> None:
    thrifty = plan("hb-thrifty", "5.00", features={"csv_export": True})
    answer = _ask("csv", plans=(HOME, thrifty))
    assert answer.offer is not None
    preview = answer.offer.preview
    assert (preview.effective_on, preview.credit) == (MARCH.end_before_on, money("0.00"))


def test_an_annual_customer_is_offered_only_what_is_sold_by_the_year() -> None:
    annual = subscription("hb-home", interval="year", current_period=MARCH)
    answer = _ask("csv", on=annual, policy=NEXT)
    assert answer.offer is not None
    assert (answer.offer.plan, answer.offer.preview.price) == (PLUS, money("200.00"))
    assert _ask("phone support", on=annual).offer is None


def test_offers_are_in_the_customers_currency() -> None:
    euro = plan("hb-euro", "5.00", currency="EUR", features={"csv_export": True})
    dear = plan(
        "hb-dear", "1.00", currency="EUR", features={"csv_export": True},
        also_priced_in={"USD": money("99.00")},
    )  # fmt: skip
    answer = _ask("csv", plans=(dear, euro, HOME))
    assert answer.offer is not None
    assert answer.offer.preview.price == money("99.00")


def test_a_limit_says_how_much_is_used() -> None:
    answer = _ask("data", used=(usage("data_gb", "9.5", period=MARCH),))
    assert (answer.included, answer.limit, answer.used) == (True, Decimal(10), Decimal("9.5"))
    assert answer.offer is None


def test_a_used_up_limit_offers_the_cheapest_plan_with_more() -> None:
    answer = _ask("gigabytes", used=(usage("data_gb", "10", period=MARCH),))
    assert answer.used_up
    assert answer.offer is not None
    assert answer.offer.plan == PLUS
    beyond = _ask("data", used=(usage("data_gb", "60", period=MARCH),))
    assert beyond.offer is not None
    assert beyond.offer.plan == TOP


def test_last_months_usage_uses_up_nothing_today() -> None:
    answer = _ask("data", used=(usage("data_gb", "10", period=Period.month(2026, 2)),))
    assert answer.used is None
    assert answer.offer is None


def test_seats_are_counted_from_the_subscription() -> None:
    answer = _ask("how many users", on=subscription("hb-plus", seats_used=3))
    assert (answer.feature, answer.limit, answer.used) == ("seats", Decimal(3), Decimal(3))
    assert answer.offer is not None
    assert answer.offer.plan == TOP


def test_unlimited_is_never_used_up() -> None:
    answer = _ask("data", on=subscription("hb-top"), used=(usage("data_gb", "900", period=MARCH),))
    assert answer.unlimited
    assert answer.included
    assert answer.offer is None


def test_what_no_plan_has_is_said_to_be_so_with_all_there_is() -> None:
    answer = _ask("PDF export")
    assert answer.feature is None
    assert not answer.ambiguous
    assert answer.choices == ("csv_export", "data_gb", "phone_support", "seats")


def test_a_word_that_fits_two_features_is_asked_back() -> None:
    chat = plan("hb-chat", "1.00", features={"chat_support": True, "phone_support": True})
    answer = _ask("support", plans=(HOME, chat))
    assert answer.ambiguous
    assert answer.choices == ("chat_support", "phone_support")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("csv", "csv_export"),
        ("CSV-Export", "csv_export"),
        ("exportar a excel", "csv_export"),
        ("kann ich jemanden anrufen", "phone_support"),
        ("soporte telefonico", "phone_support"),
        ("Datenvolumen", "data_gb"),
        ("données", "data_gb"),
        ("utilisateurs", "seats"),
    ],
)
def test_features_are_found_by_what_customers_call_them(said: str, meant: str) -> None:
    assert _ask(said).feature == meant


def test_a_suspended_subscription_has_nothing_now_and_needs_no_upgrade() -> None:
    suspended = subscription("hb-plus", status=SubscriptionStatus.SUSPENDED)
    answer = _ask("csv", on=suspended)
    assert (answer.included, answer.suspended, answer.offer) == (False, True, None)


def test_without_a_subscription_the_full_price_is_quoted() -> None:
    answer = _ask("csv", on=None)
    assert answer.offer is not None
    assert answer.offer.preview.price == Money(2000, "USD")
    assert answer.current is None


def test_what_is_metered_in_no_plan_is_simply_there() -> None:
    answer = _ask("power", used=(usage("electricity_kwh", "402", period=Period.month(2026, 2)),))
    assert (answer.feature, answer.included, answer.used) == ("electricity_kwh", True, Decimal(402))
