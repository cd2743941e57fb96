"""Only what a person sees is read."""

import pytest

from ingestion.errors import Encrypted, TooComplex
from ingestion.readers.pdf_words import read_words
from tests.ingestion import hostile

SEEN = b"BT /F1 12 Tf 50 700 Td (a visible line of text) Tj ET\n"


def _text(data: bytes) -> str:
    return " ".join(word.text for page in read_words(data).pages for word in page.words)


@pytest.mark.parametrize(
    "hidden",
    [
        b"1 1 1 rg BT /F1 12 Tf 50 600 Td (secret) Tj ET",
        b"1 g BT /F1 12 Tf 50 600 Td (secret) Tj ET",
        b"0 0 0 0 k BT /F1 12 Tf 50 600 Td (secret) Tj ET",
        b"BT /F1 0.5 Tf 50 600 Td (secret) Tj ET",
        b"BT /F1 12 Tf 1 0 0 1 50 -90 Tm (secret) Tj ET",
        b"BT /F1 12 Tf 1 0 0 1 900 600 Tm (secret) Tj ET",
        b"BT /F1 12 Tf 3 Tr 50 600 Td (secret) Tj ET",
        b"BT /F1 12 Tf 7 Tr 50 600 Td (secret) Tj ET",
    ],
    ids=["white", "gray", "cmyk", "tiny", "below", "beside", "mode3", "mode7"],
)
def test_hidden_text_is_left_out_and_counted(hidden: bytes) -> None:
    document = read_words(hostile.text_page(SEEN + hidden))
    assert "secret" not in _text(hostile.text_page(SEEN + hidden))
    assert document.hidden >= 6


def test_white_text_on_a_dark_bar_is_seen() -> None:
    bar = b"0.1 0.1 0.3 rg 40 590 300 30 re f 1 1 1 rg BT /F1 12 Tf 50 600 Td (heading) Tj ET"
    assert "heading" in _text(hostile.text_page(SEEN + bar))


def test_text_struck_twice_to_look_bold_is_read_once() -> None:
    twice = SEEN.replace(b"50 700", b"50.3 700")
    assert _text(hostile.text_page(SEEN + twice)) == "a visible line of text"


def test_a_sign_without_a_known_width_is_kept() -> None:
    assert _text(hostile.printed([(50, 700, 10, "Total amount 12,00 €")])).endswith("12,00 €")


def test_a_scan_is_told_and_locked_and_endless_files_are_refused() -> None:
    assert [page.is_picture for page in read_words(hostile.image_only()).pages] == [True]
    with pytest.raises(Encrypted):
        read_words(hostile.encrypted(hostile.text_page(SEEN), "secret"))
    with pytest.raises(TooComplex, match="50 pages"):
        read_words(hostile.many_pages(51))
    assert read_words(hostile.many_pages(50)).page_count == 50
