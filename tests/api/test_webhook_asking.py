"""The threads that ask providers: few, shared fairly, and nobody waits for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from api.webhook_asking import LINE, LINE_OF_ONE, OF_ONE, THREADS, Asking, Question, Whose
from billing.errors import ProviderUnavailable
from billing.ids import ConnectionId, TenantId
from tests.payments.rig import wait_for


def connection(number: int) -> Whose:
    return TenantId("harbor"), ConnectionId(f"con-{number}")


@dataclass
class Provider:
    """What a provider was asked, and who was sent away; it answers once it is opened."""

    opened: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    sent_away: list[str] = field(default_factory=list)

    def question(self, name: str, seconds: float = 60) -> Question:
        def ask() -> None:
            self.asked.append(name)
            assert self.opened.wait(10)
            self.answered.append(name)

        def refuse(problem: Exception) -> None:
            assert isinstance(problem, ProviderUnavailable)
            self.sent_away.append(name)

        return Question(ask, refuse, time.monotonic() + seconds)

    def open(self) -> "Provider":
        self.opened.set()
        return self


@pytest.fixture
def stuck() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.opened.set()


@pytest.fixture
def asking(stuck: Provider) -> Iterator[Asking]:
    made = Asking()
    yield made
    stuck.opened.set()
    made.close()


def threads() -> int:
    return sum(each.name.startswith("webhook-asking") for each in threading.enumerate())


def fill(asking: Asking, number: int, question: Callable[[], Question], times: int) -> None:
    for _ in range(times):
        asking.put(connection(number), question())


def test_one_connection_holds_few_threads_and_a_bounded_line(
    asking: Asking, stuck: Provider
) -> None:
    fill(asking, 1, lambda: stuck.question("a"), OF_ONE)
    wait_for(lambda: len(stuck.asked) == OF_ONE)
    fill(asking, 1, lambda: stuck.question("a"), LINE_OF_ONE)
    with pytest.raises(ProviderUnavailable):
        asking.put(connection(1), stuck.question("too many"))
    other = Provider().open()
    asking.put(connection(2), other.question("b"))
    wait_for(lambda: other.answered == ["b"])
    assert len(stuck.asked) == OF_ONE

    stuck.open()
    wait_for(lambda: len(stuck.answered) == OF_ONE + LINE_OF_ONE)
    assert stuck.sent_away == []


def test_the_threads_and_all_lines_together_are_bounded(asking: Asking, stuck: Provider) -> None:
    before = threads()
    room = THREADS + LINE
    number = 0
    for number in range(room * 2):
        try:
            asking.put(connection(number // 20), stuck.question("a"))
        except ProviderUnavailable:
            break
    assert LINE <= number <= room
    assert threads() - before <= THREADS
    wait_for(lambda: len(stuck.asked) == THREADS)

    stuck.open()
    wait_for(lambda: len(stuck.answered) == number)


def test_each_connection_comes_in_its_turn(asking: Asking, stuck: Provider) -> None:
    for number in range(THREADS // OF_ONE):
        fill(asking, number, lambda: stuck.question("first"), OF_ONE)
    wait_for(lambda: len(stuck.asked) == THREADS)
    later = Provider().open()
    fill(asking, 100, lambda: later.question("many"), 20)
    fill(asking, 101, lambda: later.question("one"), 1)
    stuck.open()
    wait_for(lambda: len(later.answered) == 21)

    assert "one" in later.asked[: THREADS + 1]


def test_who_waited_too_long_is_sent_away_unasked(asking: Asking, stuck: Provider) -> None:
    fill(asking, 1, lambda: stuck.question("first"), OF_ONE)
    wait_for(lambda: len(stuck.asked) == OF_ONE)
    asking.put(connection(1), stuck.question("late", seconds=0.01))
    time.sleep(0.05)
    stuck.open()

    wait_for(lambda: stuck.sent_away == ["late"])
    assert "late" not in stuck.asked


def test_a_question_that_goes_wrong_ends_no_thread(asking: Asking) -> None:
    fine = Provider().open()

    def broken() -> None:
        raise KeyError("a bug")

    told: list[Exception] = []
    question = Question(broken, told.append, time.monotonic() + 60)
    for _ in range(2):
        asking.put(connection(1), question)
    wait_for(lambda: len(told) == 2)
    assert all(each.is_alive() for each in asking._threads)
    assert {type(each) for each in told} == {KeyError}
    asking.put(connection(2), fine.question("after"))
    wait_for(lambda: fine.answered == ["after"])


def test_the_end_sends_everybody_away_and_takes_nobody(asking: Asking, stuck: Provider) -> None:
    fill(asking, 1, lambda: stuck.question("a"), OF_ONE + 3)
    wait_for(lambda: len(stuck.asked) == OF_ONE)
    begun = time.monotonic()
    asking.close()

    assert time.monotonic() - begun < 2
    assert len(stuck.sent_away) == 3
    with pytest.raises(ProviderUnavailable):
        asking.put(connection(1), stuck.question("after the end"))
