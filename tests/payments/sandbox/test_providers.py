"""Room for another provider: one object beside Stripe's, and the core treats both alike."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from payments.sandbox._provider import Order, Provider, Site
from payments.sandbox._providers import PROVIDERS
from payments.sandbox._store import Doc, Json, Tx
from payments.sandbox.serve import build_app


def toll_routes(site: Site) -> list[Route]:
    async def hello(request: Request) -> Response:
        return JSONResponse({"provider": "toll"})

    return [Route("/toll/hello", hello)]


def pay_toll(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    now = tx.now()
    tx.put(path["merchant"], Doc("toll", "t1", now, {"status": "waiting"}, due_at=now + 60))
    return {"toll": "waiting"}


def end_toll(tx: Tx, merchant: str, doc: Doc) -> None:
    doc.due_at = None
    doc.body["status"] = "paid"
    tx.put(merchant, doc)


def tolls(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    return {"payments": [doc.body["status"] for doc in tx.find(path["merchant"], "toll")]}


TOLL = Provider(
    name="toll",
    routes=toll_routes,
    orders=(
        Order("POST", "merchants/{merchant}/toll", pay_toll),
        Order("GET", "merchants/{merchant}/payments", tolls),
    ),
    settle=end_toll,
    sign=lambda secret, body, at: {"Toll-Signature": secret},
)


def test_a_second_provider_answers_for_its_own_merchants(tmp_path: Path) -> None:
    app = build_app(tmp_path / "provider.db", providers=(*PROVIDERS, TOLL))
    with TestClient(app) as client:
        assert client.get("/toll/hello").json() == {"provider": "toll"}
        bridge = {"secret_key": "t", "provider": "toll"}
        assert client.put("/_control/merchants/bridge", json=bridge).status_code == 200
        assert client.put("/_control/merchants/shop", json={"secret_key": "s"}).status_code == 200
        unknown = bridge | {"secret_key": "u", "provider": "none"}
        assert client.put("/_control/merchants/other", json=unknown).status_code == 422
        assert client.post("/_control/merchants/bridge/toll").json() == {"toll": "waiting"}
        assert client.post("/_control/merchants/shop/toll").status_code == 422
        moved = client.post("/_control/clock", json={"advance_seconds": 61}).json()
        assert moved["settled"] == 1
        assert client.get("/_control/merchants/bridge/payments").json() == {"payments": ["paid"]}
        assert client.get("/_control/merchants/shop/payments").json() == {"payments": []}
        # One provider's key opens nothing at the other.
        keys = {"Authorization": "Bearer t"}
        assert client.get("/stripe/v1/balance", headers=keys).status_code == 401
        # A merchant that names no provider is Stripe's, however many there are.
        shops = {"Authorization": "Bearer s"}
        assert client.get("/stripe/v1/customers", headers=shops).status_code == 200
