"""`keys rotate` as an operator uses it: a new key in front, all under it, the old one out."""

import base64
import json
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.bootstrap import make_ports
from api.cli import main
from api.embedded import DataFolder
from api.settings import Settings
from billing.ids import ConnectionId, CustomerId, TenantId
from billing.principal import system
from billing.stores.keyring import BadKeyring

DONE = "everything is under {}; the older keys protect nothing any more"


def rotate(home: Path, *more: str) -> int:
    return main(["keys", "rotate", "--data-dir", str(home), *more])


def ring(home: Path) -> list[str]:
    found: str = json.loads((home / "keys.json").read_text())["credential_keys"]
    return found.split(",")


def keep(home: Path, *keys: str) -> None:
    """An operator's hand in the file of keys."""
    kept = json.loads((home / "keys.json").read_text())
    (home / "keys.json").write_text(json.dumps(kept | {"credential_keys": ",".join(keys)}))


def fresh(name: str, byte: bytes = b"n") -> str:
    return f"{name}:{base64.b64encode(byte * 32).decode()}"


def readable(home: Path) -> None:
    """What is sealed opens: a person's name, a connection's credentials."""
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.read(system(TenantId("harbor"))) as tx:
            assert tx.customers.get(CustomerId("c-nora")).name
            assert tx.connections.credentials(ConnectionId("sandbox"))["secret_key"]
    finally:
        ports.store.close()


@contextmanager
def serving(home: Path, *known: str) -> Iterator[None]:
    """A server owns the folder, and read these keys when it started."""
    folder = DataFolder(home)
    folder.announce({"url": "http://127.0.0.1:1", "credential_keys": ",".join(known)})
    try:
        yield
    finally:
        folder.close()


def test_with_one_key_only_it_speaks_of_no_others(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (only,) = ring(home)
    assert rotate(home) == 0
    under = f"everything is under {only.partition(':')[0]}; there are no older keys"
    assert capsys.readouterr().out.splitlines() == ["nothing to do", under]


def test_a_new_key_takes_over_and_the_old_one_may_go(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = ring(home)
    assert rotate(home, "--new", "k2") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "made the key k2"
    assert out.splitlines()[-1] == DONE.format("k2")
    counts = dict(re.findall(r"^ +(\d+)  (.+)$", out, re.MULTILINE))
    assert "connections" in counts.values()
    assert err == ""
    new, kept = ring(home)
    assert (new.split(":")[0], kept) == ("k2", old)
    assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600
    for key in (old, new):
        assert key.split(":")[1] not in out
    keep(home, new)
    readable(home)
    assert rotate(home) == 0
    alone = "everything is under k2; there are no older keys"
    assert capsys.readouterr().out == f"nothing to do\n{alone}\n"


def test_without_the_rotation_the_old_key_may_not_go(home: Path) -> None:
    keep(home, fresh("k2"))
    with pytest.raises(BadKeyring):
        readable(home)


def test_keys_of_the_environment_are_changed_there(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = ring(home)
    monkeypatch.setenv("CREDENTIAL_KEYS", f"{fresh('k9')},{old}")
    assert rotate(home, "--new", "k10") == 1
    assert "CREDENTIAL_KEYS is set" in capsys.readouterr().err
    assert rotate(home) == 0
    assert capsys.readouterr().out.splitlines()[-1] == DONE.format("k9")
    monkeypatch.setenv("CREDENTIAL_KEYS", fresh("k9"))
    readable(home)
    assert ring(home) == [old]


def test_beside_a_server_that_knows_the_key_and_not_beside_one_that_does_not(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = ring(home)
    keep(home, fresh("k2"), old)
    with serving(home, "k1"):
        assert rotate(home) == 1
        assert "restart the server first: it does not know the key k2" in capsys.readouterr().err
        assert rotate(home, "--new", "k3") == 1
        assert "stop the server first" in capsys.readouterr().err
    assert ring(home) == [fresh("k2"), old]
    with serving(home, "k2", "k1"):
        assert rotate(home) == 0
    keep(home, fresh("k2"))
    readable(home)


def test_doctor_says_what_older_keys_still_protect(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = ring(home)
    keep(home, fresh("k2"), old)
    main(["doctor", "--data-dir", str(home)])
    assert re.search(r"k1 \(\d+ rows\)", capsys.readouterr().out)
    assert rotate(home) == 0
    capsys.readouterr()
    main(["doctor", "--data-dir", str(home)])
    assert "k1 (" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("keys", "more", "sentence"),
    [
        (None, ["--new", "k1"], "there is a key of this name"),
        (None, ["--new", "a b"], "key"),
        ("nonsense", [], "key"),
    ],
)
def test_a_wrong_key_is_refused_in_one_line(
    home: Path,
    keys: str | None,
    more: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = ring(home)
    if keys is not None:
        keep(home, keys)
    assert rotate(home, *more) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert len(err.splitlines()) == 1
    if keys is None:
        assert ring(home) == before


def test_where_there_is_no_data_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotate(tmp_path / "none", "--new", "k2") == 1
    assert "there is no data" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
