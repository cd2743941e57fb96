"""The sentences by which the understanding was tuned stay understood; none was learned."""

import json
import re
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from agent.language import LANGUAGES
from agent.models.builtin.evidence import CONTRACT, MONEY
from agent.models.builtin.training.sentences import read_sentences
from agent.models.builtin.understand import UNKNOWN, understand
from agent.slots import read_slots
from tests.agent.dev import labelled, naming
from tests.agent.held_out.score import same

ROOT = Path(__file__).parents[2]
RIGHT = 0.85
NAMED = {"bill": 0.9, "period": 0.9, "plan": 0.9, "method": 0.9}
A_THOUSAND = 1_000
SECONDS = 5


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_none_of_them_is_learned() -> None:
    learned = {_bare(one.text) for one in read_sentences()}
    assert [text for _, _, text in labelled() if _bare(text) in learned] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_them_are_understood(language: str) -> None:
    some = [(label, text) for code, label, text in labelled() if code == language]
    right = sum(understand(text).label == label for label, text in some)
    assert right / len(some) >= RIGHT


def test_what_is_nothing_of_ours_is_hardly_ever_a_deed() -> None:
    outside = [text for _, label, text in labelled() if label == UNKNOWN]
    deeds = [text for text in outside if understand(text).label in MONEY | CONTRACT]
    assert len(deeds) <= len(outside) // 50, deeds


@pytest.mark.parametrize("slot", NAMED)
def test_what_they_name_is_found(slot: str) -> None:
    counts: Counter[bool] = Counter()
    for text, mine, values in naming():
        if mine == slot:
            found = getattr(read_slots(text), slot)
            counts[any(same(slot, one, found) for one in values) if values else found is None] += 1
    assert counts[True] / counts.total() >= NAMED[slot]


def test_a_thousand_sentences_by_the_command_line_take_seconds(tmp_path: Path) -> None:
    sentences = read_sentences()
    some = sentences[:: len(sentences) // A_THOUSAND][:A_THOUSAND]
    file = tmp_path / "sentences.jsonl"
    rows = [json.dumps({"id": f"s{at}", "text": one.text}) for at, one in enumerate(some)]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "understand", "--file", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in found] == [f"s{at}" for at in range(A_THOUSAND)]
    # Its own time on the processor, so that a busy machine fails nobody.
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < SECONDS
