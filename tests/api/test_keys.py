"""The installation's keys: made once, kept to ourselves, the same for everybody who races."""

import base64
import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.keys import Keys, MissingKeys, installation_keys
from api.settings import Settings
from billing.stores.keyring import Keyring

ROOT = Path(__file__).parents[2]
RACER = """
import sys
from pathlib import Path
from api.keys import installation_keys
from api.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]))
sys.stdin.readline()
print(installation_keys(settings).secret_key)
"""


def keys_in(folder: Path) -> Keys:
    return installation_keys(Settings(data_dir=folder))


def test_keys_are_made_once_and_only_we_may_read_them(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = keys_in(folder)
    assert keys_in(folder) == first
    assert keys_in(tmp_path / "other") != first
    assert [path.name for path in folder.iterdir()] == ["keys.json"]
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
    key_id, _, key = first.credential_keys.partition(":")
    assert (key_id, len(base64.b64decode(key))) == ("k1", 32)
    assert len(first.secret_key) >= 43
    Keyring.parse(first.credential_keys)


def test_threads_that_race_get_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: keys_in(tmp_path), range(64)))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_processes_that_race_get_the_same_keys(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RACER, str(tmp_path)]
    racers = [
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [racer.communicate(timeout=30)[0].strip() for racer in racers]
    assert len(set(said)) == 1
    assert said[0] == json.loads((tmp_path / "keys.json").read_text())["secret_key"]


def test_configured_keys_are_used_and_nothing_is_written(tmp_path: Path) -> None:
    ring = "k7:" + base64.b64encode(b"7" * 32).decode()
    settings = Settings(
        data_dir=tmp_path, secret_key=SecretStr("s" * 48), credential_keys=SecretStr(ring)
    )
    assert installation_keys(settings) == Keys("s" * 48, ring)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("only", ["secret_key", "credential_keys", None])
def test_a_shared_database_without_both_keys_is_refused(tmp_path: Path, only: str | None) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql+psycopg://app@db/billing")
    if only is not None:
        settings = settings.model_copy(update={only: SecretStr("x" * 48)})
    with pytest.raises(MissingKeys, match="SECRET_KEY and CREDENTIAL_KEYS"):
        installation_keys(settings)
    assert list(tmp_path.iterdir()) == []


def test_keys_do_not_print(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    assert keys.secret_key not in repr(keys)
    assert keys.credential_keys not in repr(keys)
