"""A provider that does not say what happened: unknown, never failed, never sent twice.

What the customer reads, over HTTP, for each way an answer can be lost; and a provider that knows no
idempotency keys, of which at most one request ever leaves.
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from billing.bills import BillState
from billing.capabilities import Capabilities, Idempotency, Lookup
from billing.errors import Conflict, Refused
from billing.payments import OPEN_STATES, PaymentState
from billing.stores.store import SqlStore
from billing.use_cases.list_holds import list_holds
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.billing.use_cases.till import WORKER, Till, open_till
from tests.builders import bill, method
from tests.fakes import FakeClock
from tests.fakes_provider import Died, Outcome
from tests.flows.talk import talk
from tests.flows.two_servers import Shop, shop

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
_S = PaymentState
CHARGED = (
    "drop_reply_after_commit",
    "http_500_after_commit",
    "reset_mid_body",
    "html_instead_of_json",
    "truncated_json",
)
NOT_CHARGED = ("http_500_before_commit", "drop_before_commit")
LOST = (*CHARGED, *NOT_CHARGED)


@pytest.fixture(scope="module")
def servers(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all: each fault strikes a customer of its own."""
    folder = tmp_path_factory.mktemp("doubt")
    shutil.copy(migrated_file, folder / "store.db")
    url = f"sqlite:///{folder / 'store.db'}"
    with shop(folder / "shop", url, customers=len(LOST) + 1) as made:
        made.first.container.warm_up()
        yield made


@pytest.mark.parametrize(("number", "fault"), list(enumerate(LOST)), ids=LOST)
def test_a_lost_answer_is_unknown_says_so_and_ends_in_one_charge(
    servers: Shop, number: int, fault: str
) -> None:
    bill_id, speaker = f"B-{number}", servers.first.speaker(f"c-{number}")
    quote = speaker.quote(bill_id)
    servers.order("POST", "faults", kind=fault, method="POST")
    reply = speaker.post(f"/quotes/{quote['id']}/approve")
    (payment,) = reply.json()["payments"]
    assert (reply.status_code, payment["state"], payment["receipt_id"]) == (202, "unknown", None)
    assert len(servers.charges(bill_id)) == (fault in CHARGED)

    said = talk(servers.first, f"c-{number}").say("pay my bill")
    assert said["quote"] is None
    assert "do not pay again" in said["reply"].lower(), said["reply"]
    assert "payment_pending" in speaker.get(f"/bills/{bill_id}").json()["flags"]
    refused = speaker.post("/payments", {"bill_ids": [bill_id]})
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_doubt")
    assert "do not pay again" in refused.text.lower()

    reconcile_payments(servers.site.ports, WORKER)
    found = speaker.get(f"/payments/{payment['id']}").json()
    assert (found["state"], bool(found["receipt_number"])) == ("succeeded", True)
    assert len(servers.charges(bill_id)) == 1
    assert servers.findings() == ()


def test_a_provider_that_let_nothing_in_has_charged_nothing_and_the_bill_is_free(
    servers: Shop,
) -> None:
    number = len(LOST)
    speaker = servers.first.speaker(f"c-{number}")
    quote = speaker.quote(f"B-{number}")
    servers.order("POST", "faults", kind="http_429", method="POST", times=3)
    reply = speaker.post(f"/quotes/{quote['id']}/approve")
    servers.order("DELETE", "faults")
    assert reply.status_code in (402, 503)
    assert servers.charges(f"B-{number}") == []
    again = speaker.quote(f"B-{number}")
    assert speaker.post(f"/quotes/{again['id']}/approve").status_code == 200
    assert servers.findings() == ()


# --- a provider without keys ----------------------------------------------------------------------

BILLS = int(os.environ.get("TRUST_N", "16"))
HORIZON = timedelta(minutes=30)
WITHOUT_KEYS = {
    "no lookup": Capabilities(Idempotency.NONE, timedelta(0), Lookup.NONE),
    "a late lookup": Capabilities(Idempotency.NONE, timedelta(0), Lookup.EVENTUAL, HORIZON),
    "a search that proves nothing": Capabilities(
        Idempotency.NONE, timedelta(0), Lookup.PRESENCE, HORIZON
    ),
    "a strong lookup": Capabilities(Idempotency.NONE, timedelta(0), Lookup.STRONG),
}
OUTCOMES = (
    *(Outcome.SUCCEED, Outcome.DECLINE, Outcome.UNAVAILABLE, Outcome.PENDING),
    *(Outcome.UNKNOWN_AFTER_CHARGE, Outcome.UNKNOWN_BEFORE_CHARGE) * 3,
)
DEATHS = ("nowhere", "nowhere", "approved", "charged")


@dataclass
class Trial:
    """One bill's try at a provider that would charge twice if it were asked twice."""

    till: Till
    dice: random.Random
    bill_id: str

    def run(self) -> None:
        self.till.provider.script.clear()
        self.till.provider.script.append(self.dice.choice(OUTCOMES))
        self.pay(self.dice.choice(DEATHS))
        for pause in (timedelta(minutes=2), timedelta(hours=1), timedelta(hours=25)):
            self.till.clock.move(pause)
            self.till.work()
            if self.dice.random() < 0.7:
                self.pay("nowhere")  # the customer insists
        self.till.wait(days=1)

    def pay(self, death: str) -> None:
        def die(_: object) -> None:
            raise Died

        self.till.providers.dies = death == "approved"
        self.till.provider.during_charge = die if death == "charged" else lambda _: None
        try:
            self.till.approve(self.till.ask(self.bill_id))
        except (Conflict, Refused, Died):
            pass
        finally:
            self.till.providers.dies = False
            self.till.provider.during_charge = lambda _: None


@pytest.mark.parametrize("can", WITHOUT_KEYS.values(), ids=WITHOUT_KEYS.keys())
def test_without_keys_no_payment_is_sent_twice_and_doubt_waits_for_a_human(
    sqlite_store: SqlStore, clock: FakeClock, can: Capabilities
) -> None:
    names = [f"HB-{number}" for number in range(BILLS)]
    till = open_till(sqlite_store, clock, *(bill(name) for name in names), method(), can=can)
    dice = random.Random(SEED)
    for name in names:
        Trial(till, dice, name).run()

    sent = Counter(request.key for request in till.provider.sent)
    assert max(sent.values()) == 1, sent.most_common(3)
    charged = Counter(report.reference for report in till.provider.taken())
    held = {one.payment.id for one in list_holds(till.ports, WORKER)}
    for name in names:
        made = till.payments(name)
        taken = [one for one in made if charged[one.key]]
        assert len(taken) <= 1, f"{name} was charged {len(taken)} times"
        settled = till.bill(name).state is BillState.PAID
        waits = [one for one in made if one.state is _S.HOLD]
        assert [one for one in waits if one.id not in held] == []
        assert not settled or taken, f"{name} is paid and was not charged"
        pending = any(one.state is _S.PENDING for one in made)
        assert settled or waits or pending or not taken, f"{name} was charged and nobody knows"
        assert {one.state for one in made} & (OPEN_STATES - {_S.HOLD, _S.PENDING}) == set()
    if can.lookup in (Lookup.NONE, Lookup.PRESENCE):
        assert held, "nothing was held: this proves little"
    else:
        assert held == set(), "a lookup could have told"
