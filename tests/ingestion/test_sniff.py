"""What a file is, by its first bytes."""

import pytest

from ingestion.errors import Broken, TooLarge, Unreadable, UnsupportedFile
from ingestion.sniff import MAX_FILE_BYTES, FileKind, sniff


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", FileKind.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4 ...", FileKind.PDF),
        (b"<?xml version='1.0'?><Invoice/>", FileKind.XML),
        (b"\xef\xbb\xbf <Invoice/>", FileKind.XML),
        ("<?xml version='1.0'?><Invoice/>".encode("utf-16"), FileKind.XML),
        (b"\x89PNG\r\n\x1a\n....", FileKind.PICTURE),
        (b"\xff\xd8\xff\xe0....", FileKind.PICTURE),
        (b"II*\x00....", FileKind.PICTURE),
        (b"MM\x00*....", FileKind.PICTURE),
    ],
)
def test_pdf_xml_and_pictures_are_taken(data: bytes, kind: FileKind) -> None:
    assert sniff(data) is kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90\x00....", "a program"),
        (b"PK\x03\x04....", "ZIP"),
        (b"  <!DOCTYPE html><html>", "a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a web page"),
        (b"MZ....%PDF-1.7", "a program"),
        (b"hello", "not a PDF"),
    ],
)
def test_what_else_it_is_is_said(data: bytes, said: str) -> None:
    with pytest.raises(UnsupportedFile, match=said):
        sniff(data)


def test_size_and_emptiness_come_first() -> None:
    with pytest.raises(TooLarge):
        sniff(b"%PDF-1.7" + bytes(MAX_FILE_BYTES))
    with pytest.raises(Broken):
        sniff(b"")


def test_codes_are_stable() -> None:
    kinds = {kind.__name__: kind.code for kind in Unreadable.__subclasses__()}
    assert kinds["UnsupportedFile"] == "unsupported_file"
    assert kinds["TooLarge"] == "too_large"
    assert len(set(kinds.values())) == len(kinds)
