"""A demo company's portal: signs its customers in with keys of its own, as a real one would.

Only `serve --demo` makes one. It is the portal's side of the exchange, so it imports none of the
code that verifies its tokens.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from joserfc import jwt
from joserfc.jwk import ECKey

from billing.errors import NotFound
from billing.ports import Store
from billing.principal import system
from billing.tenants import Portal

AUDIENCE: Final = "billing-assistant"
LIFE_S: Final = 300


@dataclass(frozen=True, slots=True)
class Face:
    """A customer one may be in the demo, as the person who speaks for it (else as itself).

    `language` is the customer's, for the page's own words.
    """

    tenant: str
    company: str
    customer: str
    name: str
    person: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class DemoPortal:
    """The portal at `url`, for the demo world's own tenants and the customers in `faces` only."""

    url: str
    faces: tuple[Face, ...] = ()
    _key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "demo"}))

    @property
    def issuer(self) -> str:
        return f"{self.url}/demo"

    def issuer_of(self, tenant: str) -> str:
        """Each tenant's portal is an issuer of its own."""
        return f"{self.issuer}/{tenant}"

    def keys(self) -> Mapping[str, object]:
        """The public half, as JWKS."""
        return {"keys": [self._key.as_dict(private=False)]}

    def sign_in(self, tenant: str, customer: str) -> str:
        """A portal token for one customer, for five minutes, usable once.

        Raises `NotFound` for whoever is not of the demo world.
        """
        known = (face for face in self.faces if (face.tenant, face.customer) == (tenant, customer))
        face = next(known, None)
        if face is None:
            raise NotFound("customer")
        now = int(time.time())  # noqa: TID251 - a portal has its own clock
        claims = {
            "iss": self.issuer_of(tenant),
            "aud": AUDIENCE,
            "sub": face.person or face.customer,
            "iat": now,
            "exp": now + LIFE_S,
            "jti": secrets.token_urlsafe(12),
        }
        return jwt.encode({"alg": "ES256", "kid": "demo"}, claims, self._key)

    def adopt(self, store: Store) -> None:
        """Tell each demo tenant without a portal of its own that this one signs customers in."""
        ours = {face.tenant for face in self.faces}
        for tenant_id in store.directory.tenants():
            if tenant_id not in ours:
                continue  # a real company in the same database: its customers are not for show
            with store.write(system(tenant_id, "demo")) as tx:
                tenant = tx.tenants.this()
                jwks_url = tenant.portal.jwks_url or f"{self.issuer}/jwks.json"
                if not jwks_url.endswith("/demo/jwks.json"):
                    continue
                portal = Portal(
                    origins=tuple(dict.fromkeys((*tenant.portal.origins, self.url))),
                    issuer=self.issuer_of(tenant_id),
                    jwks_url=f"{self.issuer}/jwks.json",
                    audience=AUDIENCE,
                    paymentus=tenant.portal.paymentus,
                )
                tx.tenants.put(replace(tenant, portal=portal))
