"""The conformance kit runs once per adapter; `--provider NAME` runs it for one only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from billing.capabilities import Reach
from payments._registry import adapter, lacking, names
from tests.house import Built, House, build, house_from
from tests.payments.heard import Heard, described, faults
from tests.payments.kit.rig import Rig


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--provider", default=None, help="certify this provider's adapter only")


def pytest_configure(config: pytest.Config) -> None:
    """One sentence instead of a red kit, for a name that is none and for an unfinished adapter."""
    chosen = config.getoption("--provider", default=None)
    if chosen is None:
        return
    if chosen not in names():
        raise pytest.UsageError(f"no payment provider {chosen!r}; there are: {', '.join(names())}")
    if missing := lacking(adapter(chosen)):
        raise pytest.UsageError(f"payments/{chosen}.py: Adapter lacks {', '.join(missing)}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "provider_name" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--provider", default=None)
        wanted = names() if chosen is None else (chosen,)
        metafunc.parametrize("provider_name", wanted, indirect=True)


@pytest.fixture
def provider_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    records = adapter(name).capabilities.reach is Reach.RECORD_ONLY
    if records and not getattr(request.module, "FOR_EVERY_ADAPTER", False):
        # `test_record_only` proves that it refuses all that the other files are about.
        pytest.skip("declared: it only records")
    return name


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def house(built: Built, tmp_path: Path) -> Iterator[House]:
    """The real application, for what a provider says to it over HTTP."""
    with house_from(built, tmp_path / "house") as running:
        yield running


@pytest.fixture
def rig(provider_name: str, new_rig: Callable[[str], Rig], heard: Heard) -> Iterator[Rig]:
    """A merchant at every provider in turn; what was sent is judged by its own description."""
    heard.rest(provider_name)
    yield new_rig(provider_name)
    if described(provider_name):
        assert faults(provider_name, heard.rest(provider_name)) == []
