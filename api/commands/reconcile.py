"""`reconcile`: look at every payment whose outcome is open, now."""

import argparse
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
    from billing.use_cases.reconcile_payments import Reconciled

SUMMARY = "ask the providers about every payment whose outcome is open, and settle it"
DETAIL = """The worker does this by itself, a little later each time; this looks at all of them now.
Exit code 1 means that some provider could not be asked.

A payment on hold ends only by a human's decision:
  billing-assistant reconcile --resolve PAYMENT --tenant T --outcome succeeded \\
    --evidence "statement of 3 March, line 12"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--resolve", metavar="PAYMENT", help="end the hold of this payment")
    parser.add_argument("--tenant", metavar="T", help="with --resolve: whose payment it is")
    parser.add_argument("--outcome", choices=["succeeded", "failed"], help="with --resolve")
    parser.add_argument("--evidence", metavar="TEXT", help="with --resolve: what shows it")


def run(options: argparse.Namespace) -> int:
    if options.resolve is not None:
        return _resolve(options)
    return _reconcile(options)


def _resolve(options: argparse.Namespace) -> int:
    from api.bootstrap import make_ports
    from billing.ids import PaymentId, TenantId
    from billing.payments import PaymentState
    from billing.principal import system
    from billing.use_cases.resolve_payment import resolve_payment

    if not (options.tenant and options.outcome and options.evidence):
        raise CommandFailed("--resolve needs --tenant, --outcome and --evidence", USAGE)
    settings = settings_of(options)
    require_data(settings)
    ports = make_ports(settings)
    try:
        operator = system(TenantId(options.tenant), "operator")
        outcome = PaymentState(options.outcome)
        payment = PaymentId(options.resolve)
        done = resolve_payment(ports, operator, payment, outcome, options.evidence)
    finally:
        ports.store.close()
    say(f"{done.id} is now {done.state}")
    return 0


def _reconcile(options: argparse.Namespace) -> int:
    from api.bootstrap import make_ports
    from api.commands._parts import reachable_sandbox
    from api.keys import MissingKeys
    from billing.principal import system
    from billing.use_cases.reconcile_payments import reconcile_payments

    settings = settings_of(options)
    require_data(settings)
    looked = problems = 0
    with reachable_sandbox(settings) as url:
        try:
            ports = make_ports(settings, sandbox_url=url)
        except MissingKeys as missing:
            raise CommandFailed(str(missing)) from None
        try:
            for tenant in ports.store.directory.tenants():
                for each in reconcile_payments(ports, system(tenant, "reconcile")):
                    say(f"{tenant}  {_line(each)}")
                    looked += 1
                    problems += each.problem is not None
        finally:
            ports.store.close()
    tell(f"{looked} open payments, {problems} could not be asked about")
    return 1 if problems else 0


def _line(each: "Reconciled") -> str:
    amount = f"{each.after.amount.to_decimal()} {each.after.amount.currency}"
    what = f"{each.before.state} -> {each.after.state}"
    if each.problem is not None:
        what = f"still {each.after.state}: {each.problem}"
    elif each.before.state is each.after.state:
        what = f"still {each.after.state}{_why(each)}"
    return f"{each.after.id}  bill {each.after.bill_id}  {amount}  {what}"


def _why(each: "Reconciled") -> str:
    if each.after.connection_id is None:
        return ", made elsewhere: no provider to ask"
    return ", a human decides" if each.after.state == "hold" else ""
