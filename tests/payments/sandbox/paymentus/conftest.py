"""A biller at the sandbox's Paymentus, in the folder's process or in a sandbox of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payments.sandbox.serve import serving
from tests.payments.sandbox.paymentus.biller import Biller
from tests.payments.sandbox.world import Process, Sandbox


@pytest.fixture
def biller(process: Process) -> Biller:
    return Biller(process)


@pytest.fixture
def own_biller(tmp_path: Path) -> Iterator[Biller]:
    """A biller in a sandbox that nobody else uses, in a thread."""
    with serving(tmp_path / "provider.db") as url:
        sandbox = Sandbox(url)
        yield Biller(sandbox)
        sandbox.http.close()
