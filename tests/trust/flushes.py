"""Redis flushed in the middle of paying in a chat: the money's story is told alike without.

The whole house: the app, a real Valkey, the provider sandbox, a worker. Everything in Valkey (the
model's window, counters, fan-out) is gone at one moment of the story.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx
import redis

from api.embedded import EmbeddedValkey
from billing.ids import BillId, TenantId
from billing.principal import system
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.house import Built, House, build, house_from
from tests.trust.oracle import Finding
from tests.trust.report import Result

NEVER: Final = "never"
MOMENTS: Final = ("before asking", "after asking", "in doubt", "at every step")
HARBOR: Final = TenantId("harbor")
BILL: Final = BillId("HB-100")


def story(built: Built, folder: Path, moment: str) -> tuple[object, ...]:
    """Nora asks, says yes, the reply is lost, it is found: what was shown and what is in SQL."""
    valkey = EmbeddedValkey()
    try:
        with house_from(built, folder, redis_url=valkey.url) as house:
            cache = redis.Redis.from_url(valkey.url)

            def flush(now: str) -> None:
                if moment in (now, "at every step"):
                    cache.flushall()

            nora = house.speaker()
            thread = nora.say("What do I owe?")["conversation_id"]
            flush("before asking")
            offered = nora.say("Pay HB-100 please", conversation_id=thread)["quote"]
            flush("after asking")
            fault = {"kind": "drop_reply_after_commit", "method": "POST"}
            httpx.post(f"{house.sandbox_url}/_control/faults", json=fault).raise_for_status()
            nora.say("yes", conversation_id=thread)
            quote_path = f"/quotes/{offered['id']}/approve"
            doubted = nora.post(quote_path).json()["payments"]
            flush("in doubt")
            again = nora.post("/payments", {"bill_ids": [BILL]}).json()["code"]
            reconcile_payments(house.container.ports, system(HARBOR))
            house.work()
            ended = nora.post(quote_path).json()["payments"]
            states = [[one["state"] for one in seen] for seen in (doubted, ended)]
            return (offered["total"]["amount_minor"], states, again, *_books(house))
    finally:
        valkey.close()


def _books(house: House) -> tuple[object, ...]:
    with house.container.ports.store.read(system(HARBOR)) as tx:
        made = tx.payments.of_bill(BILL)
        receipts = [tx.payments.receipt_of(one.id) is not None for one in made]
        verbs = [[entry.verb for entry in tx.trail.of_subject(one.id)] for one in made]
        bill = tx.bills.get(BILL)
    charges = [charge["amount"] for charge in house.charges("harbor")]
    return ([one.state for one in made], receipts, verbs, bill.state, charges)


def run_flushes(folder: Path, moments: Sequence[str] = MOMENTS) -> Result:
    """The story once without a flush and once for every moment; any difference is a finding."""
    begun = time.monotonic()
    built = build(folder / "built")
    told = story(built, folder / NEVER, NEVER)
    result = Result(len(moments))
    if told[-1] != [9740]:
        result.findings.append(Finding("I1", NEVER, f"without a flush the story ends {told}"))
    for moment in moments:
        found = story(built, folder / moment.replace(" ", "-"), moment)
        result.charged += 1
        if found != told:
            result.findings.append(Finding("I1", moment, f"{found} instead of {told}"))
    result.seconds = time.monotonic() - begun
    return result
