"""Reading one streamed reply under a deadline."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable

from agent.models._accept import Collector, ModelFault, ModelSilent, ModelUnreachable, accept
from agent.turn import Deadline, Listener

Bound = Runnable[LanguageModelInput, Any]
_END: Final = object()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a remote model, in seconds: for the first piece, and between pieces."""

    first_piece_s: float = 8
    next_piece_s: float = 10


def _unnoticed(_after_s: float) -> None:
    """Nobody keeps the time."""


def read_here(bound: Bound, messages: Sequence[BaseMessage], listener: Listener) -> AIMessage:
    """Read a reply on this thread: for models inside this process, which cannot hang."""
    return _collect(bound.stream(list(messages)), listener)


def read_apart(
    bound: Bound,
    messages: Sequence[BaseMessage],
    listener: Listener,
    deadline: Deadline,
    patience: Patience,
    arrived: Callable[[float], None] = _unnoticed,
) -> AIMessage:
    """Read a reply on a thread of its own; raises `ModelUnreachable` when it takes too long.

    A thread that is given up ends by itself at its next piece or at the client's read time-out and
    is never joined. `arrived` is told after how many seconds the first piece came, also then.
    """
    pieces = _Pieces(queue.SimpleQueue(), threading.Event(), arrived)
    reader = threading.Thread(target=_pump, args=(bound, list(messages), pieces), daemon=True)
    reader.start()
    try:
        return _collect(_arriving(pieces.come, deadline, patience), listener)
    finally:
        pieces.given_up.set()


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What a reading thread hands over, and whether anybody still listens."""

    come: "queue.SimpleQueue[object]"
    given_up: threading.Event
    arrived: Callable[[float], None]


def _collect(pieces: Iterator[BaseMessage], listener: Listener) -> AIMessage:
    collected = Collector()
    for piece in pieces:
        prose = collected.add(piece)
        if prose:
            listener.text(prose)
    return accept(collected)


def _pump(bound: Bound, messages: list[BaseMessage], pieces: _Pieces) -> None:
    started, first = time.monotonic(), True
    try:
        for piece in bound.stream(messages):
            if first:
                pieces.arrived(time.monotonic() - started)
                first = False
            if pieces.given_up.is_set():
                return
            pieces.come.put(piece)
        pieces.come.put(_END)
    except BaseException as fault:
        pieces.come.put(fault)


def _arriving(
    pieces: "queue.SimpleQueue[object]", deadline: Deadline, patience: Patience
) -> Iterator[BaseMessage]:
    wait_s = patience.first_piece_s
    while True:
        try:
            piece = pieces.get(timeout=min(wait_s, deadline.left))
        except queue.Empty:
            raise ModelSilent("the model keeps silent") from None
        if piece is _END:
            return
        if isinstance(piece, ModelFault):
            raise piece
        if not isinstance(piece, BaseMessage):
            raise ModelUnreachable(type(piece).__name__)
        yield piece
        wait_s = patience.next_piece_s
