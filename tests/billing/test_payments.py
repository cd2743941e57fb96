"""Payments' states: every one classified, every move intended."""

from collections import deque

from billing.payments import ENDED_STATES, OPEN_STATES, PAYMENT_MOVES, PaymentState

_S = PaymentState


def reachable(start: PaymentState) -> set[PaymentState]:
    seen, waiting = {start}, deque([start])
    while waiting:
        for there in PAYMENT_MOVES[waiting.popleft()] - seen:
            seen.add(there)
            waiting.append(there)
    return seen


def test_every_state_is_open_or_ended_and_has_its_moves() -> None:
    assert set(PAYMENT_MOVES) == set(PaymentState)
    assert set(PaymentState) == OPEN_STATES | ENDED_STATES
    assert not OPEN_STATES & ENDED_STATES


def test_an_end_is_an_end() -> None:
    assert all(PAYMENT_MOVES[state] == frozenset() for state in ENDED_STATES)


def test_every_open_payment_can_end_and_no_move_stands_still() -> None:
    for state in OPEN_STATES:
        assert reachable(state) & ENDED_STATES, state
        assert state not in PAYMENT_MOVES[state]


def test_every_state_is_reached_from_the_first() -> None:
    assert reachable(_S.CREATED) == set(PaymentState)


def test_nothing_is_called_off_once_it_may_have_been_sent() -> None:
    """Cancelled means: never sent, or taken back before the customer's act."""
    origins = {state for state, to in PAYMENT_MOVES.items() if _S.CANCELLED in to}
    assert origins == {_S.CREATED, _S.REQUIRES_ACTION}


def test_a_hold_ends_only_by_a_decision() -> None:
    assert PAYMENT_MOVES[_S.HOLD] == {_S.SUCCEEDED, _S.FAILED}


def test_nothing_goes_back_to_created() -> None:
    assert all(_S.CREATED not in to for to in PAYMENT_MOVES.values())
