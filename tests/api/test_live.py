"""Conversations as they grow: who hears, what they hear, and when it ends."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.embedded import EmbeddedValkey
from api.live import PER_PERSON, Live, make_live
from billing.conversations import Message, Speaker
from billing.errors import TooMany
from billing.ids import ConversationId, CustomerId, MessageId, PersonId, TenantId
from billing.principal import Principal, Role
from tests.flows.served import served
from tests.flows.talk import talk
from tests.house import House, Json

NORA = Principal(TenantId("t"), Role.CUSTOMER_ADMIN, CustomerId("c"), PersonId("p"))
THREAD = ConversationId("thread-0001")


class Book:
    """A transcript: what was appended, read by `seq`."""

    def __init__(self) -> None:
        self.rows: list[Message] = []
        self.reads = 0

    def write(self, text: str) -> None:
        seq = len(self.rows) + 1
        at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.rows.append(Message(THREAD, seq, MessageId(f"m-{seq}"), Speaker.SERVER, text, at))

    def read(self, after: int) -> list[Message]:
        self.reads += 1
        return [row for row in self.rows if row.seq > after]


async def texts(frames: AsyncIterator[str], count: int, patience_s: float = 5) -> list[str]:
    """The texts of the next `count` messages."""

    async def hear() -> list[str]:
        found = []
        async for each in frames:
            for line in each.split("\n"):
                if line.startswith("data: ") and "text" in json.loads(line[6:]):
                    found.append(str(json.loads(line[6:])["text"]))
            if len(found) >= count:
                return found
        return found

    return await asyncio.wait_for(hear(), patience_s)


def follow(live: Live, book: Book, after: int = 0, rest_s: float = 60) -> AsyncIterator[str]:
    return live.follow(NORA, THREAD, book.read, after=after, rest_s=rest_s)


def later(work: Callable[[], None], wait_s: float = 0.3) -> None:
    threading.Timer(wait_s, work).start()


def test_what_is_there_comes_first_and_then_what_is_new_at_once() -> None:
    live, book = make_live(None, b"secret"), Book()
    book.write("one")
    book.write("two")

    def append() -> None:
        book.write("three")
        live.nudge(NORA, THREAD)

    async def story() -> list[str]:
        frames = follow(live, book, after=1)
        assert await texts(frames, 1) == ["two"]
        later(append)
        began = time.monotonic()
        heard = await texts(frames, 1)
        assert time.monotonic() - began < 1.5
        return heard

    assert asyncio.run(story()) == ["three"]


def test_without_a_word_it_looks_by_itself() -> None:
    live, book = make_live(None, b"secret"), Book()
    later(lambda: book.write("found"))
    assert asyncio.run(texts(follow(live, book), 1)) == ["found"]


def test_anothers_news_wakes_nobody_and_is_never_read() -> None:
    live, book = make_live(None, b"secret"), Book()
    other = Principal(TenantId("t"), Role.CUSTOMER_ADMIN, CustomerId("c"), PersonId("q"))

    async def story() -> int:
        frames = follow(live, book)
        await anext(frames)
        task = asyncio.ensure_future(anext(frames))
        await asyncio.sleep(0.2)
        before = book.reads
        live.nudge(other, THREAD)
        await asyncio.sleep(0.6)
        task.cancel()
        return book.reads - before

    assert asyncio.run(story()) == 0


def test_a_stream_ends_with_its_token() -> None:
    live, book = make_live(None, b"secret"), Book()

    async def story() -> list[str]:
        return [frame async for frame in follow(live, book, rest_s=0.4)]

    assert asyncio.run(story())[-1].startswith("event: end")


def test_a_stopping_server_lets_its_listeners_go() -> None:
    live, book = make_live(None, b"secret"), Book()
    live.ending = lambda: True

    async def story() -> list[str]:
        return [frame async for frame in follow(live, book)]

    assert len(asyncio.run(story())) <= 1


def test_one_person_listens_in_a_few_places_only() -> None:
    live, book = make_live(None, b"secret"), Book()

    async def story() -> None:
        streams = [follow(live, book) for _ in range(PER_PERSON)]
        for stream in streams:
            await anext(stream)
        with pytest.raises(TooMany):
            live.require_place(NORA)
        assert [frame async for frame in follow(live, book)] == []
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator has it
        live.require_place(NORA)

    asyncio.run(story())


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    running = EmbeddedValkey()
    yield running
    running.close()


def test_another_process_wakes_it_through_redis(valkey: EmbeddedValkey) -> None:
    here, there = make_live(valkey.url, b"secret"), make_live(valkey.url, b"secret")
    book = Book()

    def append() -> None:
        book.write("from afar")
        there.nudge(NORA, THREAD)

    async def story() -> float:
        frames = follow(here, book)
        await anext(frames)
        waiting = asyncio.ensure_future(texts(frames, 1, 20))
        await asyncio.sleep(1.5)  # subscribed by now: it would look again only in a while
        began = time.monotonic()
        append()
        assert await waiting == ["from afar"]
        return time.monotonic() - began

    assert asyncio.run(story()) < 2.0
    here.close()


def test_with_redis_away_nothing_fails(tmp_path: Path) -> None:
    live, book = make_live(f"unix://{tmp_path}/none", b"secret"), Book()
    live.nudge(NORA, THREAD)
    later(lambda: book.write("still heard"))
    assert asyncio.run(texts(follow(live, book), 1)) == ["still heard"]
    live.close()


@contextmanager
def listening(url: str, token: str, path: str, **headers: str) -> Iterator[httpx.Response]:
    sent = {"Authorization": f"Bearer {token}", **headers}
    with (
        httpx.Client(base_url=url, timeout=10) as client,
        client.stream("GET", f"/api/v1{path}", headers=sent) as reply,
    ):
        yield reply


def messages(reply: httpx.Response, count: int) -> list[Json]:
    found: list[Json] = []
    for line in reply.iter_lines():
        if line.startswith("data: "):
            found.append(json.loads(line[6:]))
        if len(found) == count:
            break
    return found


def test_over_http_a_conversation_is_heard_and_resumed(house: House) -> None:
    nora = talk(house)
    nora.say("what do I owe?")
    path = f"/conversations/{nora.conversation_id}/events"
    with served(house) as url:
        with listening(url, nora.speaker.token, f"{path}?after=0") as reply:
            assert reply.headers["content-type"].startswith("text/event-stream")
            said, answered = messages(reply, 2)
        assert (said["speaker"], said["text"]) == ("customer", "what do I owe?")
        assert answered["cards"][0]["kind"] == "bill_list"
        last = {"Last-Event-ID": str(answered["seq"])}
        with listening(url, nora.speaker.token, path, **last) as reply:
            threading.Timer(0.3, nora.say, ["thanks"]).start()
            (heard,) = messages(reply, 1)
        assert heard["text"] == "thanks"


def test_only_its_own_person_may_listen(house: House) -> None:
    nora = talk(house)
    nora.say("what do I owe?")
    path = f"/conversations/{nora.conversation_id}/events"
    assert house.speaker("c-luis").get(path).status_code == 404
    assert house.speaker("c-rita", "skylink").get(path).status_code == 404
    assert house.speaker().get("/conversations/never-was-there/events").status_code == 404
    assert house.staff().get(path).status_code == 403
    assert house.client.get(f"/api/v1{path}").status_code == 401
    assert house.speaker().get(path, headers={"Last-Event-ID": "x"}).status_code == 422


def test_the_seventh_stream_of_a_person_is_refused_and_a_closed_one_makes_room(
    house: House,
) -> None:
    nora = talk(house)
    nora.say("what do I owe?")
    path = f"/conversations/{nora.conversation_id}/events"
    with served(house) as url, ExitStack() as open_streams:
        held = []  # an iterator that is let go closes its stream
        for _ in range(PER_PERSON):
            stream = listening(url, nora.speaker.token, f"{path}?after=0")
            held.append(open_streams.enter_context(stream).iter_lines())
            assert next(held[-1]) == "retry: 2000"
        with listening(url, nora.speaker.token, path) as refused:
            assert refused.status_code == 429
            assert json.loads(refused.read())["code"] == "rate_limited"
        luis = talk(house, "c-luis")
        luis.say("hello")
        elsewhere = f"/conversations/{luis.conversation_id}/events"
        with listening(url, luis.speaker.token, elsewhere) as other:
            assert other.status_code == 200
        open_streams.close()
        for _ in range(100):  # the server notices a closed line in its own time
            with listening(url, nora.speaker.token, path) as again:
                if again.status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("no room was made")
