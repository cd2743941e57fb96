"""What pip is told about where packages are, uv is told too; and the command is installed."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "requirements" / "install.py"


def _settings_of() -> Callable[[str], dict[str, str]]:
    spec = importlib.util.spec_from_file_location("install", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], dict[str, str]] = module.settings_of
    return found


def test_a_mirror_and_folders_of_wheels_are_handed_on_to_uv() -> None:
    listing = (
        ":env:.find-links='/wheels /more'\n"
        "global.extra-index-url='https://one.example https://two.example'\n"
        "global.find-links='/elsewhere'\n"
        "global.index-url='https://mirror.example'\n"
        "global.timeout='180'\n"
    )
    assert _settings_of()(listing) == {
        "UV_DEFAULT_INDEX": "https://mirror.example",
        "UV_INDEX": "https://one.example https://two.example",
        "UV_FIND_LINKS": "/wheels,/more",
    }


def test_without_settings_uv_is_told_nothing() -> None:
    assert _settings_of()("") == {}


def test_make_puts_the_command_beside_python_and_it_works_from_any_folder(tmp_path: Path) -> None:
    tree, elsewhere = tmp_path / "a tree", tmp_path / "elsewhere"
    for folder, says in ((tree / "api", "ours"), (elsewhere / "api", "a stranger's")):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "cli.py").write_text(f"import sys\nprint({says!r}, *sys.argv[1:])\n")
    beside = tree / ".venv/bin"
    beside.mkdir(parents=True)
    (beside / "python").symlink_to(sys.executable)
    command = tmp_path / "billing-assistant"
    made = subprocess.run(
        ["make", "-s", f"BIN={tmp_path}", str(command)],
        cwd=FILE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    command.rename(beside / command.name)
    said = subprocess.check_output(
        [beside / command.name, "chat", "--customer", "c nora"], cwd=elsewhere, text=True
    )
    assert said == "ours chat --customer c nora\n"


@pytest.mark.parametrize("target", ["run", "test"])
def test_what_a_newcomer_types_makes_the_command(target: str, tmp_path: Path) -> None:
    said = subprocess.check_output(
        ["make", "-n", f"VENV={tmp_path}/.venv", target], cwd=FILE.parents[1], text=True
    )
    assert f"requirements/billing-assistant {tmp_path}/.venv/bin/billing-assistant\n" in said
