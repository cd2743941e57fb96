"""A merchant of PayPal's: in the folder's common process, or in a sandbox of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payments.sandbox.serve import serving
from tests.payments.sandbox.paypal.shop import Shop
from tests.payments.sandbox.world import Process, Sandbox


@pytest.fixture
def wallet_shop(process: Process) -> Shop:
    return Shop(process)


@pytest.fixture
def own_wallet_shop(tmp_path: Path) -> Iterator[Shop]:
    """A merchant in a sandbox that nobody else uses, in a thread; its clock may be moved."""
    with serving(tmp_path / "provider.db") as url:
        sandbox = Sandbox(url)
        yield Shop(sandbox)
        sandbox.http.close()
