"""The composition root: the one file that names the store, and puts the parts together.

Parts made of several things have files of their own (`models`, `documents`, `providers`,
`duty_handlers`), reached from here. One function per part; each imports what it needs when it is
called, so that a command which needs little starts fast.
"""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from api.clocks import SystemClock, UlidIds
from api.keys import Keys, installation_keys
from api.settings import Settings, mail_sender
from billing.errors import InvalidRequest, StoreUnavailable
from billing.ports import Clock, Letters, Ports, Store

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from agent.memory import Memory
    from api.answers import Answers
    from api.container import Container
    from api.session import Tokens
    from api.turns import Turns
    from billing.stores.store import SqlStore


def run_migrations(settings: Settings) -> bool:
    """Bring the database to the newest schema; True when something changed."""
    from billing.stores.migrate import migrate

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return migrate(settings.database, settings.database_admin_url)


def make_clock(settings: Settings, as_of: datetime | None = None) -> Clock:
    """Business time from `as_of`, else `BILLING_CLOCK`, else as in a demo begun here, else now."""
    begins = as_of or settings.billing_clock
    remembered = SystemClock.remembered(settings.data_dir) if begins is None else None
    return remembered or SystemClock(begins)


def make_store(settings: Settings, clock: Clock | None = None) -> Store:
    """The SQL store; raises `UnsafeDatabase` when it must not be used as it is."""
    return _sql_store(settings, clock or make_clock(settings))


def _sql_store(settings: Settings, clock: Clock) -> "SqlStore":
    from billing.stores.keyring import Keyring
    from billing.stores.store import SqlStore

    keyring = Keyring.parse(installation_keys(settings).credential_keys)
    return SqlStore(settings.database, keyring, clock)


def key_names(settings: Settings) -> tuple[str, ...]:
    """The names of `CREDENTIAL_KEYS`, newest first; raises `BadKeyring`."""
    from billing.stores.keyring import Keyring

    return tuple(
        name for name, _ in Keyring.parse(installation_keys(settings).credential_keys).keys
    )


def ring_with_new_key(credential_keys: str, name: str) -> str:
    """This key ring with a fresh random key in front; raises `BadKeyring`."""
    from billing.stores.keyring import Keyring

    return Keyring.parse(credential_keys).with_new(name).text()


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
    settings: Settings,
    *,
    sandbox_url: str | None = None,
    as_of: datetime | None = None,
    demo: bool = False,
) -> Ports:
    """Everything a use case may reach; a demo reaches no provider but the sandbox."""
    from api.providers import ConnectedProviders

    clock = make_clock(settings, as_of)
    store = make_store(settings, clock)
    at_sandbox = settings.sandbox_url is not None
    providers = ConnectedProviders(
        lambda: settings.sandbox_url or sandbox_url,
        at_sandbox,
        demo,
        settings.public_url,
        settings.data_dir / "proofs",
    )
    salt = store.directory.salt()
    letters = make_letters(settings, clock)
    return Ports(store, clock, UlidIds(), providers, salt, letters, settings.public_url)


def make_letters(settings: Settings, clock: Clock) -> Letters:
    """What leaves: webhooks always, e-mail where a mail server is configured.

    Raises `InvalidRequest` when SMTP_URL or MAIL_FROM is malformed; the sentence repeats neither.
    """
    from api.formats import BabelFormats
    from api.letters import OutgoingLetters
    from delivery._channel import Channel
    from delivery._egress import Egress
    from delivery.email import Email
    from delivery.webhook import Webhook

    egress = Egress()
    channels: list[Channel] = [Webhook(egress, clock)]
    if settings.smtp_url is not None:
        try:
            channels.append(Email(settings.smtp_url.get_secret_value(), mail_sender(settings)))
        except ValueError as wrong:
            raise InvalidRequest(str(wrong)) from None
    known = {channel.name: channel for channel in channels}
    return OutgoingLetters(BabelFormats(), clock, known, egress.check_url)


def make_tokens(settings: Settings, clock: Clock) -> "Tokens":
    from api.session import Tokens

    return Tokens(installation_keys(settings).secret_key, clock)


def make_memory(settings: Settings, redis_url: str | None) -> "Memory":
    """The model's window in Redis; without one, every turn reads the transcript."""
    from agent.memory import Memory, connect

    client = connect(redis_url or "unix:///nonexistent")
    return Memory(client, installation_keys(settings).secret_key.encode())


def _made_later(
    make: Callable[[], "Turns"],
) -> tuple[Callable[[], "Turns"], Callable[[], None], threading.Event]:
    """What waits for the turns, what makes them, and what is set once they are there."""
    made: list[Turns] = []
    ready = threading.Event()

    def turns() -> "Turns":
        if not ready.wait(30):
            raise StoreUnavailable
        return made[0]

    def warm_up() -> None:
        made.append(make())
        ready.set()

    return turns, warm_up, ready


def make_container(
    settings: Settings,
    *,
    redis_url: str | None,
    sandbox_url: str | None,
    as_of: datetime | None,
    demo: bool = False,
) -> "Container":
    """A container whose heavy parts load in `warm_up`, after the port is open."""
    from api.answers import Answers
    from api.container import Container
    from api.documents import make_articles, make_index, make_picture, make_reading
    from api.duty_handlers import make_handler
    from api.formats import BabelFormats
    from api.issuer_keys import KeyFetch
    from api.limits import make_limits
    from api.live import make_live
    from api.metrics import MoneyCollector
    from api.models import make_second_look
    from api.portal_sign_in import PortalSignIn
    from api.providers import ConnectedProviders
    from api.uploading import Uploading
    from api.webhook_intake import WebhookIntake
    from ingestion.read_invoice import InvoiceReader

    ports = make_ports(settings, sandbox_url=sandbox_url, as_of=as_of, demo=demo)
    index = make_index(settings, ports.store)
    reader = InvoiceReader(ocr=settings.ocr)
    look = make_second_look(settings, reader)
    ports = replace(ports, index=index, articles=make_articles(index), second_look=look)
    assert isinstance(ports.providers, ConnectedProviders)  # noqa: S101 - made so above
    formats = BabelFormats()
    reading = make_reading(reader)
    live = make_live(redis_url, installation_keys(settings).secret_key.encode())
    answers = Answers(ports, formats, live.nudge)
    turns, warm_up, ready = _made_later(
        lambda: make_turns(settings, ports, answers, redis_url, reading, container.metrics)
    )
    container = Container(
        settings=settings,
        ports=ports,
        formats=formats,
        tokens=make_tokens(settings, ports.clock),
        limits=make_limits(redis_url),
        providers=ports.providers,
        turns=turns,
        answers=answers,
        live=live,
        handle=make_handler(answers, reader),
        sign_in=PortalSignIn(ports, KeyFetch(near=is_practice(settings, sandbox_url))),
        uploading=lambda: Uploading(ports, reading),
        picture=make_picture(reader),
        intake=WebhookIntake(ports, ports.providers),
        warm_up=warm_up,
        ready=ready,
    )
    container.metrics.register(MoneyCollector(ports))
    container.closers += [ports.store.close, reader.close, live.close, container.intake.close]
    container.closers.append(index.close)
    return container


def is_practice(settings: Settings, sandbox_url: str | None) -> bool:
    """Whether portals on this very machine may sign people in, as the demo's and the sandbox's do.

    A server of a shared database without `SANDBOX_URL` is meant for the world outside.
    """
    if settings.sandbox_url is not None:
        return True
    return sandbox_url is not None and settings.embedded_database


def make_turns(
    settings: Settings,
    ports: Ports,
    answers: "Answers",
    redis_url: str | None,
    reading: Callable[[bytes], Mapping[str, object]],
    registry: "CollectorRegistry",
) -> "Turns":
    """The one way in for a message."""
    from agent.language import language_of
    from api.model_costs import ModelCosts
    from api.model_prices import read_prices
    from api.models import make_assistant
    from api.transcript import Transcript
    from api.turns import Turns

    assistant = make_assistant(settings)
    return Turns(
        ports=ports,
        assistant=lambda: assistant,
        transcript=Transcript(ports, make_memory(settings, redis_url), answers.nudge),
        answers=answers,
        formats=answers.formats,
        reading=reading,
        understand_language=language_of,
        costs=ModelCosts(registry, read_prices(settings.model_prices or "")),
    )


def environment() -> Mapping[str, str]:
    """The process's environment in front of `.env`, for adapters that read their own names."""
    from dotenv import dotenv_values

    kept = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return kept | dict(os.environ)


def prepare_connections(ports: Ports) -> None:
    """At start: connect an only tenant as the environment says, and owe what each day asks.

    Raises `InvalidRequest` when the environment's credentials are malformed.
    """
    from api.load_connections import LoadRefused, seed_from_environment
    from billing.use_cases.owe_connection_duties import owe_all_connection_duties

    try:
        seed_from_environment(ports.store, ports.clock, environment())
    except LoadRefused as refused:
        raise InvalidRequest(str(refused)) from None
    owe_all_connection_duties(ports.store, ports.clock)


def rewrap_keys(settings: Settings) -> Mapping[str, int]:
    """Bring everything under the newest of `CREDENTIAL_KEYS`; how many of each kind changed."""
    store = _sql_store(settings, make_clock(settings))
    try:
        return store.rewrap_keys()
    finally:
        store.close()


def under_older_keys(settings: Settings) -> Mapping[str, int]:
    """How many rows each older one of `CREDENTIAL_KEYS` still protects, by the key's name."""
    store = _sql_store(settings, make_clock(settings))
    try:
        return store.under_older_keys()
    finally:
        store.close()


def signed_in_by_paymentus(settings: Settings) -> tuple[str, ...]:
    """The tenants with a Paymentus connection that name its issuer as their portal's own only."""
    from api.portal_sign_in import FROM_PAYMENTUS
    from billing.principal import system

    name, found = FROM_PAYMENTUS.provider or "", []
    store = _sql_store(settings, make_clock(settings))
    try:
        for tenant in store.directory.tenants():
            with store.read(system(tenant)) as tx:
                portal = tx.tenants.this().portal
                named = f"{portal.issuer or ''} {portal.jwks_url or ''}".casefold()
                biller = any(each.provider == name for each in tx.connections.list())
            if biller and portal.paymentus is None and name in named:
                found.append(str(tenant))
    finally:
        store.close()
    return tuple(found)
