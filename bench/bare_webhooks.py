"""The rival of our webhook intake: a bare FastAPI application, in a process that imports little."""

import threading
import time
from multiprocessing.connection import Connection
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Column, MetaData, String, Table, create_engine, event


def serve_app(app: FastAPI, pipe: Connection) -> None:
    """Serve until told to stop; the port is told first."""
    # Idle while the other one is measured: no connection must end meanwhile.
    config = uvicorn.Config(
        app, port=0, log_level="error", access_log=False, timeout_keep_alive=300
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    pipe.send(server.servers[0].sockets[0].getsockname()[1])
    pipe.recv()
    server.should_exit = True
    thread.join(5)


def serve_bare(pipe: Connection, url: str) -> None:
    """What one writes in ten minutes: parse, insert, answer."""
    engine = create_engine(url, pool_size=20, max_overflow=20)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA busy_timeout=5000")

    table = Table(
        "hooks", MetaData(), Column("id", String, primary_key=True), Column("kind", String)
    )
    table.metadata.create_all(engine)
    app = FastAPI()

    @app.post("/webhooks")
    def receive(body: dict[str, Any]) -> dict[str, bool]:
        with engine.begin() as connection:
            connection.execute(table.insert().values(id=body["id"], kind=body["type"]))
        return {"received": True}

    serve_app(app, pipe)
