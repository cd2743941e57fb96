"""Tenants, customers, people and staff over both databases."""

from dataclasses import replace

import pytest

from billing.customers import Staff
from billing.errors import InvalidRequest, NotFound
from billing.ids import CustomerId, MethodId, PersonId, TenantId
from billing.principal import Role, system
from billing.stores.store import SqlStore
from billing.tenants import Confirmation, Policy, Portal
from tests.billing.stores.rows import (
    ACME,
    ANN,
    ANN_SELF,
    ANN_SON,
    BOB,
    BOB_SELF,
    GLOBEX,
    STAFF,
    WORKS,
    a_customer,
    a_person,
    a_tenant,
    speaker,
)


def test_a_tenant_comes_back_with_its_policy_and_portal(store: SqlStore) -> None:
    tenant = replace(
        a_tenant(),
        tax_id="DE1",
        ibans=("DE02",),
        policy=Policy(
            payment_confirmation=Confirmation.BUTTON_OR_TEXT,
            text_confirmation_limit_minor=5000,
            dispute_high_priority_minor=100,
            cancellation={"month": "period_end"},
            dunning_days=(1, 2, 3, 4),
            assistant_models=("openai:small", "builtin"),
        ),
        portal=Portal(("https://acme.example",), "https://id.example", None, "acme"),
    )
    with store.write(WORKS) as tx:
        tx.tenants.put(a_tenant())
        tx.tenants.put(tenant)
    with store.read(speaker()) as tx:
        assert tx.tenants.this() == tenant


def test_an_unknown_tenant_is_not_found_and_nobody_puts_anothers(store: SqlStore) -> None:
    with store.write(WORKS) as tx, pytest.raises(InvalidRequest):
        tx.tenants.put(a_tenant(GLOBEX))
    with store.read(system(TenantId("nowhere"))) as tx, pytest.raises(NotFound):
        tx.tenants.this()


def test_the_directory_knows_tenants_by_name_and_issuer(peopled: SqlStore) -> None:
    portal = Portal(issuer="https://id.example")
    for tenant in (ACME, GLOBEX):
        with peopled.write(system(tenant)) as tx:
            tx.tenants.put(replace(a_tenant(tenant), portal=portal))
    assert peopled.directory.tenants() == (ACME, GLOBEX)
    assert peopled.directory.tenant_of_issuer("https://id.example") == (ACME, GLOBEX)
    assert peopled.directory.tenant_of_issuer("https://other.example") == ()


def test_a_customer_comes_back_as_it_was_put(store: SqlStore) -> None:
    customer = replace(
        a_customer(), company="Ann GmbH", email=None, default_method_id=MethodId("card_1")
    )
    with store.write(WORKS) as tx:
        tx.customers.put(a_customer())
        tx.customers.put(customer)
    with store.read(speaker()) as tx:
        assert tx.customers.get(ANN) == customer


def test_a_customer_sees_only_itself(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        with pytest.raises(NotFound):
            tx.customers.get(BOB)
        with pytest.raises(NotFound):
            tx.customers.person(BOB_SELF)
        assert tx.customers.people(BOB) == ()
        assert tx.customers.find_by_email(f"{BOB_SELF}@mail.example") == ()
        assert tx.customers.find_by_account_number(f"AC 12-{BOB}") is None
        with pytest.raises(NotFound):
            tx.customers.put(a_customer(BOB, "Mallory"))
    with peopled.read(WORKS) as tx:
        assert tx.customers.get(BOB).name == "Ann Example"


def test_people_are_found_by_email_whatever_its_case(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.customers.put_person(replace(a_person(ANN_SON), email="P_Ann@Mail.Example"))
        found = tx.customers.find_by_email(" p_ann@MAIL.example ")
        assert [person.id for person in found] == [ANN_SELF, ANN_SON]
        assert [person.id for person in tx.customers.people(ANN)] == [ANN_SELF, ANN_SON]
        tx.customers.put_person(replace(a_person(ANN_SON), email=None))
        assert len(tx.customers.find_by_email("p_ann@mail.example")) == 1
    with peopled.read(system(TenantId("elsewhere"))) as tx:
        assert tx.tenants is not None


def test_an_account_number_is_found_however_it_is_spaced(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.customers.put(replace(a_customer(), account_number="DE 77-001"))
    for principal in (WORKS, speaker()):
        with peopled.read(principal) as tx:
            found = tx.customers.find_by_account_number("de77 001")
            assert found is not None
            assert (found.id, found.account_number) == (ANN, "DE 77-001")
    with peopled.read(system(GLOBEX)) as tx:
        assert tx.customers.find_by_account_number("DE 77-001") is None


def test_looking_up_before_anyone_was_put_finds_nobody(store: SqlStore) -> None:
    with store.read(WORKS) as tx:
        assert tx.customers.find_by_email("a@b.example") == ()
        assert tx.customers.find_by_account_number("1") is None


def test_staff_are_hidden_from_customers(peopled: SqlStore) -> None:
    staff = Staff(PersonId("s_1"), "sue@acme.example", Role.FINANCE)
    with peopled.write(WORKS) as tx:
        tx.customers.put_staff(staff)
    with peopled.read(STAFF) as tx:
        assert tx.customers.staff(staff.id) == staff
        assert tx.customers.all_staff() == (staff,)
    with peopled.write(speaker()) as tx:
        assert tx.customers.all_staff() == ()
        with pytest.raises(NotFound):
            tx.customers.staff(staff.id)
        with pytest.raises(NotFound):
            tx.customers.put_staff(replace(staff, role=Role.ADMIN))
    with peopled.read(system(GLOBEX)) as tx:
        assert tx.customers.all_staff() == ()
        with pytest.raises(NotFound):
            tx.customers.staff(staff.id)


def test_a_customer_and_its_only_person_may_share_an_id(store: SqlStore) -> None:
    one = CustomerId("same")
    with store.write(WORKS) as tx:
        tx.customers.put(a_customer(one, "The Account"))
        tx.customers.put_person(replace(a_person(PersonId("same"), one), name="The Human"))
    with store.read(speaker(one, PersonId("same"))) as tx:
        assert tx.customers.get(one).name == "The Account"
        assert tx.customers.person(PersonId("same")).name == "The Human"
