"""Addresses for events, over both databases: sealed secrets, and each company has its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import NotFound
from billing.principal import system
from billing.stores.crypto import Unreadable
from billing.stores.store import SqlStore
from tests.billing.stores.rows import ACME, GLOBEX, NOON, WORKS, an_endpoint, speaker


def test_an_endpoint_is_kept_changed_and_removed(peopled: SqlStore) -> None:
    made = an_endpoint("ep_1", "bill.paid", secrets=("whsec_new", "whsec_old"))
    with peopled.write(WORKS) as tx:
        tx.webhook_endpoints.put(made)
    with peopled.write(WORKS) as tx:
        assert tx.webhook_endpoints.get("ep_1") == made
        off = replace(made, secrets=("whsec_3",), disabled_at=NOON, why_disabled="gone")
        tx.webhook_endpoints.put(off)
        assert tx.webhook_endpoints.get("ep_1") == off
        tx.webhook_endpoints.remove("ep_1")
        with pytest.raises(NotFound):
            tx.webhook_endpoints.get("ep_1")
        with pytest.raises(NotFound):
            tx.webhook_endpoints.remove("ep_1")


def test_only_those_that_are_on_and_want_it_hear_an_event(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.webhook_endpoints.put(replace(an_endpoint("ep_2"), created_at=NOON + timedelta(hours=1)))
        tx.webhook_endpoints.put(an_endpoint("ep_1", "bill.paid", "payment.failed"))
        tx.webhook_endpoints.put(replace(an_endpoint("ep_0"), disabled_at=NOON))
        assert [each.id for each in tx.webhook_endpoints.list()] == ["ep_0", "ep_1", "ep_2"]
    with peopled.read(speaker()) as tx:  # an event is told in its customer's own transaction
        assert tx.webhook_endpoints.wanting("bill.paid") == ("ep_1", "ep_2")
        assert tx.webhook_endpoints.wanting("bill.pai") == ("ep_2",)


def test_another_company_neither_sees_nor_removes_it(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.webhook_endpoints.put(an_endpoint())
    with peopled.write(system(GLOBEX)) as tx:
        assert tx.webhook_endpoints.list() == ()
        assert tx.webhook_endpoints.wanting("bill.paid") == ()
        with pytest.raises(NotFound):
            tx.webhook_endpoints.get("ep_1")
        with pytest.raises(NotFound):
            tx.webhook_endpoints.remove("ep_1")
        tx.webhook_endpoints.put(an_endpoint(secrets=("whsec_globex",)))
    with peopled.read(WORKS) as tx:
        assert tx.webhook_endpoints.get("ep_1") == an_endpoint()


@pytest.mark.parametrize(
    "theft",
    [
        "UPDATE webhook_endpoints SET secrets = (SELECT secrets FROM webhook_endpoints AS o "
        "WHERE o.tenant_id = 'globex') WHERE tenant_id = 'acme'",
        "UPDATE webhook_endpoints SET id = 'ep_2' WHERE tenant_id = 'acme'",
    ],
)
def test_signing_secrets_open_only_in_their_own_row(sqlite_store: SqlStore, theft: str) -> None:
    for tenant in (ACME, GLOBEX):
        with sqlite_store.write(system(tenant)) as tx:
            tx.webhook_endpoints.put(an_endpoint(secrets=(f"whsec_{tenant}",)))
    with sqlite_store.engine.begin() as connection:
        assert connection.exec_driver_sql(theft).rowcount == 1
    with sqlite_store.read(WORKS) as tx, pytest.raises(Unreadable):
        tx.webhook_endpoints.list()
