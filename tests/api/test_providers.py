"""Connections made usable: at the sandbox where there is one, kept, and not for ever."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.providers import KEPT, ConnectedProviders
from billing.capabilities import Reach
from billing.connections import Connection, Mode
from billing.errors import CredentialsRefused, InvalidRequest, ProviderUnavailable
from billing.ids import ConnectionId, TenantId
from billing.money import Money
from billing.payments import ChargeRequest, Payment
from payments._protocol import BadCredentials
from payments.paypal import Adapter
from tests.builders import payment
from tests.payments.paypal_words import CREDENTIALS
from tests.payments.rig import Recital, reciting
from tests.payments.stripe_words import INTENT

SECRETS = {"secret_key": "sk_test_providers", "webhook_secret": "whsec_providers"}
CONNECTION = Connection(ConnectionId("con-1"), TenantId("harbor"), "stripe", Mode.TEST, "token")
REQUEST = ChargeRequest("pay-key-1", Money(9740, "USD"), "c-nora", "pm-1", "Bill HB-100", "card")


def at(url: str | None, *, everything: bool = False) -> ConnectedProviders:
    return ConnectedProviders(lambda: url, everything)


@pytest.mark.parametrize(
    ("everything", "credentials"), [(True, SECRETS), (False, SECRETS | {"sandbox": "yes"})]
)
def test_a_connection_made_for_the_sandbox_talks_to_it_and_to_nobody_else(
    everything: bool, credentials: dict[str, str]
) -> None:
    with reciting() as sandbox:
        sandbox.say(402, {"error": {"type": "card_error", "code": "card_declined"}})
        at(sandbox.url, everything=everything).connect(CONNECTION, credentials).charge(REQUEST)
        assert called(sandbox) == ["/stripe/v1/payment_intents"]


def test_in_a_demo_every_test_connection_is_at_the_sandbox_and_a_live_one_nowhere() -> None:
    live = replace(CONNECTION, id=ConnectionId("con-live"), mode=Mode.LIVE)
    with reciting() as sandbox:
        demo = ConnectedProviders(lambda: sandbox.url, everything_at_sandbox=False, demo=True)
        sandbox.say(402, {"error": {"type": "card_error", "code": "card_declined"}})
        demo.connect(CONNECTION, SECRETS).charge(REQUEST)
        with pytest.raises(BadCredentials):
            demo.connect(live, SECRETS | {"secret_key": "sk_live_providers"})
        assert called(sandbox) == ["/stripe/v1/payment_intents"]


def called(server: Recital) -> list[str]:
    return [path for _, path, _, _ in server.heard]


@pytest.mark.parametrize("mode", list(Mode))
def test_one_that_only_records_needs_no_sandbox_whatever_its_mode(mode: Mode) -> None:
    by_hand = replace(CONNECTION, provider="manual", mode=mode)
    demo = ConnectedProviders(lambda: None, everything_at_sandbox=True, demo=True)
    demo.check(by_hand, {"mode": str(mode)})
    assert demo.connect(by_hand, {"mode": str(mode)}).capabilities.reach is Reach.RECORD_ONLY


def test_a_connection_to_a_sandbox_that_does_not_run_is_unavailable() -> None:
    for providers, secrets in (
        (at(None), SECRETS | {"sandbox": "yes"}),
        (at(None, everything=True), SECRETS),
    ):
        with pytest.raises(ProviderUnavailable):
            providers.connect(CONNECTION, secrets)


def test_a_real_connection_is_not_sent_to_the_sandbox() -> None:
    with reciting() as sandbox:
        at(sandbox.url).connect(CONNECTION, SECRETS)
        assert httpx.get(sandbox.url).status_code == 200  # it runs, and is not asked
        assert called(sandbox) == ["/"]


def test_live_credentials_are_never_pointed_at_the_sandbox() -> None:
    live = replace(CONNECTION, id=ConnectionId("con-live"), mode=Mode.LIVE)
    with pytest.raises(BadCredentials):
        at("http://127.0.0.1:9", everything=True).connect(live, SECRETS)


def test_an_adapter_is_kept_until_its_connection_changes() -> None:
    providers = at(None)
    first = providers.connect(CONNECTION, SECRETS)
    assert providers.connect(CONNECTION, SECRETS) is first
    assert providers.connect(replace(CONNECTION, version=2), SECRETS) is not first
    other = replace(CONNECTION, tenant_id=TenantId("skylink"))
    assert providers.connect(other, SECRETS) is not first
    providers.forget()
    assert providers.connect(CONNECTION, SECRETS) is not first


def test_only_so_many_are_kept() -> None:
    providers = at(None)
    first = providers.connect(CONNECTION, SECRETS)
    for number in range(KEPT - 1):
        providers.connect(replace(CONNECTION, id=ConnectionId(f"c-{number}")), SECRETS)
    assert providers.connect(CONNECTION, SECRETS) is first  # and it was used last
    providers.connect(replace(CONNECTION, id=ConnectionId("c-new")), SECRETS)
    assert providers.connect(CONNECTION, SECRETS) is first
    for number in range(KEPT):
        providers.connect(replace(CONNECTION, id=ConnectionId(f"d-{number}")), SECRETS)
    assert providers.connect(CONNECTION, SECRETS) is not first


def test_what_is_set_up_wrongly_says_so() -> None:
    with pytest.raises(BadCredentials, match="secret_key"):
        at(None).connect(CONNECTION, {"webhook_secret": "whsec_x"})
    with pytest.raises(InvalidRequest, match="stripe"):
        at(None).connect(replace(CONNECTION, provider="nobody"), SECRETS)


KEY = str(INTENT["metadata"]["reference"])
PAID = replace(payment("pay-1"), key=KEY, provider_ref="pi_1", submitted_at=datetime.now(UTC))
ABSENT = {"type": "invalid_request_error", "code": "resource_missing", "message": "No such intent"}


def rotating(knows: Payment, status: int, answer: object) -> None:
    """Check new credentials: Stripe lists its intents, then answers about the one we know."""
    with reciting() as stripe:
        stripe.script.append(json.dumps({"object": "list", "data": [], "has_more": False}).encode())
        stripe.statuses.append(200)
        stripe.say(status, answer)
        at(stripe.url, everything=True).check(CONNECTION, SECRETS, knows=knows)


@pytest.mark.parametrize("key", [KEY, f"late-{KEY}"])
def test_keys_of_the_account_that_took_our_payment_are_accepted(key: str) -> None:
    rotating(replace(PAID, key=key), 200, INTENT)


def test_keys_of_an_account_that_has_not_our_payment_are_refused() -> None:
    with pytest.raises(CredentialsRefused, match="another account"):
        rotating(PAID, 404, {"error": ABSENT})


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, {}), (404, ABSENT | {"code": "odd"}), (500, ABSENT), (404, ABSENT | {"type": None})],
)
def test_any_other_answer_only_means_that_we_do_not_know(
    status: int, error: dict[str, str | None]
) -> None:
    with pytest.raises(ProviderUnavailable):
        rotating(PAID, status, {"error": error})


def test_a_look_up_that_pays_takes_it_for_no_answer() -> None:
    """Not for an absence: whoever has the wrong keys must not charge once more."""
    with reciting() as stripe:
        stripe.say(404, {"error": ABSENT})
        made = at(stripe.url, everything=True).connect(CONNECTION, SECRETS)
        with pytest.raises(ProviderUnavailable):
            made.look_up(reference=KEY, provider_ref="pi_1", since=datetime.now(UTC))


def test_what_an_adapter_proves_of_public_keys_is_kept_in_a_folder_of_its_provider(
    tmp_path: Path,
) -> None:
    mine = replace(CONNECTION, provider="paypal")
    providers = ConnectedProviders(lambda: None, False, remembered_in=tmp_path)
    made = providers.connect(mine, CREDENTIALS)
    assert isinstance(made, Adapter)
    assert made._certificates._shelf is not None
    assert made._certificates._shelf.folder.parent == tmp_path / "paypal"
