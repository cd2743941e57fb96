"""`billing-assistant eval`: what it prints where, and its exit codes."""

import json
from pathlib import Path

import pytest

from api.cli import main

ASKS = """
- id: asks-what-is-owed
  who: harbor/c-nora
  tags: [bill-questions]
  must_pass: {must}
  turns: [{{say: "What do I owe?", expect: {{calls: {calls}}}}}]
"""


def written(folder: Path, *, calls: str = "list_bills", must: bool = False) -> str:
    path = folder / "mine.yaml"
    path.write_text("scenarios:" + ASKS.format(calls=calls, must=str(must).lower()))
    return str(path)


def test_a_report_goes_to_stdout_and_progress_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["eval", written(tmp_path), "--model", "builtin", "--runs", "2", "--jobs", "2"]) == 0
    )

    out, err = capsys.readouterr()
    assert "1 scenarios, 2 runs each, model builtin" in out
    assert "pass^2" in out
    assert err.splitlines()[-1] == "2/2 ok     asks-what-is-owed"


def test_json_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", written(tmp_path, calls="pay_bill"), "--model", "builtin", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["pass_power"] == {"1": 0.0}
    assert found["results"][0]["wrong"][0].startswith("turn 1: list_bills ran, not pay_bill")


@pytest.mark.parametrize(
    ("must", "more"), [(True, ()), (False, ("--floor", "0.5"))], ids=["must pass", "floor"]
)
def test_a_failure_that_counts_is_exit_code_one(
    tmp_path: Path, must: bool, more: tuple[str, ...]
) -> None:
    file = written(tmp_path, calls="pay_bill", must=must)

    assert main(["eval", file, "--model", "builtin", *more]) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--runs", "0"], "--runs"),
        (["--jobs", "0"], "--jobs"),
        (["--floor", "2"], "--floor"),
        (["--model", "gpt"], "--model"),
        (["--only", "no-such-tag"], "no scenario"),
        (["--slips"], "--slips"),
        (["--report", "report.pdf"], "--report"),
        (["--report", "no-such-folder/report.md"], "no-such-folder"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["eval", written(tmp_path), *arguments]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


@pytest.mark.parametrize(("name", "starts"), [("r.md", "# Eval"), ("r.html", "<!doctype html>")])
def test_a_report_is_written_as_a_document_too(tmp_path: Path, name: str, starts: str) -> None:
    where = tmp_path / name
    file = written(tmp_path, calls="pay_bill")

    assert main(["eval", file, "--model", "builtin", "--report", str(where)]) == 0
    assert where.read_text(encoding="utf-8").startswith(starts)
    assert "asks-what-is-owed" in where.read_text(encoding="utf-8")


def test_a_held_file_gives_scores_and_nothing_of_what_is_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(written(tmp_path, calls="pay_bill"))
    file.write_text("held: true\n" + file.read_text())
    report = tmp_path / "r.md"

    assert main(["eval", str(file), "--model", "builtin", "--report", str(report)]) == 0
    told = "".join(capsys.readouterr()) + report.read_text()
    assert "asks-what" not in told
    assert "What do I owe" not in told
    assert "1/1 FAILED held, bill-questions" in told

    assert main(["eval", str(file), "--model", "builtin", "--open-held"]) == 0
    assert "asks-what-is-owed" in capsys.readouterr().out


def test_a_customer_who_is_not_there_is_told_before_anything_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "scenarios:" + ASKS.format(calls="list_bills", must="false").replace("nora", "x")
    )

    assert main(["eval", str(path), "--model", "builtin"]) == 2
    assert "who: there is no c-x" in capsys.readouterr().err


def test_a_broken_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("scenarios: [{id: x}]")

    assert main(["eval", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "mine.yaml, line 1, scenario x" in line
