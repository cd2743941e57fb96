"""`load`, `reconcile` and `sandbox` as an operator uses them."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from api.cli import main
from api.demo import world_text
from payments.sandbox.serve import serving
from tests.api.commands.conftest import clean_environment

ROOT = Path(__file__).parents[3]


def test_loading_again_says_that_nothing_changed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = tmp_path / "world.yaml"
    world.write_text(world_text())
    assert main(["load", str(world), "--data-dir", str(home)]) == 0
    out, err = capsys.readouterr()
    assert "4 tenants" in out
    assert "nothing changed" in out
    assert "--as-of 2026-03-02T09:00:00Z" in err


def test_a_refused_world_names_its_places_and_leaves_no_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = tmp_path / "world.yaml"
    world.write_text(world_text().replace('amount: "97.40", balance', 'amount: "97.4", balance'))
    assert main(["load", str(world), "--data-dir", str(tmp_path / "data")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "bills[5].amount" in err
    assert "Traceback" not in err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_one_line(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = tmp_path / "world.yaml"
    if content is not None:
        world.write_bytes(content)
    assert main(["load", str(world)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_secrets_may_stand_in_the_env_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = tmp_path / "world.yaml"
    small = Path(__file__).parents[1] / "worlds" / "small.yaml"
    world.write_text(small.read_text())
    args = ["load", str(world), "--data-dir", str(tmp_path / "data")]
    assert main(args) == 1
    assert "set NORTH_STRIPE in the environment or in .env" in capsys.readouterr().err
    (tmp_path / ".env").write_text("NORTH_STRIPE=sk_test_fromfile\n")
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "webhooks of north/con-1: PUBLIC_URL/api/v1/webhooks/stripe/" in out
    assert "fromfile" not in out


def test_a_configured_sandbox_that_is_away_is_one_line(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = tmp_path / "world.yaml"
    world.write_text(world_text())
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    assert main(["load", str(world), "--data-dir", str(home)]) == 1
    err = capsys.readouterr().err
    assert (
        err
        == "billing-assistant load: the provider sandbox does not answer at http://127.0.0.1:9\n"
    )


def test_the_sandbox_announces_itself_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.cli", "sandbox", "--data-file", str(tmp_path / "s.db")]
    running = subprocess.Popen(
        command,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    try:
        word, url = running.stdout.readline().split()
        assert word == "sandbox"
        assert httpx.get(f"{url}/_control/healthz", trust_env=False).json() == {"ok": True}
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(10)
        running.stdout.close()


def test_a_sandbox_store_in_use_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path / "s.db"):
        assert main(["sandbox", "--data-file", str(tmp_path / "s.db")]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
