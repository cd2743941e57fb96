"""Reading invoices: how much is right, how sure, how fast, beside others on the same files.

`python -m bench.extract [--part corpus|held-out] [--kind KIND] [--tenth] [--scans N]
[--json FILE]`.
Readers take turns file by file in one process; `pdfplumber` only finds words, `invoice2data` has
the templates it brings, `factur-x` the XML in a PDF and nothing of the page. Of the part held out
only sums are told, never a document. Peak memory is of the parsing children, the command's start of
the whole command.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench._cases import KINDS, cases
from bench._peak_memory import ROOT, peaks
from bench._readers import NotRun, Reader, compare, invoice2data, ours, words_alone, xml_only
from bench._scores import Case, Tally, bins, calibration_error

OURS, WORDS, TEMPLATES, XML = "ours", "pdfplumber words", "invoice2data", "factur-x XML only"
WORDS_BUDGET: Final = 1.5
"""A digital page read may cost this many times what finding its words alone costs."""
RIGHT_GOAL, WRONG_GOAL, START_GOAL_S = 0.85, 0.04, 1.0
MEMORY_FILES: Final = {"digital": 40, "einvoice": 40, "scan": 2}
STARTS: Final = 7
INVOICE: Final = ROOT / "api" / "demo" / "invoices" / "harbor-electricity-HB-100.pdf"


def rivals(kind: str) -> tuple[dict[str, Reader], dict[str, str]]:
    """Who is asked for files of a kind besides us, and who is not there and why."""
    if kind == "einvoice":
        return {XML: xml_only}, {}
    if kind == "scan":
        return {}, {}
    try:
        return {WORDS: words_alone, TEMPLATES: invoice2data()}, {}
    except NotRun as why:
        return {WORDS: words_alone}, {TEMPLATES: str(why)}


def told(tally: Tally) -> dict[str, Any]:
    """A tally as JSON."""
    table = bins(tally.pairs)
    return {
        "documents": tally.documents,
        "refused": tally.refused,
        "crashed": tally.crashed,
        "documents_right": round(tally.documents_right, 4),
        "wrong_rate": round(tally.wrong_rate, 4),
        "line_f1": round(tally.f1, 4),
        "accuracy": {name: round(tally.accuracy(name), 4) for name in tally.fields},
        "calibration_error": round(calibration_error(table), 4),
        "calibration": [
            {
                "above": each.low,
                "up_to": each.high,
                "values": each.count,
                "promised": round(each.promised, 4),
                "right": round(each.kept, 4),
            }
            for each in table
        ],
        "median_page_seconds": round(tally.page_seconds, 4),
    }


def lines_of_ours(tally: Tally) -> list[str]:
    """Our figures as text."""
    table = bins(tally.pairs)
    rows = [
        f"  documents right (number, issue date, total, currency)  {tally.documents_right:6.1%}",
        f"  wrong of all values given                              {tally.wrong_rate:6.1%}",
        f"  line amounts F1                                        {tally.f1:6.1%}",
        f"  refused {tally.refused}, crashed {tally.crashed}",
        f"  {'field':<16} {'right':>6} {'wrong of given':>15}",
    ]
    for name in tally.fields:
        wrong = tally.wrong[name] / max(1, tally.given[name])
        rows.append(f"  {name:<16} {tally.accuracy(name):6.1%} {wrong:15.1%}")
    rows.append(f"  expected calibration error {calibration_error(table):.3f}")
    rows.append(f"  {'confidence':<14} {'values':>6} {'promised':>9} {'right':>7}")
    rows += [
        f"  {each.low:.1f} to {each.high:.1f}     {each.count:>6} {each.promised:9.1%} "
        f"{each.kept:7.1%}"
        for each in table
    ]
    return rows


def lines_beside(tallies: Mapping[str, Tally]) -> list[str]:
    """Every reader in a row: what is right and what a page takes."""
    rows = [
        f"  {'reader':<20} {'documents right':>15} {'wrong':>7} {'nothing read':>13} "
        f"{'ms a page':>10}"
    ]
    for name, tally in tallies.items():
        page = f"{tally.page_seconds * 1000:10.0f}"
        if name == WORDS:
            rows.append(f"  {name:<20} {'-':>15} {'-':>7} {'-':>13} {page}")
        else:
            rows.append(
                f"  {name:<20} {tally.documents_right:15.1%} {tally.wrong_rate:7.1%} "
                f"{tally.refused:>13} {page}"
            )
    return rows


def words_ratio(tallies: Mapping[str, Tally]) -> float:
    """Our median page beside that of finding words alone."""
    return tallies[OURS].page_seconds / tallies[WORDS].page_seconds


def spread(found: Sequence[Case], count: int) -> list[Case]:
    """At most `count` of them, evenly from all."""
    return list(found[:: max(1, -(-len(found) // count))])


def command_start() -> tuple[float, float]:
    """Median seconds, and seconds of processor, of `billing-assistant extract --json FILE`."""
    command = [sys.executable, "-P", "-m", "api.cli", "extract", "--json", str(INVOICE)]
    seconds: list[float] = []
    busy: list[float] = []
    for _ in range(STARTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(seconds), median(busy)


def measured(kind: str, found: Sequence[Case]) -> tuple[dict[str, Any], list[str], bool]:
    """One kind of files: as JSON, as text, and whether the budgets are kept."""
    others, absent = rivals(kind)
    tallies = compare(found, {OURS: ours, **others})
    mine = tallies[OURS]
    memory, cut = peaks(
        [case.data for case in spread(found, MEMORY_FILES[kind])], scans=kind == "scan"
    )
    pages = sum(case.pages for case in found)
    text = [
        f"{kind}: {mine.documents} documents, {pages} pages",
        *lines_of_ours(mine),
        f"  peak memory of the parsing child: median {median(memory):.0f} MB, most "
        f"{max(memory):.0f} MB ({len(memory)} documents, {cut} met a cap)",
        *lines_beside(tallies),
        *(f"  {name}: not run: {why}" for name, why in absent.items()),
    ]
    body: dict[str, Any] = {"pages": pages}
    body["readers"] = {name: told(tally) for name, tally in tallies.items()}
    body["readers"] |= {name: {"not_run": why} for name, why in absent.items()}
    body["peak_mb"] = {"median": round(median(memory)), "most": round(max(memory)), "cut": cut}
    kept = kind == "scan" or (
        mine.documents_right >= RIGHT_GOAL and mine.wrong_rate < WRONG_GOAL and not mine.crashed
    )
    if WORDS in tallies:
        ratio = words_ratio(tallies)
        text.append(f"  ours / pdfplumber words = {ratio:.2f} (budget {WORDS_BUDGET})")
        body["words_ratio"] = round(ratio, 2)
        kept = kept and ratio <= WORDS_BUDGET
    return body, text, kept


def run(asked: argparse.Namespace, say: Callable[[str], None]) -> bool:
    """Measures what was asked for and says it; True when the budgets of quality and time are kept.

    The start of the command is told beside its goal and judged by nobody: it depends on who else
    is at work on the machine.
    """
    begun = os.getloadavg()[0]
    body: dict[str, Any] = {"part": asked.part, "at": time.strftime("%Y-%m-%d %H:%M")}
    kinds: dict[str, Any] = {}
    kept = True
    for kind, found in cases(asked.part, asked.tenth, asked.scans, asked.kind):
        kinds[kind], text, good = measured(kind, found)
        kept = kept and good
        say("\n".join(text) + "\n")
    seconds, busy = command_start()
    loads = (round(begun, 1), round(os.getloadavg()[0], 1))
    say(
        f"billing-assistant extract --json FILE: {seconds:.2f} s, {busy:.2f} s of processor "
        f"(goal {START_GOAL_S} s)\n"
        f"{body['at']}, {asked.part}, {os.cpu_count()} processors, load {loads[0]} to {loads[1]}"
    )
    body |= {"kinds": kinds, "load": loads, "processors": os.cpu_count()}
    body["command"] = {"seconds": round(seconds, 2), "processor_seconds": round(busy, 2)}
    if asked.json is not None:
        asked.json.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    return kept


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser("bench.extract", description=__doc__)
    parser.add_argument("--part", choices=("corpus", "held-out"), default="corpus")
    parser.add_argument("--kind", choices=KINDS, help="only files of this kind")
    parser.add_argument("--tenth", action="store_true", help="a small part of the documents")
    parser.add_argument("--scans", type=int, default=0, metavar="N", help="scans too; seconds each")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures for a program")
    return parser.parse_args(given)


def main() -> int:
    """The command; the exit code says whether every budget is kept."""
    return 0 if run(arguments(), lambda text: print(text, flush=True)) else 1


if __name__ == "__main__":
    sys.exit(main())
