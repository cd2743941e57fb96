"""What every route needs: the container, who speaks, and a thread for work that waits."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeAlias, TypeVar

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from api.container import Container
from api.session import Unauthenticated
from billing.errors import Forbidden
from billing.periods import local_day
from billing.ports import Tx
from billing.principal import CUSTOMERS, STAFF, Principal
from billing.views import Show

T = TypeVar("T")
Body: TypeAlias = dict[str, Any]
"""A view as the web framework can type it: its own models cannot be recursive."""

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=400)]


def container(request: Request) -> Container:
    found: Container = request.app.state.container
    return found


def principal(request: Request) -> Principal:
    """The verified speaker, from `Authorization: Bearer` and from nothing else."""
    return container(request).tokens.verify(bearer(request))


def bearer(request: Request) -> str:
    """The token that came with the request; raises `Unauthenticated` without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated
    return token.strip()


def customer(request: Request) -> Principal:
    """A verified customer; staff get `forbidden`."""
    found = principal(request)
    if found.role not in CUSTOMERS:
        raise Forbidden("this is for customers")
    container(request).limits.check_principal("read", found)
    return found


def staff(request: Request) -> Principal:
    found = principal(request)
    if found.role not in STAFF:
        raise Forbidden("this is for staff")
    container(request).limits.check_principal("read", found)
    return found


Parts = Annotated[Container, Depends(container)]
Speaker = Annotated[Principal, Depends(principal)]
Customer = Annotated[Principal, Depends(customer)]
StaffMember = Annotated[Principal, Depends(staff)]


async def run(work: Callable[[], T]) -> T:
    """Run blocking work in a thread, so that one slow request holds up no other."""
    return await run_in_threadpool(work)


async def run_turn(parts: Container, work: Callable[[], T]) -> T:
    """As `run`, on the threads kept for turns: those that wait leave the others' free."""
    return await asyncio.get_running_loop().run_in_executor(parts.turn_threads, work)


def show_for(parts: Container, tx: Tx) -> Show:
    """How this transaction's customer reads money and days."""
    found = tx.principal
    language = tx.customers.get(found.customer).language if found.customer else "en"
    return Show(language, parts.formats)


def today(parts: Container, tx: Tx) -> date:
    """The tenant's calendar day now."""
    return local_day(parts.ports.clock.now(), tx.tenants.this().time_zone)
