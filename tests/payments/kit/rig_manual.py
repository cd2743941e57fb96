"""The rig of payments by hand: there is no provider, so there is nothing to plant and to fault."""

from dataclasses import dataclass, field
from typing import ClassVar

from payments._protocol import Timeouts
from payments.manual import Adapter
from tests.payments.rig import QUICK, Sandbox, connection


@dataclass
class Rig:
    """What a provider that only records needs of `tests.payments.kit.rig.Rig`."""

    provider: ClassVar[str] = "manual"
    adapter: ClassVar[type[Adapter]] = Adapter

    sandbox: Sandbox
    id: str
    timeouts: Timeouts = QUICK
    credentials: dict[str, str] = field(default_factory=lambda: {"mode": "test"})

    def connect(self, base_url: str | None = None, **changes: str) -> Adapter:
        return self.adapter.connect(
            connection("manual"),
            {**self.credentials, **changes},
            base_url=base_url,
            timeouts=self.timeouts,
        )

    def wrong_credentials(self) -> dict[str, str]:
        return {"mode": "nobodyknowsme"}
