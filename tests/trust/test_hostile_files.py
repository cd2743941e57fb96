"""G9 at small size: hostile and damaged files into one reader, and bad readers found out."""

import os
import random
import socket
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType

import pytest

from ingestion.child import Caps
from ingestion.draft import Draft, FieldRead
from ingestion.errors import Broken
from tests.ingestion.hostile_corpus import FAMILIES, hostile_file, mutated_file
from tests.ingestion.hostile_mutants import MUTATORS, Mutator
from tests.ingestion.hostile_parts import HIDDEN_MARK
from tests.trust import hostile_files
from tests.trust.hostile_files import CANARY, CONTROL, run_files

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
FILES = int(os.environ.get("TRUST_N", "120"))
QUICK = Caps(cpu_seconds=3, wall_seconds=3)
NOWHERE = "http://127.0.0.1:9/called"


def test_no_hostile_file_gets_past_its_caps_or_gives_anything_but_one_answer() -> None:
    result = run_files("hostile files", SEED, range(FILES), caps=QUICK)
    sys.stdout.write(f"\n{result.line('hostile files', SEED)}\n")
    assert result.findings == []
    assert result.scenes["draft"] > FILES // CONTROL  # orders are read, too: only nobody obeys
    assert {"too_complex", "broken_file", "too_large", "unsupported_file"} <= set(result.scenes)


def test_no_damage_to_a_good_document_gives_anything_but_one_answer() -> None:
    result = run_files("damaged files", SEED, range(FILES // 3), caps=QUICK)
    sys.stdout.write(f"\n{result.line('damaged files', SEED)}\n")
    assert result.findings == []
    assert {"draft", "broken_file"} <= set(result.scenes)


def test_every_family_comes_and_each_file_can_be_drawn_again_by_its_number() -> None:
    drawn = [hostile_file(7, number, NOWHERE) for number in range(len(FAMILIES))]
    assert {family for family, _ in drawn} == set(FAMILIES)
    for number in (3, 11, len(FAMILIES) - 1):
        assert hostile_file(7, number, NOWHERE) == drawn[number]
        assert mutated_file(7, number) == mutated_file(7, number)
    assert mutated_file(7, 1) != mutated_file(8, 1)


class Reader:
    """A reader that does as it should: every file is damaged, but for the good bill."""

    server_pid = scan_server_pid = None

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        if data == hostile_files.GOOD:
            return _draft("12.50", "L-2041")
        raise Broken


class Deaf(Reader):
    """Refuses everything, good bills too."""

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        raise Broken


class Fragile(Reader):
    """Lets through what its parser raised."""

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        raise RecursionError("maximum recursion depth exceeded")


class Talkative(Reader):
    """Repeats what a document holds in its refusal."""

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        if data == hostile_files.GOOD:
            return super().read(data)
        raise Broken(f"could not read {data[:20]!r}\n")


class Leaky(Reader):
    """Puts the environment, or what nobody can see, into a draft."""

    word = CANARY

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        if data == hostile_files.GOOD:
            return super().read(data)
        return _draft("12.50", self.word)


class SeeingAll(Leaky):
    word = HIDDEN_MARK


def _draft(total: str, number: str) -> Draft:
    fields = {"total_amount": FieldRead(total, 1.0), "invoice_number": FieldRead(number, 1.0)}
    return Draft(MappingProxyType(fields))


@pytest.mark.parametrize(
    ("reader", "expected"),
    [(Reader(), 0), (Deaf(), 2), (Fragile(), 50), (Talkative(), 48), (Leaky(), 48)],
)
def test_a_bad_reader_is_found_out(reader: Reader, expected: int) -> None:
    result = run_files("damaged files", SEED, range(50), reader=reader)
    assert len(result.findings) == expected


def test_what_nobody_can_see_is_found_in_a_draft() -> None:
    assert len(run_files("damaged files", SEED, range(50), reader=SeeingAll()).findings) == 48


class Calling(Reader):
    """Follows the addresses in a document."""

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        at = data.find(b"http://127.0.0.1:")
        if at >= 0:
            port = int(data[at + 17 :].split(b"/")[0])
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                pass
        return super().read(data)


class Untidy(Reader):
    """Leaves an empty file behind."""

    def __init__(self) -> None:
        self.made: list[Path] = []

    def read(self, data: bytes, *, scans: bool = True) -> Draft:
        if not self.made:
            handle, name = tempfile.mkstemp()
            os.close(handle)
            self.made.append(Path(name))
        return super().read(data)


def test_a_call_and_a_file_left_behind_are_found() -> None:
    called = run_files("hostile files", SEED, range(len(FAMILIES) * 4), reader=Calling())
    assert called.findings[0].sentence.startswith("was called")
    untidy = Untidy()
    try:
        left = run_files("damaged files", SEED, range(3), reader=untidy)
    finally:
        for path in untidy.made:
            path.unlink()
    if tempfile.gettempdir() in {str(path) for path in hostile_files.TEMPORARY}:
        assert str(untidy.made[0]) in {found.subject for found in left.findings}


@pytest.mark.parametrize("damage", MUTATORS)
def test_every_damage_can_be_done_to_a_document_of_one_byte(damage: Mutator) -> None:
    for seed in range(20):
        assert isinstance(damage(random.Random(seed), b"x"), bytes)
