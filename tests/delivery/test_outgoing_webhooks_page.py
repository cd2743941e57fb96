"""The examples on the page for receivers do what the page says."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from billing.errors import ForgedReport
from billing.events import EVENTS
from billing.payments import PaymentState
from billing.refunds import REFUND_MOVES
from billing.use_cases._telling import TOLD_STATES
from billing.use_cases.apply_dispute import CLOSED
from billing.use_cases.send_letter import WAITS
from delivery.webhook import event_body, secret_from, sign, verify

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "outgoing-webhooks.md").read_text()
TOLD = re.compile(r'\btell\(\s*(?:self\.)?ports,\s*tx,\s*"([a-z_.]+)"')
SECRET, OTHER = secret_from(b"k" * 32), secret_from(b"o" * 32)
BODY = event_body("bill.paid", datetime(2026, 11, 21, 12, tzinfo=UTC), {"note": "Grüße"}).encode()
UNTOLD = {
    PaymentState.CREATED,
    PaymentState.SUBMITTING,
    PaymentState.REQUIRES_ACTION,
    PaymentState.SUCCEEDED,  # told as `payment.refunded`
}
"""States of a refund that are told to nobody, or by another name."""
Verify = Callable[[str, dict[str, str], bytes], bool]


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert isinstance(found, str)
    return found


def cases() -> list[tuple[str, dict[str, str], str, bool]]:
    """Secret, headers, body and whether it is genuine; signed at the machine's present time."""
    now = datetime.now(UTC)
    good = dict(sign([SECRET], "out_1", now, BODY))
    both = dict(sign([OTHER, SECRET], "out_1", now, BODY))
    old = dict(sign([SECRET], "out_1", now - timedelta(minutes=6), BODY))
    text = BODY.decode()
    return [
        (SECRET, good, text, True),
        (SECRET, both, text, True),
        (OTHER, both, text, True),
        (OTHER, good, text, False),
        (SECRET, good, text + " ", False),
        (SECRET, old, text, False),
        (SECRET, good | {"webhook-id": "out_2"}, text, False),
        (SECRET, good | {"webhook-timestamp": "x"}, text, False),
        (SECRET, good | {"webhook-signature": "v1,"}, text, False),
        (SECRET, {k: v for k, v in good.items() if k != "webhook-signature"}, text, False),
        (SECRET, {}, text, False),
    ]


def test_the_python_example_verifies_what_is_ours_and_nothing_else() -> None:
    space: dict[str, Verify] = {}
    exec(example("python"), space)  # noqa: S102 - our own page
    for secret, headers, body, genuine in cases():
        assert space["verify"](secret, headers, body.encode()) is genuine


def test_the_javascript_example_verifies_what_is_ours_and_nothing_else(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node: not run (no Node here)")
    (tmp_path / "verify.mjs").write_text(example("js"))
    (tmp_path / "run.mjs").write_text(
        'import { verify } from "./verify.mjs";\n'
        "const cases = JSON.parse(process.argv[2]);\n"
        "console.log(JSON.stringify(cases.map(([s, h, b]) => verify(s, h, Buffer.from(b)))));\n"
    )
    told = cases()
    given = json.dumps([case[:3] for case in told])
    answer = subprocess.run(
        [node, str(tmp_path / "run.mjs"), given],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert json.loads(answer.stdout) == [genuine for *_, genuine in told]


def test_the_message_on_the_page_is_a_test_vector_for_the_secret_it_names() -> None:
    head, _, body = example("http").rstrip("\n").partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    (secret,) = re.findall(r"genuine for the secret `(whsec_[^`]+)`", PAGE)
    sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    verify(secret, headers, body.encode(), sent)
    signed = sign([secret], headers["webhook-id"], sent, body.encode())
    assert headers["webhook-signature"] == signed["webhook-signature"]
    with pytest.raises(ForgedReport):
        verify(secret, headers, f"{body}\n".encode(), sent)
    read = json.loads(body)
    assert read["timestamp"] == sent.isoformat().replace("+00:00", "Z")
    assert event_body(read["type"], sent, read["data"]) == body


def test_a_body_has_the_three_members_of_the_page() -> None:
    assert json.loads(BODY) == {
        "type": "bill.paid",
        "timestamp": "2026-11-21T12:00:00Z",
        "data": {"note": "Grüße"},
    }
    assert BODY.startswith(b'{"type":"bill.paid","timestamp":"2026-11-21T12:00:00Z","data":{')


def test_the_page_names_every_event_that_is_told() -> None:
    sources = (ROOT / "billing" / "use_cases").glob("*.py")
    told = {name for each in sources for name in TOLD.findall(each.read_text())}
    assert {"payment.succeeded", "bill.paid", "connection.problem"} <= told
    assert told <= EVENTS
    assert {name for name in EVENTS if f"`{name}`" not in PAGE} == set()


def test_every_state_that_is_told_has_its_event() -> None:
    assert {f"payment.{state}" for state in TOLD_STATES} <= EVENTS
    assert {f"dispute.{state}" for state in CLOSED} <= EVENTS
    assert {f"refund.{state}" for state in REFUND_MOVES if state not in UNTOLD} <= EVENTS


def test_the_page_names_the_pauses_that_are_made() -> None:
    pauses = [wait // timedelta(seconds=1) for wait in WAITS]
    said = "5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, then daily for three days"
    assert said in PAGE
    hour = 3600
    assert pauses[:7] == [5, 30, 300, 1800, 2 * hour, 5 * hour, 10 * hour]
    assert pauses[7:] == [24 * hour] * 3
