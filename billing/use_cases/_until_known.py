"""Looking at a payment or refund until it is known what became of it: one rule for both."""

from collections.abc import Callable
from typing import TypeVar

from billing.errors import BillingError, StaleWorker
from billing.payments import AT_REST, Payment, PaymentState
from billing.ports import Ports
from billing.principal import Principal
from billing.refunds import Refund
from billing.use_cases.tell_of_doubt import tell_of_doubt

Moved = TypeVar("Moved", Payment, Refund)


def until_known(
    ports: Ports,
    principal: Principal,
    look: Callable[[], Moved],
    hold_if_too_old: Callable[[bool], Moved],
) -> bool:
    """One look; True when nothing is left to look at.

    `hold_if_too_old` is told whether the provider could be asked. Raises what kept `look` from
    knowing, unless it is on hold by now.
    """
    try:
        look()
    except StaleWorker:
        raise
    except BillingError:
        # Whatever keeps us from knowing for a week ends in a hold like any other doubt.
        held = hold_if_too_old(False)
        if held.state is PaymentState.HOLD:
            return True
        tell_of_doubt(ports, principal, held)
        raise
    moved = hold_if_too_old(True)
    tell_of_doubt(ports, principal, moved)
    return moved.state in AT_REST
