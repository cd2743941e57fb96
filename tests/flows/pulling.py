"""A process that pulls everything from one source, page by page; `CRASH_AT` kills it on its way."""

import sys
from pathlib import Path

from api.bootstrap import make_container
from api.settings import Settings
from billing.principal import system
from billing.syncs import SyncPhase
from billing.use_cases import _source_pull
from billing.use_cases.sync_source import sync_page
from tests.api.town import HARBOR, HERE
from tests.house import AS_OF, PUBLIC

PAGE = 3


def pull(data_dir: str, sandbox_url: str) -> None:
    """A whole round, or as much of it as this process lives for."""
    _source_pull.PAGE = PAGE  # type: ignore[misc]  # small pages, so that there are several
    settings = Settings(data_dir=Path(data_dir), public_url=PUBLIC)
    container = make_container(settings, redis_url=None, sandbox_url=sandbox_url, as_of=AS_OF)
    while sync_page(container.ports, system(HARBOR), HERE).phase is not SyncPhase.DONE:
        pass
    container.close()


if __name__ == "__main__":
    pull(*sys.argv[1:3])
