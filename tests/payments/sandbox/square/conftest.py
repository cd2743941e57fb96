"""A seller at the sandbox's Square, in the folder's process or in a sandbox of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payments.sandbox.serve import serving
from tests.payments.sandbox.square.seller import Seller
from tests.payments.sandbox.world import Process, Sandbox


@pytest.fixture
def seller(process: Process) -> Seller:
    return Seller(process)


@pytest.fixture
def own_seller(tmp_path: Path) -> Iterator[Seller]:
    """A seller in a sandbox that nobody else uses, in a thread."""
    with serving(tmp_path / "provider.db") as url:
        sandbox = Sandbox(url)
        yield Seller(sandbox)
        sandbox.http.close()
