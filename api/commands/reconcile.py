"""`reconcile`: look at all money whose outcome is open, now; and end a hold."""

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.commands._shared import (
    USAGE,
    CommandFailed,
    add_data_dir,
    require_data,
    say,
    settings_of,
    tell,
)

if TYPE_CHECKING:
    from billing.discrepancies import Discrepancy
    from billing.ids import TenantId
    from billing.money import Money
    from billing.payments import Payment
    from billing.ports import Ports
    from billing.principal import Principal
    from billing.refunds import Refund
    from billing.use_cases.list_holds import Held
    from billing.use_cases.reconcile_payments import Reconciled, ReconciledRefund

SUMMARY = "ask the providers about all money whose outcome is open, and settle it"
DETAIL = """The worker does this by itself, a little later each time. This looks at it all now, and
prints what is in doubt, what is on hold, and where a provider's statement and our books differ.
Exit code 1 means that some provider could not be asked.

  tenant  payment or refund  of what  amount  before -> after

A payment or refund on hold ends only by human decision, above the tenant's limit by two people who
say the same. --by is the id or e-mail of a member of the tenant's staff, finance or admin:
  billing-assistant reconcile --resolve PAYMENT --tenant harbor --outcome succeeded \\
    --evidence "statement of 3 March, line 12" --by st-harbor-finance
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--resolve", metavar="ID", help="end the hold of this payment or refund")
    parser.add_argument("--tenant", metavar="T", help="with --resolve: whose it is")
    parser.add_argument("--outcome", choices=["succeeded", "failed"], help="with --resolve")
    parser.add_argument("--evidence", metavar="TEXT", help="with --resolve: what shows it")
    parser.add_argument("--by", metavar="STAFF", help="with --resolve: who says so, id or e-mail")


def run(options: argparse.Namespace) -> int:
    if options.resolve is not None:
        return _resolve(options)
    return _reconcile(options)


def _resolve(options: argparse.Namespace) -> int:
    from api.commands._speakers import as_staff, member_of_staff, require_tenant
    from billing.errors import BillingError
    from billing.use_cases._two_people import MAY_DECIDE

    if not (options.tenant and options.outcome and options.evidence and options.by):
        raise CommandFailed("--resolve needs --tenant, --outcome, --evidence and --by", USAGE)
    with _ports(options) as ports:
        tenant = require_tenant(ports.store, options.tenant)
        member = member_of_staff(ports.store, tenant, options.by, *MAY_DECIDE)
        who = as_staff(ports.store, tenant, staff=member.id, role=None)
        try:
            say(_decide(ports, who, options))
        except BillingError as refused:
            raise CommandFailed(str(refused)) from None
    return 0


def _decide(ports: "Ports", who: "Principal", options: argparse.Namespace) -> str:
    from billing.errors import NotFound
    from billing.ids import PaymentId
    from billing.payments import PaymentState
    from billing.use_cases._two_people import Decision
    from billing.use_cases.resolve_payment import resolve_payment
    from billing.use_cases.resolve_refund import resolve_refund

    outcome = PaymentState(options.outcome)
    moved: Payment | Refund
    try:
        payment_id = PaymentId(options.resolve)
        done = resolve_payment(ports, who, payment_id, outcome, options.evidence)
        moved, awaiting = done.payment, done.awaiting
    except NotFound:
        try:
            with ports.store.read(who) as tx:
                refund = tx.refunds.get(options.resolve)
        except NotFound:
            raise CommandFailed(
                f"{who.tenant} has no payment or refund of this id: `reconcile` lists its holds"
            ) from None
        decision = Decision(refund.id, outcome, options.evidence)
        back = resolve_refund(ports, who, refund.payment_id, decision)
        moved, awaiting = back.refund, back.awaiting
    if awaiting is not None:
        return (
            f"{moved.id} waits for a second person who says {awaiting.outcome} too, "
            "with evidence and a --by that is not them"
        )
    return f"{moved.id} is now {moved.state}"


@contextmanager
def _ports(options: argparse.Namespace) -> Iterator["Ports"]:
    from api.bootstrap import make_ports
    from api.commands._parts import reachable_sandbox
    from api.keys import MissingKeys

    settings = settings_of(options)
    require_data(settings)
    with reachable_sandbox(settings) as url:
        try:
            ports = make_ports(settings, sandbox_url=url)
        except MissingKeys as missing:
            raise CommandFailed(str(missing)) from None
        try:
            yield ports
        finally:
            ports.store.close()


def _reconcile(options: argparse.Namespace) -> int:
    total = _Total()
    with _ports(options) as ports:
        for tenant in sorted(ports.store.directory.tenants()):
            _look(ports, tenant, total)
            _print_waiting(ports, tenant, total)
    tell(
        f"looked at {total.looked}: {total.problems} could not be asked about, "
        f"{total.holds} on hold; {total.differing} open differences"
    )
    if total.holds:
        tell(
            "a hold ends by what a person saw at the provider:\n  billing-assistant reconcile "
            "--resolve ID --tenant T --outcome succeeded|failed --evidence TEXT --by STAFF"
        )
    if total.differing:
        tell(
            "a difference is closed by finance, who say why:\n  POST "
            '/api/v1/reconciliation/discrepancies/ID/close {"note": "..."}'
        )
    return 1 if total.problems else 0


@dataclass(slots=True)
class _Total:
    """What was seen over all tenants."""

    looked: int = 0
    problems: int = 0
    holds: int = 0
    differing: int = 0


def _look(ports: "Ports", tenant: "TenantId", total: _Total) -> None:
    """Look at all of one tenant, and print what became of each."""
    from billing.principal import system
    from billing.use_cases.reconcile_payments import reconcile_payments, reconcile_refunds

    who = system(tenant, "reconcile")
    told: list[Reconciled | ReconciledRefund] = [*reconcile_payments(ports, who)]
    told += reconcile_refunds(ports, who)
    _table((tenant, *_line(each)) for each in told)
    total.looked += len(told)
    total.problems += sum(each.problem is not None for each in told)
    total.holds += sum(each.after.state == "hold" for each in told)


def _print_waiting(ports: "Ports", tenant: "TenantId", total: _Total) -> None:
    """The proposals about holds and the open discrepancies of one tenant."""
    from billing.principal import system
    from billing.use_cases.list_discrepancies import list_discrepancies
    from billing.use_cases.list_holds import list_holds

    who = system(tenant, "reconcile")
    said = [held for held in list_holds(ports, who) if held.proposal is not None]
    _table((tenant, *_proposal(held)) for held in said)
    differing = list_discrepancies(ports, who)
    _table((tenant, *_difference(one)) for one in differing)
    total.differing += len(differing)


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Columns one below the other, two blanks apart; amounts end where their neighbours end."""
    kept = list(rows)
    if not kept:
        return
    widths = [max(map(len, column)) for column in zip(*kept, strict=True)]
    for row in kept:
        cells = [
            cell.rjust(width) if cell[-3:].isupper() and cell[:1].isdigit() else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        say("  ".join(cells).rstrip())


def _line(each: "Reconciled | ReconciledRefund") -> tuple[str, ...]:
    after = each.after
    amount = f"{after.amount.to_decimal()} {after.amount.currency}"
    what = f"{each.before.state} -> {after.state}"
    if each.problem is not None:
        what = f"still {after.state}: {each.problem}"
    elif each.before.state is after.state:
        what = f"still {after.state}{_why(each)}"
    return after.id, _of(after), amount, what


def _of(moved: "Payment | Refund") -> str:
    from billing.refunds import Refund

    if isinstance(moved, Refund):
        return f"refund of {moved.payment_id}"
    return f"bill {moved.bill_id}"


def _why(each: "Reconciled | ReconciledRefund") -> str:
    from billing.payments import Payment

    after = each.after
    if isinstance(after, Payment) and after.connection_id is None:
        return ", made elsewhere: no provider to ask"
    if after.state != "hold":
        return ""
    called = f", the provider calls it {after.provider_ref}" if after.provider_ref else ""
    return f": a human decides{called}"


def _proposal(held: "Held") -> tuple[str, ...]:
    found = held.refund.id if held.refund is not None else held.payment.id
    said = held.proposal
    if said is None:
        return found, "nobody said anything yet"
    return found, f"{said.proposed_by} says {said.outcome}: a second person must agree"


def _difference(one: "Discrepancy") -> tuple[str, ...]:
    def shown(amount: "Money | None") -> str:
        return "-" if amount is None else f"{amount.to_decimal()} {amount.currency}"

    of = f"payment {one.payment_id}" if one.payment_id is not None else "no payment of ours"
    amounts = f"ours {shown(one.ours)}, theirs {shown(one.theirs)}"
    return one.id, str(one.kind), one.provider_ref, of, amounts
