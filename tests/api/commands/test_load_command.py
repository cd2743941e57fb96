"""`load`, `reconcile` and `sandbox` as an operator uses them."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from api.bootstrap import make_ports
from api.cli import main
from api.demo import world_text
from api.settings import Settings
from billing.ids import BillId, CustomerId, MethodId, PaymentId, TenantId
from billing.money import Money
from billing.payments import Payment, PaymentState
from billing.principal import system
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
    assert "3 tenants" in out
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


def doubtful(home: Path, name: str) -> Payment:
    """A payment of Nora's that was being sent when its server died."""
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.write(system(TenantId("harbor"))) as tx:
            method = tx.methods.get(MethodId("pm-nora-visa"))
            payment = Payment(
                id=PaymentId(name),
                customer_id=CustomerId("c-nora"),
                bill_id=BillId("HB-100"),
                amount=Money(9740, "USD"),
                state=PaymentState.UNKNOWN,
                created_at=ports.clock.now(),
                submitted_at=ports.clock.real_now(),
                method_id=method.id,
                connection_id=method.connection_id,
                key=f"ba-{name}",
            )
            tx.payments.add(payment)
        return payment
    finally:
        ports.store.close()


def test_reconcile_finds_out_what_became_of_a_payment(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doubtful(home, "pay-x")
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    out, err = capsys.readouterr()
    assert out == "harbor  pay-x  bill HB-100  97.40 USD  unknown -> succeeded\n"
    assert err == "1 open payments, 0 could not be asked about\n"
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    assert capsys.readouterr().out == ""


def test_reconcile_says_when_a_provider_could_not_be_asked(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful(home, "pay-y")
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    assert main(["reconcile", "--data-dir", str(home)]) == 1
    out, err = capsys.readouterr()
    assert "pay-y" in out
    assert "still unknown" in out
    assert "1 could not be asked about" in err


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
