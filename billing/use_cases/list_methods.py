"""The ways to pay that a customer has saved."""

from billing.methods import Method
from billing.ports import Ports
from billing.principal import Principal


def list_methods(ports: Ports, principal: Principal) -> tuple[Method, ...]:
    """The default one first; expired ones too, removed ones not. Raises `Forbidden` for staff."""
    principal.require_customer()
    with ports.store.read(principal) as tx:
        return tx.methods.list()
