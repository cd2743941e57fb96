from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.bills import Bill, BillLine
from billing.differences import NOT_ITEMISED, BillDifference, Part, PartKind, difference
from billing.errors import InvalidRequest
from billing.money import Money, total
from tests.builders import bill, february, january, money


def _part(result: BillDifference, description: str) -> Part:
    return next(part for part in result.parts if part.description == description)


def test_higher_than_last_month_adds_up_to_the_cent() -> None:
    result = difference(february(), january())
    assert result.change == money("9.30")
    assert [(part.description, str(part.kind), part.change) for part in result.parts] == [
        ("Energy 402 kWh", "changed", money("8.95")),
        ("Grid fee", "same", money("0.00")),
        ("Taxes", "changed", money("0.35")),
    ]


def test_a_printed_quantity_parts_the_change_into_quantity_and_price() -> None:
    effect = _part(difference(february(), january()), "Energy 402 kWh").effect
    assert effect is not None
    assert effect.quantity_before == 355
    assert effect.quantity_after == 402
    assert effect.price_before_minor == 19
    assert effect.price_after_minor == Fraction(7640, 402)
    # 47 kWh more at the old 0.19 are 8.93; the other two cents are the price's.
    assert (effect.by_quantity, effect.by_price) == (money("8.93"), money("0.02"))
    assert effect.note == "355 → 402 kWh, 0.19 → 0.19005 USD/kWh"


def test_a_price_rise_alone_is_all_price() -> None:
    old = bill("A", ("Water 10 m³", "20.00"))
    new = bill("B", ("Water 10 m3", "23.00"))
    effect = difference(new, old).parts[0].effect
    assert effect is not None
    assert (effect.by_quantity, effect.by_price) == (money("0.00"), money("3.00"))
    assert effect.note == "10 m³, 2 → 2.3 USD/m³"


def test_lines_come_and_go() -> None:
    old = bill("A", ("Base", "5.00"), ("Installation", "30.00"))
    new = bill("B", ("Base", "5.00"), ("Late fee", "4.00"))
    result = difference(new, old)
    assert [(part.kind, part.description, part.before, part.after) for part in result.parts] == [
        (PartKind.SAME, "Base", money("5.00"), money("5.00")),
        (PartKind.ADDED, "Late fee", None, money("4.00")),
        (PartKind.REMOVED, "Installation", money("30.00"), None),
    ]
    assert result.change == money("-26.00")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Grid fee", "GRID  FEE"),
        ("Grundgebühr Januar 2026", "Grundgebuhr Februar 2026"),
        ("Basic charge 01.01.2026 - 31.01.2026", "Basic charge 01.02.2026 - 28.02.2026"),
        ("Service 2026-01-01 to 2026-01-31", "Service 2026-02-01 to 2026-02-28"),
        ("VAT 19 %", "VAT 7 %"),
        ("Energy 1,204.5 kWh @ $0.19/kWh", "Energy 980 kWh @ $0.20/kWh"),
        ("12 x Pro seat", "14 x Pro seat"),
        ("Pro (3 seats)", "Pro (4 seats)"),
        ("Service fee (31 days)", "Service fee (28 days)"),
    ],
)
def test_numbers_and_dates_do_not_part_a_line(before: str, after: str) -> None:
    result = difference(bill("B", (after, "11.00")), bill("A", (before, "10.00")))
    assert [part.kind for part in result.parts] == [PartKind.CHANGED]


@pytest.mark.parametrize(
    ("before", "after"), [("Tier 1 usage", "Tier 2 usage"), ("Plan S", "Plan L"), ("Gas", "Water")]
)
def test_other_things_stay_apart(before: str, after: str) -> None:
    result = difference(bill("B", (after, "10.00")), bill("A", (before, "10.00")))
    assert [part.kind for part in result.parts] == [PartKind.ADDED, PartKind.REMOVED]


def test_repeated_lines_pair_with_their_likes_first() -> None:
    old = bill("A", ("Call", "1.00"), ("Call", "2.00"), ("Call", "3.00"))
    new = bill("B", ("Call", "3.00"), ("Call", "2.50"))
    result = difference(new, old)
    assert [(part.kind, part.change) for part in result.parts] == [
        (PartKind.SAME, money("0.00")),
        (PartKind.CHANGED, money("1.50")),
        (PartKind.REMOVED, money("-2.00")),
    ]


def test_a_doubtful_thousand_is_read_so_that_the_price_jumps_least() -> None:
    old = bill("A", ("Energy 355 kWh", "67.45"))
    new = bill("B", ("Energy 1,204 kWh", "228.76"))
    effect = difference(new, old).parts[0].effect
    assert effect is not None
    assert effect.quantity_after == 1204
    assert effect.by_price == money("0.00")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Energy", "10.00"), ("Energy 5 kWh", "12.00")),
        (("Energy 0 kWh", "10.00"), ("Energy 5 kWh", "12.00")),
        (("Energy 5 kWh", "10.00"), ("Energy 5 m3", "12.00")),
        (("Energy 5 kWh", "0.00"), ("Energy 6 kWh", "12.00")),
        (("Energy 5 kWh 2 seats", "10.00"), ("Energy 6 kWh 2 seats", "12.00")),
    ],
)
def test_nothing_is_claimed_without_two_comparable_quantities(
    before: tuple[str, str], after: tuple[str, str]
) -> None:
    result = difference(bill("B", after), bill("A", before))
    assert all(part.effect is None for part in result.parts)


def test_the_first_bill_is_all_new() -> None:
    result = difference(february(), None)
    assert result.before == money("0.00")
    assert {part.kind for part in result.parts} == {PartKind.ADDED}


def test_what_lines_leave_open_is_a_part_of_its_own() -> None:
    odd = replace(february(), amount=money("100.00"))
    part = _part(difference(odd, january()), NOT_ITEMISED)
    assert part.change == money("2.60")


def test_two_currencies_are_not_compared() -> None:
    with pytest.raises(InvalidRequest):
        difference(bill("B", currency="EUR"), bill("A", currency="USD"))


_WORDS = st.sampled_from(
    ["Energy 402 kWh", "Energy 1,204 kWh", "energy 12.5 KWH", "Grid fee", "GRID FEE", "12 x Seat",
     "VAT 19 %", "Fee 2026-02", "Data 5 GB", "", "???", "99 kWh", "Tier 1 204 kWh", "3 kWh 3 kWh"]
)  # fmt: skip
_AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)
_LINES = st.lists(st.tuples(_WORDS | st.text(max_size=20), _AMOUNTS), max_size=8)


@st.composite
def _bills(draw: st.DrawFn) -> Bill:
    lines = tuple(
        BillLine(at, words, Money(minor, "USD"))
        for at, (words, minor) in enumerate(draw(_LINES), start=1)
    )
    amount = draw(_AMOUNTS)
    if draw(st.booleans()):
        amount = sum(line.amount.amount_minor for line in lines)
    whole = bill("X", issued_on=date(2026, 3, 1))
    return replace(whole, lines=lines, amount=Money(amount, "USD"))


@given(_bills(), st.none() | _bills())
def test_parts_always_add_up(new: Bill, old: Bill | None) -> None:
    result = difference(new, old)
    assert total((part.change for part in result.parts), "USD") == result.change
    assert total((part.after for part in result.parts if part.after), "USD") == new.amount
    for part in result.parts:
        if part.effect is not None:
            assert part.effect.by_quantity + part.effect.by_price == part.change
