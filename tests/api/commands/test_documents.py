"""`extract` and `understand`: documents and sentences in, fields and labels out."""

import json
from pathlib import Path

import pytest

from api.cli import main
from api.demo import sample_invoice_paths

PDFS = {path.stem: path for path in sample_invoice_paths()}
BILL = PDFS["harbor-electricity-HB-100"]
XML = PDFS["skylink-mobile-SK-2026-311"]
LETTER = PDFS["letter-no-invoice"]
CONTRACTED = {
    "invoice_number",
    "issue_date",
    "due_date",
    "seller_name",
    "buyer_name",
    "account_number",
    "currency",
    "net_amount",
    "tax_amount",
    "total_amount",
    "line_items",
    "fields",
    "checks",
}


def test_one_file_is_one_object_with_the_contracted_members(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["extract", "--json", str(BILL)]) == 0
    out, err = capsys.readouterr()
    read = json.loads(out)
    assert err == ""
    assert set(read) == CONTRACTED
    assert (read["invoice_number"], read["total_amount"], read["currency"]) == (
        "HB-100",
        "97.40",
        "USD",
    )
    assert read["due_date"] == "2026-03-20"
    assert read["tax_amount"] is None or isinstance(read["tax_amount"], str)


def test_several_files_are_a_line_each_with_progress_beside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["extract", "--json", str(BILL), str(XML)]) == 0
    out, err = capsys.readouterr()
    numbers = [json.loads(line)["invoice_number"] for line in out.splitlines()]
    assert numbers == ["HB-100", "SK-2026-311"]
    assert err.splitlines() == [f"1/2 {BILL}", f"2/2 {XML}"]


def test_a_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(BILL)]) == 0
    out = capsys.readouterr().out
    assert "invoice number     HB-100" in out
    assert "Energy 402 kWh" in out


@pytest.mark.parametrize("kind", ["letter", "nothing", "text", "empty", "folder"])
def test_what_cannot_be_read_is_exactly_one_line(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "empty").write_text("")
    (tmp_path / "folder").mkdir()
    path = LETTER if kind == "letter" else tmp_path / kind
    assert main(["extract", "--json", str(path)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"{path}: ")


def test_one_bad_file_does_not_spoil_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(LETTER), str(XML)]) == 1
    out, err = capsys.readouterr()
    assert "SK-2026-311" in out
    assert err.count("\n") == 1


def test_a_file_above_the_cap_is_refused_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(20 * 1024 * 1024 + 1)
    assert main(["extract", str(big)]) == 1
    assert capsys.readouterr().err == f"{big}: This file is larger than 20 MB.\n"


def test_a_sentence_is_understood_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", "--json", "pay half of HB-100 please"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"label", "confidence", "language", "slots"}
    assert set(found["slots"]) == {
        "bill",
        "amount",
        "fraction",
        "method",
        "period",
        "plan",
        "metric",
    }
    assert (found["label"], found["slots"]["bill"], found["slots"]["fraction"]) == (
        "pay_bill",
        "HB-100",
        "1/2",
    )


def test_a_sentence_is_understood_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", "pay HB-100"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("pay_bill (")
    assert "bill: HB-100" in out


def test_a_file_of_sentences_gives_a_line_each_with_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.jsonl"
    rows = [{"id": "a", "text": "what do I owe?"}, {"id": 7, "text": "I want a human"}]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    assert main(["understand", "--file", str(path)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["label"]) for row in found] == [("a", "list_bills"), (7, "human_agent")]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": null, "text": "x"}', "7"])
def test_a_wrong_line_is_named(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(f'{{"id": 1, "text": "hello"}}\n{line}\n')
    assert main(["understand", "--file", str(path)]) == 1
    err = capsys.readouterr().err
    assert "line 2" in err
    assert err.count("\n") == 1


def test_a_sentence_or_a_file_is_needed_not_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["understand"]) == 2
    assert main(["understand", "hello", "--file", "x"]) == 2
    assert main(["understand", "--file", str(tmp_path / "gone")]) == 1
    assert capsys.readouterr().err.count("\n") == 3
