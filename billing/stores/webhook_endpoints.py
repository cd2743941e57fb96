"""Where tenants want to hear of events, in SQL; the signing secrets are sealed by the keyring."""

import json
from typing import Final

from sqlalchemy import bindparam

from billing.errors import NotFound
from billing.ids import TenantId
from billing.letters import WebhookEndpoint
from billing.stores.columns import Found, canonical
from billing.stores.crypto import Place
from billing.stores.repository import Repository
from billing.stores.schema_works import WEBHOOK_ENDPOINTS

_W: Final = WEBHOOK_ENDPOINTS.c


class SqlWebhookEndpoints(Repository):
    """`ports.WebhookEndpoints`."""

    __slots__ = ()

    def get(self, endpoint_id: str) -> WebhookEndpoint:
        wanted = self._kept(
            "get", lambda: self._select(WEBHOOK_ENDPOINTS).where(_W.id == bindparam("wanted"))
        )
        return self._endpoint(self._found(wanted, "webhook endpoint", wanted=endpoint_id))

    def put(self, endpoint: WebhookEndpoint) -> None:
        plain = canonical(list(endpoint.secrets)).encode()
        key_id, sealed = self._scope.vault.wrap(plain, self._place_of(endpoint.id))
        values = {
            "id": endpoint.id,
            "url": endpoint.url,
            "events": list(endpoint.events),
            "key_id": key_id,
            "secrets": sealed,
            "created_at": endpoint.created_at,
            "disabled_at": endpoint.disabled_at,
            "why_disabled": endpoint.why_disabled,
        }
        self._upsert(WEBHOOK_ENDPOINTS, values, "webhook endpoint")

    def list(self) -> tuple[WebhookEndpoint, ...]:
        rows = self._all(self._select(WEBHOOK_ENDPOINTS).order_by(_W.created_at, _W.id))
        return tuple(self._endpoint(row) for row in rows)

    def wanting(self, event: str) -> tuple[str, ...]:
        """The ids of those that are on and want `event`; opens no secret."""
        on = self._kept(
            "on",
            lambda: (
                self._select(WEBHOOK_ENDPOINTS, _W.id, _W.events)
                .where(_W.disabled_at.is_(None))
                .order_by(_W.created_at, _W.id)
            ),
        )
        return tuple(str(row.id) for row in self._all(on) if not row.events or event in row.events)

    def remove(self, endpoint_id: str) -> None:
        if self._run(self._remove(WEBHOOK_ENDPOINTS).where(_W.id == endpoint_id)) != 1:
            raise NotFound("webhook endpoint")

    def _place_of(self, endpoint_id: str) -> Place:
        return place_of_secrets(self._scope.tenant, endpoint_id)

    def _endpoint(self, row: Found) -> WebhookEndpoint:
        place = self._place_of(row.id)
        secrets = json.loads(self._scope.vault.unwrap(row.key_id, bytes(row.secrets), place))
        return WebhookEndpoint(
            id=row.id,
            url=row.url,
            events=tuple(row.events),
            secrets=tuple(str(each) for each in secrets),
            created_at=row.created_at,
            disabled_at=row.disabled_at,
            why_disabled=row.why_disabled,
        )


def place_of_secrets(tenant: TenantId, endpoint_id: str) -> Place:
    """Where an endpoint's signing secrets lie."""
    return Place(tenant, "webhook_endpoints.secrets", endpoint_id)
