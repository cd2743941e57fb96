"""A scenario as people write it: who speaks, what they do, what must come of it.

The file is YAML: `{world?: FILE, scenarios: [scenario, ...]}`. Everything is checked when it is
read, so that a misspelt expectation is an error and never a test that passes.

Exception
└── BadScenario             a file cannot be used; the sentence names file, scenario and field
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

LANGUAGES: Final = ("en", "es", "de", "fr")
MOST_RUNS: Final = 100
MOST_JOBS: Final = 32
_NAME: Final = r"^[a-z0-9][a-z0-9-]{2,79}$"
_TAG: Final = r"^[a-z0-9][a-z0-9-]{1,39}$"
_AMOUNT: Final = r"^-?\d{1,12}(\.\d{1,3})?$"

Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]
AnyOf: TypeAlias = Annotated[list[Words], Field(min_length=2)]
Fact: TypeAlias = date | Annotated[str, Field(pattern=_AMOUNT)]
Amount: TypeAlias = Annotated[str, Field(pattern=_AMOUNT)]


class BadScenario(Exception):
    """The scenarios cannot be used; the sentence says where and why."""


class _Closed(BaseModel):
    """Only the names written here: a misspelt one is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _listed(value: object) -> object:
    """One value where several may stand is a list of one."""
    return [value] if isinstance(value, str) else value


class Offer(_Closed):
    """The offer that is open after a turn. What is left out is not looked at."""

    bills: list[str] | None = None
    amount: Amount | None = None
    method: str | None = None
    act: str | None = None

    @property
    def empty(self) -> bool:
        return not self.model_fields_set


class Expect(_Closed):
    """What one answer must be. Kinds first, words last: another model says it in other words.

    `calls`: one of these tools ran (`nothing`: none did). `shows`: a card of one of these kinds.
    `offer`: false, true, or what it is about. `facts`: amounts and days that the answer or its
    cards give, however they are written there. `says`: words of the answer, a list in it is "one of
    these". `status`: what a button answered.
    """

    calls: list[str] = []
    calls_not: list[str] = []
    shows: list[str] = []
    shows_not: list[str] = []
    offer: bool | Offer | None = None
    ticket: bool | None = None
    facts: list[Fact] = []
    facts_not: list[Fact] = []
    says: list[Words | AnyOf] = []
    says_not: list[Words] = []
    asks: bool | None = None
    language: Literal["en", "es", "de", "fr"] | None = None
    status: list[int] = []

    _lists = field_validator(
        "calls", "calls_not", "shows", "shows_not", "says", "says_not", mode="before"
    )(_listed)

    @field_validator("status", mode="before")
    @classmethod
    def _one_status(cls, value: object) -> object:
        return [value] if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("facts", "facts_not", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """YAML reads 97.40 as a float, which loses the last nought; so amounts are in quotes."""
        items = value if isinstance(value, list) else [value]
        if any(isinstance(each, int | float) for each in items):
            raise ValueError('write amounts in quotes, like "97.40"')
        return items

    @property
    def empty(self) -> bool:
        return not self.model_fields_set


class Turn(_Closed):
    """One thing the customer does: exactly one of `say`, `approve`, `decline`, `upload`, `wait`.

    `approve: last` presses the button of the newest offer, `first` that of the oldest; what is
    attached is a demo invoice by name, a file beside the scenarios, or a page of `text`.
    `customer` lets another account of the same company do it, `new_chat` leaves the conversation.
    """

    say: str | None = None
    times: Annotated[int, Field(ge=1, le=4000)] = 1
    approve: Literal["last", "first"] | None = None
    decline: Literal["last", "first"] | None = None
    upload: Words | None = None
    page: Annotated[str, Field(min_length=1, max_length=4000)] | None = None
    with_words: str = ""
    wait_minutes: Annotated[int, Field(ge=1, le=60 * 24 * 60)] | None = None
    customer: str | None = None
    new_chat: bool = False
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        acts = (self.say, self.approve, self.decline, self.upload, self.page, self.wait_minutes)
        if sum(each is not None for each in acts) != 1:
            raise ValueError(
                "a turn has exactly one of say, approve, decline, upload, page, wait_minutes"
            )
        return self


class BillEnd(_Closed):
    """How a bill must stand at the end."""

    state: Literal["draft", "open", "paid", "void"] | None = None
    balance: Amount | None = None
    disputed: Amount | None = None


class PaymentEnd(_Closed):
    """One payment that was made meanwhile, and nothing beside those that are named."""

    bill: str
    amount: Amount
    state: str = "succeeded"


class RefundEnd(_Closed):
    payment: str
    amount: Amount
    state: str = "succeeded"


class PlanEnd(_Closed):
    """The plan at the end: what applies now, what it becomes, whether it ends."""

    plan: str | None = None
    interval: Literal["month", "year"] | None = None
    next_plan: str | None = None
    ends: bool | None = None


class TicketEnd(_Closed):
    """The newest case that was opened: one of these categories, and what a human can read in it."""

    category: list[str] = []
    priority: list[str] = []
    about: str | None = None
    holds: list[Words | AnyOf] = []

    _lists = field_validator("category", "priority", "holds", mode="before")(_listed)


Judged: TypeAlias = Literal["offers", "tickets", "promises", "disputes", "announced", "details"]


class End(_Closed):
    """How the company's books must stand: whatever is not named here is as it was before.

    `may` names what this scenario leaves open: a ticket that some would write and some would not.
    Bills, payments, refunds, plans and ways to pay are always judged. `tickets` counts the new
    ones: none unless said, one where `ticket` says what is in it. `new_bills`: their amounts.
    """

    bills: dict[str, BillEnd] = {}
    payments: list[PaymentEnd] = []
    refunds: list[RefundEnd] = []
    plan: PlanEnd | None = None
    default_method: str | None = None
    removed_methods: list[str] = []
    details: dict[str, str] = {}
    new_bills: list[Amount] = []
    ticket: TicketEnd | None = None
    offers: Annotated[int, Field(ge=0)] = 0
    tickets: Annotated[int, Field(ge=0)] | None = None
    promises: Annotated[int, Field(ge=0)] = 0
    disputes: Annotated[int, Field(ge=0)] = 0
    announced: Annotated[int, Field(ge=0)] = 0
    may: list[Judged] = []
    kept_not: list[Words] = []


class Scenario(_Closed):
    """One conversation. `who` is `tenant/customer` or `tenant/customer/person`."""

    id: Annotated[str, Field(pattern=_NAME)]
    who: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){1,2}$")]
    language: Literal["en", "es", "de", "fr"] = "en"
    why: Annotated[str, Field(max_length=300)] = ""
    tags: Annotated[list[Annotated[str, Field(pattern=_TAG)]], Field(min_length=1)]
    must_pass: bool = False
    may_approve: bool = True
    turns: Annotated[list[Turn], Field(min_length=1, max_length=40)]
    end: End | None = None
    world: Path | None = None
    folder: Path = Path()

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        if self.end is None and all(turn.expect.empty for turn in self.turns):
            raise ValueError("it expects nothing, so it could not fail: give an expect or an end")
        return self


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a file, or of all `*.yaml` of a folder in the order of their names.

    Raises `BadScenario` for the first thing that is wrong, also where two have one id.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    found = tuple(each for file in files for each in _of_file(file))
    if not found:
        raise BadScenario(f"{path}: there is no scenario in it")
    seen: set[str] = set()
    for each in found:
        if each.id in seen:
            raise BadScenario(f"{path}: scenario {each.id} is there twice")
        seen.add(each.id)
    return found


def _of_file(path: Path) -> list[Scenario]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as gone:
        raise BadScenario(f"{path}: {(gone.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise BadScenario(f"{path} is not UTF-8 text") from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise BadScenario(f"{path}{where}: it is not valid YAML") from None
    if not isinstance(data, dict) or not isinstance(data.get("scenarios"), list):
        raise BadScenario(f"{path}: write `scenarios:` and a list below it")
    if odd := set(data) - {"world", "scenarios"}:
        raise BadScenario(f"{path}: {sorted(map(str, odd))[0]} is no field of the file")
    world = path.parent / str(data["world"]) if data.get("world") else None
    return [_one(path, world, number, row) for number, row in enumerate(data["scenarios"], start=1)]


def _one(path: Path, world: Path | None, number: int, row: object) -> Scenario:
    named = row.get("id") if isinstance(row, dict) else None
    where = f"{path}, scenario {named if isinstance(named, str) else number}"
    if not isinstance(row, dict):
        raise BadScenario(f"{where}: it is no mapping")
    if odd := {"world", "folder"} & set(row):
        raise BadScenario(f"{where}: {sorted(odd)[0]} is no field of a scenario")
    try:
        return Scenario.model_validate({**row, "world": world, "folder": path.parent})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        raise BadScenario(f"{where}: {field + ': ' if field else ''}{why}") from None
