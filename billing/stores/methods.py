"""Saved payment methods in SQL."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam

from billing.errors import NotFound
from billing.ids import ConnectionId, CustomerId, MethodId
from billing.methods import Method
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_money import METHODS

_M: Final = METHODS.c


class SqlMethods(Repository):
    """`ports.Methods`."""

    __slots__ = ()

    def get(self, method_id: MethodId) -> Method:
        wanted = self._kept("get", lambda: self._select(METHODS).where(_M.id == bindparam("id")))
        return _method(self._found(wanted, "method", id=method_id))

    def list(self) -> tuple[Method, ...]:
        ordered = self._kept(
            "list",
            lambda: (
                self._select(METHODS)
                .where(_M.removed_at.is_(None))
                .order_by(_M.is_default.desc(), _M.id)
            ),
        )
        return tuple(_method(row) for row in self._all(ordered))

    def of_customer(self, customer_id: CustomerId) -> tuple[Method, ...]:
        theirs = self._select(METHODS).where(_M.customer_id == customer_id, _M.removed_at.is_(None))
        found = self._all(theirs.order_by(_M.is_default.desc(), _M.id))
        return tuple(_method(row) for row in found)

    def put(self, method: Method) -> None:
        if method.is_default:
            others = self._change(METHODS).where(_M.customer_id == method.customer_id)
            self._run(others.values(is_default=False))
        values = {
            "id": method.id,
            "customer_id": method.customer_id,
            "type": method.type,
            "last4": method.last4,
            "connection_id": method.connection_id,
            "provider_ref": method.provider_ref,
            "customer_ref": method.customer_ref,
            "brand": method.brand,
            "expires_before_on": method.expires_before_on,
            "currencies": list(method.currencies),
            "used_before": method.used_before,
            "is_default": method.is_default,
        }
        self._upsert(METHODS, values, "method")

    def mark_used(self, method_id: MethodId) -> None:
        used = self._change(METHODS).where(_M.id == method_id).values(used_before=True)
        if self._run(used) != 1:
            raise NotFound("method")

    def make_default(self, method_id: MethodId) -> None:
        chosen = self._change(METHODS).where(_M.id == method_id, _M.removed_at.is_(None))
        if self._run(chosen.values(is_default=True)) != 1:
            raise NotFound("method")
        owner = self.get(method_id).customer_id
        others = self._change(METHODS).where(_M.customer_id == owner, _M.id != method_id)
        self._run(others.values(is_default=False))

    def remove(self, method_id: MethodId, at: datetime | None) -> None:
        gone = self._change(METHODS).where(_M.id == method_id)
        values = {"removed_at": at} | ({} if at is None else {"is_default": False})
        if self._run(gone.values(**values)) != 1:
            raise NotFound("method")

    def by_provider_ref(self, connection_id: ConnectionId, provider_ref: str) -> Method | None:
        named = self._select(METHODS).where(
            _M.connection_id == connection_id, _M.provider_ref == provider_ref
        )
        row = self._one(named.order_by(_M.id).limit(1))
        return None if row is None else _method(row)

    def customer_called(self, connection_id: ConnectionId, customer_ref: str) -> CustomerId | None:
        called = self._select(METHODS, _M.customer_id).where(
            _M.connection_id == connection_id, _M.customer_ref == customer_ref
        )
        found = {str(row.customer_id) for row in self._all(called.distinct().limit(2))}
        return CustomerId(found.pop()) if len(found) == 1 else None

    def customer_ref(self, customer_id: CustomerId, connection_id: ConnectionId) -> str | None:
        known = self._select(METHODS, _M.customer_ref).where(
            _M.customer_id == customer_id,
            _M.connection_id == connection_id,
            _M.customer_ref != "",  # a way to pay of which the provider keeps nothing has none
        )
        row = self._one(known.order_by(_M.removed_at.is_not(None), _M.id.desc()).limit(1))
        return None if row is None else str(row.customer_ref)


def _method(row: Found) -> Method:
    return Method(
        id=MethodId(row.id),
        customer_id=CustomerId(row.customer_id),
        type=row.type,
        last4=row.last4,
        connection_id=ConnectionId(row.connection_id),
        provider_ref=row.provider_ref,
        customer_ref=row.customer_ref,
        brand=row.brand,
        expires_before_on=row.expires_before_on,
        currencies=tuple(row.currencies),
        used_before=row.used_before,
        is_default=row.is_default,
        removed_at=row.removed_at,
    )
