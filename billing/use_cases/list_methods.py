"""The ways to pay that a customer has saved, or chose as their usual one."""

from billing.methods import Method
from billing.ports import Ports
from billing.principal import Principal


def list_methods(ports: Ports, principal: Principal) -> tuple[Method, ...]:
    """The default one first; expired ones too, removed ones not. Raises `Forbidden` for staff."""
    principal.require_customer()
    with ports.store.read(principal) as tx:
        methods = tx.methods.list()
    return tuple(method for method in methods if not method.on_page or method.is_default)
