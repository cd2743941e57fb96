"""Approvals from a browser count only from pages the tenant listed, or from our own."""

from dataclasses import replace
from urllib.parse import urlsplit

from api.container import Container
from billing.errors import Forbidden
from billing.principal import APPROVE, Principal


def require_listed_origin(parts: Container, who: Principal, origin: str | None) -> None:
    """Raises `Forbidden` when an `Origin` was sent that is neither the tenant's nor ours."""
    if not _is_listed(parts, who, origin):
        raise Forbidden("this page may not approve")


def as_seen_from(parts: Container, who: Principal, origin: str | None) -> Principal:
    """`who`, without the scope to approve on a page that may not: there a yes is only a word."""
    if APPROVE not in who.scopes or _is_listed(parts, who, origin):
        return who
    return replace(who, scopes=who.scopes - {APPROVE})


def _is_listed(parts: Container, who: Principal, origin: str | None) -> bool:
    """Without an `Origin` no page of another site sent it: browsers always say theirs."""
    if origin is None:
        return True
    with parts.ports.store.read(who) as tx:
        allowed = tx.tenants.this().portal.origins
    return origin in (*allowed, own_origin(parts))


def own_origin(parts: Container) -> str:
    """Where our own pages come from."""
    public = urlsplit(parts.settings.public_url)
    return f"{public.scheme}://{public.netloc}"
