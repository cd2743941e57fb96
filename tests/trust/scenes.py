"""The scenes of the races (G2): who acts at once, and what the scene begins with."""

import random
from dataclasses import dataclass
from typing import Final

from tests.trust.stage import BEHAVIOURS, Cast

ACTS: Final = (
    *("press",) * 6,
    *("press_twin",) * 3,
    *("ask_anew",) * 3,
    "pay_part",
    "decline",
    "work",
    "work",
    "reconcile",
    "webhook",
    "cancel_bill",
    "change_bill",
)
CROWD: Final = (2, 8, 32)
HAPPY: Final = ("succeed", "succeed", "decline_insufficient_funds", "timeout_after_charge")
DOUBTFUL: Final = ("timeout_after_charge", "timeout_before_charge", "error_500")


@dataclass(frozen=True, slots=True)
class Round:
    """One planned race, drawn from the seed. `order` shuffles what is delivered in it."""

    number: int
    cast: Cast
    scene: str
    acts: tuple[str, ...]
    order: int


def plan(seed: int, count: int) -> list[Round]:
    """The same rounds for the same seed; the scenes are taken in turn."""
    dice = random.Random(seed)
    names = tuple(SCENES)
    return [_round(dice, number, names[number % len(names)]) for number in range(count)]


def _round(dice: random.Random, number: int, scene: str) -> Round:
    behaviours, acts = SCENES[scene]
    size = dice.choice(CROWD)
    bills = dice.choice([1, 1, 2]) if scene in ("double approval", "melee") else 1
    cast = Cast(
        bills=bills,
        currency="USD" if scene == "two channels" else dice.choice(["USD", "JPY"]),
        behaviour=dice.choice(behaviours),
        number=number,
    )
    return Round(number, cast, scene, _acts(dice, acts, size), dice.getrandbits(32))


def _acts(dice: random.Random, acts: tuple[str, ...], size: int) -> tuple[str, ...]:
    """`press*` stands for the whole crowd, `?` for a die of the melee; the rest act once each."""
    found: list[str] = []
    for act in acts:
        if act == "?":
            found += dice.choices(ACTS, k=max(1, size - 1))
        elif act.endswith("*"):
            found += [act[:-1]] * size
        else:
            found.append(act)
    dice.shuffle(found)
    return tuple(found)


SCENES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "double approval": (HAPPY, ("press*",)),
    "two channels": (HAPPY, ("press", "press", "yes_in_chat", "yes_in_chat")),
    "two offers": (HAPPY, ("press", "press_twin*", "ask_anew")),
    "two connections": (HAPPY, ("press", "press_rival", "press_rival", "work")),
    "approval and change": (HAPPY, ("press", "press_twin", "change_bill", "work")),
    "approval and cancelling": (HAPPY, ("press", "press_twin", "cancel_bill", "cancel_bill")),
    "one duty": (DOUBTFUL, ("work*", "stale_work", "reconcile")),
    "webhook before reply": (("succeed", "succeed_later"), ("press_slowly", "overtake", "work")),
    "duplicates": (("succeed_later", "fail_later"), ("deliver",) * 20),
    "out of order": (("succeed_later", "fail_later", "succeed"), ("deliver_shuffled",) * 5),
    "refunds": (
        ("succeed",),
        ("give_back_most*", "give_back_some", "give_back_all", "ask_back", "work"),
    ),
    "melee": (("succeed", *BEHAVIOURS), ("press", "?")),
}
"""For each scene the provider's behaviours it is played with, and who acts at once."""
