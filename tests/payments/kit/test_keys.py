"""Idempotency keys: kept as long as declared, and not a moment relied upon after that."""

from datetime import timedelta

import pytest

from billing.capabilities import Doubt, Lookup, resolve_doubt
from billing.errors import OutcomeUnknown
from billing.payments import PaymentState
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import found, require, require_keys


def test_a_charge_is_found_after_the_provider_forgot_the_key(rig: Rig) -> None:
    request, provider = rig.request("timeout_after_charge"), rig.connect()
    with pytest.raises(OutcomeUnknown):
        provider.charge(request)

    rig.forget_keys()

    report = found(rig, provider, request)
    assert report is not None
    assert report.state is PaymentState.SUCCEEDED
    assert rig.charged() == 1


def test_within_the_declared_window_the_key_still_holds(rig: Rig) -> None:
    request, provider = rig.request("timeout_after_charge"), rig.connect()
    window = provider.capabilities.key_window
    require_keys(provider.capabilities)
    with pytest.raises(OutcomeUnknown):
        provider.charge(request)

    rig.advance(seconds=int(window.total_seconds()) - 1)

    assert provider.charge(request).state is PaymentState.SUCCEEDED
    assert rig.charged() == 1


def test_after_the_window_a_doubt_is_looked_up_and_never_sent_again(rig: Rig) -> None:
    request, provider = rig.request("timeout_before_charge"), rig.connect()
    can = provider.capabilities
    require(can.lookup is not Lookup.NONE, "no lookup")
    with pytest.raises(OutcomeUnknown):
        provider.charge(request)

    rig.advance(days=2)

    since = rig.now() - timedelta(days=2, minutes=1)
    report = provider.look_up(reference=request.key, provider_ref=None, since=since)
    assert report is None
    proves_nothing = can.lookup is Lookup.PRESENCE
    verdict = resolve_doubt(can, found=False, age=timedelta(days=2))
    assert verdict is (Doubt.HOLD if proves_nothing else Doubt.FAIL)
