"""The installation's secrets: from the environment, or made once and kept beside the data."""

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Keys:
    """`secret_key` signs tokens; `credential_keys` is a key ring `id:base64,...`."""

    secret_key: str = field(repr=False)
    credential_keys: str = field(repr=False)


def installation_keys(settings: Settings) -> Keys:
    """The configured keys; with an embedded database missing ones are made once (mode 0600).

    Raises `MissingKeys` where a shared database asks for keys that nobody set: two processes
    with keys of their own could not read each other's rows.
    """
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    ring = settings.credential_keys.get_secret_value() if settings.credential_keys else None
    if secret and ring:
        return Keys(secret, ring)
    if not settings.embedded_database:
        raise MissingKeys("set SECRET_KEY and CREDENTIAL_KEYS when DATABASE_URL is set")
    kept = _kept(settings)
    return Keys(secret or kept.secret_key, ring or kept.credential_keys)


class MissingKeys(Exception):
    """The environment must name the keys."""


def _kept(settings: Settings) -> Keys:
    path = settings.data_dir / "keys.json"
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        fresh = {
            "secret_key": secrets.token_urlsafe(48),
            "credential_keys": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = _draft(path, fresh)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its keys count
        finally:
            draft.unlink()
    found = json.loads(path.read_text())
    return Keys(found["secret_key"], found["credential_keys"])


def keep_ring(settings: Settings, credential_keys: str) -> None:
    """Put another key ring beside the data, in one step: never half of one, never none."""
    path = settings.data_dir / "keys.json"
    kept = json.loads(path.read_text())
    _draft(path, kept | {"credential_keys": credential_keys}).replace(path)


def _draft(path: Path, content: dict[str, str]) -> Path:
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    draft.touch(mode=0o600, exist_ok=False)
    with draft.open("w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())  # without its keys the data beside them is lost
    return draft
