"""Slips of the keyboard: another thumb, the same wish."""

import pytest

from api.evaluation.slips import slipped

WISH = "Bitte überweise mir die Differenz der Rechnung HB-100 von gestern zurück!"


def test_a_seed_gives_the_same_slips_every_time() -> None:
    assert slipped(WISH, 3) == slipped(WISH, 3)


def test_most_seeds_change_something_and_they_differ() -> None:
    found = {slipped(WISH, seed) for seed in range(1, 30)}

    assert len(found - {WISH}) >= 15


@pytest.mark.parametrize("seed", range(1, 40))
def test_numbers_and_addresses_are_never_touched(seed: int) -> None:
    said = slipped("please move HB-100 over to Ann.Lee@Mail.example before 2026-03-20", seed)

    assert all(each in said for each in ("HB-100", "Ann.Lee@Mail.example", "2026-03-20"))


@pytest.mark.parametrize("said", ["yes", "NO", "Ja, bitte", "", "d\u2019accord !"])
def test_a_yes_stays_a_yes(said: str) -> None:
    assert {slipped(said, seed) for seed in range(20)} == {said}
