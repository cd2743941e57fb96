"""News of a payment nobody here knows by that name: perhaps one of ours, its answer lost."""

from datetime import timedelta
from typing import Final

from billing.errors import ProviderUnavailable
from billing.ids import ConnectionId
from billing.payments import PaymentState
from billing.ports import Ports, Tx
from billing.use_cases._when import in_flight, quiet_for

HELD_UP_BY_A_HOLD: Final = timedelta(days=3)
"""How long after its sending a hold may be what strangers' news are about.

Shorter than an event is tried for: people may take their time with a hold, and meanwhile every
stranger's dispute over the connection would end as one that could not be applied.
"""


def wait_if_perhaps_ours(ports: Ports, tx: Tx, connection_id: ConnectionId) -> None:
    """Raises `ProviderUnavailable` (ask again later) while a payment over this connection is in
    doubt of which we do not know what the provider calls it.

    A hold counts for a while only: unlike a doubt it does not end by itself.
    """
    for payment in tx.payments.nameless(connection_id):
        if in_flight(ports, payment):
            continue  # its answer is still on the way: nobody disputes what is seconds old
        if payment.state is PaymentState.HOLD and quiet_for(ports, payment) >= HELD_UP_BY_A_HOLD:
            continue
        raise ProviderUnavailable("a payment of ours is in doubt: this may be about it")
