"""Test a connection: ask its provider, moving nothing, whether it accepts the credentials."""

from datetime import timedelta

from billing.connections import Connection
from billing.duties import Duty
from billing.errors import CredentialsRefused, NotFound
from billing.ids import ConnectionId
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.tickets import NO_CUSTOMER
from billing.use_cases._admins import call_admins
from billing.use_cases._note import note, tell
from billing.use_cases.owe_connection_duties import DAILY

PROBLEM_LENGTH = 200


def check_connection(ports: Ports, principal: Principal, connection_id: ConnectionId) -> Connection:
    """The connection with what the test said: `problem` is None when all is well.

    When it turns bad the admins get one ticket. Raises `ProviderUnavailable` when the provider did
    not say; what was known before stays.
    """
    if principal.role is not Role.SYSTEM:
        principal.require_staff(Role.ADMIN)
    with ports.store.read(principal) as tx:
        connection = tx.connections.get(connection_id)
        credentials = tx.connections.credentials(connection_id)
    problem: str | None = None
    try:
        ports.providers.check(connection, credentials)
    except CredentialsRefused as refused:
        problem = str(refused)[:PROBLEM_LENGTH]
    with ports.store.write(principal) as tx:
        if tx.connections.get(connection_id).version != connection.version:
            # The credentials were replaced meanwhile: this says nothing about the new ones.
            return tx.connections.get(connection_id)
        _write_down(ports, tx, connection, problem)
        return tx.connections.get(connection_id)


def _write_down(ports: Ports, tx: Tx, was: Connection, problem: str | None) -> None:
    now = ports.clock.now()
    tx.connections.tested(was.id, now, problem)
    note(ports, tx, "connection.tested", was.id, {"works": int(problem is None)})
    if problem is not None and was.problem is None:
        sentence = f"The connection to {was.provider} no longer works: {problem}"
        packet = {"connection_id": was.id, "provider": was.provider, "problem": problem}
        ticket = call_admins(ports, tx, sentence, packet)
        data = {"connection_id": was.id, "ticket": ticket}
        tell(ports, tx, "connection.problem", NO_CUSTOMER, data)


def check_connection_daily(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
    """The duty's handler: again in a day, until the connection is disabled or gone."""
    connection_id = ConnectionId(duty.subject)
    try:
        with ports.store.read(principal) as tx:
            usable = tx.connections.get(connection_id).usable
    except NotFound:
        return True
    if not usable:
        return True
    check_connection(ports, principal, connection_id)
    return DAILY
