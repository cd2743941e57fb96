"""A company that takes checks and wires says so, and says what the assistant can do about them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from billing.connections import Connection, Mode
from billing.ids import ConnectionId
from billing.ports import PaymentProvider
from billing.stores.store import SqlStore
from billing.use_cases.payment_options import payment_options
from billing.words import LANGUAGES
from payments.manual import Adapter
from tests.billing.use_cases.hand_till import HandTill, open_hand_till
from tests.billing.use_cases.till import WORKER
from tests.builders import HARBOR, february
from tests.fakes import FakeClock
from tests.fakes_provider import OneProvider
from tests.tools.conftest import TOOLS
from tests.tools.worlds import context
from tools._tool import ToolFailed, ToolResult

IBAN = "DE02120300000000202051"


class Both(OneProvider):
    """The scripted provider, and payments by hand beside it."""

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentProvider:
        if connection.provider == "manual":
            return Adapter.connect(connection, credentials)
        return super().connect(connection, credentials)


def till_with_manual(store: SqlStore, clock: FakeClock, *, alone: bool) -> HandTill:
    till = open_hand_till(store, clock, february())
    manual = Connection(ConnectionId("a-manual"), HARBOR, "manual", Mode.LIVE, "endpoint-manual")
    with till.store.write(WORKER) as tx:
        tx.connections.put(manual, {"mode": "live"})
        if alone:
            for each in tx.connections.list():
                if each.provider != "manual":
                    tx.connections.disable(each.id, clock.now())
    till.ports = replace(till.ports, providers=Both(till.provider))
    return till


def ask(till: HandTill, name: str = "payment_options", **said: Any) -> ToolResult:
    language, ibans = said.pop("language", "en"), said.pop("ibans", ())
    tool = TOOLS[name]
    here = context(till.ports, language=language, ibans=ibans)
    return tool.run(here, tool.Arguments.model_validate(said))


def test_alone_it_says_what_it_can_do_and_promises_no_charge(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = till_with_manual(sqlite_store, clock, alone=True)
    for way in (None, "check", "card"):
        said = ask(till, way=way).closing
        assert said is not None
        assert "not paid here in the chat" in said
        assert "takes checks, wire transfers and cash" in said
        assert "Yes" not in said
    assert ask(till, about="payment_link").closing == "I can't send payment links here."
    with pytest.raises(ToolFailed, match="takes checks"):
        ask(till, "pay_bill", bills=["HB-100"])


def test_where_wires_go_is_told_when_it_is_known(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = till_with_manual(sqlite_store, clock, alone=True)
    said = ask(till, way="wire", ibans=(IBAN,)).closing
    assert said is not None
    assert IBAN in said
    assert "Harbor Power & Water Inc" in said


def test_beside_a_provider_that_charges_it_is_said_too_and_never_chosen(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = till_with_manual(sqlite_store, clock, alone=False)
    can = payment_options(till.ports, till.who)
    assert (can.by_hand, can.connected, "card" in can.methods) == (True, True, True)
    said = ask(till, way="check").closing
    assert said is not None
    assert "takes checks" in said
    assert not said.startswith("No")


def test_without_such_a_connection_no_check_is_promised(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_hand_till(sqlite_store, clock)
    assert not payment_options(till.ports, till.who).by_hand
    said = ask(till, way="check").closing
    assert said is not None
    assert said.startswith("No")


def test_it_is_said_in_every_language(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = till_with_manual(sqlite_store, clock, alone=True)
    said = {ask(till, way="check", language=each).closing for each in LANGUAGES}
    assert len(said) == len(LANGUAGES)
