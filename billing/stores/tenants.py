"""Tenants and their policies in SQL."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Final

from billing.errors import InvalidRequest
from billing.ids import TenantId
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_works import TENANT_INDEX, TENANTS
from billing.tenants import CategoryRule, Confirmation, JsonValue, Policy, Portal, Signer, Tenant

_POLICY_NAMES: Final = frozenset(field.name for field in fields(Policy))


class SqlTenants(Repository):
    """`ports.Tenants`."""

    __slots__ = ()

    def this(self) -> Tenant:
        return _tenant(self._found(self._kept("this", lambda: self._select(TENANTS)), "tenant"))

    def put(self, tenant: Tenant) -> None:
        if tenant.id != self._principal.tenant:
            raise InvalidRequest("a tenant is put by its own principal")
        if tenant.portal.is_ambiguous:
            raise InvalidRequest("the portal's own issuer and Paymentus' must be two")
        values = {
            "name": tenant.name,
            "kind": tenant.kind,
            "currency": tenant.currency,
            "country": tenant.country,
            "time_zone": tenant.time_zone,
            "legal_name": tenant.legal_name,
            "tax_id": tenant.tax_id,
            "languages": list(tenant.languages),
            "ibans": list(tenant.ibans),
            "policy": asdict(tenant.policy),
            "portal": asdict(tenant.portal),
        }
        self._upsert(TENANTS, values, "tenant")
        at_paymentus = tenant.portal.paymentus
        index = {
            "issuer": tenant.portal.issuer,
            "paymentus_issuer": None if at_paymentus is None else at_paymentus.issuer,
        }
        self._upsert(TENANT_INDEX, index, "tenant")


def _tenant(row: Found) -> Tenant:
    portal = row.portal
    at_paymentus = portal.get("paymentus")  # a row of an older version does not speak of it
    return Tenant(
        id=TenantId(row.tenant_id),
        name=row.name,
        kind=row.kind,
        currency=row.currency,
        country=row.country,
        time_zone=row.time_zone,
        languages=tuple(row.languages),
        legal_name=row.legal_name,
        tax_id=row.tax_id,
        ibans=tuple(row.ibans),
        policy=_policy(row.policy),
        portal=Portal(
            origins=tuple(portal["origins"]),
            issuer=portal["issuer"],
            jwks_url=portal["jwks_url"],
            audience=portal["audience"],
            paymentus=Signer(**at_paymentus) if at_paymentus else None,
        ),
    )


def _policy(stored: Mapping[str, JsonValue]) -> Policy:
    """A stored policy; what a row of an older version does not say is the strictest."""
    known = {name: value for name, value in stored.items() if name in _POLICY_NAMES}
    confirmation = Confirmation(str(known.pop("payment_confirmation", Confirmation.BUTTON)))
    days = known.pop("dunning_days", None)
    models = known.pop("assistant_models", None)
    if isinstance(models, list):
        known["assistant_models"] = tuple(map(str, models))  # type: ignore[assignment]  # as below
    rules = known.pop("upload_categories", None)
    if isinstance(rules, list):
        made = tuple(CategoryRule(**rule) for rule in rules)  # type: ignore[arg-type]  # as below
        known["upload_categories"] = made  # type: ignore[assignment]  # as below
    # Written by `put` from a Policy, so each member has its own type; JSON has no tuples.
    if isinstance(days, list):
        return Policy(confirmation, dunning_days=tuple(days), **known)  # type: ignore[arg-type]
    return Policy(confirmation, **known)  # type: ignore[arg-type]  # as above
