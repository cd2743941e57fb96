"""How old a payment or refund is, and whether somebody is sending it at this moment.

Sending is timed by the real clock, ordering by the business clock, which may start anywhere: one
is never measured against the other.
"""

from datetime import datetime, timedelta

from billing.payments import SUBMIT_LEASE, Payment, PaymentState
from billing.ports import PaymentProvider, Ports
from billing.refunds import Refund


def age_of(
    ports: Ports, moved: Payment | Refund, *, approved_at: datetime | None = None
) -> timedelta:
    """How long ago it was first sent; never sent: how long ago it was approved, or ordered.

    `approved_at`: real time, where somebody's yes to it is written down.
    """
    since = moved.submitted_at or approved_at
    if since is not None:
        return ports.clock.real_now() - since
    # Ordered in business time, of which an hour is as long as a real one.
    return ports.clock.now() - moved.created_at


def quiet_for(ports: Ports, moved: Payment | Refund) -> timedelta:
    """How long ago it was last sent; never sent: as `age_of`."""
    if moved.sent_at is not None:
        return ports.clock.real_now() - moved.sent_at
    return age_of(ports, moved)


def known_since(ports: Ports, moved: Payment | Refund) -> datetime:
    """Real time, from when on a provider may know of it."""
    return ports.clock.real_now() - age_of(ports, moved)


def sent_by(moved: Payment | Refund, at: datetime) -> bool:
    """Whether its last sending was over at `at`: only then does its absence prove anything."""
    last = moved.sent_at or moved.submitted_at
    return last is None or at - last >= SUBMIT_LEASE


def same_try(one: Payment | Refund, other: Payment | Refund) -> bool:
    """Whether nothing happened to it between two readings: the same state, not sent again."""
    return (one.state, one.sent_at) == (other.state, other.sent_at)


def in_flight(ports: Ports, moved: Payment | Refund) -> bool:
    """Whether a request may be sending it at this moment: also one that sends it once more."""
    is_marked = moved.state is PaymentState.SUBMITTING
    return is_marked and not sent_by(moved, ports.clock.real_now())


def key_serves(ports: Ports, moved: Payment | Refund, provider: PaymentProvider | None) -> bool:
    """Whether a sending that begins now ends while the provider still knows the key."""
    if provider is None:
        return False
    return age_of(ports, moved) + SUBMIT_LEASE <= provider.capabilities.key_window
