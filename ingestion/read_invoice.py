"""The way in: an unknown file's bytes in, a draft or one clear refusal out; a child parses."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

from ingestion import child
from ingestion.cage import Cage
from ingestion.draft import Draft, packed_text, unpack
from ingestion.errors import Broken, Busy, IsScan
from ingestion.page_texts import unpack_texts
from ingestion.picture import MAX_BOXES, Mark, asking
from ingestion.sniff import sniff

PNG: Final = b"\x89PNG\r\n\x1a\n"
PATIENCE: Final = 5.0
"""Seconds that a picture waits for its turn."""

WAITING: Final = 2
"""Pictures that may wait while one is drawn: each holds one of the server's threads."""


class InvoiceReader:
    """Reads files in capped children; owns their warm server processes, each started when needed.

    `read` blocks and may be called from several threads at once (from async code: in a thread).
    At most `parallel` children of `caps` and one of `scan_caps` run at a time, so memory stays
    below `parallel` x 512 MB + 1 GB.
    """

    def __init__(
        self,
        *,
        parallel: int = 2,
        caps: child.Caps | None = None,
        scan_caps: child.Caps | None = None,
        patience: float = PATIENCE,
        ocr: str = "auto",
    ) -> None:
        """`patience`: seconds that a picture waits for its turn.

        `ocr`: what reads pictures of pages: auto (rapidocr, else tesseract) | rapidocr | tesseract.
        """
        self._pages = Cage(caps if caps is not None else child.Caps(), parallel, ocr)
        self._scans = Cage(scan_caps if scan_caps is not None else child.scan_caps(), 1, ocr)
        self._patience = patience
        self._drawing = threading.Lock()
        self._pictures = threading.BoundedSemaphore(1 + WAITING)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def server_pid(self) -> int | None:
        """The process id of the server for files with text, None while none runs."""
        return self._pages.server_pid

    @property
    def scan_server_pid(self) -> int | None:
        """The process id of the server for pictures of pages, None while none runs."""
        return self._scans.server_pid

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        """The draft in these bytes; raises the kinds of `Unreadable`, each with its sentence.

        A picture of a page takes seconds; with `scans` False it is `IsScan` at once, to be read
        later by another call.
        """
        sniff(data)
        try:
            return self._pages.read(data)
        except IsScan:
            if not scans:
                raise
        return self._scans.read(data)

    def page_texts(
        self, data: bytes, *, scans: bool = True, recognised: str = ""
    ) -> tuple[str, ...]:
        """What can be seen on each page, from the first; pictures of pages are read by eye.

        `recognised`: the draft's, with which no page is read by eye a second time. No card number
        is left in the texts. Raises the kinds of `Unreadable`; with `scans` False `IsScan` where
        pages are pictures that were not read before.
        """
        return unpack_texts(
            self._ask(child.TEXTS, data, packed_text(recognised).encode(), scans=scans)
        )

    def accept(
        self, data: bytes, draft: Draft, answer: Mapping[str, str], *, scans: bool = True
    ) -> Draft:
        """The draft with what these bytes' pages bear out of a model's answer; see `doubts`.

        Raises as `page_texts`.
        """
        from ingestion.doubts import claim  # with all extractors, which only children need else

        message = self._ask(child.ACCEPT, data, claim(draft, answer), scans=scans)
        try:
            return unpack(message)
        except (ValueError, TypeError, KeyError) as error:
            raise Broken from error

    def picture(self, data: bytes, page: int, marks: Sequence[Mark] = ()) -> bytes:
        """One page (from 1) as a PNG file, with boxes where there are `marks`.

        One at a time, so that slow pages leave a turn for reading; where `WAITING` others wait, or
        after `patience` seconds, it is `Busy`. Raises the kinds of `Unreadable`; `Broken` where
        there is no such page.
        """
        sniff(data)
        asked = asking(page, marks[:MAX_BOXES])
        with self._turn_to_draw() as left:
            drawn = self._pages.ask(child.PICTURE, data, asked, patience=left)
        if not drawn.startswith(PNG):
            raise Broken
        return drawn

    @contextmanager
    def _turn_to_draw(self) -> Iterator[float]:
        """This picture's turn, with the seconds of patience that are left; raises `Busy`."""
        until = time.monotonic() + self._patience
        if not self._pictures.acquire(blocking=False):
            raise Busy
        try:
            if not self._drawing.acquire(timeout=self._patience):
                raise Busy
            try:
                yield max(0.0, until - time.monotonic())
            finally:
                self._drawing.release()
        finally:
            self._pictures.release()

    def _ask(self, wanted: bytes, data: bytes, *more: bytes, scans: bool) -> bytes:
        sniff(data)
        try:
            return self._pages.ask(wanted, data, *more)
        except IsScan:
            if not scans:
                raise
        return self._scans.ask(wanted, data, *more)

    def close(self) -> None:
        """Ends the servers; children still at work end by their own clocks."""
        self._pages.close()
        self._scans.close()


def read_invoice(data: bytes, *, filename_hint: str | None = None) -> Draft:
    """The draft in these bytes, read by a server that lives for this one file.

    `filename_hint` is accepted for the caller's convenience and never trusted: what a file is, its
    bytes say. Raises the kinds of `Unreadable`.
    """
    del filename_hint
    with InvoiceReader(parallel=1) as reader:
        return reader.read(data)
