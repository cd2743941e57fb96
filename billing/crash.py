"""Crash points: `here("label")` kills this process when `CRASH_AT=label[:n]` names it.

Only the fault campaigns set the variable. The kill is SIGKILL, so no handler, flush or rollback
of ours gets a chance to tidy up: what survives is what was committed.
"""

import os
import signal
from collections.abc import Callable
from typing import Final

LABELS: Final = (
    "quote-locked",
    "payment-inserted",
    "approval-committed",
    "submit-marked",
    "before-send",
    "after-send",
    "before-settle",
    "mid-settle",
    "settle-committed",
    "duty-closed",
)

REFUND_LABELS: Final = (
    "refund-inserted",
    "refund-committed",
    "refund-marked",
    "refund-before-send",
    "refund-after-send",
    "refund-before-settle",
    "refund-mid-settle",
    "refund-settle-committed",
)
"""The same points on the way of money that is given back."""

SYNC_LABELS: Final = ("sync-customers-read", "sync-bills-read", "sync-page-written")
"""A page of a source that was asked for and not written down; and one that is."""

LETTER_LABELS: Final = ("letter-delivered",)
"""A letter that left, of which nothing is written down yet."""


def _armed(wanted: str) -> Callable[[str], None]:
    label, _, nth = wanted.partition(":")
    left = int(nth or "1")

    def here(name: str) -> None:
        nonlocal left
        if name == label:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return here


def _off(_: str) -> None:
    return None


here: Callable[[str], None] = _armed(os.environ["CRASH_AT"]) if "CRASH_AT" in os.environ else _off


def arm(wanted: str) -> None:
    """Arm a label in this process (a forked payer has no fresh environment)."""
    global here
    here = _armed(wanted)
