"""Whatever the kit has an adapter send is held against the provider's own description.

The fixture `rig` does it after every story; these show that it does, and would see a wrong one.
"""

import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.payments.heard import Heard, described, faults
from tests.payments.kit.rig import Rig

DESCRIBED = ("paypal", "square")
WRONG = {
    "paypal": "/paypal/v3/vault/payment-tokens?customer_id=customer-nora&pagesize=5",
    "square": "/square/v2/payments?reference_id=r",
}


@pytest.mark.parametrize("provider", DESCRIBED)
def test_what_an_adapter_sends_is_heard_and_as_described(
    new_rig: Callable[[str], Rig], heard: Heard, provider: str
) -> None:
    rig = new_rig(provider)
    heard.rest(provider)
    rig.connect().charge(rig.request())

    sent = heard.rest(provider)
    assert [each["method"] for each in sent if each["body"]][-1:] == ["POST"]
    if not described(provider):
        pytest.skip(f"providers: not run (no official description of {provider})")
    assert faults(provider, sent) == []


@pytest.mark.parametrize("provider", DESCRIBED)
def test_a_misspelt_name_in_what_is_sent_would_be_seen(
    new_rig: Callable[[str], Rig], heard: Heard, provider: str
) -> None:
    rig = new_rig(provider)
    heard.rest(provider)
    address = urlsplit(rig.sandbox.url)
    line = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    line.request("GET", WRONG[provider])
    line.getresponse().read()
    line.close()

    sent = heard.rest(provider)
    assert len(sent) == 1
    if not described(provider):
        pytest.skip(f"providers: not run (no official description of {provider})")
    assert len(faults(provider, sent)) == 1
