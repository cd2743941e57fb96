"""`token`: sign a token for one customer or one member of staff and print it, nothing else."""

import argparse

from api.commands._shared import (
    USAGE,
    CommandFailed,
    add_data_dir,
    opened_store,
    say,
    settings_of,
)

SUMMARY = "print a token that lets its holder speak as one customer or staff member"
DETAIL = """Prints one signed token and nothing else, to send as `Authorization: Bearer ...`.
It holds one hour (staff: eight). A token may look and ask; only `--scope approve` may pay.

  billing-assistant token --tenant harbor --customer c-nora
  billing-assistant token --tenant harbor --customer c-nora --scope approve
  billing-assistant token --tenant harbor --staff st-harbor-finance
  billing-assistant token --tenant harbor --role support --link"""
ROLES = ("customer_member", "customer_admin", "support", "finance", "admin")
STAFF_ROLES = ROLES[2:]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--tenant", required=True, metavar="T", help="the company's id")
    parser.add_argument("--customer", metavar="C", help="the customer's id (for customers' roles)")
    parser.add_argument("--person", metavar="P", help="which of the customer's people")
    parser.add_argument("--staff", metavar="ID", help="which member of staff, by id or e-mail")
    parser.add_argument("--role", choices=ROLES, help="default: customer_admin")
    parser.add_argument(
        "--scope", action="append", choices=("approve",), help="allow this as well: approve = pay"
    )
    parser.add_argument(
        "--link", action="store_true", help="print a link that signs staff in to the console"
    )


def run(options: argparse.Namespace) -> int:
    _check(options)
    from dataclasses import replace

    from api.bootstrap import make_tokens
    from api.clocks import SystemClock
    from api.commands._speakers import as_customer, as_staff
    from api.session import CUSTOMER_LIFE, STAFF_LIFE
    from billing.principal import Role

    settings = settings_of(options)
    role = Role(options.role) if options.role else None
    with opened_store(settings) as store:
        if _for_staff(options):
            principal = as_staff(store, options.tenant, staff=options.staff, role=role)
        else:
            principal = as_customer(
                store, options.tenant, options.customer, person=options.person, role=role
            )
            principal = replace(principal, scopes=frozenset(options.scope or ()))
    life = STAFF_LIFE if _for_staff(options) else CUSTOMER_LIFE
    token = make_tokens(settings, SystemClock()).issue(principal, life)
    say(f"{_address(options)}/console?token={token}" if options.link else token)
    return 0


def _for_staff(options: argparse.Namespace) -> bool:
    return options.staff is not None or options.role in STAFF_ROLES


def _check(options: argparse.Namespace) -> None:
    """Refuse combinations that contradict themselves."""
    if _for_staff(options):
        if options.customer or options.person:
            raise CommandFailed("staff tokens name no --customer and no --person", USAGE)
        if options.scope:
            raise CommandFailed("only customers approve payments: leave out --scope", USAGE)
        if options.role is not None and options.role not in STAFF_ROLES:
            raise CommandFailed("--staff goes with --role support, finance or admin", USAGE)
    elif options.link:
        raise CommandFailed("--link signs staff in: add --role support, finance or admin", USAGE)
    elif not options.customer:
        raise CommandFailed("name the --customer, or a staff --role", USAGE)


def _address(options: argparse.Namespace) -> str:
    """Where people reach the server: as configured, else as the running one announced."""
    from api.embedded import running

    settings = settings_of(options)
    if "public_url" in settings.model_fields_set:
        return settings.public_url.rstrip("/")
    return running(settings.data_dir).get("url", settings.public_url).rstrip("/")
