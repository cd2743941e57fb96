"""A scenario as people write it: who speaks, what they do, what must come of it.

Everything is closed and strict, so that a misspelt expectation is an error and never a test that
passes. `reading.py` reads the files, `naming.py` holds the names against the world's.

Exception
└── BadScenario             a file cannot be used; the sentence names file, line, scenario and field
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

LANGUAGES: Final = ("en", "es", "de", "fr")
MOST_RUNS: Final = 100
MOST_JOBS: Final = 32
_NAME: Final = r"^[a-z0-9][a-z0-9-]{2,79}$"
_TAG: Final = r"^[a-z0-9][a-z0-9-]{1,39}$"
_AMOUNT: Final = r"^-?\d{1,12}(\.\d{1,3})?$"

Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]
AnyOf: TypeAlias = Annotated[list[Words], Field(min_length=1)]
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
    these". `status`: what a button answered. `silent`: no model answered and no tool ran, because
    a human has the conversation; the server may say who has it.
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
    silent: bool | None = None

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


ACTS: Final = (
    "say",
    "approve",
    "decline",
    "upload",
    "page",
    "wait_minutes",
    "wait_days",
    "staff",
    "staff_says",
    "provider",
    "model",
)
"""What a turn may do; exactly one of them."""


class Turn(_Closed):
    """One thing that happens: exactly one of `ACTS`. All but the last five are the customer's.

    `approve: last` presses the button of the newest offer, `first` that of the oldest; what is
    attached is a demo invoice by name, a file beside the scenarios, or a page of text.
    `customer` lets another account of the same company do it, `person` another human of the
    account, `new_chat` leaves the conversation. `staff` takes the conversation's newest case
    (`claim`), gives it back to the assistant (`hand_back`) or ends it (`resolve`); `staff_says` is
    what they write in the conversation. `provider`: `down` answers nothing, `doubt` charges and
    loses the answer. `model: down`: no configured model answers, the built-in one has to.
    `exact`: its words matter to the letter, so `--slips` leaves them alone.
    """

    say: str | None = None
    times: Annotated[int, Field(ge=1, le=4000)] = 1
    exact: bool = False
    approve: Literal["last", "first"] | None = None
    decline: Literal["last", "first"] | None = None
    upload: Words | None = None
    page: Annotated[str, Field(min_length=1, max_length=4000)] | None = None
    with_words: str = ""
    wait_minutes: Annotated[int, Field(ge=1, le=60 * 24 * 60)] | None = None
    wait_days: Annotated[int, Field(ge=1, le=400)] | None = None
    staff: Literal["claim", "hand_back", "resolve"] | None = None
    staff_says: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    provider: Literal["down", "doubt", "up"] | None = None
    model: Literal["down", "up"] | None = None
    customer: str | None = None
    person: str | None = None
    new_chat: bool = False
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        if sum(getattr(self, each) is not None for each in ACTS) != 1:
            raise ValueError(f"a turn has exactly one of {', '.join(ACTS)}")
        return self

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        """Fields that this turn would pass over are an error, like misspelt ones."""
        with_others = {"times": self.say, "exact": self.say, "with_words": self.upload or self.page}
        for name, act in with_others.items():
            if name in self.model_fields_set and act is None:
                raise ValueError(f"`{name}` does nothing in this turn")
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
    """One refund that was made meanwhile, of a `payment` of the world or of what paid a `bill`."""

    payment: str | None = None
    bill: str | None = None
    amount: Amount
    state: str = "succeeded"

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.payment is None) == (self.bill is None):
            raise ValueError("a refund is of a payment or of a bill")
        return self


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
    status: list[str] = []
    about: str | None = None
    holds: list[Words | AnyOf] = []

    _lists = field_validator("category", "priority", "status", "holds", mode="before")(_listed)


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
    """One conversation. `who` is `tenant/customer` or `tenant/customer/person`.

    The first of `tags` is its kind. `held`: whoever writes the rules it judges must not read it,
    so reports give its score and no more. The last four come from the file, not from its row.
    """

    id: Annotated[str, Field(pattern=_NAME)]
    who: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){1,2}$")]
    language: Literal["en", "es", "de", "fr"] = "en"
    why: Annotated[str, Field(max_length=300)] = ""
    tags: Annotated[list[Annotated[str, Field(pattern=_TAG)]], Field(min_length=1)]
    must_pass: bool = False
    may_approve: bool = True
    turns: Annotated[list[Turn], Field(min_length=1, max_length=40)]
    end: End | None = None
    held: bool = False
    world: Path | None = None
    file: Path = Path()
    line: int = 0

    @property
    def kind(self) -> str:
        return self.tags[0]

    @property
    def folder(self) -> Path:
        return self.file.parent

    @property
    def where(self) -> str:
        """Where it stands, for an error: file, line and id."""
        return f"{self.file}, line {self.line}, scenario {self.id}"

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        if self.end is None and all(turn.expect.empty for turn in self.turns):
            raise ValueError("it expects nothing, so it could not fail: give an expect or an end")
        return self
