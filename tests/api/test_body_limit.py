"""Bodies end at a cap, whether their length was declared, hidden or a lie."""

import gzip
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from api import errors
from api.body_limit import UPLOAD_LIMIT, BodyLimit
from api.strict_json import BODY_LIMIT, parse, read_bytes

UPLOADS = "/api/v1/uploads"
CHUNK = b"x" * 16_384


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The real caps and errors around two routes that say how much they got."""
    app = FastAPI()
    errors.install(app)
    app.add_middleware(BodyLimit)

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.post(UPLOADS)
    async def upload(request: Request) -> int:
        return len(await request.body())

    @app.post("/strict")
    async def strict(request: Request) -> object:
        return parse(await read_bytes(request, 100))

    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


def chunks(size: int) -> Iterator[bytes]:
    """A body whose length nobody declares."""
    for start in range(0, size, len(CHUNK)):
        yield CHUNK[: min(len(CHUNK), size - start)]


@pytest.mark.parametrize(("path", "limit"), [("/length", BODY_LIMIT), (UPLOADS, UPLOAD_LIMIT)])
def test_a_body_of_the_cap_passes_and_one_byte_more_does_not(
    client: TestClient, path: str, limit: int
) -> None:
    assert client.post(path, content=b"x" * limit).json() == limit
    assert client.post(path, content=chunks(limit)).json() == limit
    for body in (b"x" * (limit + 1), chunks(limit + 1)):
        refused = client.post(path, content=body)
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


def test_a_path_that_only_looks_like_uploads_has_the_small_cap(client: TestClient) -> None:
    refused = client.post("/length/../length", content=chunks(BODY_LIMIT + 1))
    assert refused.status_code == 413


def test_a_small_declared_length_does_not_hide_a_large_body(client: TestClient) -> None:
    headers = {"Content-Length": "2"}
    assert (
        client.post("/strict", content=b"[" + b" " * 200 + b"]", headers=headers).status_code == 413
    )


def test_a_large_declared_length_is_refused_before_reading(client: TestClient) -> None:
    headers = {"Content-Length": "101"}
    assert client.post("/strict", content=b"[]", headers=headers).status_code == 413


def test_a_compressed_body_is_only_bytes(client: TestClient) -> None:
    body, headers = gzip.compress(b"[1]"), {"Content-Encoding": "gzip"}
    refused = client.post("/strict", content=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert client.post("/length", content=body, headers=headers).json() == len(body)
