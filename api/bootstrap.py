"""The composition root: the one file that names concrete stores and models.

One function per part; each imports what it needs when it is called, so that a command which needs
little starts fast.
"""

import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from api.clocks import SystemClock, UlidIds
from api.keys import Keys, installation_keys
from api.settings import Settings
from billing.errors import StoreUnavailable
from billing.ports import Clock, Ports, Store

if TYPE_CHECKING:
    from agent.loop import Assistant
    from agent.memory import Memory
    from api.answers import Answers
    from api.container import Container
    from api.session import Tokens
    from api.turns import Turns
    from ingestion.read_invoice import InvoiceReader


def run_migrations(settings: Settings) -> bool:
    """Bring the database to the newest schema; True when something changed."""
    from billing.stores.migrate import migrate

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return migrate(settings.database, settings.database_admin_url)


def make_clock(settings: Settings, as_of: datetime | None = None) -> Clock:
    """Business time from `as_of`, else `BILLING_CLOCK`, else now."""
    return SystemClock(as_of or settings.billing_clock)


def make_store(settings: Settings, clock: Clock | None = None) -> Store:
    """The SQL store; raises `UnsafeDatabase` when it must not be used as it is."""
    from billing.stores.keyring import Keyring
    from billing.stores.store import SqlStore

    keyring = Keyring.parse(installation_keys(settings).credential_keys)
    return SqlStore(settings.database, keyring, clock or make_clock(settings))


def check_database(settings: Settings) -> None:
    """Raises `UnsafeDatabase` or `StoreUnavailable` with what is wrong with the database."""
    from billing.stores.boot import refuse_unsafe
    from billing.stores.engine import faults_translated, make_engine

    engine = make_engine(settings.database)
    try:
        with faults_translated():
            refuse_unsafe(engine)
    finally:
        engine.dispose()


def check_keyring(keys: Keys) -> None:
    """Raises `BadKeyring` when the credential keys cannot be read."""
    from billing.stores.keyring import Keyring

    Keyring.parse(keys.credential_keys)


def make_ports(
    settings: Settings, *, sandbox_url: str | None = None, as_of: datetime | None = None
) -> Ports:
    """Everything a use case may reach."""
    from api.providers import ConnectedProviders

    clock = make_clock(settings, as_of)
    store = make_store(settings, clock)
    at_sandbox = settings.sandbox_url is not None
    providers = ConnectedProviders(lambda: settings.sandbox_url or sandbox_url, at_sandbox)
    return Ports(store, clock, UlidIds(), providers, store.directory.salt())


def make_tokens(settings: Settings, clock: Clock) -> "Tokens":
    from api.session import Tokens

    return Tokens(installation_keys(settings).secret_key, clock)


def make_memory(settings: Settings, redis_url: str | None) -> "Memory":
    """The model's window in Redis; without one, every turn reads the transcript."""
    from agent.memory import Memory, connect

    client = connect(redis_url or "unix:///nonexistent")
    return Memory(client, installation_keys(settings).secret_key.encode())


def make_assistant(settings: Settings) -> "Assistant":
    """The agent loop over the configured model, with the built-in one behind it."""
    from agent.loop import Assistant
    from agent.models._chain import Member, ModelChain
    from agent.models.builtin.model import BuiltinModel
    from tools._registry import load_tools

    builtin = Member("builtin", BuiltinModel())
    primary = None
    if settings.model != "builtin":
        from pydantic import SecretStr

        from agent.models.openai_compatible import Endpoint, openai_compatible

        name = settings.model.removeprefix("openai:")
        key = settings.openai_api_key or SecretStr("unset")
        endpoint = Endpoint(name, settings.openai_base_url, key)
        primary = Member(settings.model, openai_compatible(endpoint), remote=True)
    return Assistant(ModelChain(builtin, primary), load_tools())


def make_reading(reader: "InvoiceReader") -> Callable[[bytes], Mapping[str, object]]:
    """The reader of documents as billing knows it: refusals in its own words."""
    from billing.verdicts import DocumentRefused
    from ingestion.errors import Unreadable

    def reading(data: bytes) -> Mapping[str, object]:
        try:
            return reader.read(data).to_json()
        except Unreadable as refused:
            raise DocumentRefused(refused.code, refused.sentence) from refused

    return reading


def make_container(
    settings: Settings, *, redis_url: str | None, sandbox_url: str | None, as_of: datetime | None
) -> "Container":
    """A container whose heavy parts load in `warm_up`, after the port is open."""
    from api.answers import Answers
    from api.container import Container
    from api.formats import BabelFormats
    from api.limits import make_limits
    from api.portal_sign_in import PortalSignIn
    from api.providers import ConnectedProviders
    from api.session import UsedTokens
    from api.uploading import Uploading
    from ingestion.read_invoice import InvoiceReader

    ports = make_ports(settings, sandbox_url=sandbox_url, as_of=as_of)
    assert isinstance(ports.providers, ConnectedProviders)  # noqa: S101 - made so above
    formats = BabelFormats()
    reader = InvoiceReader()
    reading = make_reading(reader)
    answers = Answers(ports, formats)
    made: list[Turns] = []
    ready = threading.Event()

    def turns() -> "Turns":
        if not ready.wait(30):
            raise StoreUnavailable
        return made[0]

    def warm_up() -> None:
        made.append(make_turns(settings, ports, answers, redis_url, reading))
        ready.set()

    container = Container(
        settings=settings,
        ports=ports,
        formats=formats,
        tokens=make_tokens(settings, ports.clock),
        limits=make_limits(redis_url),
        providers=ports.providers,
        turns=turns,
        answers=answers,
        sign_in=PortalSignIn(ports),
        used_links=UsedTokens(ports.clock),
        uploading=lambda: Uploading(ports, reading),
        warm_up=warm_up,
        ready=ready,
    )
    container.closers += [ports.store.close, reader.close]
    return container


def make_turns(
    settings: Settings,
    ports: Ports,
    answers: "Answers",
    redis_url: str | None,
    reading: Callable[[bytes], Mapping[str, object]],
) -> "Turns":
    """The one way in for a message."""
    from agent.language import language_of
    from api.transcript import Transcript
    from api.turns import Turns

    assistant = make_assistant(settings)
    return Turns(
        ports=ports,
        assistant=lambda: assistant,
        transcript=Transcript(ports, make_memory(settings, redis_url)),
        answers=answers,
        formats=answers.formats,
        reading=reading,
        understand_language=language_of,
    )


def environment() -> Mapping[str, str]:
    """The process's environment, for adapters that read their own names from it."""
    return dict(os.environ)
