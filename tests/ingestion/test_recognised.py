"""What was read from pixels leaves with the draft, small and closed, and is not read again."""

import base64
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from ingestion.draft import MAX_RECOGNISED, Draft, pack, packed_text, unpack
from ingestion.errors import IsScan
from ingestion.page import PrintedDocument, PrintedPage, Turn, Word
from ingestion.page_texts import page_texts
from ingestion.recognised import filled, kept, pages_of
from tests.ingestion.readers.scanned import saved

WORDS = (Word("Rechnung", 50, 40, 110, 52, 12), Word("Nr.7", 120.254, 40, 150, 52, 12))
SCAN = PrintedPage(2, 595, 842, WORDS, Turn(90, 0.4, 595, 842), source="ocr")
TYPED = PrintedPage(1, 595, 842, (Word("Letter", 50, 40, 110, 52, 12),))
DOCUMENT = PrintedDocument((TYPED, SCAN), 2)
PICTURE = saved(Image.new("L", (300, 400), 255), "PNG")


def test_only_pages_read_from_pixels_are_kept_and_come_back_as_they_were() -> None:
    back = pages_of(kept(DOCUMENT))
    assert list(back) == [2]
    assert back[2].turn == SCAN.turn
    assert back[2].source == "ocr"
    assert [word.text for word in back[2].words] == ["Rechnung", "Nr.7"]
    assert back[2].words[1].x0 == pytest.approx(120.25)
    assert kept(PrintedDocument((TYPED,), 1)) == ""


def test_a_document_gets_its_pictured_pages_back_and_keeps_the_typed_ones() -> None:
    bare = PrintedDocument((TYPED, PrintedPage(2, 595, 842, (), is_picture=True)), 2)
    again = filled(bare, kept(DOCUMENT))
    assert again is not None
    assert again.pages[0] is TYPED
    assert [word.text for word in again.pages[1].words] == ["Rechnung", "Nr.7"]
    assert filled(bare, "") is None


def test_the_texts_of_a_picture_need_no_second_look() -> None:
    with pytest.raises(IsScan):
        page_texts(PICTURE, None)
    scan = PrintedDocument((replace(SCAN, number=1),), 1)
    assert page_texts(PICTURE, None, kept(scan)) == ["Rechnung  Nr.7"]


def test_what_was_read_survives_the_pipe_but_is_no_part_of_the_contracted_object() -> None:
    draft = Draft({}, recognised=kept(DOCUMENT))
    assert unpack(pack(draft)).recognised == draft.recognised
    assert "recognised" not in draft.to_json()


@pytest.mark.parametrize(
    "text",
    [
        "!!!!",
        base64.b64encode(b"no deflated stream").decode(),
        base64.b64encode(zlib.compress(b'[[1, "x"]]')).decode(),
        base64.b64encode(zlib.compress(b"[" + b" " * 100_000_000 + b"]")).decode(),
        base64.b64encode(zlib.compress(b"{}" * 9)).decode(),
    ],
)
def test_what_is_not_ours_means_that_the_picture_is_read_anew(text: str) -> None:
    assert pages_of(text) == {}
    with pytest.raises(IsScan):
        page_texts(PICTURE, None, text)


def test_a_text_too_long_or_of_other_letters_stays_outside() -> None:
    busy = tuple(
        Word(str(hash((at, "sign"))), at * 1.37, at * 3.11 % 997, at + 7.7, at % 883, 9)
        for at in range(20_000)
    )
    assert kept(PrintedDocument((replace(SCAN, words=busy),), 1)) == ""
    assert packed_text("A" * (MAX_RECOGNISED + 1)) == ""
    assert packed_text("<script>") == ""
    assert packed_text(["A"]) == ""
    assert packed_text("QUJD") == "QUJD"
