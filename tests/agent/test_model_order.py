"""Several language models: their order, a company's own choice, and what a turn cost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pydantic import SecretStr

from agent.loop import Assistant
from agent.models._chain import Member, ModelChain
from agent.models._stream import Patience
from agent.models.builtin.model import BuiltinModel
from agent.models.openai_compatible import Endpoint, openai_compatible
from tests.agent.fakes import as_tools, fake_tools, no_rows
from tests.agent.openai_server import Answer, Server, in_order, serve
from tests.agent.talks import Talk
from tests.builders import POLICY

GREETING = "Hello, how can I help with your bills?"


def member(name: str, server: Server) -> Member:
    made = openai_compatible(Endpoint(name, server.base_url, SecretStr("k")))
    return Member(f"openai:{name}", made, remote=True)


@contextmanager
def two(first: Answer | str, second: Answer | str) -> Iterator[tuple[Talk, Server, Server]]:
    """A talk over two servers, asked in this order; each answers the same again and again."""
    with serve(lambda _: as_answer(first)) as one, serve(lambda _: as_answer(second)) as other:
        chain = ModelChain(
            Member("builtin", BuiltinModel()),
            (member("first", one), member("second", other)),
            make=lambda name: member(name.removeprefix("openai:"), other),
            patience=Patience(first_piece_s=2, next_piece_s=1),
            sleep=lambda _: None,
        )
        yield Talk(Assistant(chain, as_tools(fake_tools())), no_rows()), one, other


def as_answer(given: Answer | str) -> Answer:
    return Answer(given) if isinstance(given, str) else given


def test_the_second_model_answers_where_the_first_refuses() -> None:
    with two(Answer(status=401), "Hello from the second.") as (talk, one, _):
        heard = talk.say("hello")
        assert (heard.said, heard.end.model) == (["Hello from the second."], "openai:second")
        assert len(one.requests) >= 1


def test_the_first_is_enough_where_it_answers() -> None:
    with two("Hello from the first.", "Hello from the second.") as (talk, _, other):
        assert talk.say("hello").end.model == "openai:first"
        assert other.requests == []


def test_the_builtin_model_answers_where_both_refuse() -> None:
    with two(Answer(status=500), Answer(status=500)) as (talk, *_):
        heard = talk.say("hello")
        assert (heard.said, heard.end.model) == ([GREETING], "builtin")


def test_after_a_silent_first_model_nobody_waits_for_a_second_one() -> None:
    silent = Answer("Too late.", pause_s=5)
    with two(silent, "Hello from the second.") as (talk, _, other):
        began = time.monotonic()
        heard = talk.say("hello")
        assert heard.end.model == "builtin"
        assert time.monotonic() - began < 4
        assert other.requests == []


@pytest.mark.parametrize(
    ("names", "answers"),
    [
        (("openai:second",), "openai:second"),
        (("builtin",), "builtin"),
        (("openai:their-own",), "openai:their-own"),
        ((), "openai:first"),
    ],
)
def test_a_company_may_choose_its_own_models(names: tuple[str, ...], answers: str) -> None:
    with two("Hello there.", "Hello there.") as (talk, one, other):
        talk.policy = replace(POLICY, assistant_models=names)
        assert talk.say("hello").end.model == answers
        if names == ("builtin",):
            assert one.requests + other.requests == []


def test_a_model_that_failed_for_one_company_rests_for_all() -> None:
    with two(Answer(status=401), "Hello there.") as (talk, one, _):
        for _ in range(6):
            talk.say("hello")
        assert len(one.requests) <= 4


def test_scripted_replies_keep_their_order() -> None:
    with serve(in_order("One.", "Two.")) as server:
        chain = ModelChain(Member("builtin", BuiltinModel()), (member("m", server),))
        talk = Talk(Assistant(chain, as_tools(fake_tools())), no_rows())
        assert [talk.say("hello").said, talk.say("hello").said] == [["One."], ["Two."]]
