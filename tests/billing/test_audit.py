"""The chain of the trail: any tampering is found, and where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.audit import GENESIS, AuditEntry, first_broken, link

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def chain(length: int = 6) -> list[AuditEntry]:
    sealed: list[AuditEntry] = []
    previous = GENESIS
    for number in range(1, length + 1):
        at = AT + timedelta(seconds=number)
        details = {"amount_minor": number}
        entry = AuditEntry(
            at, "system:worker", "payment.succeeded", f"pay-{number}", details, number
        )
        previous = link(previous, entry)
        sealed.append(replace(entry, hash=previous))
    return sealed


def test_an_honest_chain_verifies() -> None:
    assert first_broken(chain()) is None
    assert first_broken([]) is None


TAMPERED = {
    "at": AT,
    "actor": "finance:f-1",
    "verb": "payment.failed",
    "subject": "pay-9",
    "details": {"amount_minor": 1_000_000},
    "number": 77,
    "hash": "f" * 64,
}


@given(st.integers(0, 5), st.sampled_from(sorted(TAMPERED)))
def test_a_changed_entry_is_named(place: int, field: str) -> None:
    entries = chain()
    change = {field: TAMPERED[field]}
    entries[place] = replace(entries[place], **change)  # type: ignore[arg-type]  # one field of the record
    assert first_broken(entries) == place + 1


@given(st.integers(0, 4))
def test_a_removed_or_swapped_entry_is_named(place: int) -> None:
    entries = chain()
    assert first_broken(entries[:place] + entries[place + 1 :]) == place + 1
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert first_broken(entries) == place + 1


@given(st.integers(0, 5))
def test_an_entry_rehashed_by_a_forger_breaks_the_next(place: int) -> None:
    entries = chain()
    previous = entries[place - 1].hash if place else GENESIS
    assert previous is not None
    forged = replace(entries[place], details={"amount_minor": 1_000_000})
    entries[place] = replace(forged, hash=link(previous, forged))
    assert first_broken(entries) == (place + 2 if place < 5 else None)


def test_a_number_is_part_of_the_hash_and_a_text_is_not_a_number() -> None:
    entry = chain(1)[0]
    assert link(GENESIS, entry) != link(GENESIS, replace(entry, number=2))
    assert link(GENESIS, entry) != link(GENESIS, replace(entry, details={"amount_minor": "1"}))
    with pytest.raises(ValueError, match="zone"):
        link(GENESIS, replace(entry, at=datetime(2026, 3, 2)))  # noqa: DTZ001 - the point
