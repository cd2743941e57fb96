"""Connecting a provider: tried first, stored sealed, one secret in one place, never shown."""

import base64
from dataclasses import replace

import pytest

from billing.connections import Connection, Mode
from billing.errors import (
    CredentialsRefused,
    Forbidden,
    InvalidRequest,
    ProviderUnavailable,
    SecretInUse,
)
from billing.ids import PersonId, TenantId
from billing.ports import Ports, Store
from billing.principal import Principal, Role, system
from billing.use_cases.connect_provider import CONNECTIONS, Connect, connect_provider
from billing.use_cases.disable_connection import disable_connection
from tests.billing.use_cases.till import WORKER, MakeTill, Till
from tests.builders import HARBOR, tenant

ADMIN = Principal(HARBOR, Role.ADMIN, person=PersonId("boss"))
SECRETS = {"secret_key": "sk_test_canarycanary", "webhook_secret": "whsec_canarycanary"}
WISH = Connect("stripe", Mode.TEST, SECRETS)


def admin_of(store: Store, name: str) -> Principal:
    """The admin of another company, which is there from now on."""
    with store.write(system(TenantId(name))) as tx:
        tx.tenants.put(replace(tenant(), id=TenantId(name)))
    return replace(ADMIN, tenant=TenantId(name))


def credentials(ports: Ports, made: Connection) -> dict[str, str]:
    with ports.store.read(system(made.tenant_id)) as tx:
        return dict(tx.connections.credentials(made.id))


def test_what_works_is_stored_with_a_webhook_address_of_its_own(each_till: Till) -> None:
    made = connect_provider(each_till.ports, ADMIN, WISH)
    assert credentials(each_till.ports, made) == SECRETS
    assert len(made.endpoint_token) == 32
    assert each_till.store.directory.tenant_of_endpoint(made.endpoint_token) == (HARBOR, made.id)
    (asked,) = each_till.providers.checked
    assert asked[1] == SECRETS
    assert each_till.verbs(made.id) == ["connection.made"]
    other = connect_provider(
        each_till.ports, ADMIN, replace(WISH, credentials={"secret_key": "sk_test_another1"})
    )
    assert other.endpoint_token != made.endpoint_token


def test_it_is_asked_about_again_every_day(till: Till) -> None:
    made = connect_provider(till.ports, ADMIN, WISH)
    till.work()
    assert len(till.providers.checked) == 1
    for day in (2, 3):
        till.wait(hours=24)
        assert len(till.providers.checked) == day
    disable_connection(till.ports, ADMIN, made.id)
    till.wait(hours=24)
    till.wait(hours=24)
    assert len(till.providers.checked) == 3
    disable_connection(till.ports, ADMIN, made.id, off=False)
    till.wait(hours=24)
    assert len(till.providers.checked) == 4


def test_what_the_provider_refuses_is_not_stored(till: Till) -> None:
    till.providers.no = "secret_key: not accepted"
    with pytest.raises(CredentialsRefused, match="secret_key: not accepted"):
        connect_provider(till.ports, ADMIN, WISH)
    till.providers.no, till.providers.down = None, True
    with pytest.raises(ProviderUnavailable):
        connect_provider(till.ports, ADMIN, WISH)
    with till.store.read(WORKER) as tx:
        assert [each.id for each in tx.connections.list()] == ["conn-1"]


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE, Role.SYSTEM])
def test_only_admins_connect(till: Till, role: Role) -> None:
    with pytest.raises(Forbidden):
        connect_provider(till.ports, replace(ADMIN, role=role), WISH)
    with pytest.raises(Forbidden):
        connect_provider(till.ports, till.who, WISH)
    assert till.providers.checked == []


@pytest.mark.parametrize(
    "given", [{}, {"secret_key": " "}, {"a": "b\n"}, {f"n{n}": "x" for n in range(11)}]
)
def test_malformed_credentials_are_not_tried(till: Till, given: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        connect_provider(till.ports, ADMIN, replace(WISH, credentials=given))
    assert till.providers.checked == []


def test_one_secret_is_in_one_place_whoever_has_it(each_till: Till) -> None:
    stranger = admin_of(each_till.store, "globex")
    made = connect_provider(each_till.ports, ADMIN, WISH)
    for who in (ADMIN, stranger):
        for name, value in SECRETS.items():
            again = replace(WISH, credentials={"secret_key": "sk_test_fresh123", name: value})
            with pytest.raises(SecretInUse) as refused:
                connect_provider(each_till.ports, who, again)
            assert "harbor" not in str(refused.value)
            assert made.id not in str(refused.value)
    several = replace(
        WISH, credentials={"webhook_secret": f"whsec_new123,{SECRETS['webhook_secret']}"}
    )
    with pytest.raises(SecretInUse):
        connect_provider(each_till.ports, stranger, several)
    with each_till.store.read(stranger) as tx:
        assert tx.connections.list() == ()


def test_what_is_no_secret_is_shared_by_all(each_till: Till) -> None:
    shared = {"environment": "production", "api_url": "https://secure1.example.com"}
    stranger = admin_of(each_till.store, "globex")
    for number, who in enumerate((ADMIN, ADMIN, stranger)):
        given = shared | {"secret_key": f"sk_live_number{number}"}
        connect_provider(each_till.ports, who, Connect("square", Mode.LIVE, given))
    with each_till.store.read(stranger) as tx:
        assert len(tx.connections.list()) == 1


def test_a_company_has_only_so_many(make_till: MakeTill) -> None:
    till = make_till()
    for number in range(CONNECTIONS - 1):
        fresh = {"secret_key": f"sk_test_{number:012}"}
        connect_provider(till.ports, ADMIN, replace(WISH, credentials=fresh))
    with pytest.raises(InvalidRequest):
        connect_provider(till.ports, ADMIN, WISH)


def test_no_secret_is_in_what_is_shown_of_it(till: Till) -> None:
    made = connect_provider(till.ports, ADMIN, WISH)
    shown = f"{WISH} {made}"
    with till.store.read(WORKER) as tx:
        shown += str(tx.trail.of_subject(made.id)) + str(tx.connections.list())
    encoded = [base64.b64encode(value.encode()).decode() for value in SECRETS.values()]
    for secret in (*SECRETS.values(), *encoded):
        assert secret not in shown
