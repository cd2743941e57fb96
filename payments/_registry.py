"""Finds the providers by listing this folder: a new one is a new file and nothing else."""

import pkgutil
from importlib import import_module

import payments
from billing.errors import InvalidRequest
from payments._protocol import PaymentAdapter


def names() -> tuple[str, ...]:
    """Every provider there is, sorted; imports none of them."""
    found = pkgutil.iter_modules(payments.__path__)
    return tuple(sorted(m.name for m in found if not m.ispkg and not m.name.startswith("_")))


def lacking(found: type[PaymentAdapter]) -> tuple[str, ...]:
    """The members of `PaymentAdapter` that a class has not got, sorted.

    The type checker only says that a class with several missing does not fit.
    """
    promised = {
        member
        for each in PaymentAdapter.__mro__
        if getattr(each, "_is_protocol", False)
        for member in (*vars(each), *vars(each).get("__annotations__", ()))
        if not member.startswith("_")
    }
    return tuple(sorted(member for member in promised if not hasattr(found, member)))


def adapter(name: str) -> type[PaymentAdapter]:
    """The provider's adapter; raises `InvalidRequest` with the names that exist."""
    if name not in names():
        raise InvalidRequest(f"no such payment provider; there are: {', '.join(names())}")
    found: type[PaymentAdapter] = import_module(f"payments.{name}").Adapter
    return found
