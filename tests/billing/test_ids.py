"""Ids and keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ids import is_id, ulid

moments = st.integers(0, 2**48 - 1)
dice = st.integers(0, 2**80 - 1)


@pytest.mark.parametrize("good", ["HB-100", "a", "x" * 64, "c_1.2-3"])
def test_a_short_plain_name_is_an_id(good: str) -> None:
    assert is_id(good)


@pytest.mark.parametrize("bad", ["", "x" * 65, "a b", "a/b", "é", "a\n", "a:b", "*"])
def test_anything_else_is_not(bad: str) -> None:
    assert not is_id(bad)


def test_the_first_and_the_last_ulid_are_as_the_specification_says() -> None:
    assert ulid(0, 0) == "0" * 26
    assert ulid(2**48 - 1, 2**80 - 1) == "7" + "Z" * 25
    assert ulid(1469918176385, 0)[:10] == "01ARYZ6S41"


@given(moments, moments, dice, dice)
def test_later_ulids_sort_later_and_are_ids(one: int, other: int, a: int, b: int) -> None:
    assert (ulid(one, a) < ulid(other, b)) == ((one, a) < (other, b))
    assert is_id(f"pay_{ulid(one, a)}")
