"""Tells the provider sandbox, by its control API, who pays there and how each method behaves.

Exception
└── SandboxAway             it does not answer, or refused an order
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import httpx

from api.world import World
from api.world_rows import CustomerRow, MethodRow

PATIENCE_S: Final = 10


class SandboxAway(Exception):
    """The sandbox cannot be seeded; the sentence says where it was looked for and what it said."""


@dataclass(frozen=True, slots=True)
class SandboxSeed:
    """A running sandbox (`url`) and the address (`public_url`) its webhooks are to reach us at.

    `everything` says that the tenants' own test connections are pointed at it as well.
    """

    url: str
    public_url: str
    everything: bool = False

    def seed(self, world: World, tenant: str, secrets: Mapping[str, str], endpoint: str) -> None:
        """Put one tenant's merchant, customers and methods; again changes nothing.

        `secrets` are the connection's credentials, `endpoint` the path of our webhook route.
        Raises `SandboxAway`.
        """
        with httpx.Client(timeout=PATIENCE_S, trust_env=False) as client:
            merchant = f"{self.url}/_control/merchants/{tenant}"
            webhook_url = f"{self.public_url.rstrip('/')}{endpoint}"
            body: dict[str, object] = {
                "secret_key": secrets["secret_key"],
                "webhook_secret": secrets.get("webhook_secret"),
                "webhook_url": webhook_url if "webhook_secret" in secrets else None,
            }
            self._put(client, merchant, body)
            for customer in world.customers:
                if customer.tenant == tenant:
                    self._put(client, f"{merchant}/customers/{customer.id}", _customer(customer))
            for method in world.payment_methods:
                if method.tenant == tenant:
                    self._put(client, f"{merchant}/methods/{method.id}", _method(method))

    def _put(self, client: httpx.Client, url: str, body: Mapping[str, object]) -> None:
        try:
            reply = client.put(url, json=body)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise SandboxAway(f"the provider sandbox does not answer at {self.url}") from None
        if not reply.is_success:
            # Only the path: a body may hold a secret of the merchant.
            path = url.removeprefix(self.url)
            raise SandboxAway(f"the sandbox refused {path} with status {reply.status_code}")


def _customer(row: CustomerRow) -> Mapping[str, object]:
    return {"name": row.company or row.name, "email": row.email}


def _method(row: MethodRow) -> Mapping[str, object]:
    body: dict[str, object] = {
        "customer": row.customer,
        "type": row.type,
        "last4": row.last4,
        "behaviour": row.behaviour,
        "currencies": list(row.currencies),
    }
    if row.brand is not None:
        body["brand"] = row.brand
    if row.expires is not None:
        # Ours is the first day it no longer works; the sandbox wants the last month it does.
        last_month = row.expires - timedelta(days=1)
        body["expires"] = f"{last_month:%Y-%m}"
    return body
