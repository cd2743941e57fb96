"""A customer's saved ways to pay."""

from fastapi import APIRouter

from api.routes._common import Body, Customer, Parts, run, today
from billing.views import View, method_view

router = APIRouter(prefix="/methods", tags=["methods"])


@router.get("")
async def list_methods(parts: Parts, who: Customer) -> Body:
    """The default one first."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            day = today(parts, tx)
            methods = [method_view(method, today=day) for method in tx.methods.list()]
        return {"items": [*methods], "next_cursor": None}

    return await run(work)
