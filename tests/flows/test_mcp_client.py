"""The official MCP client against the real application: a customer's tools for other agents."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from tests.flows.served import served
from tests.house import Built, House, house_from


@dataclass(frozen=True, slots=True)
class Door:
    """The address, and whose tokens open it."""

    house: House
    url: str

    def ask(self, work: Callable[[Client], Awaitable[Any]], token: str) -> Any:
        """One visit of a client that signs in with `token`."""

        async def visit() -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
                transport = streamable_http_client(f"{self.url}/mcp", http_client=http)
                async with Client(transport) as client:
                    return await work(client)

        return asyncio.run(asyncio.wait_for(visit(), 60))

    def call(self, token: str, tool: str, **arguments: object) -> CallToolResult:
        async def work(client: Client) -> CallToolResult:
            return await client.call_tool(tool, arguments)

        found: CallToolResult = self.ask(work, token)
        return found


@pytest.fixture(scope="module")
def door(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with house_from(built, tmp_path_factory.mktemp("mcp") / "house") as house, served(house) as url:
        yield Door(house, url)


@pytest.fixture
def nora(door: Door) -> str:
    return door.house.speaker().token


def data(found: CallToolResult) -> dict[str, Any]:
    body: dict[str, Any] = found.structured_content
    return body


def words(found: CallToolResult) -> str:
    return " ".join(part.text for part in found.content if isinstance(part, TextContent))


def test_the_official_client_finds_the_customers_tools(door: Door, nora: str) -> None:
    listed = door.ask(lambda client: client.list_tools(), nora).tools
    tools = {tool.name: tool for tool in listed}
    assert {"list_bills", "pay_bill", "explain_bill", "hand_over"} <= set(tools)
    assert "correct_invoice" not in tools
    assert tools["list_bills"].annotations.read_only_hint is True
    assert tools["pay_bill"].annotations.read_only_hint is False
    named = {name for tool in listed for name in tool.input_schema.get("properties", {})}
    assert named & {"customer", "customer_id", "tenant", "tenant_id", "user_id", "tier"} == set()


def test_bills_come_with_their_cards_and_only_the_speakers_own(door: Door, nora: str) -> None:
    found = door.call(nora, "list_bills")
    (card,) = data(found)["cards"]
    assert card["kind"] == "bill_list"
    assert {bill["id"] for bill in card["data"]["bills"]} == {"HB-100", "HW-032"}
    foreign = door.call(nora, "explain_bill", bill="HB-103")
    assert "HB-103" not in str(data(foreign) if foreign.structured_content else "")


def test_an_offer_is_prepared_and_only_the_customer_can_approve_it(door: Door) -> None:
    with_scope = door.house.speaker()
    before = len(door.house.charges("harbor"))
    found = door.call(with_scope.token, "pay_bill", bills=["HB-100"])
    quote = data(found)["quote"]
    assert quote["status"] == "open"
    assert len(door.house.charges("harbor")) == before
    listed = door.ask(lambda client: client.list_tools(), with_scope.token).tools
    assert not [tool.name for tool in listed if "approve" in tool.name]
    without = door.house.speaker(approve=False)
    assert without.post(f"/quotes/{quote['id']}/approve").status_code == 403
    assert len(door.house.charges("harbor")) == before
    assert with_scope.post(f"/quotes/{quote['id']}/approve").status_code in (200, 202)


def test_wrong_arguments_are_an_answer_that_names_the_place(door: Door, nora: str) -> None:
    found = door.call(nora, "pay_bill", bills=["HB-100"], customer_id="c-owen")
    assert found.is_error
    assert "customer_id" in words(found)
    assert "c-owen" not in words(found)
    assert door.call(nora, "approve_quote", id="q").is_error


@pytest.mark.parametrize(
    ("token", "status"),
    [(None, 401), ("nonsense", 401), ("staff", 403)],
)
def test_who_is_nobodys_customer_gets_nothing(door: Door, token: str | None, status: int) -> None:
    given = door.house.staff().token if token == "staff" else token
    headers = {} if given is None else {"Authorization": f"Bearer {given}"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    reply = httpx2.post(f"{door.url}/mcp", json=body, headers=headers)
    assert reply.status_code == status
    assert reply.json()["code"] in {"unauthenticated", "forbidden"}


def test_a_page_of_another_site_cannot_use_a_token_it_found(door: Door, nora: str) -> None:
    headers = {"Authorization": f"Bearer {nora}", "Origin": "https://elsewhere.example"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert httpx2.post(f"{door.url}/mcp", json=body, headers=headers).status_code == 403


def test_a_flood_is_told_to_wait_and_chat_counts_with_it(door: Door) -> None:
    speaker = door.house.speaker("c-priya")
    headers = {"Authorization": f"Bearer {speaker.token}"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with httpx2.Client(headers=headers) as http:
        replies = [http.post(f"{door.url}/mcp", json=body).status_code for _ in range(70)]
    assert 429 in replies
    assert speaker.post("/chat", {"message": "what do I owe?"}).status_code == 429


def test_too_much_and_no_json_are_refused_and_the_door_stays_open(door: Door, nora: str) -> None:
    headers = {"Authorization": f"Bearer {nora}", "Accept": "application/json, text/event-stream"}
    big = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"x": "y" * 100_000}}
    assert httpx2.post(f"{door.url}/mcp", json=big, headers=headers).status_code == 413
    broken = httpx2.post(f"{door.url}/mcp", content=b"{", headers=headers)
    assert 400 <= broken.status_code < 500
    assert not door.call(nora, "list_bills").is_error
