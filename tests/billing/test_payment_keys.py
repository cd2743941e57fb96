"""Idempotency keys: derived, stable, and different whenever anything differs."""

from hypothesis import given
from hypothesis import strategies as st

from billing.ids import BillId, ConnectionId, TenantId, is_id
from billing.payment_keys import payment_key

names = st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)
subjects = st.tuples(st.binary(min_size=1, max_size=8), names, names, names, st.integers(0, 99))
Subject = tuple[bytes, str, str, str, int]


def key(subject: Subject) -> str:
    salt, tenant, connection, bill, ordinal = subject
    return payment_key(salt, TenantId(tenant), ConnectionId(connection), BillId(bill), ordinal)


@given(subjects, subjects)
def test_the_same_subject_has_the_same_key_and_another_has_another(
    one: Subject, other: Subject
) -> None:
    assert (key(one) == key(other)) == (one == other)


@given(subjects)
def test_a_key_fits_every_provider_and_tells_nothing(subject: Subject) -> None:
    made = key(subject)
    assert len(made) == 42
    assert is_id(made)


def test_a_key_never_changes_between_releases() -> None:
    """A payment in doubt must find its charge after an upgrade or a restore."""
    made = key((b"salt", "harbor", "conn-1", "HB-100", 0))
    assert made == "ba57daf7acdf8ca9ec0d1057e8dfa3ab141955a90e"


def test_names_cannot_be_moved_across_their_borders() -> None:
    assert key((b"s", "a", "bc", "d", 0)) != key((b"s", "ab", "c", "d", 0))
    assert key((b"s", "a", "b", "c1", 0)) != key((b"s", "a", "b", "c", 10))
