"""G3: forged letters in process at small N, and over HTTP against the real server."""

import os
import sys
from pathlib import Path

import pytest

from billing.errors import ForgedReport
from payments._protocol import WebhookReport
from tests.trust import forged
from tests.trust.forged import CONTROL, FORGERIES, OTHERS_SECRET, SECRET, Desk, Reader, draw
from tests.trust.forged_http import run_over_http

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
LETTERS = int(os.environ.get("TRUST_N", "3000"))
DESK = Desk(int(forged.NOW.timestamp()), SECRET, OTHERS_SECRET)


def test_no_forged_letter_is_read_and_every_good_one_is() -> None:
    result = forged.run_in_process(SEED, range(LETTERS))
    sys.stdout.write(f"\n{result.line('forged letters', SEED)}\n")
    assert result.findings == []
    assert result.scenes["control"] == LETTERS // CONTROL
    assert {*FORGERIES, "control", "too large"} == set(result.scenes)


def test_over_http_each_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, sqlite_url: str, sandbox_url: str
) -> None:
    result = run_over_http(tmp_path / "site", sqlite_url, sandbox_url, SEED, range(200))
    assert result.findings == []
    assert result.scenes["control"] == 200 // CONTROL


def test_a_letter_can_be_drawn_again_by_its_number() -> None:
    for number in (0, 17, CONTROL - 1, 400):
        assert draw(7, number, DESK) == draw(7, number, DESK)
    assert draw(7, 17, DESK) != draw(8, 17, DESK)


class Credulous:
    """A reader that believes everything."""

    def read_webhook(self, *_: object) -> WebhookReport:
        return WebhookReport("evt_1", "anything", None, None)


class Fragile:
    """A reader that breaks at everything."""

    def read_webhook(self, *_: object) -> WebhookReport:
        raise ValueError("what is this")


class Deaf:
    """A reader that refuses everything, good letters too."""

    def read_webhook(self, *_: object) -> WebhookReport:
        raise ForgedReport("no")


@pytest.mark.parametrize(("reader", "expected"), [(Credulous(), 98), (Fragile(), 100), (Deaf(), 2)])
def test_a_bad_reader_is_found_out(reader: Reader, expected: int) -> None:
    assert len(forged.run_in_process(SEED, range(100), reader).findings) == expected
