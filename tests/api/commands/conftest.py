"""A loaded data folder for each test, copied from one that `load` made once."""

import os
import shutil
from pathlib import Path

import pytest

from api.cli import main
from api.demo import world_text
from api.settings import Settings
from payments._registry import names

PREFIXES = tuple(f"{name.upper()}_" for name in names())
NAMES = [name.upper() for name in Settings.model_fields] + [
    name for name in os.environ if name.startswith(PREFIXES)
]


def clean_environment() -> dict[str, str]:
    """The process's environment without anything that configures this product."""
    return {name: value for name, value in os.environ.items() if name not in NAMES}


@pytest.fixture(autouse=True)
def _unconfigured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    # No `.env` of whoever runs the tests is read.
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    world = folder / "world.yaml"
    world.write_text(world_text())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in NAMES:
            patch.delenv(name, raising=False)
        assert main(["load", str(world), "--data-dir", str(folder / "data")]) == 0
    return folder / "data"


@pytest.fixture
def home(_loaded: Path, tmp_path: Path) -> Path:
    """A data folder with the demo world in it, this test's own."""
    return Path(shutil.copytree(_loaded, tmp_path / "data"))
