"""Whom a token made in the terminal speaks for, checked against the store."""

from api.clocks import UlidIds
from api.commands._shared import CommandFailed
from billing.customers import Person, Staff
from billing.errors import NotFound
from billing.ids import CustomerId, PersonId, TenantId
from billing.ports import Store, Tx
from billing.principal import CUSTOMERS, Principal, Role, system

SHOWN = 8
RANKS = (Role.SUPPORT, Role.FINANCE, Role.ADMIN)
"""Each may do what those before it may."""


def require_tenant(store: Store, tenant: str) -> TenantId:
    """The tenant; refuses an unknown one with the names there are."""
    known = sorted(store.directory.tenants())
    if tenant not in known:
        names = ", ".join(known[:SHOWN]) + (", ..." if len(known) > SHOWN else "")
        there = f"there are: {names}" if known else "none is loaded yet"
        raise CommandFailed(f"no tenant {tenant!r} here; {there}")
    return TenantId(tenant)


def as_customer(
    store: Store, tenant: str, customer: str, *, person: str | None, role: Role | None
) -> Principal:
    """A person of this customer, without any scope.

    With `person` in their own role, unless `role` says otherwise; without one, the first person
    who has the role (default customer_admin), else the first.
    """
    tenant_id = require_tenant(store, tenant)
    with store.read(system(tenant_id, "terminal")) as tx:
        customer_id = _customer(tx, tenant, customer)
        people = tx.customers.people(customer_id)
    if person is not None:
        people = tuple(each for each in people if each.id == person)
        if not people:
            raise CommandFailed(f"customer {customer!r} has no person {person!r}")
        role = role or people[0].role
    wanted = role or Role.CUSTOMER_ADMIN
    return Principal(
        tenant=tenant_id,
        role=wanted,
        customer=customer_id,
        person=_best(people, wanted, customer),
        session=UlidIds().new("ses"),
    )


def _customer(tx: Tx, tenant: str, customer: str) -> CustomerId:
    try:
        return tx.customers.get(CustomerId(customer)).id
    except NotFound:
        raise CommandFailed(f"tenant {tenant!r} has no customer {customer!r}") from None


def _best(people: tuple[Person, ...], role: Role, customer: str) -> PersonId:
    if not people:
        raise CommandFailed(f"nobody speaks for customer {customer!r}: load its people first")
    return next((each.id for each in people if each.role is role), people[0].id)


def as_staff(store: Store, tenant: str, *, staff: str | None, role: Role | None) -> Principal:
    """A member of staff; in their own role where none is given, else as an unnamed operator.

    Nobody gets more than their own role allows.
    """
    tenant_id = require_tenant(store, tenant)
    person, own_role = PersonId("operator"), Role.SUPPORT
    if role in CUSTOMERS:
        raise CommandFailed("a customer's role needs --customer")
    if staff is not None:
        member = member_of_staff(store, tenant_id, staff)
        person, own_role = member.id, member.role
        if role is not None and RANKS.index(role) > RANKS.index(own_role):
            raise CommandFailed(f"{member.id} is {own_role}, and gets no token as {role}")
    return Principal(
        tenant=tenant_id, role=role or own_role, person=person, session=UlidIds().new("ses")
    )


def member_of_staff(store: Store, tenant: TenantId, named: str, *roles: Role) -> Staff:
    """Whom `named` means, an id or an e-mail, in one of `roles` (any when empty).

    Refuses everybody else with who there is.
    """
    with store.read(system(tenant, "terminal")) as tx:
        known = tx.customers.all_staff()
    fitting = [each for each in known if each.role in (roles or RANKS)]
    wanted = named.strip().casefold()
    for each in fitting:
        if named == each.id or wanted == each.email.casefold():
            return each
    there = ", ".join(f"{each.id} ({each.role})" for each in fitting[:SHOWN])
    there += ", ..." if len(fitting) > SHOWN else ""
    there = f"there are: {there}" if there else "load one with the world's `staff`"
    what = f" who is {' or '.join(roles)}" if roles else ""
    raise CommandFailed(f"tenant {tenant!r} has no member of staff {named!r}{what}; {there}")
