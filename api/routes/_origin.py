"""Approvals from a browser count only from pages the tenant listed, or from our own."""

from urllib.parse import urlsplit

from api.container import Container
from billing.errors import Forbidden
from billing.principal import Principal


def require_listed_origin(parts: Container, who: Principal, origin: str | None) -> None:
    """Raises `Forbidden` when an `Origin` was sent that is neither the tenant's nor ours."""
    if origin is None:
        return
    with parts.ports.store.read(who) as tx:
        allowed = tx.tenants.this().portal.origins
    if origin not in (*allowed, own_origin(parts)):
        raise Forbidden("this page may not approve")


def own_origin(parts: Container) -> str:
    """Where our own pages come from."""
    public = urlsplit(parts.settings.public_url)
    return f"{public.scheme}://{public.netloc}"
