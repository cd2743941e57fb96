"""The house the API's stories happen in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import Built, House, build, house_from


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def house(built: Built, tmp_path: Path) -> Iterator[House]:
    with house_from(built, tmp_path / "house") as running:
        yield running
