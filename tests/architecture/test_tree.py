"""The promises the import linter cannot see. Fails with the file to fix, never with a count."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("agent", "api", "billing", "delivery", "ingestion", "payments", "tools")
LINES_PER_FILE, LINES_PER_FUNCTION = 400, 60
LINES_PER_STORY_FILE = 500  # tests carry tables of examples
MONEY = ("billing", "payments")
ROAD = re.compile(r"`((?:agent|api|billing|delivery|ingestion|payments|tools|docs)/[\w./-]+)`")


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def one_per_file(folder: str) -> list[str]:
    return [p.stem for p in (ROOT / folder).glob("*.py") if not p.stem.startswith("_")]


def test_every_tool_and_provider_has_its_test() -> None:
    wanted = [
        ROOT / "tests" / folder / f"test_{stem}.py"
        for folder in ("tools", "payments")
        for stem in one_per_file(folder)
    ]
    assert [name(path) for path in wanted if not path.exists()] == []


def test_every_use_case_has_its_test() -> None:
    wanted = [
        ROOT / "tests" / "billing" / "use_cases" / f"test_{stem}.py"
        for stem in one_per_file("billing/use_cases")
    ]
    assert [name(path) for path in wanted if not path.exists()] == []


def test_files_and_functions_fit_on_a_screen_or_two() -> None:
    too_long = [
        name(path)
        for path in modules(*CODE, "tests", "bench")
        if len(path.read_text().splitlines())
        > (LINES_PER_STORY_FILE if path.parts[len(ROOT.parts)] == "tests" else LINES_PER_FILE)
    ]
    for path in modules(*CODE):
        if "migrations" in path.parts:
            continue  # a list of columns, as long as the tables are
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case (
                    ast.FunctionDef(lineno=first, end_lineno=int(last), name=function)
                    | ast.AsyncFunctionDef(lineno=first, end_lineno=int(last), name=function)
                ) if last - first >= LINES_PER_FUNCTION:
                    too_long.append(f"{name(path)}:{first} {function}")
    assert too_long == []


def speaks_of_money(node: ast.AST) -> bool:
    """Whether a function touches `Money` or minor units."""
    return any(
        (isinstance(part, ast.Name) and part.id == "Money")
        or (isinstance(part, ast.Attribute) and part.attr.endswith("_minor"))
        or (isinstance(part, ast.arg) and part.arg.endswith("_minor"))
        for part in ast.walk(node)
    )


def test_money_never_meets_a_float() -> None:
    found: list[str] = []
    for path in modules(*MONEY):
        if "sandbox" in path.parts:
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef) or not speaks_of_money(function):
                continue
            for node in ast.walk(function):
                match node:
                    case ast.Constant(value=float()) | ast.Name(id="float"):
                        found.append(f"{name(path)}:{node.lineno}")
                    case ast.BinOp(op=ast.Div()) if "Decimal" not in ast.dump(node):
                        found.append(f"{name(path)}:{node.lineno}")
                    case _:
                        pass
    assert found == []


def test_the_tour_in_the_readme_names_real_files() -> None:
    named = ROAD.findall((ROOT / "README.md").read_text())
    assert len(named) >= 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_package_says_what_it_is_and_whom_it_may_import() -> None:
    packages = [ROOT / folder / "__init__.py" for folder in CODE]
    silent = [name(p) for p in packages if ast.get_docstring(ast.parse(p.read_text())) is None]
    assert silent == []


def test_every_package_goes_into_the_wheel() -> None:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert sorted(each.removesuffix("*") for each in found["find"]["include"]) == sorted(CODE)
    folders = {path.parent for folder in CODE for path in (ROOT / folder).rglob("*.py")}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_nothing_is_left_undone() -> None:
    """A placeholder called done is a defect. (Spelled apart, so that this file is not found.)"""
    words = re.compile("|".join(("NotImplemented" + "Error", "TO" + "DO", "FIX" + "ME")))
    found = [
        f"{name(path)}:{number}"
        for path in modules(*CODE, "tests", "bench")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if words.search(line)
    ]
    assert found == []


def test_no_address_of_a_registry_or_a_machine_is_committed() -> None:
    suspicious = re.compile("/" + "work/|index-" + "url|--find-" + "links |" + "pypi" + r"\.org")
    files = [*modules(*CODE), *ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]
    assert [name(path) for path in files if suspicious.search(path.read_text())] == []
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_row_of_the_requirements_names_files_that_exist_and_an_honest_state() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "requirements.md").read_text().splitlines()
        if re.match(r"\| [A-Z]\d", line)
    ]
    assert len(rows) == 44
    for requirement, _, by, shown, state in rows:
        assert re.match(r"(works|partly: |not yet)", state), requirement
        files = re.findall(r"`([\w./]+)`", by + shown)
        assert [path for path in files if not (ROOT / path).exists()] == [], requirement
        assert state.startswith("not yet") or (by and shown), requirement


def test_every_case_of_reliability_names_files_and_tests_that_exist_and_an_honest_state() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "reliability.md").read_text().splitlines()
        if re.match(r"\| \d", line)
    ]
    cases = {int(row[0].split()[0]) for row in rows}
    assert cases == {*range(1, 23), 29, 48, 50, 51}
    for case, _, shown, campaign, state in rows:
        assert re.match(r"(works|partly: |not yet)", state), case
        assert state == "not yet" or (shown and campaign), case
        named = re.findall(r"`([\w./]+)(?:::(\w+))?`", shown)
        for path, story in named:
            text = (ROOT / path).read_text() if (ROOT / path).exists() else ""
            assert f"def {story}(" in text, f"{case}: {path}::{story}"
