"""`doctor`: what is wrong is found, told with its remedy, and no secret is shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.bootstrap import make_store
from api.cli import main
from api.settings import Settings
from billing.connections import Connection, Mode
from billing.ids import ConnectionId
from billing.principal import system
from billing.tenants import Portal, Signer
from ingestion.no_files import landlock

SECRETS = {
    "SECRET_KEY": "hunter2-" * 8,
    "CREDENTIAL_KEYS": "k1:" + "A" * 43 + "=",
    "STRIPE_SECRET_KEY": "sk_test_hunter2hunter2",
    "STRIPE_WEBHOOK_SECRET": "whsec_hunter2hunter2",
    "SMTP_URL": "smtp://me:hunter2@mail.example:587",
    "OPENAI_API_KEY": "hunter2",
}


def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    """The exit code and each check's line, advice included."""
    code = main(["doctor", "--data-dir", str(home)])
    out, err = capsys.readouterr()
    assert err == ""
    found: dict[str, str] = {}
    name = ""
    for line in out.splitlines():
        if line.lstrip().startswith("->"):
            found[name] += " " + line.strip()
        else:
            name, _, rest = line.partition("  ")
            found[name.strip()] = rest.strip()
    return code, found


def test_a_fresh_machine_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = doctor(tmp_path / "new", capsys)
    assert code == 0
    closed = found.pop("documents")
    assert ("ok" if landlock() else "warn") == closed.split()[0]
    assert "open" in closed
    assert found["pictures"] == "ok    read by rapidocr"
    assert all(line.startswith("ok") for line in found.values())
    assert not (tmp_path / "new").exists()


def test_a_loaded_folder_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.chmod(0o700)
    code, found = doctor(home, capsys)
    assert code == 0
    assert found["database"] == "ok    SQLite, reachable and migrated"
    assert "keys.json" in found["keys"]


def test_no_secret_is_ever_printed(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    code, found = doctor(home, capsys)
    assert code == 0
    assert found["stripe"] == "ok    test mode credentials"
    assert found["mail"].startswith("ok")
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("SECRET_KEY", "hunter2", "keys"),
        ("CREDENTIAL_KEYS", "hunter2", "keys"),
        ("STRIPE_SECRET_KEY", "hunter2", "stripe"),
        ("SANDBOX_URL", "http://127.0.0.1:9", "sandbox"),
        ("SMTP_URL", "hunter2", "mail"),
        ("PUBLIC_URL", "hunter2", "public url"),
        ("DATABASE_URL", "hunter2", "database"),
        ("MODEL", "openai:some-model", "model"),
        ("LOG_LEVEL", "hunter2", "settings"),
        ("EMBEDDINGS", "hunter2", "settings"),
        ("CHROMA_URL", "hunter2", "settings"),
        ("BILLING_CLOCK", "2026-03-02T09:00:00", "settings"),
    ],
)
def test_what_is_wrong_fails_by_name(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    check: str,
) -> None:
    monkeypatch.setenv(name, value)
    code, found = doctor(home, capsys)
    assert code == 1
    assert found[check].startswith("FAIL")
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("REDIS_URL", "redis://127.0.0.1:9/0", "redis"),
        ("PUBLIC_URL", "http://billing.example", "public url"),
        ("STRIPE_SECRET_KEY", "sk_test_hunter2hunter2", "stripe"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_hunter2hunter2", "stripe"),
    ],
)
def test_what_works_but_not_well_is_a_warning_with_advice(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    check: str,
) -> None:
    monkeypatch.setenv(name, value)
    code, found = doctor(home, capsys)
    assert code == 0
    assert found[check].startswith("warn")
    assert "->" in found[check]


def test_a_folder_that_cannot_be_made_fails_though_the_system_says_one_may(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, found = doctor(Path("/proc/billing-data"), capsys)
    assert code == 1
    assert found["data folder"].startswith("FAIL  /proc/billing-data cannot be made")


def test_credentials_in_the_env_file_are_seen_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".env").write_text("STRIPE_SECRET_KEY=sk_test_hunter2hunter2\n")
    _, found = doctor(home, capsys)
    assert found["stripe"].startswith("warn")
    assert "hunter2" not in str(found)


def test_live_keys_beside_the_sandbox_fail(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_hunter2hunter2")
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    code, found = doctor(home, capsys)
    assert code == 1
    assert found["test and live"].startswith("FAIL")
    assert "hunter2" not in str(found)


def test_a_database_never_migrated_says_migrate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "billing.db").touch()
    code, found = doctor(tmp_path / "data", capsys)
    assert code == 1
    assert "migrate" in found["database"]


def test_keys_that_were_damaged_fail(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "keys.json").write_text("{}")
    code, found = doctor(home, capsys)
    assert code == 1
    assert "backup" in found["keys"]


def test_a_folder_that_cannot_be_written_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    code, found = doctor(tmp_path / "file", capsys)
    assert code == 1
    assert found["data folder"].startswith("FAIL")


def test_payments_by_hand_have_no_webhook_whose_secret_is_missing(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANUAL_PAYMENTS", "live")
    _, found = doctor(home, capsys)
    assert "live mode credentials" in found["manual"]
    assert "secret" not in found["manual"]


def test_a_company_that_names_paymentus_as_its_own_portal_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.chmod(0o700)
    theirs = Portal(
        issuer="https://id.paymentus.example",
        jwks_url="https://id.paymentus.example/k",
        audience="us",
    )
    signer = Signer("https://id.paymentus.example", "https://id.paymentus.example/k", "us")
    for portal, told in ((theirs, True), (Portal(paymentus=signer), False)):
        store = make_store(Settings(data_dir=home))
        tenant = store.directory.tenants()[0]
        biller = Connection(ConnectionId("biller"), tenant, "paymentus", Mode.TEST, "door")
        with store.write(system(tenant)) as tx:
            tx.connections.put(biller, {"secret_key": "pk_hunter2"})
            tx.tenants.put(replace(tx.tenants.this(), portal=portal))
        store.close()
        code, found = doctor(home, capsys)
        assert code == 0
        assert ("portal" in found) is told
        if told:
            assert tenant in found["portal"]
            assert "portal.paymentus" in found["portal"]


def test_a_server_with_a_name_is_told_about_proxies(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://billing.example")
    assert "TRUSTED_PROXIES" in doctor(home, capsys)[1]["proxies"]
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8")
    assert doctor(home, capsys)[1]["proxies"].startswith("ok")
