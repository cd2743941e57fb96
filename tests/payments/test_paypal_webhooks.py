"""PayPal's letters: only its own certificate, from its own address, over exactly these bytes."""

import base64
import string
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from billing.connections import Mode
from billing.errors import ForgedReport
from billing.repositories import About
from payments._paypal.certificates import (
    LIVE_HOST,
    TEST_HOST,
    common_roots,
)
from payments._paypal.events import Event, report_of
from payments.paypal import Adapter
from tests.payments.kit.rig_paypal import Rig
from tests.payments.paypal_letters import (
    BODY,
    FORGER,
    HOOK,
    NAME,
    NOW,
    PATH,
    PAYPAL,
    ROOT,
    Authority,
    Given,
    letter,
    served,
)
from tests.payments.paypal_words import CREDENTIALS, Json
from tests.payments.rig import QUICK, Recital, Sandbox, connection, wait_for


@pytest.fixture
def shop(sandbox: Sandbox) -> Rig:
    return Rig(sandbox, "paypal-letters")


# --- genuine -----------------------------------------------------------------------------------


def test_the_sandbox_signs_what_we_read(shop: Rig) -> None:
    provider = shop.connect()
    with shop.listening() as letters:
        report = provider.charge(shop.request())
        wait_for(lambda: len(letters) >= 2)

    read = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]

    assert {(each.reference, each.provider_ref) for each in read} == {
        (report.reference, report.provider_ref)
    }
    assert {each.kind for each in read} == {
        "PAYMENT.CAPTURE.COMPLETED",
        "CHECKOUT.ORDER.COMPLETED",
    }


def test_a_certificate_is_fetched_once_and_kept(recital: Recital) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))
    headers = letter(url=recital.url + PATH)

    for _ in range(5):
        provider.read_webhook(BODY, headers, NOW)

    ((method, path, sent, _),) = recital.heard
    assert (method, path) == ("GET", PATH)
    assert "authorization" not in sent


def test_each_of_several_webhooks_is_ours(recital: Recital) -> None:
    recital.say(200, ROOT.issue(NAME, PAYPAL).public_bytes(Encoding.PEM))
    both = CREDENTIALS | {"webhook_id": f"OLD1, {HOOK}"}
    provider = Adapter.connect(connection("paypal"), both, base_url=recital.url, timeouts=QUICK)

    for hook in ("OLD1", HOOK):
        headers = letter(url=recital.url + PATH, hook=hook)
        assert provider.read_webhook(BODY, headers, NOW).event_id == "WH-1"


# --- whose certificate -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/notifications/certs/CERT-1",
        "http://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.sandbox.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://api.sandbox.paypal.com@evil.example/v1/notifications/certs/CERT-1",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1/../../x",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1?x=http://evil.example",
        "https://api.sandbox.paypal.com/v1/notifications/certs/",
        "https://API.sandbox.paypal.com/v1/notifications/certs/CERT-1",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_strange_address_is_refused_and_never_fetched(recital: Recital, url: str) -> None:
    given = Given([ROOT.issue(NAME, PAYPAL)])
    with pytest.raises(ForgedReport):
        given.key(url, NOW)
    replaced = served(recital, ROOT.issue(NAME, PAYPAL))
    with pytest.raises(ForgedReport):
        replaced.read_webhook(BODY, letter(url=url), NOW)

    assert given.asked == []
    assert recital.heard == []


def test_where_another_address_replaces_paypals_paypals_own_is_strange(recital: Recital) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))

    with pytest.raises(ForgedReport):
        provider.read_webhook(BODY, letter(url=TEST_HOST + PATH), NOW)
    assert recital.heard == []


def test_a_certificate_of_a_common_root_for_paypals_name_is_taken() -> None:
    between = Authority(name="Between")
    chain = [between.issue(NAME, PAYPAL), ROOT.issue("Between", between.key, ca=True)]

    key = Given(chain).key(TEST_HOST + PATH, NOW)

    assert key.public_numbers() == PAYPAL.public_key().public_numbers()


def test_without_pinned_roots_the_common_list_decides() -> None:
    strange, known = (Given([ROOT.issue(NAME, PAYPAL)]) for _ in range(2))
    strange._roots, known._roots = None, [*common_roots(), ROOT.root]

    assert len(common_roots()) > 50
    with pytest.raises(ForgedReport):
        strange.key(TEST_HOST + PATH, NOW)
    assert known.key(TEST_HOST + PATH, NOW)


def test_the_two_modes_have_names_of_their_own() -> None:
    live = NAME.replace(".sandbox", "")

    assert Given([ROOT.issue(live, PAYPAL)], LIVE_HOST).key(LIVE_HOST + PATH, NOW)
    with pytest.raises(ForgedReport):
        Given([ROOT.issue(NAME, PAYPAL)], LIVE_HOST).key(LIVE_HOST + PATH, NOW)
    with pytest.raises(ForgedReport):
        Given([ROOT.issue(live, PAYPAL)]).key(TEST_HOST + PATH, NOW)


NOBODYS = Authority(name="Between")
BAD_CHAINS = {
    "a forger's root": [FORGER.issue(NAME, PAYPAL), FORGER.root],
    "signed by itself": [Authority(PAYPAL, NAME).issue(NAME, PAYPAL)],
    "another's name": [ROOT.issue("api.evil.example", PAYPAL)],
    "a name below": [ROOT.issue(f"x.{NAME}", PAYPAL)],
    "no chain": [NOBODYS.issue(NAME, PAYPAL)],
    "run out": [ROOT.issue(NAME, PAYPAL, days=-1)],
}


@pytest.mark.parametrize("why", BAD_CHAINS)
def test_a_certificate_that_is_not_paypals_is_refused(why: str) -> None:
    with pytest.raises(ForgedReport):
        Given(BAD_CHAINS[why]).key(TEST_HOST + PATH, NOW)


def test_a_kept_certificate_that_ran_out_is_not_taken_any_longer() -> None:
    certificates = Given([ROOT.issue(NAME, PAYPAL, days=1)])
    certificates.key(TEST_HOST + PATH, NOW)

    with pytest.raises(ForgedReport):
        certificates.key(TEST_HOST + PATH, NOW + timedelta(days=2))


def test_a_chain_that_does_not_hold_together_is_refused(recital: Recital) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL), FORGER.root)

    with pytest.raises(ForgedReport):
        provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)


@pytest.mark.parametrize(
    ("status", "content"),
    [(404, b"no"), (200, b""), (200, b"<h1>hello</h1>"), (302, b"")],
)
def test_what_is_no_certificate_is_refused(recital: Recital, status: int, content: bytes) -> None:
    provider = served(recital)
    recital.say(status, content)

    with pytest.raises(ForgedReport) as forged:
        provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)
    assert forged.value.__context__ is None


# --- what is signed ----------------------------------------------------------------------------


def test_only_these_bytes_for_this_webhook_at_this_time_are_read(recital: Recital) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))
    good = letter(url=recital.url + PATH)
    sig = good["Paypal-Transmission-Sig"]
    forged: list[tuple[bytes, dict[str, str]]] = [
        (BODY + b" ", good),
        (b"", good),
        (BODY, letter(FORGER.key, url=recital.url + PATH)),
        (BODY, letter(url=recital.url + PATH, hook="OTHER")),
        (BODY, letter(url=recital.url + PATH, algo="SHA1withRSA")),
        (BODY, letter(url=recital.url + PATH, algo="none")),
        (BODY, good | {"Paypal-Transmission-Id": "b2384410-f8d3"}),
        (BODY, good | {"Paypal-Transmission-Time": "2026-03-01T12:00:01Z"}),
        (BODY, good | {"Paypal-Transmission-Time": "2026-02-30T12:00:00Z"}),
        (BODY, good | {"Paypal-Transmission-Time": "2026-03-01T12:00:00+00:00"}),
        (BODY, good | {"Paypal-Transmission-Sig": sig + "\n"}),
        (BODY, good | {"Paypal-Transmission-Sig": spelt_otherwise(sig)}),
        (BODY, good | {"Paypal-Transmission-Sig": ""}),
        (BODY, good | {"paypal-transmission-sig": sig}),
        *((BODY, {k: v for k, v in good.items() if k != name}) for name in good),
    ]
    assert base64.b64decode(spelt_otherwise(sig)) == base64.b64decode(sig)

    for body, headers in forged:
        with pytest.raises(ForgedReport):
            provider.read_webhook(body, headers, NOW)

    for minutes in (-6, 6):
        with pytest.raises(ForgedReport):
            provider.read_webhook(BODY, good, NOW + timedelta(minutes=minutes))
    for minutes in (-4, 4):
        assert provider.read_webhook(BODY, good, NOW + timedelta(minutes=minutes))


def spelt_otherwise(signature: str) -> str:
    """The same bytes in base64 with a spare bit set: 256 bytes leave four of them."""
    last = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    return f"{signature[:-3]}{last[last.index(signature[-3]) + 1]}=="


def test_a_key_of_another_kind_is_refused() -> None:
    curve = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(curve.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(curve, hashes.SHA256())
    )

    with pytest.raises(ForgedReport):
        Given([made], "http://127.0.0.1:1").key("http://127.0.0.1:1" + PATH, NOW)


def test_without_a_webhook_id_no_letter_is_trusted(recital: Recital) -> None:
    recital.say(200, ROOT.issue(NAME, PAYPAL).public_bytes(Encoding.PEM))
    bare = {name: value for name, value in CREDENTIALS.items() if name != "webhook_id"}
    provider = Adapter.connect(connection("paypal"), bare, base_url=recital.url, timeouts=QUICK)

    with pytest.raises(ForgedReport):
        provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)


def test_a_live_connection_asks_paypals_live_host_only() -> None:
    live = Adapter.connect(connection("paypal", Mode.LIVE), CREDENTIALS | {"mode": "live"})

    with pytest.raises(ForgedReport):
        live.read_webhook(BODY, letter(url=TEST_HOST + PATH), NOW)


# --- what an event is about --------------------------------------------------------------------

UP = [{"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/3C67", "method": "GET"}]
UNIT = {"custom_id": "pay-1"}


@pytest.mark.parametrize(
    ("kind", "resource", "about", "reference", "payment", "subject"),
    [
        (f"PAYMENT.CAPTURE.{end}", {"id": "3C67", **UNIT}, About.PAYMENT, "pay-1", "3C67", "3C67")
        for end in ("COMPLETED", "DENIED", "DECLINED", "PENDING")
    ]
    + [
        (
            kind,
            {"id": "1R", "custom_id": "back-1", "links": UP},
            About.REFUND,
            "back-1",
            "3C67",
            "1R",
        )
        for kind in ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED")
    ]
    + [
        (
            "PAYMENT.CAPTURE.REVERSED",
            {"id": "1R", **UNIT, "links": UP},
            About.PAYMENT,
            None,
            "3C67",
            "1R",
        ),
        (
            "CHECKOUT.ORDER.APPROVED",
            {"id": "5O", "purchase_units": [UNIT]},
            About.PAYMENT,
            "pay-1",
            "5O",
            "5O",
        ),
        (
            "CHECKOUT.ORDER.COMPLETED",
            {"id": "5O", "purchase_units": [UNIT | {"payments": {"captures": [{"id": "3C67"}]}}]},
            About.PAYMENT,
            "pay-1",
            "3C67",
            "5O",
        ),
        (
            "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
            {"order_id": "5O", "purchase_units": [{"custom_id": "pay-1/off"}]},
            About.PAYMENT,
            "pay-1",
            "5O",
            "5O",
        ),
        (
            "CUSTOMER.DISPUTE.RESOLVED",
            {"dispute_id": "PP-D-1", "disputed_transactions": [{"seller_transaction_id": "3C67"}]},
            About.DISPUTE,
            None,
            "3C67",
            "PP-D-1",
        ),
        ("VAULT.PAYMENT-TOKEN.CREATED", {"id": "8kk"}, About.OTHER, None, None, None),
        ("BILLING.PLAN.CREATED", {}, About.OTHER, None, None, None),
        (
            "PAYMENT.CAPTURE.COMPLETED",
            {"id": "../x", "custom_id": 7},
            About.PAYMENT,
            None,
            None,
            None,
        ),
        ("CHECKOUT.ORDER.APPROVED", {"purchase_units": "x"}, About.PAYMENT, None, None, None),
        ("PAYMENT.CAPTURE.REFUNDED", {"links": [{"rel": "up"}, 7]}, About.REFUND, None, None, None),
        ("CUSTOMER.DISPUTE.CREATED", {"dispute_id": "a/b"}, About.DISPUTE, None, None, None),
    ],
)
def test_an_event_says_where_to_look(
    kind: str,
    resource: Json,
    about: About,
    reference: str | None,
    payment: str | None,
    subject: str | None,
) -> None:
    report = report_of(Event(id="WH-1", event_type=kind, resource=resource))

    assert (report.about, report.reference) == (about, reference)
    assert (report.provider_ref, report.object_ref) == (payment, subject)
