"""Is it alive, is it ready, how does it do."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from api.routes._common import Parts, run

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Parts) -> Response:
    """The database answers and the assistant is loaded; 503 until then."""
    tenants = await run(parts.ports.store.directory.tenants)
    ready = parts.ready.is_set()
    body = {"status": "ready" if ready else "starting", "tenants": len(tenants)}
    return JSONResponse(body, 200 if ready else 503)


@router.get("/metrics")
async def metrics(parts: Parts) -> Response:
    """Prometheus metrics: of this process, of its requests, and of money that waits anywhere."""

    def work() -> bytes:
        return generate_latest() + generate_latest(parts.metrics)

    return Response(await run(work), media_type=CONTENT_TYPE_LATEST)
