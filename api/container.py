"""Everything a running server holds, made by `bootstrap.py` and handed to `create_app`."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry

from api.answers import Answers
from api.demo_portal import DemoPortal
from api.limits import Limits
from api.live import Live
from api.portal_sign_in import PortalSignIn
from api.providers import ConnectedProviders
from api.session import Tokens
from api.settings import Settings
from api.webhook_intake import WebhookIntake
from billing.duties import Duty
from billing.ports import Ports
from billing.words import Formats

if TYPE_CHECKING:
    from api.turns import Turns
    from api.uploading import Uploading


TURNS_AT_ONCE: Final = 32
"""Threads for turns, which may wait long: of their own, so that chat holds up no payment."""


def _nothing() -> None:
    """For a container whose parts are all there."""


@dataclass(slots=True)
class Container:
    """The parts. What needs heavy imports is a function that waits for them."""

    settings: Settings
    ports: Ports
    formats: Formats
    tokens: Tokens
    limits: Limits
    providers: ConnectedProviders
    turns: Callable[[], "Turns"]
    answers: Answers
    live: Live
    handle: Callable[[Ports, Duty], None]
    sign_in: PortalSignIn
    uploading: Callable[[], "Uploading"]
    intake: WebhookIntake
    picture: Callable[[bytes, int], bytes]
    demo: DemoPortal | None = None
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)
    warm_up: Callable[[], None] = _nothing
    ready: threading.Event = field(default_factory=threading.Event)
    closers: list[Callable[[], None]] = field(default_factory=list)
    turn_threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(TURNS_AT_ONCE, "turn")
    )

    def close(self) -> None:
        """Let running turns end, then close every part, last made first."""
        self.turn_threads.shutdown()
        while self.closers:
            self.closers.pop()()
