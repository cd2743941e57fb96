"""Pictures read by the tesseract program: its table made lines, and the real one where it is."""

from pathlib import Path

import numpy as np
import pytest

from ingestion.errors import Broken, NoEngine, NoTextLayer
from ingestion.read_invoice import InvoiceReader
from ingestion.readers import engines
from ingestion.readers.ocr_words import words_of
from ingestion.readers.tesseract import Tesseract, lines_of
from tests.ingestion.readers.fake_tesseract import Said, install, tsv
from tests.ingestion.readers.scanned import Scanner, saved

PAPER = np.full((2000, 1414, 3), 255, dtype=np.uint8)
WORDS = (
    Said(1, "Rechnung", 100, 100, 150),
    Said(1, "Nr.", 262, 100, 40),
    Said(1, "R-2041", 314, 100, 100),
    Said(2, "Gesamtbetrag", 100, 160, 210, 30),
    Said(2, "1.234,", 900, 160, 86, 28),
    Said(2, "50", 990, 160, 32, 24),
    Said(3, "~~|", 700, 300, 40, 5, 11.0),
)
BILL = Path(__file__).parents[3] / "api" / "demo" / "invoices" / "harbor-electricity-HB-100.pdf"


def test_words_stand_where_the_program_saw_them_and_specks_are_left_out(tmp_path: Path) -> None:
    seen = Tesseract(install(tmp_path, WORDS))(PAPER)
    assert [line.text for line in seen.lines] == ["Rechnung Nr. R-2041", "Gesamtbetrag 1.234, 50"]
    words = {word.text: word for word in words_of(seen.lines, 1.0)}
    assert set(words) == {"Rechnung", "Nr.", "R-2041", "Gesamtbetrag", "1.234,50"}
    assert words["R-2041"].x0 == pytest.approx(314, abs=4)
    assert words["1.234,50"].x1 == pytest.approx(1022, abs=4)
    assert words["Rechnung"].top == pytest.approx(words["R-2041"].top)
    assert (seen.turned, seen.width, seen.height) == (0, 1414, 2000)


def test_only_languages_that_are_installed_are_asked_for(tmp_path: Path) -> None:
    read = Tesseract(install(tmp_path, WORDS))
    read.warm()
    read(PAPER)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["--list-langs", "stdin stdout --psm 0", "stdin stdout --psm 3 -l eng+deu tsv"]


@pytest.mark.parametrize(("turn", "turned"), [("90", 90), ("180", 180), ("0", 0), ("", 0)])
def test_a_picture_is_turned_as_the_program_says(tmp_path: Path, turn: str, turned: int) -> None:
    seen = Tesseract(install(tmp_path, WORDS, turn))(PAPER)
    assert seen.turned == turned
    assert (seen.width > seen.height) is (turned == 90)


def test_a_slope_that_most_lines_share_is_that_of_all() -> None:
    falling = [
        Said(line, f"word{at}", at * 120, line * 60 + at * 3, 90)
        for line in range(1, 5)
        for at in range(1, 9)
    ]
    lines = lines_of(tsv([*falling, Said(9, "alone", 100, 900, 90)]))
    for line in lines:
        (ax, ay), (bx, by), _, _ = line.quad
        assert (by - ay) / (bx - ax) == pytest.approx(3 / 120, abs=0.001)


def test_a_row_that_is_no_word_of_the_table_is_passed_over() -> None:
    table = tsv(WORDS[:1])
    odd = "5\t1\t1\t1\t1\t2\tleft\ttop\t1\t1\t96\tWord\n5\t1\n\n"
    flat = "5\t1\t1\t1\t1\t9\t5\t5\t0\t9\t96\tFlat\n"
    assert [line.text for line in lines_of(table + odd + flat)] == ["Rechnung"]
    assert lines_of("") == []


def test_a_program_that_fails_is_a_refusal(tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(Broken):
        Tesseract(program)(PAPER)
    with pytest.raises(Broken):
        Tesseract(tmp_path / "nothing")(PAPER)


def test_an_engine_that_is_not_installed_is_told_as_a_picture_nobody_can_read() -> None:
    assert engines.found("auto") == engines.found("rapidocr") == "rapidocr"
    both, second = {"rapidocr": True, "tesseract": True}, {"rapidocr": False, "tesseract": True}
    assert engines.preferred("auto", both) == "rapidocr"
    assert engines.preferred("tesseract", both) == "tesseract"
    assert engines.preferred("auto", second) == "tesseract"
    assert engines.preferred("rapidocr", second) is None
    assert issubclass(NoEngine, NoTextLayer)
    if engines.program() is None:
        assert engines.found("tesseract") is None
        with pytest.raises(NoEngine):
            engines.choose("tesseract")


def test_a_scan_is_read_by_the_program_from_within_the_cage() -> None:
    if engines.program() is None:
        print("tesseract: not run (it is not installed)")
        pytest.skip("tesseract is not installed")
    scan = saved(Scanner(turn=1, skew=1.2).scan(BILL.read_bytes()), "PDF", resolution=150)
    with InvoiceReader(ocr="tesseract") as reader:
        draft = reader.read(scan)
    assert draft.value("invoice_number") == "HB-100"
    assert draft.value("total_amount") == "97.40"
    assert draft.fields["total_amount"].source == "ocr"
