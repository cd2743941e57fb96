"""The list of planted bugs has not rotted: each still fits the code it breaks."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.trust.planted import PLANTS, ROOT, Plant, hunt, sample


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.bug.replace(" ", "_"))
def test_a_plant_fits_the_code_exactly_once(plant: Plant) -> None:
    assert not plant.stale
    assert plant.sound != plant.broken
    for selected in plant.arguments:
        assert (ROOT / selected.partition("::")[0]).exists()


def test_there_are_enough_plants_and_none_is_there_twice() -> None:
    assert len({plant.bug for plant in PLANTS}) == len(PLANTS) >= 60
    assert len({(plant.file, plant.sound, plant.broken) for plant in PLANTS}) == len(PLANTS)


def test_the_same_seed_takes_the_same_sample() -> None:
    assert sample(7, 6) == sample(7, 6)
    assert sample(7, 6) != sample(8, 6)


def test_the_hunt_tells_caught_from_missed_from_stale(tmp_path: Path) -> None:
    """Three plants of one line: one that its tests notice, one they cannot, one that is gone."""
    caught = next(plant for plant in PLANTS if plant.bug == "halves are rounded down")
    missed = replace(caught, bug="parentheses", broken=f"({caught.sound})")
    stale = replace(caught, bug="gone", sound="a line that was never there")
    hunted = hunt(tmp_path, [caught, missed, stale])
    told = [finding.sentence.partition(";")[0] for finding in hunted.findings]
    assert told == ["not noticed (0): parentheses", "stale plant: gone"]
    shutil.rmtree(tmp_path)
