"""`serve` and `worker`: start the parts, open the port, load what is heavy, stop cleanly."""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api.clocks import SystemClock
from api.embedded import DataFolder, EmbeddedSandbox, EmbeddedValkey, FolderHeld, PartFailed
from api.keys import MissingKeys
from api.listening import require_port
from api.settings import Settings
from billing.duties import DutyKind
from billing.errors import BillingError

if TYPE_CHECKING:
    from api.container import Container

GRACE_S = 8
NAME = "billing-assistant"
DEMO_REFUSED = "--demo lets anybody be any customer: unset DATABASE_URL to use it"
AWAY = "start `billing-assistant sandbox`, or unset SANDBOX_URL"


def serve(settings: Settings, *, host: str, port: int, demo: bool, as_of: datetime | None) -> int:
    """Serve until told to stop; the worker runs inside. Returns the exit code."""
    if demo and not settings.embedded_database:
        return _refuse(DEMO_REFUSED)
    try:
        folder = DataFolder(settings.data_dir)
    except FolderHeld as held:
        return _refuse(str(held))
    closers: list[Callable[[], None]] = [folder.close]
    try:
        require_port(host, port)
        return _serve(settings, folder, closers, host, port, demo, as_of)
    except (PartFailed, MissingKeys, BillingError, OSError) as failed:
        return _refuse(str(failed))
    finally:
        for close in reversed(closers):
            close()


def _serve(
    settings: Settings,
    folder: DataFolder,
    closers: list[Callable[[], None]],
    host: str,
    port: int,
    demo: bool,
    as_of: datetime | None,
) -> int:
    from api.bootstrap import key_names, make_container, prepare_connections, run_migrations
    from api.documents import prepare_index
    from api.log import set_up

    set_up(settings.log_level)
    url = f"http://{host}:{port}"
    if "public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"public_url": url})
    redis_url, sandbox_url = settings.redis_url, settings.sandbox_url
    if redis_url is None:
        _say("starting a private Valkey")
        valkey = EmbeddedValkey()
        closers.append(valkey.close)
        redis_url = valkey.url
    if sandbox_url is None:
        _say("starting the payment provider sandbox")
        sandbox = EmbeddedSandbox(settings.data_dir)
        closers.append(sandbox.close)
        sandbox_url = sandbox.url
    if settings.embedded_database or settings.database_admin_url:
        _say("checking the database")
        run_migrations(settings)
    container = make_container(
        settings,
        redis_url=redis_url,
        sandbox_url=sandbox_url,
        as_of=_as_of(demo, as_of, settings),
        demo=demo,
    )
    closers.append(container.close)
    if settings.embedded_database:
        container.ports.store.directory.release_leases()
    if demo:
        SystemClock(container.ports.clock.now()).remember(settings.data_dir)
        _load_demo(container, sandbox_url, url)
    prepare_connections(container.ports)
    prepare_index(settings, container.ports)
    known = {"url": url, "sandbox_url": sandbox_url, "redis_url": redis_url}
    folder.announce(known | {"credential_keys": ",".join(key_names(settings))})
    return _listen(container, host, port, lambda: _greet(container, url, sandbox_url, demo))


def _listen(container: "Container", host: str, port: int, greet: Callable[[], None]) -> int:
    import uvicorn

    from api.app import create_app
    from api.worker import Worker

    config = uvicorn.Config(
        create_app(container),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=False,
        server_header=False,
    )
    server = uvicorn.Server(config)
    container.live.ending = lambda: server.should_exit
    worker = Worker(container.ports, handle=container.handle)

    def after_open() -> None:
        while not server.started and not server.should_exit:
            threading.Event().wait(0.02)
        container.warm_up()
        worker.start()
        greet()

    threading.Thread(target=after_open, name="warm-up", daemon=True).start()
    try:
        server.run()
    finally:
        worker.stop(GRACE_S)
    return 0 if server.started else 1


def work(settings: Settings) -> int:
    """A worker of its own, beside servers that share its database."""
    from api.bootstrap import make_ports, prepare_connections
    from api.documents import make_articles, make_index
    from api.duty_handlers import make_telling_handler
    from api.log import set_up
    from api.worker import Worker

    set_up(settings.log_level)
    ports = make_ports(settings, sandbox_url=settings.sandbox_url)
    if settings.chroma_url is not None:
        index = make_index(settings, ports.store)
        ports = replace(ports, index=index, articles=make_articles(index))
    prepare_connections(ports)
    # An embedded index belongs to the server; only one that stands by itself has several users.
    indexing = frozenset({DutyKind.INDEX_UPLOAD, DutyKind.INDEX_ARTICLE})
    leaves = indexing if settings.chroma_url is None else frozenset()
    worker = Worker(ports, handle=make_telling_handler(settings, ports), leaves=leaves)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.start()
    _say("worker started; stop it with Ctrl-C")
    stop.wait()
    worker.stop(GRACE_S)
    ports.store.close()
    return 0


def _as_of(demo: bool, as_of: datetime | None, settings: Settings) -> datetime | None:
    """A demo begins on a day of its own, unless somebody says otherwise, and then runs on."""
    if as_of is not None or settings.billing_clock is not None or not demo:
        return as_of
    if SystemClock.remembered(settings.data_dir) is not None:
        return None
    from api.demo import world_text
    from api.world import read_world

    return read_world(world_text()).as_of


def _load_demo(container: "Container", sandbox_url: str, url: str) -> None:
    from api.demo import world_text
    from api.demo_portal import DemoPortal, Face
    from api.load import load_world
    from api.sandbox_seed import SandboxAway, SandboxSeed
    from api.world import read_world

    ports = container.ports
    world = read_world(world_text())
    known = set(ports.store.directory.tenants())
    _say("loading the demo world" if not known else "checking the demo world")
    try:
        load_world(ports.store, ports.clock, ports.ids, world, SandboxSeed(sandbox_url, url))
    except SandboxAway as away:
        raise PartFailed(f"{away}: {AWAY}") from None
    names = {tenant.id: tenant.name for tenant in world.tenants}
    speaks = {(p.tenant, p.customer): p.id for p in reversed(world.people)}
    faces = tuple(
        Face(c.tenant, names[c.tenant], c.id, c.name, speaks[c.tenant, c.id], c.language)
        for c in world.customers
    )
    container.demo = DemoPortal(url, faces)
    container.demo.adopt(ports.store)


def _greet(container: "Container", url: str, sandbox_url: str, demo: bool) -> None:
    _say(f"ready: {url}")
    if not demo:
        return
    from api.session import STAFF_LIFE
    from billing.ids import PersonId, TenantId
    from billing.principal import Principal, Role

    staff = Principal(TenantId("harbor"), Role.SUPPORT, person=PersonId("demo-support"))
    token = container.tokens.issue(staff, STAFF_LIFE)
    _say(f"  a customer's portal with the chat   {url}/")
    _say(f"  the support team's tickets          {url}/console?token={token}")
    chat = "chat --tenant harbor --customer c-nora"
    _say(f"  chat in another terminal            {_command()} {chat}")
    _say(f"  the API's description               {url}/openapi.json")
    _say(f"  the payment provider's sandbox      {sandbox_url}   (docs/sandbox.md)")


def _command() -> str:
    """How to call this program from where we stand: by name, by path, or as a module."""
    beside = Path(sys.executable).with_name(NAME)
    if shutil.which(NAME):
        return NAME
    if not beside.exists():
        return "python -m api.cli"
    return min(str(beside), os.path.relpath(beside), key=len)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _refuse(why: str) -> int:
    _say(why)
    return 1
