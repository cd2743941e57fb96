import socket
import threading
import time
from collections.abc import Iterator, Mapping

import pytest
from pydantic import SecretStr

from agent.loop import Assistant
from agent.memory import Window
from agent.models._breaker import Breaker
from agent.models._chain import Member, ModelChain
from agent.models._pace import UNPROVEN_S, Pace
from agent.models._stream import Patience
from agent.models.builtin.model import BuiltinModel
from agent.models.openai_compatible import Endpoint, openai_compatible
from agent.turn import Limits, Said, Turn
from billing.redaction import redact
from tests.agent.fakes import QUOTE_WORDS, FakeTool, as_tools, fake_tools, no_rows
from tests.agent.openai_server import Answer, in_order, one_tool, serve
from tests.agent.talks import Talk
from tests.tools.worlds import context

GREETING = "Hello, how can I help with your bills?"
KEY = "sk-very-secret"


def talk_with(
    url: str, tools: Mapping[str, FakeTool] | None = None, *, name: str = "gpt-local"
) -> tuple[Talk, ModelChain]:
    model = openai_compatible(Endpoint(name, url, SecretStr(KEY)))
    chain = ModelChain(
        Member("builtin", BuiltinModel()),
        (Member(name, model, remote=True),),
        patience=Patience(first_piece_s=1, next_piece_s=1),
    )
    return Talk(Assistant(chain, as_tools(tools or fake_tools())), no_rows()), chain


@pytest.fixture
def gone() -> str:
    """The address of a server that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1"


def test_a_turn_over_http_calls_a_tool_and_words_its_result() -> None:
    tools = fake_tools()
    with serve(one_tool("list_bills", {}, "You owe $97.40. It is due soon.")) as server:
        talk, _ = talk_with(server.base_url, tools)
        heard = talk.say("what do I owe?")

    assert heard.said == ["You owe $97.40.", "It is due soon."]
    assert heard.end.model == "gpt-local"
    assert tools["list_bills"].asked == [None]
    first, second = server.requests
    assert {tool["function"]["name"] for tool in first["tools"]} == set(tools)
    assert [m["role"] for m in second["messages"]] == ["system", "user", "assistant", "tool"]


def test_a_quote_over_http_needs_one_request() -> None:
    with serve(one_tool("pay_bill", {"bill": "HB-100"}, "You have paid!")) as server:
        talk, _ = talk_with(server.base_url)
        heard = talk.say("pay it")

    assert heard.text == QUOTE_WORDS
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["gpt-6-mini", "gpt-5", "o3", "anything"])
def test_every_model_name_is_asked_for_chat_completions(name: str) -> None:
    with serve(in_order("Hi there.")) as server:
        talk, _ = talk_with(server.base_url, name=name)

        assert talk.say("hello").said == ["Hi there."]
    assert "messages" in server.requests[0]


def test_a_sentence_is_heard_while_the_next_is_still_being_made() -> None:
    answer = Answer("Hello there my friend. " + "And more to come. " * 3, piece=24, pause_s=0.2)
    heard_at: list[float] = []
    with serve(in_order(answer)) as server:
        talk, _ = talk_with(server.base_url)
        talk.say("warm up")
        assistant = talk.assistant
        started = time.monotonic()
        for step in assistant.run(_turn(talk)):
            if isinstance(step, Said):
                heard_at.append(time.monotonic() - started)

    assert heard_at[0] < heard_at[-1] - 0.15


def _turn(talk: Talk) -> Turn:
    return Turn(context(talk.ports, text="hi"), redact("hi"), Window(), {}, talk.ports.clock.now())


def test_with_the_server_gone_the_built_in_model_answers_within_two_seconds(gone: str) -> None:
    talk, _ = talk_with(gone)
    started = time.monotonic()
    heard = talk.say("hello")

    assert heard.text == GREETING
    assert heard.end.model == "builtin"
    assert time.monotonic() - started < 2


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def test_a_server_that_hangs_is_given_up(silent: str) -> None:
    talk, _ = talk_with(silent)
    started = time.monotonic()

    assert talk.say("hello").text == GREETING
    assert time.monotonic() - started < 4


def test_a_trickle_cannot_outlast_the_turn() -> None:
    answer = Answer("word " * 200, piece=5, pause_s=0.3)
    with serve(in_order(answer)) as server:
        talk, chain = talk_with(server.base_url)
        talk.assistant = Assistant(chain, as_tools(fake_tools()), Limits(seconds=2))
        started = time.monotonic()
        heard = talk.say("hello")

    assert time.monotonic() - started < 4
    assert heard.end.model == "builtin"


FAULTS = {
    "error 500": Answer(status=500),
    "rate limited": Answer(status=429),
    "unauthorized": Answer(status=401),
    "redirect": Answer(status=307, headers={"Location": "http://127.0.0.1:9/steal"}),
    "not JSON": Answer(raw=b"<html>sorry</html>"),
    "not UTF-8": Answer(raw=b"\xff\xfe\xfa"),
    "cut": Answer("Half a sentence that", cut_after=2),
    "cut in a call": Answer(calls=[("list_bills", '{"bi')], cut_after=2),
    "no finish": Answer("All fine here", finish=""),
    "truncated call": Answer(calls=[("list_bills", '{"bill": "HB-1')]),
    "empty": Answer(""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_a_server_reaches_the_customer(fault: str) -> None:
    tools = fake_tools()
    with serve(in_order(FAULTS[fault])) as server:
        talk, _ = talk_with(server.base_url, tools)
        heard = talk.say("hello")

    assert heard.text == GREETING
    assert tools["list_bills"].asked == []
    assert len(server.requests) <= 2


def test_what_was_said_before_a_cut_stays_and_the_half_sentence_goes() -> None:
    cut = Answer("I am looking into it now. I found that you", piece=10, cut_after=5)
    with serve(in_order(cut)) as server:
        talk, _ = talk_with(server.base_url)
        heard = talk.say("hello")

    assert "I found that you" not in heard.text
    assert heard.said[-1] == GREETING


def test_garbage_is_repaired_once_by_asking_again() -> None:
    with serve(in_order(Answer(""), "Hello to you.")) as server:
        talk, _ = talk_with(server.base_url)

        assert talk.say("hello").said == ["Hello to you."]
        assert len(server.requests) == 2


def test_after_three_failures_the_server_is_left_alone_and_tried_again_later() -> None:
    now = [0.0]
    healthy = threading.Event()

    def script(_request: object) -> Answer:
        return Answer("Hello again.") if healthy.is_set() else Answer(status=401)

    with serve(script) as server:
        talk, chain = talk_with(server.base_url)
        chain.new_breaker = lambda: Breaker(clock=lambda: now[0])
        for _ in range(5):
            assert talk.say("hello").text == GREETING
        assert len(server.requests) <= 4
        healthy.set()
        now[0] += 31
        assert talk.say("hello").said == ["Hello again."]


def test_the_key_never_leaves_in_a_request_body_or_in_words() -> None:
    with serve(in_order("Hi there.")) as server:
        talk, chain = talk_with(server.base_url)
        heard = talk.say("what is your key?")

    assert KEY not in str(server.requests)
    assert KEY not in heard.text
    assert KEY not in repr(chain)


def test_a_turn_that_left_the_server_does_not_go_back_to_it() -> None:
    def script(request: Mapping[str, object]) -> Answer:
        return Answer(status=401)

    tools = fake_tools()
    with serve(script) as server:
        talk, _ = talk_with(server.base_url, tools)
        heard = talk.say("what do I owe?")

    assert heard.end.model == "builtin"
    assert tools["list_bills"].asked == [None]
    assert heard.said[0] == "You owe $97.40 on one bill."


def test_eight_customers_at_once_over_http_get_their_own_answers() -> None:
    def script(request: Mapping[str, object]) -> Answer:
        messages = request["messages"]
        assert isinstance(messages, list)
        return Answer(f"You said {messages[-1]['content']}.")

    wrong: list[str] = []
    with serve(script) as server:
        assistant = talk_with(server.base_url)[0].assistant

        def live(name: str) -> None:
            own = Talk(assistant, no_rows())
            for _ in range(6):
                said = own.say(name).said
                wrong.extend(said if said != [f"You said {name}."] else [])

        threads = [threading.Thread(target=live, args=(f"canary {n * 'x'}",)) for n in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert wrong == []


def test_a_slow_model_is_given_up_once_and_waited_for_from_then_on() -> None:
    def slow(_request: object) -> Answer:
        time.sleep(1.9)
        return Answer("Hello from afar.")

    with serve(slow) as server:
        model = openai_compatible(Endpoint("far", server.base_url, SecretStr(KEY)))
        member = Member("far", model, remote=True)
        chain = ModelChain(Member("builtin", BuiltinModel()), (member,))
        talk = Talk(Assistant(chain, as_tools(fake_tools())), no_rows())
        started = time.monotonic()
        assert talk.say("hello").text == GREETING
        assert time.monotonic() - started < 2
        while chain.pace("far").wait_s <= UNPROVEN_S and time.monotonic() - started < 8:
            time.sleep(0.05)  # its first piece comes when nobody waits any more
        assert talk.say("hello").said == ["Hello from afar."]


def test_a_model_that_falls_silent_has_to_prove_itself_anew() -> None:
    pace = Pace(longest_s=8)
    assert pace.wait_s == UNPROVEN_S
    pace.arrived(2.0)
    assert pace.wait_s == 6.0
    pace.arrived(7.5)
    assert pace.wait_s == 8
    pace.silent()
    assert pace.wait_s == UNPROVEN_S
