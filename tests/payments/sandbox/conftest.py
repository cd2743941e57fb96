"""One sandbox process for the folder; tests with a clock or a queue of their own start another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payments.sandbox.serve import serving
from tests.payments.sandbox.world import Merchant, Process, Sandbox


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    running = Process(data_file=tmp_path_factory.mktemp("sandbox") / "provider.db")
    running.start()
    running.control("POST", "settings", {"timeout_ms": 50, "settle_seconds": 3600})
    yield running
    running.kill()
    running.http.close()


@pytest.fixture
def shop(process: Process) -> Merchant:
    return Merchant(process)


@pytest.fixture
def own_process(tmp_path: Path) -> Iterator[Process]:
    """A process that the test may kill and start again."""
    running = Process(data_file=tmp_path / "provider.db")
    running.start()
    yield running
    running.kill()
    running.http.close()


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Merchant]:
    """A merchant in a sandbox that nobody else uses, in a thread."""
    with serving(tmp_path / "provider.db") as url:
        sandbox = Sandbox(url)
        yield Merchant(sandbox)
        sandbox.http.close()
