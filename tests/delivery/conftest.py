"""One certificate authority for all delivery tests."""

import pytest

from tests.delivery.rig import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))
