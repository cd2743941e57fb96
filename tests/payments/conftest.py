"""One sandbox process for all payment tests; every test is a merchant of its own in it."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from payments._registry import names
from tests.payments.rig import Recital, Sandbox, Shop, reciting, running_sandbox

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox") / "sandbox.db") as running:
        running.order("POST", "settings", timeout_ms=50)
        yield running


@pytest.fixture
def new_shop(sandbox: Sandbox) -> Iterator[Callable[[str], Shop]]:
    yield lambda provider: Shop(sandbox, provider, f"shop{next(_numbers)}")
    sandbox.order("DELETE", "faults")
    sandbox.order("POST", "settings", search_lag_seconds=0)


@pytest.fixture(params=names())
def shop(request: pytest.FixtureRequest, new_shop: Callable[[str], Shop]) -> Shop:
    """A shop at every provider in turn."""
    return new_shop(request.param)


@pytest.fixture
def stripe_shop(new_shop: Callable[[str], Shop]) -> Shop:
    return new_shop("stripe")


@pytest.fixture
def recital() -> Iterator[Recital]:
    with reciting() as server:
        yield server
