"""A customer's saved ways to pay: list, add on the provider's page, make default, remove."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.routes._common import Body, Customer, Parts, run, show_for, today
from api.routes._origin import require_listed_origin
from api.schemas import MethodIn
from api.strict_json import read_model
from billing.ids import ConversationId, MethodId
from billing.methods import Method
from billing.principal import Principal
from billing.use_cases.add_method import add_method
from billing.use_cases.list_methods import list_methods
from billing.use_cases.remove_method import remove_method
from billing.use_cases.set_default_method import set_default_method
from billing.views import View, method_view, page_view

router = APIRouter(prefix="/methods", tags=["methods"])


@router.get("")
async def get_methods(parts: Parts, who: Customer) -> Body:
    """The default one first; removed ones are not among them."""

    def work() -> View:
        methods = list_methods(parts.ports, who)
        with parts.ports.store.read(who) as tx:
            day, language = today(parts, tx), show_for(parts, tx).language
        items = [method_view(each, today=day, language=language) for each in methods]
        return {"items": [*items], "next_cursor": None}

    return await run(work)


@router.post("", status_code=201, openapi_extra={"requestBody": {"required": True}})
async def post_method(request: Request, parts: Parts, who: Customer) -> Response:
    """A page of the provider's, to add a method on; nothing is saved until it is used."""
    wish = await read_model(request, MethodIn)
    parts.limits.check_principal("approve", who)

    def work() -> View:
        thread = _own(parts, who, wish.conversation_id)
        page = add_method(parts.ports, who, type=wish.type, conversation_id=thread)
        with parts.ports.store.read(who) as tx:
            return {"page": {**page_view(page, show_for(parts, tx)), "token": page.token}}

    return JSONResponse(await run(work), 201)


@router.post("/{method_id}/default")
async def post_default(parts: Parts, who: Customer, method_id: str) -> Body:
    """Use this one when none is named."""
    return await run(
        lambda: _view(parts, who, set_default_method(parts.ports, who, MethodId(method_id)))
    )


@router.delete("/{method_id}", status_code=204)
async def delete_method(request: Request, parts: Parts, who: Customer, method_id: str) -> Response:
    """Take it away, here and at the provider; refused while a payment with it is open."""
    parts.limits.check_principal("approve", who)
    await run(lambda: require_listed_origin(parts, who, request.headers.get("origin")))
    await run(lambda: remove_method(parts.ports, who, MethodId(method_id)))
    return Response(status_code=204)


def _own(parts: Parts, who: Principal, wished: str | None) -> ConversationId | None:
    """The person's own conversation, to be told in; raises `NotFound` for any other."""
    if wished is None:
        return None
    with parts.ports.store.read(who) as tx:
        return tx.conversations.get(ConversationId(wished)).id


def _view(parts: Parts, who: Principal, method: Method) -> View:
    with parts.ports.store.read(who) as tx:
        language = show_for(parts, tx).language
        return method_view(method, today=today(parts, tx), language=language)
