"""`knowledge` as an operator uses it: add, list, replace, remove; one line for each bad file."""

from pathlib import Path

import pytest

from api.cli import main

FEES = "# Late fees\n\nA late fee of 7.00 USD is added when you pay too late.\n"
ES = "# Recargos\n\nSe añade un recargo de 7,00 USD cuando se paga tarde, por si no lo sabe.\n"


def run(home: Path, act: str, *more: str) -> int:
    return main(["knowledge", act, "--tenant", "harbor", "--data-dir", str(home), *more])


@pytest.fixture
def fees(tmp_path: Path) -> Path:
    path = tmp_path / "fees.md"
    path.write_text(FEES)
    return path


def listed(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str]:
    capsys.readouterr()
    assert run(home, "list") == 0
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    return {(row[0], row[1]): row[2] for row in rows}


def test_articles_are_added_listed_replaced_and_removed(
    home: Path, fees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fees.es.md").write_text(ES)
    (tmp_path / "page.html").write_text("<html><title>Moving</title><body>Tell us.</body></html>")
    files = [str(fees), str(tmp_path / "fees.es.md"), str(tmp_path / "page.html")]
    assert run(home, "add", *files) == 0
    assert capsys.readouterr().out.splitlines() == [
        "fees  en  Late fees",
        "fees  es  Recargos",
        "page  en  Moving",
    ]
    assert run(home, "add", "--title", "New", "--url", "https://help.example/f", str(fees)) == 0
    found = listed(home, capsys)
    assert found["fees", "en"] == "New"
    assert found["fees", "es"] == "Recargos"
    assert run(home, "list") == 0
    assert "https://help.example/f" in capsys.readouterr().out
    assert run(home, "remove", "fees", "--language", "es") == 0
    assert ("fees", "es") not in listed(home, capsys)
    assert run(home, "remove", "fees") == 0
    assert ("fees", "en") not in listed(home, capsys)


def test_the_language_is_told_by_the_words_and_by_the_operator(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "recargos.md"
    path.write_text(ES)
    assert run(home, "add", str(path)) == 0
    assert run(home, "add", "--language", "fr", "--id", "frais", str(path)) == 0
    assert capsys.readouterr().out.splitlines() == ["recargos  es  Recargos", "frais  fr  Recargos"]


def test_each_bad_file_is_one_line_and_the_others_are_added(
    home: Path, fees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "zip.bin").write_bytes(b"PK\x03\x04\xff\xfe")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "headings.md").write_text("# a\n" * 100_000)
    (tmp_path / "parts.md").write_text("".join(f"# {n}\nPart {n}.\n" for n in range(500)))
    (tmp_path / "script.html").write_text(f"<html><script>{'pay(); ' * 50_000}</script></html>")
    (tmp_path / "huge.md").write_text("word " * 300_000)
    names = ["empty.md", "zip.bin", "bad.pdf", "none.md"]
    names += ["headings.md", "parts.md", "script.html", "huge.md"]
    bad = [str(tmp_path / name) for name in names]
    assert run(home, "add", *bad, str(fees)) == 1
    out, err = capsys.readouterr()
    assert out == "fees  en  Late fees\n"
    assert len(err.splitlines()) == len(bad)
    assert "more than 200 parts" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--url", "http://help.example"], 1),
        (["--url", "javascript:alert(1)"], 1),
        (["--id", "../etc"], 1),
        (["--language", "klingon"], 1),
        (["--title", "x" * 500], 1),
        (["--title", "Both", "SECOND"], 2),
    ],
)
def test_what_may_not_be_is_refused(
    home: Path, fees: Path, more: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [str(fees) if part == "SECOND" else part for part in more]
    assert run(home, "add", *named, str(fees)) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1


def test_an_unknown_company_or_article_is_one_line(
    home: Path, fees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["knowledge", "list", "--tenant", "nobody", "--data-dir", str(home)]) == 1
    assert run(home, "remove", "nothing") == 1
    assert run(tmp_path / "nowhere", "list") == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
