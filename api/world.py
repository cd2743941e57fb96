"""World files: one YAML text with tenants, customers, bills and all else, read or refused whole.

    Exception
    └── WorldRefused            the file is wrong; `problems` says where and what to do

`read_world` changes nothing anywhere: the same text always gives an equal `World`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from api.world_checks import Draft, check_amounts, check_plan, check_world
from api.world_fields import Instant
from api.world_report import report, unknown_key, validated
from api.world_rows import (
    ArticleRow,
    BillRow,
    ConnectionRow,
    CustomerRow,
    MethodRow,
    OwnedRow,
    PaymentRow,
    PersonRow,
    RefundRow,
    StaffRow,
    SubscriptionRow,
    TicketRow,
    UsageRow,
)
from api.world_tenants import PlanRow, TenantRow
from api.world_yaml import NotYaml, Plain, Problem, read_yaml, step
from billing.principal import Role

__all__ = ["Problem", "World", "WorldRefused", "read_world"]

SHOWN: Final = 50
"""The most problems one refusal carries; `total` says how many there were."""

# Order matters: a row's tenant is found by the customer, method or payment it names.
SECTIONS: Final[Mapping[str, type[OwnedRow]]] = {
    "customers": CustomerRow,
    "people": PersonRow,
    "staff": StaffRow,
    "connections": ConnectionRow,
    "payment_methods": MethodRow,
    "subscriptions": SubscriptionRow,
    "bills": BillRow,
    "payments": PaymentRow,
    "refunds": RefundRow,
    "tickets": TicketRow,
    "articles": ArticleRow,
    "usage": UsageRow,
}
_NOT_YET: Final = ("taxes", "promotions")
_TOP: Final = ("version", "as_of", "tenants", *SECTIONS)
_PLACEHOLDER: Final = "tenant-not-found"

Owned = TypeVar("Owned", bound=OwnedRow)


class WorldRefused(Exception):
    """The world file is wrong. `problems` holds the first 50 of `total`, each with its path."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems[:SHOWN])
        self.total = len(problems)
        super().__init__(self.problems, self.total)

    def __str__(self) -> str:
        count = "1 problem" if self.total == 1 else f"{self.total} problems"
        lines = [f"the world file has {count}; nothing was loaded", *map(str, self.problems)]
        if self.total > len(self.problems):
            lines.append(f"and {self.total - len(self.problems)} more")
        return "\n  ".join(lines)


@dataclass(frozen=True, slots=True)
class World:
    """A checked world: every id leads somewhere, every sum adds up, every row has its tenant.

    Plans stand under their tenant. `people` holds at least one person for each customer.
    """

    as_of: datetime | None
    tenants: tuple[TenantRow, ...]
    customers: tuple[CustomerRow, ...]
    people: tuple[PersonRow, ...]
    staff: tuple[StaffRow, ...]
    connections: tuple[ConnectionRow, ...]
    payment_methods: tuple[MethodRow, ...]
    subscriptions: tuple[SubscriptionRow, ...]
    bills: tuple[BillRow, ...]
    payments: tuple[PaymentRow, ...]
    refunds: tuple[RefundRow, ...]
    tickets: tuple[TicketRow, ...]
    articles: tuple[ArticleRow, ...]
    usage: tuple[UsageRow, ...]


def read_world(text: str) -> World:
    """The world in a YAML `text`; raises `WorldRefused` with everything that is wrong with it."""
    try:
        raw, problems = read_yaml(text)
    except NotYaml as bad:
        raise WorldRefused([bad.problem]) from bad
    if not isinstance(raw, dict):
        raise WorldRefused([Problem("", "a world is a mapping that starts with `version: 1`")])
    draft = Draft(problems=problems)
    _read_top(draft, raw)
    for i, row in enumerate(_rows(draft, raw, "tenants")):
        _read_tenant(draft, f"tenants[{i}]", row)
    for section, model in SECTIONS.items():
        for i, row in enumerate(_rows(draft, raw, section)):
            _read_owned(draft, f"{section}[{i}]", row, model)
    _add_people(draft)
    check_world(draft)
    if draft.problems:
        raise WorldRefused(draft.problems)
    return _finish(draft)


def _read_top(draft: Draft, raw: Mapping[str, Plain]) -> None:
    if raw.get("version") != 1 or isinstance(raw.get("version"), bool):
        draft.say("version", "write `version: 1`")
    for key in raw:
        if key in _NOT_YET:
            if raw[key]:
                draft.say(key, f"{key} cannot be loaded yet: remove them")
        elif key not in _TOP:
            draft.say(step("", key), unknown_key(key, _TOP))
    if raw.get("as_of") is not None:
        try:
            draft.as_of = TypeAdapter[datetime](Instant).validate_python(raw["as_of"])
        except ValidationError as bad:
            report(draft, "as_of", bad)


def _rows(draft: Draft, raw: Mapping[str, Plain], section: str) -> list[Plain]:
    rows = raw.get(section)
    if isinstance(rows, list):
        return rows
    if rows is not None:
        draft.say(section, "must be a list: start each row with `- `")
    elif section == "tenants":
        draft.say(section, "is missing: a world has at least one tenant")
    return []


def _read_tenant(draft: Draft, path: str, raw: Plain) -> None:
    plans: Plain = None
    if isinstance(raw, dict):
        plans = raw.get("plans")
        raw = {key: value for key, value in raw.items() if key != "plans"}
    tenant = validated(draft, path, raw, TenantRow)
    owner = _id_of(raw)
    if plans is not None and not isinstance(plans, list):
        draft.say(f"{path}.plans", "must be a list: start each row with `- `")
        plans = []
    read = [
        plan
        for i, row in enumerate(plans or [])
        if (plan := _read_plan(draft, f"{path}.plans[{i}]", row, owner))
    ]
    if tenant is None:
        draft.broken.setdefault("tenants", set()).add(owner)
    elif tenant.id in draft.tenants:
        draft.say(f"{path}.id", f"tenant '{tenant.id}' is already in this file: rename one")
    else:
        check_amounts(draft, path, tenant)
        draft.tenants[tenant.id] = tenant.model_copy(update={"plans": tuple(read)})


def _read_plan(draft: Draft, path: str, raw: Plain, owner: str) -> PlanRow | None:
    plan = validated(draft, path, raw, PlanRow)
    if plan is None:
        draft.broken.setdefault("plans", set()).add(_id_of(raw))
        return None
    if (owner, plan.id) in draft.plans:
        draft.say(f"{path}.id", f"plan '{plan.id}' is already in this tenant: rename one")
        return None
    check_plan(draft, path, plan)
    draft.plans[owner, plan.id] = plan
    return plan


def _id_of(raw: Plain) -> str:
    """A row's id as written, even when the row is wrong; empty where it has none."""
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else ""


def _read_owned(draft: Draft, path: str, raw: Plain, model: type[OwnedRow]) -> None:
    section = path.partition("[")[0]
    tenant: str | None = None
    if isinstance(raw, dict):
        tenant = _tenant_of(draft, path, raw, model)
        raw = {**raw, "tenant": tenant or _PLACEHOLDER}
        _inherit(draft, raw, model)
    row = validated(draft, path, raw, model)
    if row is None or tenant is None:
        draft.broken.setdefault(section, set()).add(_id_of(raw))
        if isinstance(raw, dict) and section == "payments" and isinstance(raw.get("bill"), str):
            draft.broken.setdefault("payments.bill", set()).add(str(raw["bill"]))
        return
    row_id = getattr(row, "id", None)
    if isinstance(row_id, str):
        keyed = draft.keyed.setdefault(section, {})
        if (tenant, row_id) in keyed:
            draft.say(f"{path}.id", f"'{row_id}' is already used in {section} of tenant {tenant}")
            return
        keyed[tenant, row_id] = row
    draft.rows.setdefault(section, []).append((path, row))


def _tenant_of(
    draft: Draft, path: str, raw: Mapping[str, Plain], model: type[OwnedRow]
) -> str | None:
    """The tenant a row belongs to: written, or the only one that has what it names."""
    written = raw.get("tenant")
    if written is not None and not (isinstance(written, str) and written in draft.tenants):
        if not (isinstance(written, str) and written in draft.broken.get("tenants", ())):
            draft.say(f"{path}.tenant", "names no tenant of this file: add it or correct the id")
        return None
    named = "payment" if model is RefundRow else "customer"
    if named not in model.model_fields:
        return _only_tenant(draft, path, written)
    wanted, section = raw.get(named), f"{named}s"
    if not isinstance(wanted, str):
        # The model reports a missing or ill-typed id; nothing more can be said about the row.
        return None
    having = [t for t in draft.tenants if (t, wanted) in draft.keyed.get(section, {})]
    if written is not None:
        having = [t for t in having if t == written]
    if len(having) == 1:
        return having[0]
    if having:
        sentence = f"is missing: {' and '.join(having)} each have a {named} '{wanted}'"
        draft.say(f"{path}.tenant", f"{sentence}; write which one is meant")
    elif wanted not in draft.broken.get(section, ()):
        where = f"tenant {written}" if written else "this file"
        draft.say(f"{path}.{named}", f"{where} has no {named} '{wanted}': add it or correct the id")
    return None


def _only_tenant(draft: Draft, path: str, written: Plain) -> str | None:
    if isinstance(written, str):
        return written
    if len(draft.tenants) == 1 and not draft.broken.get("tenants"):
        return next(iter(draft.tenants))
    if draft.tenants:
        draft.say(f"{path}.tenant", "is missing: write which tenant this belongs to")
    return None


def _inherit(draft: Draft, raw: dict[str, Plain], model: type[OwnedRow]) -> None:
    """Fill in what a row may leave to another: a customer's language, a refund's payment.

    Where that other row was itself refused this one is dropped too; what is filled in then only
    keeps it from being blamed for the same mistake.
    """
    owner = str(raw["tenant"])
    given: dict[str, str] = {}
    if model is CustomerRow:
        tenant = draft.tenants.get(owner)
        given = {"language": tenant.languages[0] if tenant else "en"}
    elif model is RefundRow:
        payment = draft.find("payments", PaymentRow, (owner, str(raw.get("payment"))))
        given = {"customer": _PLACEHOLDER, "currency": "USD"}
        if payment is not None:
            given = {"customer": payment.customer, "currency": payment.currency}
    for key, value in given.items():
        if raw.get(key) is None:
            raw[key] = value


def _add_people(draft: Draft) -> None:
    """One person, customer_admin, for each customer without people."""
    people = draft.keyed.setdefault("people", {})
    spoken_for = {(p.tenant, p.customer) for _, p in draft.of("people", PersonRow)}
    for path, customer in draft.of("customers", CustomerRow):
        key = (customer.tenant, customer.id)
        if key in spoken_for:
            continue
        if key in people:
            draft.say(f"{path}.id", "a person of another customer has this id: add people for it")
            continue
        person = PersonRow(
            tenant=customer.tenant,
            id=customer.id,
            customer=customer.id,
            name=customer.name,
            email=customer.email,
            role=Role.CUSTOMER_ADMIN,
        )
        people[key] = person
        draft.rows.setdefault("people", []).append((path, person))


def _finish(draft: Draft) -> World:
    def rows(section: str, model: type[Owned]) -> tuple[Owned, ...]:
        return tuple(row for _, row in draft.of(section, model))

    return World(
        as_of=draft.as_of,
        tenants=tuple(draft.tenants.values()),
        customers=rows("customers", CustomerRow),
        people=rows("people", PersonRow),
        staff=rows("staff", StaffRow),
        connections=rows("connections", ConnectionRow),
        payment_methods=rows("payment_methods", MethodRow),
        subscriptions=rows("subscriptions", SubscriptionRow),
        bills=rows("bills", BillRow),
        payments=rows("payments", PaymentRow),
        refunds=rows("refunds", RefundRow),
        tickets=rows("tickets", TicketRow),
        articles=rows("articles", ArticleRow),
        usage=rows("usage", UsageRow),
    )
