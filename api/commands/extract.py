"""`extract`: read invoices (PDF or e-invoice XML) into fields."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._shared import say, tell

if TYPE_CHECKING:
    from ingestion.draft import Draft
    from ingestion.read_invoice import InvoiceReader

SUMMARY = "read invoice files (PDF, e-invoice XML) into fields"
DETAIL = """Prints a table, or with --json one object per file (one line each when there are
several). A file that is no readable invoice is one line on stderr and exit code 1.

  billing-assistant extract --json invoice.pdf"""
BIGGEST = 20 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF or XML files")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    from ingestion.read_invoice import InvoiceReader

    failed = 0
    many = len(options.files) > 1
    with InvoiceReader(parallel=1) as reader:
        for number, path in enumerate(options.files, start=1):
            if many and options.json:
                tell(f"{number}/{len(options.files)} {path}")
            draft = _read(reader, path)
            if draft is None:
                failed += 1
            elif options.json:
                say(json.dumps(draft.to_json(), ensure_ascii=False, indent=None if many else 2))
            else:
                say(_table(path, draft))
    return 1 if failed else 0


def _read(reader: "InvoiceReader", path: Path) -> "Draft | None":
    """The draft, or None after one line that says what is wrong."""
    from ingestion.errors import TooLarge, Unreadable

    try:
        with path.open("rb") as file:
            data = file.read(BIGGEST + 1)
        if len(data) > BIGGEST:
            raise TooLarge
        return reader.read(data)
    except OSError as gone:
        tell(f"{path}: {(gone.strerror or 'cannot be read').lower()}")
    except Unreadable as unreadable:
        tell(f"{path}: {unreadable.sentence}")
    return None


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
