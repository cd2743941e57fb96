"""`extract`: read invoices (PDF, pictures of pages, e-invoice XML) into fields."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._shared import CommandFailed, say, tell

if TYPE_CHECKING:
    from ingestion.draft import Draft
    from ingestion.read_invoice import InvoiceReader

SUMMARY = "read invoice files (PDF, e-invoice XML) into fields"
DETAIL = """Prints a table, or with --json one object per file (one line each when there are
several). A file that is no readable invoice is one line on stderr and exit code 1. With --show the
page of the total is drawn into FILE.png with a box on each value found, coloured by how sure it is;
where values stand on several pages, each of them as FILE-1.png, FILE-2.png...

  billing-assistant extract --json invoice.pdf
  billing-assistant extract --show seen.png invoice.pdf"""
BIGGEST = 20 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="PDF, PNG, JPEG, TIFF or XML files"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--ocr",
        choices=("auto", "rapidocr", "tesseract"),
        default="auto",
        help="what reads pictures of pages (auto: rapidocr, else tesseract)",
    )
    parser.add_argument(
        "--show", type=_png, metavar="FILE.png", help="draw the page with what was found; one FILE"
    )


def _png(text: str) -> Path:
    if not text.lower().endswith(".png"):
        raise argparse.ArgumentTypeError("the picture's name ends in .png")
    return Path(text)


def run(options: argparse.Namespace) -> int:
    from ingestion.read_invoice import InvoiceReader

    failed = 0
    many = len(options.files) > 1
    if many and options.show is not None:
        raise CommandFailed("--show draws one document: name one FILE", 2)
    with InvoiceReader(parallel=1, ocr=options.ocr) as reader:
        for number, path in enumerate(options.files, start=1):
            if many and options.json:
                tell(f"{number}/{len(options.files)} {path}")
            draft = _read(reader, path, options.show)
            if draft is None:
                failed += 1
            elif options.json:
                say(json.dumps(draft.to_json(), ensure_ascii=False, indent=None if many else 2))
            else:
                say(_table(path, draft))
    return 1 if failed else 0


def _read(reader: "InvoiceReader", path: Path, show: Path | None) -> "Draft | None":
    """The draft, or None after one line that says what is wrong."""
    from ingestion.errors import TooLarge, Unreadable

    try:
        with path.open("rb") as file:
            data = file.read(BIGGEST + 1)
        if len(data) > BIGGEST:
            raise TooLarge
        draft = reader.read(data)
        if show is not None:
            _draw(reader, data, draft, show)
        return draft
    except OSError as gone:
        tell(f"{gone.filename or path}: {(gone.strerror or 'cannot be read').lower()}")
    except Unreadable as unreadable:
        tell(f"{path}: {unreadable.sentence}")
    return None


def _draw(reader: "InvoiceReader", data: bytes, draft: "Draft", show: Path) -> None:
    """The pages with values on them as pictures; says which files they are."""
    from ingestion.errors import UnsupportedFile
    from ingestion.picture import marks_of

    pages = {page: marks for page in sorted(draft.views) if (marks := marks_of(draft, page))}
    if not pages:
        raise UnsupportedFile("There is no page to show: its values do not stand on one.")
    total = draft.fields.get("total_amount")
    if len(pages) == 1 or total is None or total.page is None:
        names = dict.fromkeys(list(pages)[:1], show)
    else:
        names = {page: show.with_stem(f"{show.stem}-{page}") for page in pages}
    for page, name in names.items():
        picture = reader.picture(data, page, pages[page])
        name.write_bytes(picture)
        tell(f"drawn: {name}")


def _table(path: Path, draft: "Draft") -> str:
    lines = [str(path)]
    for name, field in draft.fields.items():
        sure = f"{field.confidence:.0%}"
        where = f"page {field.page}" if field.page is not None else field.source
        lines.append(f"  {name.replace('_', ' '):<18} {field.value:<32} {sure:>4}  {where}")
    for item in draft.line_items:
        quantity = item.quantity or ""
        lines.append(f"  - {item.description or '':<38.38} {quantity:>8} {item.amount or '':>12}")
    for check in draft.checks:
        if check.ok is False:
            lines.append(f"  does not fit: {check.name} {check.detail}".rstrip())
    return "\n".join(lines)
