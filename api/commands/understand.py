"""`understand`: what the built-in model takes a customer's sentence to mean."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._shared import USAGE, CommandFailed, say

if TYPE_CHECKING:
    from agent.models.builtin.understand import Understanding

SUMMARY = "say what the built-in model takes a customer's sentence to mean"
DETAIL = """  billing-assistant understand "why is my bill higher than last month?"
  billing-assistant understand --file sentences.jsonl      (lines of {"id": ..., "text": ...})"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the sentence")
    parser.add_argument("--file", type=Path, metavar="F", help='JSON lines of {"id", "text"}')
    parser.add_argument("--json", action="store_true", help="print JSON (always so with --file)")


def run(options: argparse.Namespace) -> int:
    if (options.text is None) == (options.file is None):
        raise CommandFailed("give either TEXT or --file", USAGE)
    from agent.models.builtin.understand import understand

    if options.file is not None:
        for line_id, text in _lines(options.file):
            say(json.dumps({"id": line_id} | understand(text).as_json(), ensure_ascii=False))
        return 0
    found = understand(options.text)
    say(json.dumps(found.as_json(), ensure_ascii=False) if options.json else _readable(found))
    return 0


def _lines(path: Path) -> Iterator[tuple[str | int, str]]:
    """The id and text of each line; the first wrong one ends the command."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read(line, number, path)
    except OSError as gone:
        raise CommandFailed(f"{path}: {(gone.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{path} is not UTF-8 text") from None


def _read(line: str, number: int, path: Path) -> tuple[str | int, str]:
    wrong = CommandFailed(f'{path}, line {number}: write {{"id": ..., "text": "..."}}')
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise wrong
    line_id = row.get("id")
    if not isinstance(line_id, str | int):
        raise wrong
    return line_id, row["text"]


def _readable(found: "Understanding") -> str:
    from dataclasses import asdict

    named = {name: value for name, value in asdict(found.slots).items() if value is not None}
    slots = "".join(f"\n  {name}: {value}" for name, value in named.items())
    return f"{found.label} ({found.confidence:.2f}, {found.language}){slots}"
