"""Scores of our reader on our own documents: `python -m tests.ingestion.corpus`.

With `--show NAME` (a part of a name is enough) documents are written as PDF and PNG to `--to`.
"""

import argparse
import time
from pathlib import Path

import pypdfium2

from ingestion.draft import SCALARS, Draft
from ingestion.errors import Unreadable
from ingestion.pipeline import parse
from tests.ingestion.corpus import browser
from tests.ingestion.corpus.build import Entry, Sample, a_tenth, catalogue, corpus, one_offs
from tests.ingestion.corpus.measure import KEYS, Miss, Score, measure


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("tests.ingestion.corpus", description=__doc__)
    parser.add_argument("--layout", help="only layouts whose name contains this")
    parser.add_argument("--part", help="only parts (files of layouts) whose name contains this")
    parser.add_argument("--lang", help="only this language: de, en-in")
    parser.add_argument("--tenth", action="store_true", help="the sample that the tests read")
    parser.add_argument("--seed", type=int, default=0, help="other facts: the first seed to draw")
    parser.add_argument("--misses", action="store_true", help="list every value missed")
    parser.add_argument("--keys", action="store_true", help="of the misses only the key fields")
    parser.add_argument("--show", help="write documents whose name contains this; nothing is read")
    parser.add_argument("--to", type=Path, default=Path("corpus-shown"), help="folder for --show")
    parser.add_argument("--list", action="store_true", help="names of the documents")
    return parser.parse_args()


def _chosen(wanted: argparse.Namespace) -> list[Entry]:
    return [
        entry
        for entry in (a_tenth() if wanted.tenth else [*catalogue(wanted.seed), *one_offs()])
        if (not wanted.layout or wanted.layout in entry.layout)
        and (not wanted.part or wanted.part in entry.part)
        and (not wanted.lang or wanted.lang == entry.lang)
        and (not wanted.show or wanted.show in entry.name)
    ]


def read(pdf: bytes) -> Draft | None:
    """Our reader in this process; None where it refuses."""
    try:
        return parse(pdf)
    except Unreadable:
        return None


def show(sample: Sample, folder: Path) -> None:
    """Writes a document and a picture of each page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sample.name}.pdf").write_bytes(sample.pdf)
    for at, page in enumerate(pypdfium2.PdfDocument(sample.pdf), 1):
        page.render(scale=1.4).to_pil().save(folder / f"{sample.name}.{at}.png")
    print(folder / f"{sample.name}.1.png", sample.truth, [str(value) for value in sample.items])


def _say(scores: dict[str, Score]) -> None:
    whole = scores["all"]
    print(f"{'field':<18}{'right':>8}{'wrong values':>14}{'stated':>8}")
    for name in SCALARS:
        print(
            f"{name:<18}{whole.field_right(name):>8.1%}{whole.wrongs[name]:>14}"
            f"{whole.stated[name]:>8}"
        )
    print(f"\n{'':<28}{'docs':>5}{'right':>8}{'wrong':>8}{'key wrong':>11}{'items F1':>10}")
    for key, score in scores.items():
        print(
            f"{key:<28}{score.documents:>5}{score.documents_right:>8.1%}{score.wrong_rate:>8.1%}"
            f"{score.key_wrong_rate:>11.1%}{score.items_f1:>10.1%}"
        )


def _list(misses: list[Miss], only_keys: bool) -> None:
    for miss in misses:
        if not only_keys or miss.name in (*KEYS, "document"):
            print(f"{miss.document:<34} {miss.name:<15} wanted {miss.wanted!r} got {miss.got!r}")


def main() -> None:
    """The command."""
    wanted = _arguments()
    entries = _chosen(wanted)
    if wanted.list:
        print(*(f"{e.name:<40}{e.part:<24}{e.lang}" for e in entries), sep="\n")
        return
    samples = list(corpus(entries))
    if len(samples) < len(entries) or not browser.available():
        print(f"browser: not run ({len(entries) - len(samples)} documents left out)")
    if wanted.show:
        for sample in samples:
            show(sample, wanted.to)
        return
    start = time.perf_counter()
    scores, misses = measure(samples, read)
    if not scores:
        print("no such documents")
        return
    spent = time.perf_counter() - start
    if wanted.misses or wanted.keys:
        _list(misses, wanted.keys)
    _say(scores)
    print(f"\n{len({e.layout for e in entries})} layouts, {spent / len(samples):.3f} s a document")


if __name__ == "__main__":
    main()
