"""A provider is found by its file alone, and its machinery is nobody else's."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from payments._registry import adapter, lacking, names

ROOT = Path(__file__).parents[2]
OTHER_ROOTS = ("agent", "api", "billing", "delivery", "ingestion", "tools")
COWRIE = '''\
"""Shells: a provider that exists in this test only."""

from datetime import timedelta

from billing.capabilities import Capabilities, Idempotency, Lookup, Reach
from payments._cowrie.words import TYPES
from payments._protocol import Limited


class Adapter(Limited):
    name = "cowrie"
    capabilities = Capabilities(
        idempotency=Idempotency.NONE,
        key_window=timedelta(0),
        lookup=Lookup.NONE,
        methods=TYPES,
        reach=Reach.RECORD_ONLY,
    )
'''
WORDS = '"""What shells are called."""\n\nTYPES = frozenset({"card"})\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The project with a provider more: one file, one small package, and no other edit."""
    shutil.copytree(ROOT / "payments", tmp_path / "payments")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in OTHER_ROOTS:
        (tmp_path / name).symlink_to(ROOT / name)
    package = tmp_path / "payments" / "_cowrie"
    package.mkdir()
    (package / "__init__.py").write_text('"""Machinery."""\n')
    (package / "words.py").write_text(WORDS)
    (tmp_path / "payments" / "cowrie.py").write_text(COWRIE)
    return tmp_path


def test_a_new_provider_is_found_and_described_without_another_edit(tree: Path) -> None:
    found = run(tree, "-c", "from payments._registry import adapter, names; print(*names());"
                " print(adapter('cowrie').name)")  # fmt: skip
    page = run(tree, "-m", "payments._matrix")

    assert found.stdout.split() == [*sorted([*names(), "cowrie"]), "cowrie"], found.stderr
    assert "| cowrie |" in page.stdout, page.stderr
    assert strangers(tree / "payments") == []


def test_certifying_a_name_that_is_none_says_which_there_are_in_one_sentence() -> None:
    done = run(ROOT, "-m", "pytest", "-q", "tests/payments/kit", "--provider", "strip")
    assert done.returncode == 4
    assert done.stderr.strip() == f"ERROR: no payment provider 'strip'; there are: {said_names()}"


def said_names() -> str:
    return ", ".join(names())


def test_an_unfinished_adapter_is_told_by_name_what_it_lacks(tree: Path) -> None:
    shutil.copytree(ROOT / "tests", tree / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    done = run(tree, "-m", "pytest", "-q", "tests/payments/kit", "--provider", "cowrie")
    assert done.returncode == 4
    verbs = (
        "cancel, charge, check_credentials, connect, credential_names, from_env, look_up, mode_of,"
        " read_webhook"
    )
    assert done.stderr.strip() == f"ERROR: payments/cowrie.py: Adapter lacks {verbs}"


def test_no_adapter_lacks_anything() -> None:
    assert [lacking(adapter(name)) for name in names()] == [()] * len(names())


def test_the_import_contracts_let_a_new_provider_in_as_it_is(tree: Path) -> None:
    kept = run(tree, "-c", "from importlinter.cli import lint_imports_command as go; go()")
    assert kept.returncode == 0, kept.stdout

    (tree / "payments" / "_cowrie" / "words.py").write_text(
        f"{WORDS}from payments._stripe import words\n"
    )
    broken = run(tree, "-c", "from importlinter.cli import lint_imports_command as go; go()")
    assert broken.returncode == 1
    assert "Providers do not know each other BROKEN" in broken.stdout


def test_machinery_serves_the_provider_whose_name_it_bears_and_no_other() -> None:
    assert strangers(ROOT / "payments") == []


@pytest.mark.parametrize(
    "borrowed", ["payments._stripe.words", "payments._stripe", "payments.sandbox._store"]
)
def test_a_provider_that_borrows_anothers_machinery_is_named(tree: Path, borrowed: str) -> None:
    file = tree / "payments" / "cowrie.py"
    file.write_text(f"{file.read_text()}import {borrowed}\n")

    assert strangers(tree / "payments") == [f"cowrie.py imports {borrowed}"]


def strangers(folder: Path) -> list[str]:
    """Who imports a package of the folder that is another provider's, or the sandbox."""
    packages = {each.parent.name for each in folder.glob("*/__init__.py")}
    return [
        f"{file.relative_to(folder)} imports {module}"
        for file in sorted(folder.rglob("*.py"))
        for module in imported(file)
        if module.startswith("payments.")
        and (package := module.split(".")[1]) in packages
        and owner(file.relative_to(folder)) != package.removeprefix("_")
    ]


def owner(file: Path) -> str:
    """The provider, or other part, that a file of the folder belongs to."""
    return file.parts[0].removesuffix(".py").removeprefix("_")


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "payments":
                yield from (f"payments.{alias.name}" for alias in node.names)
            else:
                yield node.module


def run(tree: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONPATH": str(tree)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=env, capture_output=True, text=True, timeout=120
    )
