"""Payments by hand: what the connection needs, and that the kit would catch one that does more."""

from collections.abc import Callable
from typing import ClassVar

import pytest

from billing.capabilities import Capabilities, Reach
from billing.connections import Mode
from billing.money import Money
from billing.payments import ChargeRequest, PaymentReport, PaymentState
from payments._protocol import BadCredentials, PaymentAdapter
from payments._registry import adapter
from payments.manual import Adapter
from tests.payments.kit import test_record_only as kit
from tests.payments.kit.rig import Rig as AnyRig
from tests.payments.kit.rig_manual import Rig
from tests.payments.rig import Sandbox, connection


def test_it_is_a_column_of_its_own_that_records_only() -> None:
    assert adapter("manual") is Adapter
    assert Adapter.capabilities.reach is Reach.RECORD_ONLY


@pytest.mark.parametrize(
    ("env", "credentials"),
    [({}, None), ({"MANUAL_PAYMENTS": " "}, None), ({"MANUAL_PAYMENTS": "live"}, {"mode": "live"})],
)
def test_the_environment_switches_it_on(
    env: dict[str, str], credentials: dict[str, str] | None
) -> None:
    assert Adapter.from_env(env) == credentials


@pytest.mark.parametrize(("said", "mode"), [("live", Mode.LIVE), ("test", Mode.TEST)])
def test_the_mode_is_the_connections(said: str, mode: Mode) -> None:
    assert Adapter.mode_of({"mode": said}) is mode
    assert isinstance(Adapter.connect(connection("manual", mode), {"mode": said}), Adapter)
    other = Mode.TEST if mode is Mode.LIVE else Mode.LIVE
    with pytest.raises(BadCredentials):
        Adapter.connect(connection("manual", other), {"mode": said})
    assert Adapter.mode_of({}) is Mode.LIVE


def test_a_live_connection_has_no_other_address() -> None:
    live = connection("manual", Mode.LIVE)
    with pytest.raises(BadCredentials):
        Adapter.connect(live, {"mode": "live"}, base_url="http://127.0.0.1:1")


class Charges(Adapter):
    """Wrong: it says that it took money."""

    def charge(self, request: ChargeRequest) -> PaymentReport:
        return PaymentReport(request.key, "x", PaymentState.SUCCEEDED, Money(1, "USD"))


class Promises(Adapter):
    """Wrong: it declares refunds of methods it does not have."""

    capabilities: Capabilities = adapter("stripe").capabilities


@pytest.mark.parametrize(
    ("spoiled", "act"),
    [
        (Charges, lambda rig: kit.test_every_verb_is_refused_in_words(rig, "charge")),
        (Promises, kit.test_nothing_more_is_declared_than_to_record),
    ],
)
def test_the_kit_bites(
    sandbox: Sandbox, spoiled: type[Adapter], act: Callable[[AnyRig], None]
) -> None:
    class Spoiled(Rig):
        adapter: ClassVar[type[Adapter]] = spoiled

    rig = Spoiled(sandbox, "nobody")
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        act(rig)  # type: ignore[arg-type]  # a rig that only connects


def test_the_type_checker_takes_it_for_an_adapter() -> None:
    made: PaymentAdapter = Adapter.connect(connection("manual"), {"mode": "test"})
    made.check_credentials()
