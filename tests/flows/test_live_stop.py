"""A server that is told to stop lets its listeners go at once: nobody's open tab holds it up."""

import signal
import time
from pathlib import Path

from api.serve import GRACE_S
from tests.flows.test_kill_serve import Nora, announced, serve


def test_a_stopping_server_ends_its_streams_and_is_gone_in_time(tmp_path: Path) -> None:
    with serve(tmp_path) as process:
        facts = announced(process, tmp_path)
        client = Nora(facts["url"], tmp_path).client
        said = client.post("/chat", json={"message": "what do I owe?"}).json()
        path = f"/conversations/{said['conversation_id']}/events?after=0"
        with client.stream("GET", path, timeout=GRACE_S) as reply:
            lines = reply.iter_lines()
            assert any(line.startswith("data: ") for line in lines)
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert not [line for line in lines if line.startswith("event: end")]
        assert process.wait(GRACE_S) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < GRACE_S / 2
