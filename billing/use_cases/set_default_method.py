"""Choose the way to pay that is used when none is named."""

from billing.errors import MethodUnusable, NotOffered, OutcomeUnknown, ProviderUnsure
from billing.ids import MethodId
from billing.methods import Method
from billing.periods import local_day
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases._note import note


def set_default_method(ports: Ports, principal: Principal, method_id: MethodId) -> Method:
    """Make it the default, at the provider where that knows defaults, and here; again is fine.

    Our own row decides what is offered, so a provider without defaults is no obstacle. Raises
    `Forbidden`, `NotFound`, `MethodUnusable` (removed, expired), `ProviderUnavailable`,
    `ProviderUnsure`.
    """
    customer_id = principal.require_customer_admin()
    with ports.store.read(principal) as tx:
        method = tx.methods.get(method_id)
        today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
        if method.removed_at is not None or method.expired(today):
            raise MethodUnusable("removed" if method.removed_at is not None else "expired")
        connection = tx.connections.get(method.connection_id)
        provider = ports.providers.connect(connection, tx.connections.credentials(connection.id))
    try:
        if method.on_page:
            raise NotOffered("the provider keeps nothing of it")
        provider.set_default_method(method.customer_ref, method.provider_ref)
    except NotOffered:
        pass
    except OutcomeUnknown as doubt:
        # Setting it once more is harmless: let the customer say it again.
        raise ProviderUnsure("the provider did not say whether it took the change") from doubt
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # two choices at once would wait for each other's rows
        tx.methods.make_default(method_id)
        note(ports, tx, "method.default", method_id)
        return tx.methods.get(method_id)
