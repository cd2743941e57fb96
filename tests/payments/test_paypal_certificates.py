"""PayPal's certificates: asked for once for all, remembered, also what is none; or "come again"."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from billing.errors import ForgedReport, ProviderUnavailable, TooMany
from payments._http import Request, send
from payments._paypal.certificates import (
    FETCH_EVERY_S,
    FETCHES,
    NONE_FOR_S,
    REFUSED,
    SILENT_FOR_S,
    TEST_HOST,
    Certificates,
)
from payments._paypal.shelf import KEPT, Shelf
from payments._protocol import AsksToVerify
from tests.payments.paypal_letters import (
    BODY,
    FORGER,
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
from tests.payments.rig import QUICK, Recital

MANY = 16
NAMES = "/v1/notifications/certs/CERT-"


class Host(Certificates):
    """PayPal's host as a story has it: a clock, what it gives for a name, and who asked."""

    def __init__(self, chain: list[x509.Certificate] | None = None) -> None:
        self.now, self.asked = 0.0, list[str]()
        self.chain, self.open = chain, threading.Event()
        self.open.set()
        super().__init__(TEST_HOST, QUICK, pinned_roots=[ROOT.root], clock=lambda: self.now)

    def _fetched(self, name: str) -> list[x509.Certificate]:
        self.asked.append(name)
        assert self.open.wait(5)
        if self.chain is None:
            raise ProviderUnavailable("the host is away")
        return self.chain

    def outcome(self, url: str = TEST_HOST + PATH) -> str:
        try:
            self.key(url, NOW)
        except (ForgedReport, ProviderUnavailable, TooMany) as problem:
            return type(problem).__name__
        return "good"


def test_sixteen_letters_under_a_new_certificate_ask_for_it_once() -> None:
    host, gate = Host([ROOT.issue(NAME, PAYPAL)]), threading.Barrier(MANY)
    host.open.clear()

    def knock(_: int) -> str:
        gate.wait()
        return host.outcome()

    with ThreadPoolExecutor(MANY) as pool:
        knocking = [pool.submit(knock, number) for number in range(MANY)]
        threading.Timer(0.2, host.open.set).start()
        assert [each.result(5) for each in knocking] == ["good"] * MANY
    assert len(host.asked) == 1


def test_an_answer_that_takes_too_long_is_waited_for_no_longer_than_it_may_take() -> None:
    host = Host([ROOT.issue(NAME, PAYPAL)])
    host._timeouts = QUICK.__class__(total=timedelta(seconds=0.1))
    host.open.clear()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(host.outcome)
        while not host.asked:
            threading.Event().wait(0.01)
        assert host.outcome() == "ProviderUnavailable"
        host.open.set()
        assert first.result(5) == "good"


def test_a_host_that_is_away_is_asked_again_a_little_later() -> None:
    host = Host()
    assert [host.outcome() for _ in range(5)] == ["ProviderUnavailable"] * 5
    assert len(host.asked) == 1

    host.now += SILENT_FOR_S
    host.chain = [ROOT.issue(NAME, PAYPAL)]
    assert host.outcome() == "good"
    assert len(host.asked) == 2


def test_what_is_no_certificate_of_paypals_is_refused_for_minutes_without_asking() -> None:
    host = Host([FORGER.issue(NAME, PAYPAL), FORGER.root])
    for passed in (0.0, 1.0, NONE_FOR_S - 2):
        host.now += passed
        assert host.outcome() == "ForgedReport"
    assert len(host.asked) == 1

    host.now += 2.0
    assert host.outcome() == "ForgedReport"
    assert len(host.asked) == 2


def test_refusals_are_remembered_up_to_a_number() -> None:
    host = Host([FORGER.issue(NAME, PAYPAL)])
    for number in range(REFUSED * 2):
        host.now += FETCH_EVERY_S
        host.outcome(f"{TEST_HOST}{NAMES}{number}")

    assert len(host._refused) == REFUSED


def test_made_up_names_cost_a_bounded_number_of_questions(recital: Recital) -> None:
    provider = served(recital)
    recital.say(404, b"no")
    found = []
    for number in range(FETCHES + 20):
        headers = letter(url=f"{recital.url}{NAMES}{number}")
        with pytest.raises((ForgedReport, TooMany)) as refused:
            provider.read_webhook(BODY, headers, NOW)
        found.append(refused.type)

    assert len(recital.heard) <= FETCHES + 1
    assert found[:FETCHES] == [ForgedReport] * FETCHES
    assert found[-1] is TooMany


def test_made_up_names_do_not_push_out_the_certificate_that_is_known() -> None:
    host = Host([ROOT.issue(NAME, PAYPAL)])
    assert host.outcome() == "good"
    host.chain = [FORGER.issue(NAME, PAYPAL)]
    for number in range(FETCHES + 5):
        assert host.outcome(f"{TEST_HOST}{NAMES}{number}") in ("ForgedReport", "TooMany")

    assert host.outcome() == "good"
    assert host.asked.count(PATH.rpartition("/")[2]) == 1


def test_turns_come_back_with_time() -> None:
    host = Host([FORGER.issue(NAME, PAYPAL)])
    for number in range(FETCHES):
        assert host.outcome(f"{TEST_HOST}{NAMES}{number}") == "ForgedReport"
    assert host.outcome(f"{TEST_HOST}{NAMES}last") == "TooMany"

    host.now += FETCH_EVERY_S + 1
    assert host.outcome(f"{TEST_HOST}{NAMES}last") == "ForgedReport"


def restarted(folder: Path, chain: list[x509.Certificate] | None = None) -> Host:
    host = Host(chain)
    host.keep_in(folder)
    return host


def test_what_was_proven_is_not_asked_for_again_after_a_restart(tmp_path: Path) -> None:
    first = restarted(tmp_path / "new" / "folder", [ROOT.issue(NAME, PAYPAL)])
    assert (first.outcome(), len(first.asked)) == ("good", 1)

    second = restarted(tmp_path / "new" / "folder")
    for number in range(FETCHES * 2):
        second.outcome(f"{TEST_HOST}{NAMES}{number}")
    asked = len(second.asked)
    assert (second.outcome(), len(second.asked)) == ("good", asked)
    assert second.known_key(TEST_HOST + PATH, NOW) is not None


@pytest.mark.parametrize("what", ["a forger's", "run out", "no certificate"])
def test_what_lies_in_the_folder_is_proven_anew_and_else_asked_for(
    tmp_path: Path, what: str
) -> None:
    name, good = PATH.rpartition("/")[2], ROOT.issue(NAME, PAYPAL)
    chains = {
        "a forger's": [FORGER.issue(NAME, PAYPAL), FORGER.root],
        "run out": [ROOT.issue(NAME, PAYPAL, days=-1)],
        "no certificate": [],
    }
    Shelf(tmp_path / NAME).put(name, chains[what])

    host = restarted(tmp_path, [good])
    assert host.known_key(TEST_HOST + PATH, NOW) is None
    assert (host.outcome(), len(host.asked)) == ("good", 1)
    assert Shelf(tmp_path / NAME).take(name)[0] == good


def test_what_is_not_proven_is_never_kept_and_the_folder_stays_small(tmp_path: Path) -> None:
    assert restarted(tmp_path, [FORGER.issue(NAME, PAYPAL)]).outcome() == "ForgedReport"
    assert list(tmp_path.iterdir()) == []

    host = restarted(tmp_path, [ROOT.issue(NAME, PAYPAL)])
    for number in range(KEPT + 5):
        assert host.outcome(f"{TEST_HOST}{NAMES}{number}") == "good"
    assert len(list((tmp_path / NAME).iterdir())) == KEPT


def test_below_an_address_that_replaces_paypals_nothing_is_kept(
    recital: Recital, tmp_path: Path
) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))
    provider.remember_in(tmp_path)
    provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_no_letter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    host = restarted(tmp_path / "file", [ROOT.issue(NAME, PAYPAL)])
    assert [host.outcome(), host.outcome()] == ["good", "good"]


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 502, 503])
def test_a_host_that_does_not_say_means_come_again_and_not_forged(
    recital: Recital, status: int
) -> None:
    provider = served(recital)
    recital.say(status, b"not now")

    with pytest.raises(ProviderUnavailable):
        provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)


def test_an_endless_answer_is_read_no_further_than_a_certificate_is_long(recital: Recital) -> None:
    provider = served(recital)
    recital.say(200, b"x" * 300_000)

    with pytest.raises(ProviderUnavailable):
        provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)


def test_a_request_says_how_much_of_an_answer_it_wants(recital: Recital) -> None:
    recital.say(200, b"x" * 1000)

    assert len(send(Request("GET", recital.url, {}, most=1000), QUICK).body) == 1000
    with pytest.raises(Exception, match="RemoteProtocolError"):
        send(Request("GET", recital.url, {}, most=999), QUICK)


def test_a_chain_counts_no_longer_than_each_of_its_certificates() -> None:
    between = Authority(name="Between")
    upper = ROOT.issue("Between", between.key, ca=True, days=1)
    given = Given([between.issue(NAME, PAYPAL), upper])
    assert given.key(TEST_HOST + PATH, NOW)

    with pytest.raises(ForgedReport):
        given.key(TEST_HOST + PATH, NOW + timedelta(days=2))


def test_reading_unasked_asks_nobody_until_the_certificate_is_known(recital: Recital) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))
    headers = letter(url=recital.url + PATH)
    assert isinstance(provider, AsksToVerify)

    assert provider.read_webhook_unasked(BODY, headers, NOW) is None
    assert recital.heard == []
    asked = provider.read_webhook(BODY, headers, NOW)
    assert provider.read_webhook_unasked(BODY, headers, NOW) == asked
    assert len(recital.heard) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://evil.example" + PATH},
        {"algo": "none"},
        {"time": "2026-03-01T11:54:00Z"},
        {"id": "b2384410 f8d2"},
    ],
)
def test_what_is_forged_on_sight_is_refused_without_a_question(
    recital: Recital, changes: dict[str, str]
) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))
    headers = letter(PAYPAL, **({"url": recital.url + PATH} | changes))

    with pytest.raises(ForgedReport):
        provider.read_webhook_unasked(BODY, headers, NOW)
    with pytest.raises(ForgedReport):
        provider.read_webhook_unasked(b"x" * 300_000, letter(url=recital.url + PATH), NOW)
    assert recital.heard == []


def test_a_forged_signature_under_a_known_certificate_is_refused_unasked(recital: Recital) -> None:
    provider = served(recital, ROOT.issue(NAME, PAYPAL))
    provider.read_webhook(BODY, letter(url=recital.url + PATH), NOW)

    with pytest.raises(ForgedReport):
        provider.read_webhook_unasked(BODY, letter(FORGER.key, url=recital.url + PATH), NOW)
    assert len(recital.heard) == 1
