"""One sandbox process and one mailbox for the campaigns of a test run."""

from collections.abc import Iterator

import pytest

from tests.payments.rig import running_sandbox
from tests.trust.stage import Control, Mailbox, mailbox


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    with mailbox(tmp_path_factory.mktemp("letters")) as box:
        yield box


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox") / "sandbox.db") as sandbox:
        yield sandbox.url


@pytest.fixture
def control(sandbox_url: str, letters: Mailbox, request: pytest.FixtureRequest) -> Control:
    """A merchant of its own, whose webhooks go to the mailbox."""
    merchant = f"m{abs(hash(request.node.nodeid)) % 10**9}"
    made = Control(sandbox_url, merchant)
    made.order("PUT", f"merchants/{merchant}", **made.credentials, webhook_url=letters.of(merchant))
    return made
