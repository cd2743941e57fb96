"""Where a tenant hears of events: add an address, give it a new secret, try it, remove it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from billing.errors import DeliveryProblem, InvalidRequest, NotOffered
from billing.events import EVENTS
from billing.letters import WEBHOOK, OutboxRow, OutboxState, WebhookEndpoint
from billing.ports import Letters, Ports
from billing.principal import Principal, Role
from billing.tickets import NO_CUSTOMER
from billing.use_cases._note import note

ENDPOINTS: Final = 10
"""How many one company may have: each event is told to each of them."""

PING: Final = "ping"


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a test letter; `problem` has the same words for refused and timed out."""

    arrived: bool
    problem: str | None = None


def add_webhook_endpoint(
    ports: Ports, principal: Principal, url: str, events: Sequence[str] = ()
) -> WebhookEndpoint:
    """Store the address with a fresh secret, which is shown to the caller this once.

    `events` empty means all. Raises `DeliveryRefused`, with a sentence, for an address we never
    call, `InvalidRequest` for an event that is never told.
    """
    principal.require_staff(Role.ADMIN)
    if not EVENTS.issuperset(events):
        raise InvalidRequest(
            "one of these events is never told: the events are payment.succeeded, "
            "bill.paid and others, listed in docs/outgoing-webhooks.md"
        )
    letters = _letters(ports)
    letters.check_url(url)
    endpoint = WebhookEndpoint(
        id=ports.ids.new("whe"),
        url=url,
        events=tuple(dict.fromkeys(events)),
        secrets=(letters.new_secret(),),
        created_at=ports.clock.now(),
    )
    with ports.store.write(principal) as tx:
        if len(tx.webhook_endpoints.list()) >= ENDPOINTS:
            raise InvalidRequest(f"a company has at most {ENDPOINTS} webhook endpoints")
        tx.webhook_endpoints.put(endpoint)
        note(ports, tx, "webhook_endpoint.made", endpoint.id)
    return endpoint


def rotate_endpoint_secret(ports: Ports, principal: Principal, endpoint_id: str) -> WebhookEndpoint:
    """A fresh secret in front; the one before it signs too, until the next rotation.

    An endpoint that was switched off is on again afterwards.
    """
    principal.require_staff(Role.ADMIN)
    fresh = _letters(ports).new_secret()
    with ports.store.write(principal) as tx:
        was = tx.webhook_endpoints.get(endpoint_id)
        changed = replace(
            was, secrets=(fresh, *was.secrets[:1]), disabled_at=None, why_disabled=None
        )
        tx.webhook_endpoints.put(changed)
        note(ports, tx, "webhook_endpoint.rotated", endpoint_id)
    return changed


def remove_webhook_endpoint(ports: Ports, principal: Principal, endpoint_id: str) -> None:
    """Nothing more is sent there, what waits neither."""
    principal.require_staff(Role.ADMIN)
    with ports.store.write(principal) as tx:
        tx.webhook_endpoints.remove(endpoint_id)
        note(ports, tx, "webhook_endpoint.removed", endpoint_id)


def try_webhook_endpoint(ports: Ports, principal: Principal, endpoint_id: str) -> Tried:
    """Send one `ping` now, outside the outbox."""
    principal.require_staff(Role.ADMIN)
    letters = _letters(ports)
    row = OutboxRow(
        id=ports.ids.new("msg"),
        channel=WEBHOOK,
        kind=PING,
        subject=endpoint_id,
        to=endpoint_id,
        customer_id=NO_CUSTOMER,
        state=OutboxState.WAITING,
        created_at=ports.clock.now(),
    )
    with ports.store.read(principal) as tx:
        tx.webhook_endpoints.get(endpoint_id)
        letter = letters.render(tx, row)
    if letter is None:
        return Tried(False, "the endpoint is switched off")
    try:
        letters.deliver(letter)
    except DeliveryProblem as problem:
        return Tried(False, str(problem))
    return Tried(True)


def _letters(ports: Ports) -> Letters:
    if ports.letters is None:
        raise NotOffered("nothing can be delivered from here")
    return ports.letters
