"""What the sandbox heard from adapters, and how that breaks the providers' own descriptions."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.payments import test_paypal_requests as paypal
from tests.payments import test_square_shapes as square

OF_TESTS = "python-httpx"
"""What tests themselves send, as whoever clicks on a page; adapters do not name it."""

SHORT = ("'c-nora' is too short", "'method' is too short")
"""The kit's own ids, the same at every provider: PayPal's have seven characters and more."""


@dataclass
class Heard:
    """Reads the record of `recorded_sandbox` on from where it was read to."""

    record: Path
    read_to: int = 0

    def rest(self, provider: str) -> list[dict[str, Any]]:
        """What an adapter has sent to this provider since the last look."""
        with self.record.open("rb") as file:
            file.seek(self.read_to)
            lines = file.read()
        self.read_to += len(lines)
        heard = [json.loads(line) for line in lines.splitlines()]
        return [
            each
            for each in heard
            if each["path"].startswith(f"/{provider}/v")
            and not str(each["headers"]["user-agent"]).startswith(OF_TESTS)
        ]


def described(provider: str) -> bool:
    """Whether the provider's official description is at hand."""
    if provider == "paypal":
        return bool(paypal.described())
    return provider == "square" and square.described() is not None


def faults(provider: str, heard: list[dict[str, Any]]) -> list[str]:
    """What of these requests breaks the description, or is not in it."""
    found: list[str] = []
    for one in heard:
        path, body = one["path"].removeprefix(f"/{provider}"), one["body"].encode("latin-1")
        if provider == "paypal":
            key = one["headers"]["paypal-request-id"]
            sent = paypal.Sent(one["method"], path, one["query"], body, key)
            found += [each for each in paypal.complaints(sent) if not each.endswith(SHORT)]
        elif fault := square.complaint(square.Sent(one["method"], path, one["query"], body)):
            found.append(fault)
    return found
