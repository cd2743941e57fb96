"""Logs: one JSON line each on stderr, and no card number however it got there."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from api.log import log, set_up

CARD = "4242 4242 4242 4242"
BARE = "4242424242424242"


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """Logging is the process's own: leave it as it was."""
    root = logging.getLogger()
    handlers, level, structured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = handlers, level
    structlog.configure(**structured)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": f"card {CARD}"},
        {"deep": {"list": [{"text": CARD}, (BARE,)]}},
        {"number": int(BARE)},
        {"numbers": [int(BARE)]},
        {"error": ValueError(CARD)},
        {"name": {CARD: 1}},
        {"body": b"card " + CARD.encode()},
    ],
    ids=str,
)
def test_a_card_number_never_reaches_a_log(
    capsys: pytest.CaptureFixture[str], fields: dict[str, object]
) -> None:
    set_up("info")
    log.info("something happened", **fields)
    captured = capsys.readouterr().err
    assert "something happened" in captured
    assert BARE not in captured
    assert CARD not in captured


def test_a_card_number_in_the_event_or_in_a_traceback_is_gone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("info")
    log.warning(f"heard {CARD}")
    try:
        raise RuntimeError(f"could not charge {CARD}")
    except RuntimeError as fault:
        log.error("failed", exc_info=fault)
        logging.getLogger("some.library").error("refused %s", CARD, exc_info=fault)
    captured = capsys.readouterr().err
    assert "RuntimeError" in captured
    assert "some.library refused" in captured
    assert CARD not in captured


def test_what_is_no_secret_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info")
    log.info("duty failed", kind="check_payment", attempts=3, done=False, why=None, parts=["a", 1])
    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "event": "duty failed",
        "level": "info",
        "kind": "check_payment",
        "attempts": 3,
        "done": False,
        "why": None,
        "parts": ["a", 1],
    }


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("warning")
    log.info("quiet")
    log.warning("heard")
    logging.getLogger("some.library").info("quiet too")
    assert [line["event"] for line in lines(capsys)] == ["heard"]
