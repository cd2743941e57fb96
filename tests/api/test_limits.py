"""Counting requests: exactly, each kind for itself, and more strictly when Redis is away."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from limits import parse

from api.embedded import EmbeddedValkey
from api.limits import BUDGETS, Limits, RateLimited, make_limits, network_of
from billing.ids import PersonId, TenantId
from billing.principal import Principal, Role

SMALL = {"chat": parse("8/day"), "approve": parse("5/day")}
"""A day's budget: no window ends while a story is told."""


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    running = EmbeddedValkey()
    yield running
    running.close()


@pytest.fixture(params=["here", "in redis"])
def limits(request: pytest.FixtureRequest, valkey: EmbeddedValkey) -> Limits:
    made = make_limits(valkey.url if request.param == "in redis" else None)
    made.budgets = SMALL
    return made


def allowed(limits: Limits, budget: str, who: str, tries: int = 20) -> int:
    count = 0
    for _ in range(tries):
        with suppress(RateLimited):
            limits.check(budget, who)
            count += 1
    return count


def test_exactly_the_budget_is_allowed_for_each_and_each_kind(limits: Limits) -> None:
    assert allowed(limits, "chat", "nora") == 8
    assert allowed(limits, "chat", "luis") == 8
    assert allowed(limits, "approve", "nora") == 5  # a flood of chat has starved no payment
    assert allowed(limits, "chat", "nora") == 0


def test_the_same_person_of_two_companies_is_two(limits: Limits) -> None:
    for tenant in ("t-one", "t-two"):
        who = Principal(TenantId(tenant), Role.SUPPORT, person=PersonId("p-1"))
        for _ in range(8):
            limits.check_principal("chat", who)
        with pytest.raises(RateLimited) as refused:
            limits.check_principal("chat", who)
        assert refused.value.retry_after_s > 0


def test_counting_ahead_allows_the_budget_and_asks_redis_once_a_step(
    valkey: EmbeddedValkey,
) -> None:
    limits = make_limits(valkey.url)
    limits.budgets = {"webhook": parse("3000/day")}
    limits.check_ahead("webhook", "a provider")
    assert limits.shared is not None
    left = limits.shared.get_window_stats(limits.budgets["webhook"], "webhook", "a provider")
    assert left.remaining == 3000 - 3
    passed = 1
    for _ in range(3100):
        with suppress(RateLimited):
            limits.check_ahead("webhook", "a provider")
            passed += 1
    assert passed == 3000


def test_counting_ahead_with_small_budgets_is_exact_and_with_redis_away_stricter() -> None:
    for url, expected in ((None, 8), ("unix:///nonexistent/v.sock", 2)):
        limits = make_limits(url)
        limits.budgets = SMALL
        passed = 0
        for _ in range(20):
            with suppress(RateLimited):
                limits.check_ahead("chat", "nora")
                passed += 1
        assert passed == expected


def test_processes_share_one_count_in_redis(valkey: EmbeddedValkey) -> None:
    first, second = make_limits(valkey.url), make_limits(valkey.url)
    first.budgets = second.budgets = SMALL
    assert allowed(first, "chat", "shared", 6) == 6
    assert allowed(second, "chat", "shared", 6) == 2


def test_with_redis_away_a_quarter_is_allowed_here() -> None:
    limits = make_limits("unix:///nonexistent/v.sock")
    limits.budgets = SMALL
    assert allowed(limits, "chat", "nora") == 2
    assert allowed(limits, "approve", "nora") == 1


def test_redis_going_away_in_the_middle_is_no_error_and_no_free_ride() -> None:
    valkey = EmbeddedValkey()
    limits = make_limits(valkey.url)
    limits.budgets = SMALL
    assert allowed(limits, "chat", "nora", 3) == 3
    valkey.close()
    assert allowed(limits, "chat", "nora") == 2


@pytest.mark.parametrize("budget", sorted(BUDGETS))
def test_every_budget_works_with_redis_away(budget: str) -> None:
    limits = make_limits("unix:///nonexistent/v.sock")
    limits.check(budget, "somebody")


def test_all_addresses_of_one_ipv6_network_are_one_sender() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("203.0.113.7") == network_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert network_of("testclient") == "testclient"
