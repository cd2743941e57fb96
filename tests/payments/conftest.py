"""One sandbox process for all payment tests; every test is a merchant of its own in it."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.payments.heard import Heard
from tests.payments.kit.rig import Rig, rig_of
from tests.payments.kit.rig_stripe import Rig as StripeRig
from tests.payments.rig import Recital, Sandbox, reciting, running_sandbox

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """What adapters sent to the sandbox."""
    return Heard(tmp_path_factory.mktemp("sandbox") / "heard.jsonl")


@pytest.fixture(scope="session")
def sandbox(heard: Heard) -> Iterator[Sandbox]:
    with running_sandbox(heard.record.with_name("sandbox.db"), heard.record) as running:
        running.order("POST", "settings", timeout_ms=50)
        yield running


@pytest.fixture
def new_rig(sandbox: Sandbox) -> Iterator[Callable[[str], Rig]]:
    """Makes a merchant at the provider of that name."""
    yield lambda provider: rig_of(provider)(sandbox, f"shop{next(_numbers)}")
    sandbox.order("DELETE", "faults")
    sandbox.order("POST", "settings", search_lag_seconds=0)


@pytest.fixture
def stripe_shop(sandbox: Sandbox) -> Iterator[StripeRig]:
    yield StripeRig(sandbox, f"shop{next(_numbers)}")
    sandbox.order("DELETE", "faults")
    sandbox.order("POST", "settings", search_lag_seconds=0)


@pytest.fixture
def recital() -> Iterator[Recital]:
    with reciting() as server:
        yield server
