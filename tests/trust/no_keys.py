"""Lost replies without keys (G1): a provider that charges twice when it is asked twice.

Paymentus's adapter over the real core, at the sandbox that speaks its wire. Each trial is a
customer with a bill: the answer to the payment is lost in one of eight ways, before or after the
charge, or the paying process dies before or after sending, or nothing goes wrong. Meanwhile the
search by our reference lags: not at all, less than the core waits for it, more, or for good. The
customer presses on two servers at once, presses again and asks anew; webhooks come twice, or never.
Time passes until every payment has ended or is held.

What the sandbox then knows by each reference says how often it was sent: at most once, and not at
all where the first sending never arrived. The oracle judges the money.
"""

import random
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from api.clocks import UlidIds
from billing.connections import Connection, CredentialNames, Mode
from billing.customers import Customer, Person
from billing.errors import Conflict, ProviderFault, Refused
from billing.ids import BillId, CustomerId, MethodId, PaymentId, PersonId, QuoteId
from billing.methods import Method
from billing.money import Money
from billing.payments import ChargeRequest, Payment, PaymentReport, PaymentState
from billing.ports import Ports
from billing.principal import APPROVE, Principal, Role
from billing.repositories import InboxRow
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from payments.paymentus import Adapter
from tests.builders import POLICY, bill, tenant
from tests.fakes_provider import Died
from tests.trust.oracle import Finding, judge
from tests.trust.report import Result
from tests.trust.stage import (
    BUYER,
    CONNECTION,
    QUICK,
    TENANT,
    WORKER,
    Control,
    Json,
    TravelClock,
    open_store,
)

NOTHING: Final = "nothing"
DIES: Final = ("dies before sending", "dies after sending")
CHARGED: Final = (
    "drop_reply_after_commit",
    "http_500_after_commit",
    "reset_mid_body",
    "html_instead_of_json",
    "truncated_json",
)
NOT_CHARGED: Final = ("http_500_before_commit", "drop_before_commit", "outage_503")
NEVER_ARRIVED: Final = (*NOT_CHARGED, DIES[0])
WRONGS: Final = (*CHARGED, *CHARGED, *NOT_CHARGED, *NOT_CHARGED, *DIES, NOTHING)
METHODS: Final[Mapping[str, str]] = {
    "succeed": "card",
    "decline_insufficient_funds": "card",
    "succeed_later": "bank_account",
    "fail_later": "bank_account",
}
LAGS_S: Final = (0, 240, 4 * 3600, 1_000_000)
BATCH: Final = 50
STEPS: Final = (
    timedelta(seconds=6),
    timedelta(seconds=40),
    timedelta(minutes=6),
    timedelta(minutes=70),
    timedelta(hours=25),
)
LEASE: Final = timedelta(seconds=60)
MOST_DUTIES: Final = 5000
_S = PaymentState


@dataclass(frozen=True, slots=True)
class Trial:
    """One planned customer; everything random about it is in here, drawn from the seed."""

    number: int
    wrong: str
    lag_s: int
    method: str
    insists: tuple[bool, ...]
    """After which of the steps the customer tries to pay again."""
    webhook: bool
    rival: bool
    """Whether the button is pressed twice at once, on two servers."""

    @property
    def customer_id(self) -> CustomerId:
        return CustomerId(f"c-{self.number}")

    @property
    def bill_id(self) -> BillId:
        return BillId(f"HB-{self.number}")

    @property
    def who(self) -> Principal:
        return Principal(
            tenant=TENANT,
            role=Role.CUSTOMER_ADMIN,
            customer=self.customer_id,
            person=PersonId(f"p-{self.number}"),
            scopes=frozenset({APPROVE}),
            session=f"s-{self.number}",
        )


def plan(seed: int, count: int) -> list[Trial]:
    """The same trials for the same seed; the ways to lose an answer, and the lags, in turn."""
    dice = random.Random(seed)
    return [_trial(dice, number) for number in range(count)]


def _trial(dice: random.Random, number: int) -> Trial:
    return Trial(
        number=number,
        wrong=WRONGS[number % len(WRONGS)],
        lag_s=LAGS_S[number // len(WRONGS) % len(LAGS_S)],
        method=dice.choice(("succeed", "succeed", "succeed", *METHODS)),
        insists=tuple(dice.random() < 0.3 for _ in STEPS),
        webhook=dice.random() < 0.15,
        rival=dice.random() < 0.25,
    )


@dataclass(slots=True)
class Tellers:
    """`ports.Providers` over one adapter; a process that sends dies as `dies` says."""

    url: str
    kind: type[Adapter]
    dies: str = NOTHING

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> Adapter:
        kind = self.kind if self.dies == NOTHING else _dying(self.kind, self.dies)
        return kind.connect(connection, credentials, base_url=self.url, timeouts=QUICK)

    def check(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        knows: Payment | None = None,
    ) -> None:
        self.connect(connection, credentials).check_credentials()

    def credential_names(self, provider: str) -> CredentialNames:
        return self.kind.credential_names


def _dying(kind: type[Adapter], when: str) -> type[Adapter]:
    """The adapter in a process that ends around sending: its mark is in the books, no answer is."""

    def charge(self: Adapter, request: ChargeRequest) -> PaymentReport:
        with suppress(ProviderFault):
            if when == DIES[1]:
                kind.charge(self, request)
        raise Died

    return type("Dying", (kind,), {"charge": charge})


def _press(ports: Ports, trial: Trial, quote_id: QuoteId) -> None:
    """The button; a refusal is an answer, and so is the end of the process."""
    with suppress(Died, Conflict, Refused):
        approve_quote(ports, trial.who, quote_id, channel="button")


@dataclass(slots=True)
class Shop:
    """One database, one biller in the sandbox, and a clock that travels with the sandbox's."""

    store: SqlStore
    ports: Ports
    second: Ports
    """Another server on the same database: with a store, and so with locks, of its own."""
    tellers: Tellers
    clock: TravelClock
    control: Control
    sent: dict[PaymentId, str] = field(default_factory=dict)
    """What went wrong with a payment of which the first answer did not come."""

    def run(self, batch: Sequence[Trial]) -> None:
        """All trials of a batch, of one lag, from the first press to the end of time."""
        self.control.order("POST", "settings", search_lag_seconds=batch[0].lag_s)
        for trial in batch:
            self._begin(trial)
        for at, step in enumerate(STEPS):
            self.travel(step)
            if at == 1:
                self._letters([trial for trial in batch if trial.webhook])
            self.work()
            for trial in batch:
                if trial.insists[at]:
                    self._pay(trial)
        self.travel(timedelta(hours=2))
        self.work()

    def travel(self, by: timedelta) -> None:
        """Time passes for us and for the provider."""
        self.control.order("POST", "clock", advance_seconds=by // timedelta(seconds=1))
        self.clock.offset += by

    def work(self) -> None:
        """A worker does what is due."""
        for _ in range(MOST_DUTIES):
            duty = self.store.directory.claim_duty(self.clock.real_now(), LEASE)
            if duty is None:
                return
            do_duty(self.ports, duty)
        raise AssertionError("the duties never end")

    def payments_of(self, trial: Trial) -> tuple[Payment, ...]:
        with self.store.read(WORKER) as tx:
            return tx.payments.of_bill(trial.bill_id)

    def _begin(self, trial: Trial) -> None:
        """Ask, and press the button, and again, while something goes wrong."""
        quote = pay_bill(self.ports, trial.who, PayRequest((trial.bill_id,)))
        merchant = self.control.merchant
        if trial.wrong in DIES:
            self.tellers.dies = trial.wrong
        elif trial.wrong != NOTHING:
            kind = {"kind": trial.wrong, "method": "POST", "path_contains": "/payments"}
            self.control.order("POST", "faults", merchant=merchant, times=1, **kind)
        servers = (self.ports, self.second) if trial.rival else (self.ports,)
        with ThreadPoolExecutor(len(servers)) as pool:
            list(pool.map(lambda ports: _press(ports, trial, quote.id), servers))
        self.tellers.dies = NOTHING
        for payment in self.payments_of(trial):
            if payment.state in (_S.UNKNOWN, _S.SUBMITTING):
                self.sent[payment.id] = trial.wrong
        if trial.wrong in NOT_CHARGED:
            self.control.order("DELETE", "faults")
        _press(self.ports, trial, quote.id)

    def _pay(self, trial: Trial) -> None:
        """The customer asks anew; a refusal is an answer."""
        with suppress(Conflict, Refused):
            quote = pay_bill(self.ports, trial.who, PayRequest((trial.bill_id,)))
            _press(self.ports, trial, quote.id)

    def _letters(self, trials: Sequence[Trial]) -> None:
        """The provider's news of what is completed, each twice."""
        known = [payment.key for trial in trials for payment in self.payments_of(trial)]
        rows = [(key, row) for key in known for row in self.truth(f"?reference={key}")]
        for key, row in rows:
            if row["status"] == "completed":
                kind, name = "payment.completed", str(row["id"])
                at = self.clock.now()
                letter = InboxRow(f"evt-{name}", CONNECTION, kind, key, name, at)
                for _ in range(2):
                    receive_webhook(self.ports, WORKER, letter)

    def truth(self, query: str = "") -> list[Json]:
        """What the provider did, whatever it said."""
        path = f"merchants/{self.control.merchant}/payments{query}"
        found: list[Json] = self.control.order("GET", path)["payments"]
        return found


def run_trials(
    url: str, control: Control, trials: Sequence[Trial], kind: type[Adapter] = Adapter
) -> Result:
    """Run them at a biller of their own on the migrated, empty database at `url`."""
    begun = time.monotonic()
    result = Result(len(trials))
    with opened(url, control, trials, kind) as shop:
        for batch in batches(trials):
            shop.run(batch)
        bill_ids = [trial.bill_id for trial in trials]
        truth = shop.truth()
        verdict = judge(shop.store, WORKER, bill_ids, truth)
        result.findings += [*verdict.findings, *_sent_twice(shop, trials, truth)]
    result.charged, result.held = verdict.charged, verdict.held
    result.scenes.update(trial.wrong for trial in trials)
    result.note = summary(result)
    result.seconds = time.monotonic() - begun
    return result


def batches(trials: Sequence[Trial]) -> Iterator[Sequence[Trial]]:
    """Trials that can share one passing of time: the search lags the same for all of a batch."""
    for lag_s in LAGS_S:
        alike = [trial for trial in trials if trial.lag_s == lag_s]
        for start in range(0, len(alike), BATCH):
            yield alike[start : start + BATCH]


def summary(result: Result) -> str:
    """Doubles, what was lost, and what waits for people, in the words of the table."""
    broken = [finding.invariant for finding in result.findings]
    counts = f"{broken.count('I1')} sent or charged twice, {broken.count('I2')} lost"
    return f"{counts}, {result.charged} charged, {result.held} held"


def _sent_twice(shop: Shop, trials: Sequence[Trial], truth: Sequence[Json]) -> Iterator[Finding]:
    """What the provider has by one reference more often than it may have been sent there."""
    rows: dict[str, list[Json]] = defaultdict(list)
    for row in truth:
        rows[str(row["metadata"].get("reference", ""))].append(row)
    for trial in trials:
        for payment in shop.payments_of(trial):
            made = rows[payment.key.removeprefix("late-")]
            most = 0 if shop.sent.get(payment.id) in NEVER_ARRIVED else 1
            if len(made) > most:
                times = f"made {len(made)} times after {trial.wrong}, {most} allowed"
                yield Finding("I1", payment.id, f"trial {trial.number}: {times}")
            if payment.state is _S.SUCCEEDED and {one["fee"] for one in made} != {
                payment.fee_minor
            }:
                yield Finding("I3", payment.id, f"trial {trial.number}: another fee was taken")


@contextmanager
def opened(
    url: str, control: Control, trials: Sequence[Trial], kind: type[Adapter]
) -> Iterator[Shop]:
    """A shop with the trials' customers, at a biller beside the control's own merchant."""
    biller = Control(control.url, f"{control.merchant}-biller", control.client)
    secrets = {"secret_key": f"pk-{biller.merchant}", "webhook_secret": "whsec_of_the_biller"}
    path = f"merchants/{biller.merchant}"
    biller.order("POST", "settings", timeout_ms=20)
    biller.order("PUT", path, provider="paymentus", **secrets)
    biller.order("PUT", f"{path}/customers/{BUYER}", name="Everybody")
    for behaviour, type_ in METHODS.items():
        body = {"customer": BUYER, "type": type_, "last4": "4242", "behaviour": behaviour}
        biller.order("PUT", f"{path}/methods/pm-{behaviour}", **body)
    clock = TravelClock()
    ahead = biller.order("GET", "clock")["now"] - int(clock.wall().timestamp())
    clock.offset = timedelta(seconds=ahead)
    keyring = Keyring.fresh("trust")
    store, other = open_store(url, keyring, clock), open_store(url, keyring, clock)
    tellers = Tellers(f"{biller.url}/paymentus", kind)
    try:
        ports = Ports(store, clock, UlidIds(), tellers, store.directory.salt())
        _people(store, secrets, trials)
        yield Shop(store, ports, replace(ports, store=other), tellers, clock, biller)
    finally:
        store.close()
        other.close()
        biller.order("POST", "settings", search_lag_seconds=0)


def _people(store: SqlStore, secrets: Mapping[str, str], trials: Sequence[Trial]) -> None:
    with store.write(WORKER) as tx:
        tx.tenants.put(tenant(POLICY))
        connection = Connection(CONNECTION, TENANT, "paymentus", Mode.TEST, "endpoint-1")
        tx.connections.put(connection, secrets)
        for trial in trials:
            owner, person = trial.customer_id, trial.who.require_person()
            tx.customers.put(Customer(owner, f"Buyer {trial.number}", "en"))
            tx.customers.put_person(Person(person, owner, "Somebody", None, Role.CUSTOMER_ADMIN))
            tx.methods.put(_method(trial))
            amount = Money(500 + (trial.number * 37) % 90_000, "USD").to_decimal()
            tx.bills.put(bill(trial.bill_id, ("Service", amount), customer_id=owner))


def _method(trial: Trial) -> Method:
    return Method(
        id=MethodId(f"pm-{trial.number}"),
        customer_id=trial.customer_id,
        type=METHODS[trial.method],
        last4="4242",
        connection_id=CONNECTION,
        provider_ref=f"pm-{trial.method}",
        customer_ref=BUYER,
        brand="visa",
        used_before=True,
        is_default=True,
    )
