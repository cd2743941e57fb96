"""Credentials: each named as secret or public, secrets in one place, replaced without a gap."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from api.providers import ConnectedProviders
from billing.capabilities import Webhooks
from billing.connections import CredentialNames, Mode
from billing.errors import SecretInUse
from billing.ids import PersonId, TenantId
from billing.ports import Ports
from billing.principal import Principal, Role, system
from billing.stores.store import SqlStore
from billing.use_cases.connect_provider import Connect, connect_provider
from billing.use_cases.rotate_credentials import rotate_credentials
from payments._registry import adapter
from tests.builders import tenant
from tests.fakes import FakeClock, SequentialIds
from tests.payments.kit.rig import Dated, Rig
from tests.payments.kit.words import require
from tests.payments.rig import Sandbox

FOR_EVERY_ADAPTER = True
DOCS = Path(__file__).parents[3] / "docs"
NewRig = Callable[[str], Rig]


@pytest.fixture
def ports(sqlite_store: SqlStore, sandbox: Sandbox) -> Ports:
    providers = ConnectedProviders(lambda: sandbox.url, everything_at_sandbox=True)
    return Ports(sqlite_store, FakeClock(), SequentialIds(), providers, b"salt")


def admin(ports: Ports, name: str) -> Principal:
    with ports.store.write(system(TenantId(name))) as tx:
        tx.tenants.put(replace(tenant(), id=TenantId(name)))
    return Principal(TenantId(name), Role.ADMIN, person=PersonId("boss"))


def wish(rig: Rig, **changes: str) -> Connect:
    return Connect(rig.provider, Mode.TEST, {**rig.credentials, **changes})


def test_every_credential_that_is_documented_is_secret_or_public(provider_name: str) -> None:
    page = (DOCS / f"connecting-{provider_name}.md").read_text(encoding="utf-8")
    row = rf"^ *\| `{provider_name.upper()}_[A-Z_]+` \| `([a-z_]+)` \|"
    named = set(re.findall(row, page, re.MULTILINE))
    for given in re.findall(r'"credentials": (\{[^}]*\})', page):
        named |= set(json.loads(given))
    names = adapter(provider_name).credential_names
    assert named == names.secret | names.public


def test_what_is_never_shown_is_secret(rig: Rig) -> None:
    names = adapter(rig.provider).credential_names
    assert names.secret == set(getattr(rig, "secrets", ()))
    assert rig.credentials.keys() <= names.secret | names.public


def test_companies_share_a_provider_and_no_secret(ports: Ports, rig: Rig, new_rig: NewRig) -> None:
    names = adapter(rig.provider).credential_names
    harbor, skylink = admin(ports, "harbor"), admin(ports, "skylink")
    second, third = new_rig(rig.provider), new_rig(rig.provider)
    shared = {name: rig.credentials[name] for name in names.public & rig.credentials.keys()}
    connect_provider(ports, harbor, wish(rig))
    connect_provider(ports, skylink, wish(second))
    connect_provider(ports, harbor, wish(third))

    def put(credentials: Mapping[str, str]) -> None:
        with ports.store.write(system(skylink.tenant)) as tx:
            (theirs,) = tx.connections.list()
            tx.connections.put(theirs, credentials, secrets=names.secret)

    put({**second.credentials, **shared})
    for name in names.secret:
        stolen = {**second.credentials, name: rig.credentials[name]}
        with pytest.raises(SecretInUse):
            put(stolen)


def test_letters_under_the_old_secret_are_read_until_the_next_change(
    ports: Ports, rig: Rig
) -> None:
    kind = adapter(rig.provider)
    require(kind.capabilities.webhooks is Webhooks.SIGNED, "no signed webhooks")
    name = kind.credential_names.overlapping
    assert name is not None
    harbor = admin(ports, "harbor")
    made = connect_provider(ports, harbor, wish(rig))
    at = rig.now()
    body = rig.event_at(at) if isinstance(rig, Dated) else rig.event()
    headers = rig.sign(body, at)

    now = rotate_credentials(ports, harbor, made.id, {name: f"{rig.credentials[name]}2"})

    with ports.store.read(harbor) as tx:
        kept = tx.connections.credentials(made.id)
    assert kept[name] == f"{rig.credentials[name]}2,{rig.credentials[name]}"
    ports.providers.connect(now, kept)
    rig.connect(**{name: kept[name]}).read_webhook(body, headers, at)


def test_a_name_is_never_both_and_what_overlaps_is_secret() -> None:
    with pytest.raises(ValueError, match="either secret or public"):
        CredentialNames(frozenset({"key"}), frozenset({"key"}))
    with pytest.raises(ValueError, match="either secret or public"):
        CredentialNames(frozenset({"key"}), frozenset({"url"}), "url")
