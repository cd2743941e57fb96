"""Who is speaking: bound, or refused."""

from dataclasses import replace

import pytest

from billing.errors import Forbidden, ScopeRequired
from billing.ids import CustomerId, PersonId, TenantId
from billing.principal import APPROVE, CUSTOMERS, STAFF, Principal, Role, system

HARBOR = TenantId("harbor")
NORA = Principal(HARBOR, Role.CUSTOMER_ADMIN, CustomerId("c-nora"), PersonId("p-nora"))


def test_every_role_is_a_customer_staff_or_the_system() -> None:
    assert CUSTOMERS | STAFF | {Role.SYSTEM} == set(Role)
    assert not CUSTOMERS & STAFF


@pytest.mark.parametrize("role", Role)
def test_customers_and_only_customers_are_bound_to_a_customer(role: Role) -> None:
    bound = CustomerId("c-nora") if role not in CUSTOMERS else None
    with pytest.raises(ValueError, match="bound to a customer"):
        Principal(HARBOR, role, bound)


def test_staff_cannot_act_as_a_customer() -> None:
    for role in (*STAFF, Role.SYSTEM):
        with pytest.raises(Forbidden):
            Principal(HARBOR, role).require_customer()
        with pytest.raises(Forbidden):
            Principal(HARBOR, role).require_person()
    assert (NORA.require_customer(), NORA.require_person()) == ("c-nora", "p-nora")


def test_a_customer_is_not_staff_and_staff_have_their_own_role() -> None:
    with pytest.raises(Forbidden):
        NORA.require_staff()
    support = Principal(HARBOR, Role.SUPPORT)
    support.require_staff()
    with pytest.raises(Forbidden):
        support.require_staff(Role.FINANCE)


def test_approving_needs_the_scope() -> None:
    with pytest.raises(ScopeRequired):
        NORA.require_scope(APPROVE)
    replace(NORA, scopes=frozenset({APPROVE})).require_scope(APPROVE)


def test_the_audit_names_ids_only() -> None:
    assert NORA.actor == "customer_admin:p-nora"
    assert replace(NORA, person=None).actor == "customer_admin:c-nora"
    assert system(HARBOR).actor == "system:worker"
    assert system(HARBOR).scopes == frozenset()
