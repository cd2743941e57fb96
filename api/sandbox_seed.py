"""Tells the provider sandbox, by its control API, who pays there and how each method behaves.

Exception
└── SandboxAway             it does not answer, or refused an order
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import httpx

from api.sandbox_accounts import sandbox_account
from api.world import World
from api.world_rows import CustomerRow, MethodRow

PATIENCE_S: Final = 10
NO_NUMBER: Final = "0000"
"""What the sandbox keeps of a wallet, which has no number; nobody is shown it."""


class SandboxAway(Exception):
    """The sandbox cannot be seeded; the sentence says where it was looked for and what it said."""


@dataclass(frozen=True, slots=True)
class Account:
    """One connection of a tenant's, as the sandbox is to know it.

    `credentials` are the connection's, `endpoint` the path of our webhook route. The first
    connection's merchant is called like the tenant and has its saved ways to pay.
    """

    tenant: str
    connection: str
    is_first: bool
    provider: str
    currency: str
    credentials: Mapping[str, str] = field(repr=False)
    endpoint: str = field(repr=False)

    @property
    def merchant(self) -> str:
        return self.tenant if self.is_first else f"{self.tenant}.{self.connection}"


@dataclass(frozen=True, slots=True)
class SandboxSeed:
    """A running sandbox (`url`) and the address (`public_url`) its webhooks are to reach us at.

    `everything` says that the tenants' own test connections are pointed at it as well.
    """

    url: str
    public_url: str
    everything: bool = False

    def seed(self, world: World, account: Account) -> None:
        """Put one connection's merchant, its tenant's customers and methods; again changes nothing.

        Raises `SandboxAway`.
        """
        known = sandbox_account(account.provider, account.credentials)
        with httpx.Client(timeout=PATIENCE_S, trust_env=False) as client:
            merchant = f"{self.url}/_control/merchants/{account.merchant}"
            webhook_url = f"{self.public_url.rstrip('/')}{account.endpoint}"
            body: dict[str, object] = {
                "provider": account.provider,
                "secret_key": known.secret_key,
                "webhook_secret": known.webhook_secret,
                "webhook_url": webhook_url if known.webhook_secret is not None else None,
            }
            self._put(client, merchant, body)
            if known.location is not None:
                place = {"currency": account.currency, "main": True}
                self._put(client, f"{merchant}/locations/{known.location}", place)
            for customer in world.customers:
                if customer.tenant == account.tenant:
                    self._put(client, f"{merchant}/customers/{customer.id}", _customer(customer))
            for method in world.payment_methods if account.is_first else ():
                if method.tenant == account.tenant:
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
        "last4": row.last4 or NO_NUMBER,
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
