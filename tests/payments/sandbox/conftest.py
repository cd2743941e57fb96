"""One sandbox process for the folder; tests that kill it or move its clock start their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.payments.sandbox.world import Merchant, Process


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    running = Process(tmp_path_factory.mktemp("sandbox") / "provider.db")
    running.start()
    running.control("POST", "settings", {"timeout_ms": 50, "settle_seconds": 3600})
    yield running
    running.kill()


@pytest.fixture
def own_process(tmp_path: Path) -> Iterator[Process]:
    running = Process(tmp_path / "provider.db")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def shop(process: Process) -> Merchant:
    return Merchant(process)


@pytest.fixture
def own_shop(own_process: Process) -> Merchant:
    return Merchant(own_process)
