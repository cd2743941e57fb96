"""Keys of issuers: fresh ones at once, new ones seldom, one question for all, none for long."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey, KeySet

from api.bootstrap import is_practice
from api.issuer_keys import (
    ASK_AGAIN_S,
    FETCH_S,
    KEYS_LIFE_S,
    KEYS_LIMIT,
    LAST_USE_S,
    MAY_WAIT,
    NEW_KEY_EVERY_S,
    IssuerKeys,
    KeyFetch,
)
from api.session import Unauthenticated
from api.settings import Settings
from delivery._egress import Egress
from tests.delivery.rig import NAME, PUBLIC, Authority, StubDns, Switchboard, plainly, receiving
from tests.payments.rig import Recital, reciting

URL = "https://id.example/jwks.json"
JWKS = {"keys": [ECKey.generate_key("P-256", {"kid": "k"}).as_dict(private=False)]}
MANY = 32


@dataclass
class Issuer:
    """An issuer whose answer a story holds back, and the clock that ages it."""

    at: float = 0.0
    asked: int = 0
    away: bool = False
    open: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open.set()

    def fetch(self, url: str) -> Mapping[str, object]:
        self.asked += 1
        self.reached.set()
        assert self.open.wait(10)
        if self.away:
            raise ConnectionRefusedError
        return JWKS

    def hold(self) -> None:
        self.open.clear()
        self.reached.clear()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def keys(issuer: Issuer) -> IssuerKeys:
    return IssuerKeys(issuer.fetch, lambda: issuer.at)


@pytest.fixture
def crowd(issuer: Issuer) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY) as pool:
        yield pool
        issuer.open.set()


def outcome(ask: Callable[[str], KeySet]) -> str:
    try:
        return f"{len(ask(URL).keys)} key"
    except (Unauthenticated, OSError) as refused:
        return type(refused).__name__


def test_a_crowd_asks_once_and_only_a_few_wait(
    issuer: Issuer, keys: IssuerKeys, crowd: ThreadPoolExecutor
) -> None:
    issuer.hold()
    first = crowd.submit(outcome, keys.current)
    assert issuer.reached.wait(5)
    others = [crowd.submit(outcome, keys.current) for _ in range(MANY - 1)]
    refused = until(lambda: sum(each.done() for each in others), MANY - 1 - MAY_WAIT)
    assert refused == MANY - 1 - MAY_WAIT  # nobody else holds a thread meanwhile
    issuer.open.set()

    found = [each.result(5) for each in (first, *others)]
    assert found.count("1 key") == 1 + MAY_WAIT
    assert found.count("KeysAway") == refused
    assert issuer.asked == 1


def test_who_has_fresh_keys_waits_for_no_one_who_made_up_a_new_one(
    issuer: Issuer, keys: IssuerKeys, crowd: ThreadPoolExecutor
) -> None:
    assert outcome(keys.current) == "1 key"
    issuer.hold()
    made_up = crowd.submit(outcome, keys.newest)
    assert issuer.reached.wait(5)

    begun = time.monotonic()
    assert [outcome(keys.current) for _ in range(50)] == ["1 key"] * 50
    assert [outcome(keys.newest) for _ in range(50)] == ["1 key"] * 50
    assert time.monotonic() - begun < 2
    assert not made_up.done()
    issuer.open.set()
    assert made_up.result(5) == "1 key"
    assert issuer.asked == 2


def test_a_new_key_is_asked_for_once_a_minute(issuer: Issuer, keys: IssuerKeys) -> None:
    keys.current(URL)
    for _ in range(int(NEW_KEY_EVERY_S) - 1):
        assert outcome(keys.newest) == "1 key"
        issuer.at += 1
    assert issuer.asked == 2
    issuer.at += 1
    keys.newest(URL)
    assert issuer.asked == 3


def test_keys_are_kept_for_minutes_and_asked_for_anew_after_that(
    issuer: Issuer, keys: IssuerKeys
) -> None:
    keys.current(URL)
    issuer.at += KEYS_LIFE_S
    keys.current(URL)
    assert issuer.asked == 1
    issuer.at += 1
    keys.current(URL)
    assert issuer.asked == 2


def test_an_issuer_that_is_away_is_left_alone_for_a_while(issuer: Issuer, keys: IssuerKeys) -> None:
    issuer.away = True
    assert [outcome(keys.current) for _ in range(20)] == ["KeysAway"] * 20
    assert issuer.asked == 1
    issuer.at, issuer.away = issuer.at + ASK_AGAIN_S, False
    assert outcome(keys.current) == "1 key"


def test_when_keys_are_due_one_asks_and_all_the_others_go_on(
    issuer: Issuer, keys: IssuerKeys, crowd: ThreadPoolExecutor
) -> None:
    keys.current(URL)
    issuer.at += KEYS_LIFE_S + 1
    issuer.hold()
    first = crowd.submit(outcome, keys.current)
    assert issuer.reached.wait(5)
    others = [crowd.submit(outcome, keys.current) for _ in range(MANY - 1)]
    assert [each.result(5) for each in others] == ["1 key"] * (MANY - 1)
    assert not first.done(), "it waits for the new ones"
    issuer.open.set()
    assert first.result(5) == "1 key"
    assert issuer.asked == 2


def test_an_issuer_that_is_away_when_its_keys_are_due_has_one_more_life_of_them(
    issuer: Issuer, keys: IssuerKeys
) -> None:
    keys.current(URL)
    issuer.at, issuer.away = KEYS_LIFE_S + 1, True
    assert [outcome(keys.current) for _ in range(20)] == ["1 key"] * 20
    assert issuer.asked == 2, "and it is left alone for a while"
    assert outcome(keys.newest) == "1 key"
    issuer.at = LAST_USE_S
    assert outcome(keys.current) == "1 key"
    issuer.at += 1
    assert outcome(keys.current) == "KeysAway"
    issuer.at, issuer.away = issuer.at + ASK_AGAIN_S, False
    assert outcome(keys.current) == "1 key"


def test_each_issuer_is_asked_for_itself(issuer: Issuer, keys: IssuerKeys) -> None:
    keys.current(URL)
    keys.current("https://other.example/jwks.json")
    assert issuer.asked == 2


def until(count: Callable[[], int], wanted: int) -> int:
    """The count once it is reached, or what it is after five seconds."""
    for _ in range(250):
        if count() >= wanted:
            break
        time.sleep(0.02)
    return count()


# --- fetching ----------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Recital]:
    with reciting() as running:
        running.say(200, JWKS)
        yield running


def test_on_this_machine_they_come_only_where_the_sandbox_is(server: Recital) -> None:
    address = f"{server.url}/jwks.json"
    with pytest.raises(Unauthenticated):
        KeyFetch()(address)
    assert server.heard == []
    assert KeyFetch(near=True)(address) == JWKS
    ((method, path, headers, _),) = server.heard
    assert (method, path) == ("GET", "/jwks.json")
    assert not {"cookie", "authorization"} & headers.keys()


def test_from_outside_they_come_over_https_from_the_address_that_was_checked(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    authority = Authority(tmp_path_factory.mktemp("authority"))
    body = json.dumps(JWKS).encode()
    with receiving(authority.serving(NAME), plainly(200, body=body)) as receiver:
        board = Switchboard(receiver.port)
        egress = Egress(resolve=StubDns([[PUBLIC]]), dial=board, trust=authority.trusted())
        assert KeyFetch(egress=egress)(f"https://{NAME}/jwks.json") == JWKS
        assert board.dialled == [PUBLIC]


def test_a_trickle_of_keys_ends_on_time(server: Recital) -> None:
    server.pause = timedelta(seconds=0.2)
    begun = time.monotonic()
    with pytest.raises(Unauthenticated):
        KeyFetch(near=True)(f"{server.url}/jwks.json")
    assert time.monotonic() - begun < FETCH_S + 2


def test_too_many_keys_are_not_read(server: Recital) -> None:
    server.say(200, json.dumps(JWKS).encode() + b" " * KEYS_LIMIT)
    with pytest.raises(Unauthenticated):
        KeyFetch(near=True)(f"{server.url}/jwks.json")


@pytest.mark.parametrize("status", [204, 302, 404, 500])
def test_an_answer_that_is_none_gives_no_keys(server: Recital, status: int) -> None:
    server.say(status, JWKS if status != 204 else b"")
    with pytest.raises(Unauthenticated):
        KeyFetch(near=True)(f"{server.url}/jwks.json")


@pytest.mark.parametrize(
    ("database", "sandbox", "given", "practice"),
    [
        (None, "http://127.0.0.1:1", None, True),
        ("postgresql+psycopg://app@db/live", "http://127.0.0.1:1", None, False),
        ("postgresql+psycopg://app@db/live", None, "http://127.0.0.1:1", True),
        (None, None, None, False),
    ],
)
def test_a_server_for_the_world_outside_asks_nobody_on_its_own_machine(
    database: str | None, sandbox: str | None, given: str | None, practice: bool
) -> None:
    settings = Settings(database_url=database, sandbox_url=given)
    assert is_practice(settings, sandbox) is practice
