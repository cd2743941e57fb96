"""The command line as a whole: help, wrong calls, and commands that start fast."""

import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import COMMANDS, main
from api.demo import world_text
from tests.api.commands.conftest import clean_environment

ROOT = Path(__file__).parents[3]
HEAVY = ("langchain", "langchain_core", "openai", "fastapi", "uvicorn", "stripe", "pdfplumber")


def imported_by(*args: str) -> set[str]:
    """The top-level modules a process of its own has imported when the command has ended."""
    program = (
        "import sys; from api.cli import main; code = main(sys.argv[1:]);"
        "print('\\nMODULES', *{name.partition('.')[0] for name in sys.modules}); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *args],
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    overview = capsys.readouterr().out
    for name in COMMANDS:
        assert f"    {name}" in overview
        assert main([name, "--help"]) == 0
        assert COMMANDS[name].SUMMARY[1:].split(",")[0][:30] in capsys.readouterr().out


@pytest.mark.parametrize(
    "args", [[], ["nonsense"], ["load"], ["serve", "--port", "x"], ["serve", "--as-of", "monday"]]
)
def test_a_wrong_call_is_one_line_and_code_two(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "--help" in err


@pytest.mark.parametrize("command", [["doctor"], ["migrate"], ["reconcile"], ["worker"]])
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_CLOCK", "hunter2")
    assert main(command) in (1, 2)
    out, err = capsys.readouterr()
    assert "BILLING_CLOCK" in out + err
    assert "hunter2" not in out + err


def test_token_imports_nothing_heavy(home: Path) -> None:
    args = ("token", "--tenant", "harbor", "--customer", "c-nora", "--data-dir", str(home))
    assert imported_by(*args).isdisjoint({*HEAVY, "httpx", "alembic", "yaml", "redis"})


def test_doctor_imports_nothing_heavy(home: Path) -> None:
    assert imported_by("doctor", "--data-dir", str(home)).isdisjoint({*HEAVY, "alembic"})


def test_understand_and_extract_import_next_to_nothing() -> None:
    light = {*HEAVY, "pydantic", "sqlalchemy", "httpx", "redis"}
    assert imported_by("understand", "what do I owe?").isdisjoint(light)
    sample = ROOT / "api/demo/invoices/harbor-electricity-HB-100.pdf"
    assert imported_by("extract", str(sample)).isdisjoint(light)


def test_the_demo_world_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo-world"]) == 0
    assert capsys.readouterr().out == world_text()


def test_it_runs_as_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "understand", "hello"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("small_talk")


def test_migrate_makes_the_database_and_then_has_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["migrate", "--data-dir", str(tmp_path / "new")]
    assert main(args) == 0
    assert main(args) == 0
    assert capsys.readouterr().out.splitlines() == [
        "the database is now at the newest schema",
        "nothing to do",
    ]
    assert (tmp_path / "new" / "billing.db").exists()


@pytest.mark.parametrize("command", ["migrate", "token"])
def test_a_database_address_that_is_none_is_named(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "hunter2")
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("CREDENTIAL_KEYS", "k1:" + "A" * 43 + "=")
    args = ["--tenant", "t", "--customer", "c"] if command == "token" else []
    assert main([command, *args]) == 1
    err = capsys.readouterr().err
    assert "DATABASE_URL" in err
    assert "hunter2" not in err


@pytest.mark.parametrize("command", ["migrate", "chat", "serve", "sandbox"])
def test_a_data_folder_that_is_a_file_is_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    args = ["--tenant", "t", "--customer", "c"] if command == "chat" else []
    assert main([command, *args, "--data-dir", str(tmp_path / "file")]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert str(tmp_path / "file") in err
