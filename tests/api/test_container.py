"""The container closes what it holds: running turns first, then its parts, last made first."""

import threading
import time

from api.container import TURNS_AT_ONCE, Container
from tests.house import House


def test_parts_close_last_made_first_and_once(house: House) -> None:
    container, closed = house.container, list[str]()
    container.closers += [lambda: closed.append("first"), lambda: closed.append("last")]
    container.close()
    container.close()
    assert closed == ["last", "first"]


def test_a_running_turn_ends_before_the_store_closes(house: House) -> None:
    container, story = house.container, list[str]()
    container.closers.append(lambda: story.append("closed"))
    began = threading.Event()

    def turn() -> None:
        began.set()
        time.sleep(0.1)
        story.append("turn")

    container.turn_threads.submit(turn)
    began.wait(5)
    container.close()
    assert story == ["turn", "closed"]


def test_many_turns_run_at_once(house: House) -> None:
    """As many as there are threads must not wait for each other, however few the cores."""
    together = threading.Barrier(TURNS_AT_ONCE, timeout=10)
    waiting = [house.container.turn_threads.submit(together.wait) for _ in range(TURNS_AT_ONCE)]
    assert sorted(each.result(10) for each in waiting) == list(range(TURNS_AT_ONCE))


def test_a_container_is_ready_once_it_is_warm(house: House) -> None:
    container: Container = house.container
    assert container.ready.is_set()
    assert container.turns() is container.turns()
