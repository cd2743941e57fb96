"""The list of planted bugs has not rotted: each still fits the code it breaks."""

import pytest

from tests.trust.planted import PLANTS, ROOT, Plant


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.bug.replace(" ", "_"))
def test_a_plant_fits_the_code_exactly_once(plant: Plant) -> None:
    assert (ROOT / plant.file).read_text().count(plant.sound) == 1
    assert plant.sound != plant.broken
    assert (ROOT / plant.tests).exists()


def test_there_are_enough_plants_and_none_is_there_twice() -> None:
    assert len({plant.bug for plant in PLANTS}) == len(PLANTS) >= 40
