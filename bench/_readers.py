"""Our reader and those beside it, each as a call from a case to an answer."""

import contextlib
import importlib
import io
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import facturx
import pdfplumber
from lxml import etree

from bench._scores import KEYS, Answer, Case, Tally, decimals
from ingestion.draft import SCALARS
from ingestion.errors import Unreadable
from ingestion.pipeline import parse

Reader = Callable[[Case], Answer | None]
"""None: the reader found no invoice."""
_FORMATS: Final = {"102": "%Y%m%d", "203": "%Y%m%d%H%M"}


class NotRun(Exception):
    """A rival that is not here; says why."""


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keeps what any reader or library says about a document from the screen."""
    logging.disable(logging.CRITICAL)
    try:
        with (
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)


def ours(case: Case) -> Answer | None:
    """The draft that the parsing child would give, read in this process."""
    try:
        draft = parse(case.data, before_scan=_go_on)
    except Unreadable:
        return None
    return Answer(
        {name: draft.value(name) for name in SCALARS},
        {name: read.confidence for name, read in draft.fields.items()},
        decimals([item.amount for item in draft.line_items]),
    )


def _go_on() -> None:
    """Lets the reader take the time that pictures of pages need."""


def words_alone(case: Case) -> Answer | None:
    """pdfplumber's own words of every page, and nothing made of them."""
    with pdfplumber.open(io.BytesIO(case.data)) as pdf:
        for page in pdf.pages:
            page.extract_words()
    return None


def invoice2data() -> Reader:
    """Its reading with the templates it brings; raises `NotRun` where it is not installed."""
    try:
        package: Any = importlib.import_module("invoice2data")
        loader: Any = importlib.import_module("invoice2data.extract.loader")
    except ImportError as missing:
        raise NotRun(f"{missing} (pip install invoice2data)") from missing
    with hushed():
        templates = loader.read_templates()

    def read(case: Case) -> Answer | None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file.pdf"
            path.write_bytes(case.data)
            found = package.extract_data(str(path), templates=templates)
        return Answer(values_of_invoice2data(found)) if found else None

    return read


def values_of_invoice2data(found: Any) -> dict[str, str | None]:
    """Its result in our field names and notations."""
    day, amount = found.get("date"), found.get("amount")
    return {
        "invoice_number": found.get("invoice_number"),
        "issue_date": day.strftime("%Y-%m-%d") if day is not None else None,
        "total_amount": f"{amount:.2f}" if amount is not None else None,
        "currency": found.get("currency"),
    }


def xml_only(case: Case) -> Answer | None:
    """What factur-x finds in a PDF: the embedded XML, its four key values taken as they stand."""
    if not case.data.startswith(b"%PDF"):
        return None
    name, body = facturx.get_xml_from_pdf(case.data, check_xsd=False)
    if not name:
        return None
    values = values_of_cii(body)
    total = values["total_amount"]
    if total is not None and not case.accepts("total_amount", total):
        # A credit note states what it gives back without a sign; we count it as given back.
        values["total_amount"] = f"-{total}"
    return Answer(values)


def values_of_cii(body: bytes) -> dict[str, str | None]:
    """Number, issue date, total and currency of a cross-industry invoice."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser)
    head = "*[local-name()='ExchangedDocument' or local-name()='HeaderExchangedDocument']"
    day = _first(root, f"//{head}/*[local-name()='IssueDateTime']/*")
    form = _FORMATS.get(_first(root, f"//{head}/*[local-name()='IssueDateTime']/*/@format") or "")
    try:
        issued = time.strftime("%Y-%m-%d", time.strptime(day or "", form or "%Y%m%d"))
    except ValueError:
        issued = None
    return {
        "invoice_number": _first(root, f"//{head}/*[local-name()='ID']"),
        "issue_date": issued,
        "total_amount": _first(root, "//*[local-name()='GrandTotalAmount']"),
        "currency": _first(root, "//*[local-name()='InvoiceCurrencyCode']"),
    }


def _first(root: "etree._Element", path: str) -> str | None:
    found: Any = root.xpath(path)
    text = (found[0] if isinstance(found[0], str) else found[0].text) if found else None
    return text.strip() if text else None


def compare(cases: Sequence[Case], readers: dict[str, Reader]) -> dict[str, Tally]:
    """Each reader's tally; they take turns at every case, so that a noisy machine is noisy for all.

    Rivals are asked for the four key fields only. Nothing is told about a single case.
    """
    tallies = {name: Tally(SCALARS if read is ours else KEYS) for name, read in readers.items()}
    with hushed():
        for read in readers.values():  # what each loads at first use is no page's time
            with contextlib.suppress(Exception):
                read(cases[0])
        for case in cases:
            for name, read in readers.items():
                _ask(tallies[name], read, case)
    return tallies


def _ask(tally: Tally, read: Reader, case: Case) -> None:
    start = time.perf_counter()
    try:
        answer = read(case)
    except Exception:  # a crash is the worst answer there is, and must not hide the other figures
        answer = None
        tally.crashed += 1
    else:
        tally.refused += answer is None
    tally.seconds.append((time.perf_counter() - start) / case.pages)
    tally.add(case, answer or Answer({}))
