"""The stories over the real core can fail: wrong adapters without keys turn each of them red."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from billing.stores.store import SqlStore
from payments.paymentus import Adapter
from tests.fakes import FakeClock
from tests.payments.kit import test_core as core
from tests.payments.kit.rig_paymentus import Rig
from tests.payments.rig import Sandbox
from tests.payments.spoiled import resending as wrong


@dataclass(frozen=True)
class Bite:
    """A wrong adapter, the story of the kit that must refuse it, and that story's parameters."""

    spoiled: type[Adapter]
    test: Callable[..., None]
    given: dict[str, Any] = field(default_factory=dict)


LOST = {"fault": "drop_reply_after_commit"}
NEVER_CAME = {"fault": "drop_before_commit"}
STORY = core.test_an_answer_that_was_lost_ends_in_one_charge_at_most
BITES = (
    Bite(wrong.SendsAgain, STORY, LOST),
    Bite(wrong.SendsAgain, STORY, NEVER_CAME),
    Bite(wrong.DoubtHasFailed, STORY, LOST),
    Bite(wrong.FindsNothing, STORY, LOST),
    Bite(wrong.ClaimsKeys, core.test_a_search_that_lags_makes_no_second_charge),
    Bite(wrong.ClaimsToKnowAbsence, core.test_a_search_that_lags_makes_no_second_charge),
    Bite(wrong.RefusalIsADoubt, core.test_what_was_refused_or_never_left_frees_the_customer),
)


@pytest.fixture(autouse=True)
def _healed(sandbox: Sandbox) -> Iterator[None]:
    yield
    sandbox.order("DELETE", "faults")
    sandbox.order("POST", "settings", search_lag_seconds=0)


@pytest.mark.parametrize("bite", BITES, ids=lambda b: f"{b.spoiled.__name__}-{b.test.__name__[5:]}")
def test_the_kit_refuses_an_adapter_that_is_wrong_behind_the_core(
    bite: Bite, sandbox: Sandbox, sqlite_store: SqlStore, clock: FakeClock
) -> None:
    rig = spoiled_rig(bite, sandbox)
    till = core.till_at(rig, sqlite_store, clock)

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        bite.test(rig=rig, till=till, **bite.given)


def test_the_same_stories_pass_the_adapter_that_is_right(
    sandbox: Sandbox, sqlite_store: SqlStore, clock: FakeClock
) -> None:
    bite = Bite(Adapter, STORY, NEVER_CAME)  # the kit runs the others; this guards the harness
    rig = spoiled_rig(bite, sandbox)

    bite.test(rig=rig, till=core.till_at(rig, sqlite_store, clock), **bite.given)


def test_every_story_over_the_core_has_an_adapter_that_it_refuses() -> None:
    bitten = {bite.test.__name__ for bite in BITES}

    assert {name for name in vars(core) if name.startswith("test_")} == bitten


def spoiled_rig(bite: Bite, sandbox: Sandbox) -> Rig:
    kind: type[Rig] = type("SpoiledRig", (Rig,), {"adapter": bite.spoiled})
    at = BITES.index(bite) if bite in BITES else len(BITES)
    return kind(sandbox, f"core{at}")
