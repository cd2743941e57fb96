"""Who is speaking. Built by the server from a verified token, never from a request's body."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from billing.errors import Forbidden, ScopeRequired
from billing.ids import CustomerId, PersonId, TenantId

APPROVE: Final = "approve"


class Role(StrEnum):
    CUSTOMER_MEMBER = "customer_member"
    CUSTOMER_ADMIN = "customer_admin"
    SUPPORT = "support"
    FINANCE = "finance"
    ADMIN = "admin"
    SYSTEM = "system"


STAFF: Final = frozenset({Role.SUPPORT, Role.FINANCE, Role.ADMIN})
CUSTOMERS: Final = frozenset({Role.CUSTOMER_MEMBER, Role.CUSTOMER_ADMIN})


@dataclass(frozen=True, slots=True)
class Principal:
    """A speaker bound to one tenant and, for customers, to one customer and person."""

    tenant: TenantId
    role: Role
    customer: CustomerId | None = None
    person: PersonId | None = None
    scopes: frozenset[str] = frozenset()
    session: str = ""
    auth_time: datetime | None = None

    def __post_init__(self) -> None:
        if (self.role in CUSTOMERS) != (self.customer is not None):
            raise ValueError("customers, and only customers, are bound to a customer")

    @property
    def actor(self) -> str:
        """How the audit names this principal: ids only."""
        return f"{self.role}:{self.person or self.customer or self.session or '-'}"

    def require_customer(self) -> CustomerId:
        """The customer this principal is; raises `Forbidden` for staff and the system."""
        if self.customer is None:
            raise Forbidden("this is for customers")
        return self.customer

    def require_person(self) -> PersonId:
        if self.person is None:
            raise Forbidden("this is for customers")
        return self.person

    def require_customer_admin(self) -> CustomerId:
        """As `require_customer`, for whoever may change what the customer pays with."""
        found = self.require_customer()
        if self.role is not Role.CUSTOMER_ADMIN:
            raise Forbidden("only an administrator of the account may change this")
        return found

    def require_staff(self, *roles: Role) -> None:
        """Raises `Forbidden` unless the role is one of `roles` (any staff role when empty)."""
        if self.role not in (roles or STAFF):
            raise Forbidden("this is for staff")

    def require_scope(self, scope: str) -> None:
        if scope not in self.scopes:
            raise ScopeRequired(f"needs scope {scope}")


def system(tenant: TenantId, session: str = "worker") -> Principal:
    """The worker acting for one tenant: no customer, no scopes, audited as `system`."""
    return Principal(tenant=tenant, role=Role.SYSTEM, session=session)
