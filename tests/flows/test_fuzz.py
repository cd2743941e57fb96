"""Whatever bytes arrive, no answer is our fault, and no refusal repeats what was sent."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from limits import parse

from tests.house import Built, House, Json, house_from

CANARY = "canary7f3a9c"
EXAMPLES = 60
careful = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

MESSAGE: Json = {"id": "m-1", "role": "user", "content": "what do I owe?"}
RESUME: Json = {"interruptId": "qt_1", "status": "resolved", "payload": {"approved": True}}
RUN: Json = {"threadId": "thread-fuzz", "runId": "r", "messages": [MESSAGE], "state": {}}
BODIES: dict[str, Json] = {
    "/api/v1/auth/token": {"token": "a.b.c"},
    "/api/v1/auth/paymentus": {"token": "a.b.c", "nonce": "n"},
    "/api/v1/chat": {"message": "hi", "conversation_id": "thread-fuzz", "attachments": ["up_1"]},
    "/api/v1/chat/stream": {**RUN, "forwardedProps": {"attachments": ["up_1"]}},
    "/api/v1/chat/stream?resume": {**RUN, "resume": [RESUME]},
    "/api/v1/chat/connect": {"conversation_id": "thread-fuzz", "threadId": "thread-fuzz"},
    "/api/v1/payments": {"bill_ids": ["HB-100"], "amount_minor": 100, "method_id": "pm-nora-visa"},
    "/api/v1/quotes/qt_1/approve": {},
    "/api/v1/quotes/qt_1/decline": {},
    "/api/v1/webhooks/stripe/whk_1": {"id": "evt_1", "type": "charge.succeeded"},
}
ODD_TEXT = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "\x00", "\ud800", "\u202e", "a" * 9000, CANARY, "../../etc", "4242424242424242"]
    ),
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**30, -1, 0, 2**63, 1e308, float("nan"), float("inf")]),
    ODD_TEXT,
    st.lists(ODD_TEXT, max_size=3),
    st.lists(st.just({"id": CANARY, "role": CANARY}), max_size=3),
    st.dictionaries(ODD_TEXT, st.integers(), max_size=2),
)


@pytest.fixture(scope="module")
def house(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all bytes, without limits on how many."""
    with house_from(built, tmp_path_factory.mktemp("fuzz") / "house") as running:
        limits = running.container.limits
        limits.budgets = {name: parse("1000000/minute") for name in limits.budgets}
        yield running


def send(house: House, path: str, body: bytes, kind: str = "application/json") -> httpx2.Response:
    token = house.speaker().token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    return house.client.post(path, content=body, headers=headers)


def bearable(answer: httpx2.Response) -> None:
    """Nobody's fault of ours; a refusal is problem+json, names a code and repeats nothing."""
    assert answer.status_code < 500, answer.text
    assert '"code":"internal_error"' not in answer.text.replace(" ", "")
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"]
        assert CANARY not in answer.text
        assert "4242424242424242" not in answer.text


def mutated(value: object, data: st.DataObject) -> object:
    """`value` with one part, somewhere in it, replaced, removed or added."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 7)):
        key = data.draw(st.sampled_from(sorted(value)))
        match data.draw(st.integers(0, 8)):
            case 0:
                return {k: v for k, v in value.items() if k != key}
            case 1:
                return {**value, data.draw(ODD_TEXT): data.draw(ODD)}
            case _:
                return {**value, key: mutated(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.booleans()):
        return [mutated(value[0], data), *value[1:]]
    return data.draw(ODD)


@pytest.mark.parametrize("path", sorted(BODIES))
@seed(20260302)
@careful
@given(data=st.data())
def test_no_json_is_our_fault(house: House, path: str, data: st.DataObject) -> None:
    body: object = BODIES[path]
    for _ in range(data.draw(st.integers(1, 2))):
        body = mutated(body, data)
    bearable(send(house, path.partition("?")[0], json.dumps(body).encode()))


@pytest.mark.parametrize("path", [*sorted(BODIES), "/api/v1/uploads"])
@seed(20260302)
@careful
@given(body=st.binary(max_size=200), kind=st.sampled_from(["application/json", "text/xml", ""]))
def test_no_bytes_are_our_fault(house: House, path: str, body: bytes, kind: str) -> None:
    bearable(send(house, path.partition("?")[0], body, kind))


PARTS = [
    b"",
    b"--b\r\n",
    b"--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + CANARY.encode() + b'"\r\n',
    b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n',
    b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="\xff"; filename="x"\r\n\r\n%PDF-\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n%PDF-1\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n\r\n--b--\r\n',
]


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "multipart/form-data"])
@pytest.mark.parametrize("body", PARTS)
def test_no_broken_form_is_our_fault(house: House, body: bytes, kind: str) -> None:
    bearable(send(house, "/api/v1/uploads", body, kind))


PLACES = ["bills", "payments", "quotes", "tickets", "uploads"]


@pytest.mark.parametrize("place", PLACES)
@seed(20260302)
@careful
@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_no_id_is_our_fault(house: House, place: str, name: str) -> None:
    answer = house.speaker().get(f"/{place}/{quote(name, safe='')}")
    assert answer.status_code < 500
    if answer.status_code != 200:
        assert answer.status_code in {307, 404, 422}


@pytest.mark.parametrize("place", ["bills", "payments", "tickets"])
@seed(20260302)
@careful
@given(cursor=ODD_TEXT.filter(lambda text: "\ud800" not in text), limit=st.integers())
def test_no_page_is_our_fault(house: House, place: str, cursor: str, limit: int) -> None:
    bearable(house.speaker().get(f"/{place}", params={"cursor": cursor, "limit": limit}))
    bearable(house.speaker().get(f"/{place}", params={"cursor": cursor}))
