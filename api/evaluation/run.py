"""Holding the conversations: each turn of a scenario through the same doors as a customer's own."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pydantic import ValidationError

from api.demo import sample_invoice_paths
from api.errors import of_billing_error
from api.evaluation.books import Books
from api.evaluation.house import Builder, Built, House, open_house
from api.evaluation.naming import check_names
from api.evaluation.paper import page_of
from api.evaluation.scenario import BadScenario, Scenario, Turn
from api.evaluation.slips import slipped
from api.evaluation.staff import staff_acts, staff_says, words_of_staff
from api.exchange import Incoming, card_json
from api.schemas import ChatIn
from api.settings import Settings
from billing.errors import BillingError
from billing.ids import QuoteId, UploadId
from billing.principal import Principal
from billing.quotes import Quote

OK: Final = 200
DAY_MINUTES: Final = 24 * 60
TOO_LONG: Final = 422


@dataclass(frozen=True, slots=True)
class OfferSeen:
    """What the newest offer is about: bills, or an act."""

    id: str
    bills: tuple[str, ...]
    amount: str
    method: str
    act: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the customer saw after one turn. `calls` are the tools that ran for it."""

    text: str = ""
    cards: tuple[Mapping[str, object], ...] = ()
    calls: tuple[str, ...] = ()
    offer: OfferSeen | None = None
    ticket: bool = False
    status: int = OK
    language: str | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation that was held, and the books before and after it."""

    turns: tuple[Seen, ...]
    before: Books
    after: Books
    charged_before: tuple[tuple[str, int], ...]
    charged_after: tuple[tuple[str, int], ...]
    kept: str
    tokens: int
    seconds: float


@dataclass(slots=True)
class Stage:
    """One scenario while it is played."""

    house: House
    scenario: Scenario
    conversation: str | None = None
    offers: list[str] = field(default_factory=list)
    _threads: dict[str, str] = field(default_factory=dict)

    def play(self, turn: Turn) -> Seen:
        """One turn; whatever is refused is a `Seen` with the refusal's status."""
        who = self._speaker(turn)
        # Whoever has not spoken yet speaks into the thread of whoever did: it must not open it.
        self.conversation = self._threads.get(str(who.person), self.conversation)
        if turn.new_chat:
            self.conversation = None
        done = len(self.house.watched.calls)
        try:
            seen = self._act(turn, who)
        except BillingError as refused:
            answer = of_billing_error(refused)
            body = bytes(answer.body).decode()
            return Seen(text=body, status=answer.status_code, calls=self._calls(done))
        return seen

    def _calls(self, done: int) -> tuple[str, ...]:
        return tuple(self.house.watched.calls[done:])

    def _speaker(self, turn: Turn) -> Principal:
        tenant, customer, *person = self.scenario.who.split("/")
        if turn.customer is not None:
            customer, person = turn.customer, []
        if turn.person is not None:
            person = [turn.person]
        who = "/".join((tenant, customer, *person))
        return self.house.principal(who, may_approve=self.scenario.may_approve)

    def _act(self, turn: Turn, who: Principal) -> Seen:
        if turn.say is not None:
            return self._say(who, turn.say * turn.times)
        if turn.upload is not None or turn.page is not None:
            return self._upload(who, turn)
        if turn.approve is not None or turn.decline is not None:
            return self._decide(who, turn)
        return self._happens(who, turn)

    def _happens(self, who: Principal, turn: Turn) -> Seen:
        """What is not the customer's doing."""
        if turn.wait_minutes is not None or turn.wait_days is not None:
            self.house.wait((turn.wait_minutes or 0) + (turn.wait_days or 0) * DAY_MINUTES)
        elif turn.provider is not None:
            self.house.provider(str(who.tenant), turn.provider)
        elif turn.model is not None:
            self.house.model(down=turn.model == "down")
        elif turn.staff is not None:
            staff_acts(self.house.container.ports, who, self.conversation, turn.staff)
        elif turn.staff_says is not None:
            staff_says(self.house.container.ports, who, self.conversation, turn.staff_says)
            return Seen(text=words_of_staff(self.house.container.ports, who, self.conversation))
        return Seen()

    def _say(self, who: Principal, text: str, attachments: tuple[UploadId, ...] = ()) -> Seen:
        done = len(self.house.watched.calls)
        try:
            ChatIn.model_validate({"message": text})
        except ValidationError:
            return Seen(status=TOO_LONG)
        incoming = Incoming(text, self.conversation, attachments=attachments)
        outcome = self.house.container.turns().take(who, incoming)
        self.conversation = str(outcome.conversation_id)
        self._threads[str(who.person)] = self.conversation
        return Seen(
            text=outcome.reply,
            cards=outcome.cards,
            calls=self._calls(done),
            offer=self._offered(outcome.quote),
            ticket=outcome.ticket_id is not None,
            language=outcome.language,
            model=outcome.model,
        )

    def _offered(self, quote: Quote | None) -> OfferSeen | None:
        if quote is None:
            return None
        if str(quote.id) not in self.offers:
            self.offers.append(str(quote.id))
        return OfferSeen(
            id=str(quote.id),
            bills=tuple(str(line.bill_id) for line in quote.lines),
            amount=quote.amount.to_decimal(),
            method=str(quote.method_id),
            act=str(quote.act.kind) if quote.act is not None else None,
        )

    def _upload(self, who: Principal, turn: Turn) -> Seen:
        data = page_of(turn.page) if turn.page is not None else self._file(turn.upload or "")
        upload = self.house.container.uploading().take(who, data)
        return self._say(who, turn.with_words, (upload.id,))

    def _file(self, name: str) -> bytes:
        """A demo invoice, or a file in the scenario's own folder and nowhere else."""
        known = {path.name: path for path in sample_invoice_paths()}
        path = known.get(name, self.scenario.folder / name)
        if Path(name).name != name or not path.is_file():
            raise BadScenario(f"scenario {self.scenario.id}: there is no document {name}")
        return path.read_bytes()

    def _decide(self, who: Principal, turn: Turn) -> Seen:
        """The button of an offer that was open once; without one there is nothing to press."""
        if not self.offers:
            return Seen(status=404)
        which = turn.approve or turn.decline
        quote = QuoteId(self.offers[-1 if which == "last" else 0])
        answers = self.house.container.answers
        if turn.approve is None:
            answer = answers.decline(who, quote, None)
        else:
            answer = answers.approve(who, quote)
        again = answer.offer
        return Seen(
            text=answer.text,
            cards=tuple(card_json(card) for card in answer.cards),
            offer=self._offered(again.quote) if again is not None else None,
            status=answer.status,
        )


def play(house: House, scenario: Scenario) -> Played:
    """Hold one conversation in a fresh house. Raises `BadScenario` where it cannot be held."""
    who = house.principal(scenario.who, may_approve=scenario.may_approve)
    tenant = str(who.tenant)
    before, charged = house.books(who), house.charged(tenant)
    stage = Stage(house, scenario)
    started = time.monotonic()
    turns = tuple([stage.play(turn) for turn in scenario.turns])
    return Played(
        turns=turns,
        before=before,
        after=house.books(who),
        charged_before=charged,
        charged_after=house.charged(tenant),
        kept=house.kept(who),
        tokens=house.watched.tokens,
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """One run of one scenario: what was wrong, empty when it passed, and what was said."""

    scenario: Scenario
    wrong: tuple[str, ...]
    tokens: int
    seconds: float
    models: tuple[str, ...]
    turns: tuple[Seen, ...] = ()


Judge = Callable[[Scenario, Played], Sequence[str]]
Progress = Callable[[Tried], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One run of one scenario, as it travels to whoever holds it."""

    built: Built
    scenario: Scenario
    place: Path
    judge: Judge


def run_all(
    scenarios: Iterable[Scenario],
    settings: Settings,
    judge: Judge,
    *,
    runs: int = 1,
    jobs: int = 1,
    slips: bool = False,
    progress: Progress = lambda _: None,
) -> list[Tried]:
    """Every scenario `runs` times, each in a house of its own, `jobs` of them at once.

    With `slips` every run but the first is typed in another way; the run's number is the seed. A
    conversation that breaks down by a fault of ours fails with the fault's name. Raises
    `BadScenario` where one cannot be held, before the first is.
    """
    scenarios = list(scenarios)
    with TemporaryDirectory(prefix="evaluation-") as folder:
        builder = Builder(Path(folder), settings)
        for each in scenarios:
            check_names(each, builder.built(each.world).world)
        tasks = [
            Task(
                builder.built(each.world),
                _typed(each, number if slips else 0),
                Path(folder) / f"{each.id}-{number}",
                judge,
            )
            for each in scenarios
            for number in range(runs)
        ]
        if jobs == 1:
            return [_told(held(task), progress) for task in tasks]
        with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=quiet) as processes:
            asked = [processes.submit(held, task) for task in tasks]
            try:
                for done in as_completed(asked):
                    progress(done.result())
            except BaseException:
                processes.shutdown(cancel_futures=True)
                raise
            return [each.result() for each in asked]


def _typed(scenario: Scenario, seed: int) -> Scenario:
    """The scenario as another thumb types it; seed 0 is as it is written."""
    if seed == 0:
        return scenario
    turns = [
        turn.model_copy(update={"say": slipped(turn.say, seed)})
        if turn.say is not None and not turn.exact
        else turn
        for turn in scenario.turns
    ]
    return scenario.model_copy(update={"turns": turns})


def quiet() -> None:
    """There is no Redis here, and each turn would say so."""
    logging.getLogger("agent.memory").setLevel(logging.ERROR)


def _told(tried: Tried, progress: Progress) -> Tried:
    progress(tried)
    return tried


def held(task: Task) -> Tried:
    """One conversation in a house of its own, and what was wrong with it."""
    with open_house(task.built, task.place) as house:
        return _tried(house, task.scenario, task.judge)


def _tried(house: House, scenario: Scenario, judge: Judge) -> Tried:
    started = time.monotonic()
    try:
        played = play(house, scenario)
    except BadScenario:
        raise
    except Exception as fault:
        why = f"the conversation broke down: {type(fault).__name__}: {str(fault)[:160]}"
        return Tried(scenario, (why,), house.watched.tokens, time.monotonic() - started, ())
    models = tuple(dict.fromkeys(seen.model for seen in played.turns if seen.model))
    wrong = tuple(judge(scenario, played))
    return Tried(scenario, wrong, played.tokens, played.seconds, models, played.turns)
