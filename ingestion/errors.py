"""Why a file could not be read.

Unreadable(code, sentence)       one sentence for the person who sent the file, never its content
├── UnsupportedFile              neither PDF, picture nor e-invoice XML (a web page, a program)
├── TooLarge                     more bytes than we take
├── Encrypted                    a password is needed
├── IsScan                       a picture of a page: takes the slow reader, which was not asked
├── NoTextLayer                  pictures in which no text could be read
│   └── NoEngine                 nothing that reads pictures is installed
├── NotAnInvoice                 readable, but no invoice, bill or credit note
├── TooComplex                   the parsing child hit its memory, time or page limits
└── Broken                       damaged, empty, or XML we refuse to open
Busy                             said of no file: this process has no turn left for it now
"""

from typing import ClassVar


class Busy(Exception):
    """Not the file's fault: too many others are at work. Try again in a few seconds."""


class Unreadable(Exception):
    """A file that gives no draft; `code` is stable, `sentence` is for people."""

    code: ClassVar[str] = "unreadable"
    default: ClassVar[str] = "This file could not be read."

    def __init__(self, sentence: str | None = None) -> None:
        self.sentence = sentence if sentence is not None else self.default
        super().__init__(self.sentence)


class UnsupportedFile(Unreadable):
    code = "unsupported_file"
    default = "This is not a PDF, a picture (PNG, JPEG, TIFF) or an e-invoice XML file."


class TooLarge(Unreadable):
    code = "too_large"
    default = "This file is larger than 20 MB."


class Encrypted(Unreadable):
    code = "encrypted"
    default = "This PDF is protected by a password; please send it without one."


class IsScan(Unreadable):
    code = "is_scan"
    default = "This document holds only pictures of pages; reading it takes longer."


class NoTextLayer(Unreadable):
    code = "no_text_layer"
    default = "I could not read any text in the pictures of this document."


class NoEngine(NoTextLayer):
    default = "This document is a picture, and nothing that reads pictures is installed here."


class NotAnInvoice(Unreadable):
    code = "not_an_invoice"
    default = "This document does not look like an invoice, a bill or a credit note."


class TooComplex(Unreadable):
    code = "too_complex"
    default = "This file takes too much memory or time to read."


class Broken(Unreadable):
    code = "broken_file"
    default = "This file is damaged and cannot be read."


BY_CODE: dict[str, type[Unreadable]] = {
    kind.code: kind
    for kind in (
        UnsupportedFile,
        TooLarge,
        Encrypted,
        IsScan,
        NoTextLayer,
        NotAnInvoice,
        TooComplex,
        Broken,
    )
}
