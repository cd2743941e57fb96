"""`extract --show`: the page with what was found, as a picture."""

from pathlib import Path

import pytest
from PIL import Image

from api.cli import main
from api.demo import sample_invoice_paths
from ingestion.picture import SURE

PDFS = {path.stem: path for path in sample_invoice_paths()}
BILL = PDFS["harbor-electricity-HB-100"]


def test_the_page_is_drawn_beside_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "seen.png"
    assert main(["extract", "--show", str(picture), str(BILL)]) == 0
    out, err = capsys.readouterr()
    assert "HB-100" in out
    assert err == f"drawn: {picture}\n"
    with Image.open(picture) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 24) or []}
    assert SURE in colours


def test_what_cannot_be_drawn_is_one_line_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = tmp_path / "no-folder" / "seen.png"
    assert main(["extract", "--show", str(away), str(BILL)]) == 1
    assert capsys.readouterr().err == f"{away}: no such file or directory\n"
    letter = PDFS["letter-no-invoice"]
    assert main(["extract", "--show", str(tmp_path / "seen.png"), str(letter)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_one_picture_is_of_one_document_and_a_png(tmp_path: Path) -> None:
    several = ["extract", "--show", str(tmp_path / "a.png"), str(BILL), str(BILL)]
    assert main(several) == 2
    assert main(["extract", "--show", str(tmp_path / "a.jpg"), str(BILL)]) == 2
    assert list(tmp_path.iterdir()) == []
