"""Nora's wallet, for the tools about ways to pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from billing.principal import Principal
from billing.stores.store import SqlStore
from tests.billing.use_cases.page_till import THREAD, PageTill, open_page_till
from tests.builders import TODAY, february, method
from tests.fakes import FakeClock
from tests.tools.worlds import context
from tools._registry import load_tools
from tools._tool import Tool, ToolResult

TOOLS: Mapping[str, Tool] = load_tools()


@dataclass(slots=True)
class Wallet(PageTill):
    """A till that Nora speaks to through the tools."""

    def run(
        self, name: str, *, language: str = "en", who: Principal | None = None, **said: Any
    ) -> ToolResult:
        tool = TOOLS[name]
        here = context(self.till.ports, language=language, who=who, conversation_id=THREAD)
        return tool.run(here, tool.Arguments.model_validate(said))


@pytest.fixture
def wallet(sqlite_store: SqlStore, clock: FakeClock) -> Wallet:
    """Nora with a Visa, a bank account, and an expired Mastercard."""
    bank = method("pm-bank", type="bank_account", brand=None, last4="9876")
    old = method("pm-old", brand="mastercard", last4="3117", expires_before_on=TODAY)
    paged = open_page_till(sqlite_store, clock, february(), method(is_default=True), bank, old)
    return Wallet(paged.till, paged.provider)
