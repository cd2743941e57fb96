"""Planted bugs (G0): one line is broken on purpose; the tests must turn red.

Each plant names a file, the text it replaces (which must be there exactly once, or the list has
rotted: `test_planted.py` checks that in every run) and the tests that ought to notice. `make trust`
copies the tree, plants one bug after the other and runs those tests.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.trust.oracle import Finding

ROOT: Final = Path(__file__).parents[2]
CODE: Final = ("agent", "api", "billing", "delivery", "ingestion", "payments", "tests", "tools")
CORE: Final = "tests/billing/"
USE: Final = "tests/billing/use_cases/"
STORES: Final = "tests/billing/stores"
LIMIT_S: Final = 240
GREEN, RED = 0, 1


@dataclass(frozen=True, slots=True)
class Plant:
    """One bug: in `file`, `sound` becomes `broken`; `tests` must notice."""

    bug: str
    file: str
    sound: str
    broken: str
    tests: str


def _p(bug: str, file: str, sound: str, broken: str, tests: str) -> Plant:
    return Plant(bug, file, sound, broken, tests)


_APPROVE, _PAY = "billing/use_cases/approve_quote.py", "billing/use_cases/pay_bill.py"
_SUBMIT, _CHECK = "billing/use_cases/submit_payment.py", "billing/use_cases/check_payment.py"
_APPLY, _WEBHOOK = "billing/use_cases/apply_payment_report.py", "billing/use_cases/apply_webhook.py"
_STATES, _MONEY = "billing/payments.py", "billing/money.py"

PLANTS: Final = (
    _p(
        "anybody signed in may approve",
        _APPROVE,
        "    principal.require_scope(APPROVE)\n",
        "",
        USE + "test_approve_quote.py",
    ),
    _p(
        "any channel approves",
        _APPROVE,
        "if channel not in quote.approve_by:",
        "if not quote.approve_by:",
        USE + "test_approve_quote.py",
    ),
    _p(
        "a typed yes counts whatever was shown since",
        _APPROVE,
        "if not shown or shown[-1] != quote.shown_seq:",
        "if not shown:",
        USE + "test_approve_quote.py",
    ),
    _p(
        "an expired quote is approved",
        _APPROVE,
        "if quote.expires_at <= ports.clock.real_now():",
        "if quote.expires_at is None:",
        USE + "test_approve_quote.py",
    ),
    _p(
        "a changed bill is paid as it was",
        _APPROVE,
        "bill.version != line.bill_version or ",
        "",
        USE + "test_approve_quote.py",
    ),
    _p(
        "a superseded quote is approved",
        _APPROVE,
        'return QuoteSuperseded("a newer quote replaced this one")',
        "pass",
        USE + "test_approve_quote.py",
    ),
    _p(
        "a second approval writes a second payment",
        _APPROVE,
        "if quote.status is not QuoteStatus.APPROVED:",
        "if quote.id:",
        USE + "test_approve_quote.py",
    ),
    _p(
        "an expired method is charged",
        _APPROVE,
        ".require_usable(quote.fee.currency, today)",
        "",
        USE + "test_approve_quote.py",
    ),
    _p(
        "no look is owed before the money moves",
        _APPROVE,
        "        tx.duties.owe(DutyKind.CHECK_PAYMENT, payment.id, real_now, lease=lease)\n",
        "",
        USE + "test_check_payment.py",
    ),
    _p(
        "the worker acts while the request still does",
        _APPROVE,
        "real_now, lease=lease)",
        "real_now)",
        USE + "test_check_payment.py",
    ),
    _p(
        "a part may be any part",
        _PAY,
        "not least <= wish_minor < due.amount_minor",
        "not wish_minor < due.amount_minor",
        USE + "test_pay_bill.py",
    ),
    _p(
        "more than is due may be paid",
        _PAY,
        "not least <= wish_minor < due.amount_minor",
        "not least <= wish_minor",
        USE + "test_pay_bill.py",
    ),
    _p(
        "parts are taken where the tenant forbids them",
        _PAY,
        "if not policy.partial_allowed or not least",
        "if not least",
        USE + "test_pay_bill.py",
    ),
    _p(
        "older offers stay open",
        _PAY,
        "            tx.quotes.set_status(other.id, QuoteStatus.SUPERSEDED)\n",
        "            continue\n",
        USE + "test_pay_bill.py",
    ),
    _p(
        "two currencies in one quote",
        _PAY,
        "if len(currencies) > 1:",
        "if not currencies:",
        USE + "test_pay_bill.py",
    ),
    _p(
        "the first use of a method may be approved by text",
        _PAY,
        "        and method.used_before\n",
        "",
        USE + "test_pay_bill.py",
    ),
    _p(
        "offers have no cap",
        _PAY,
        ">= QUOTES_PER_HOUR:",
        "< 0:",
        USE + "test_pay_bill.py",
    ),
    _p(
        "a time-out counts as a failure",
        _SUBMIT,
        "    except OutcomeUnknown:\n        return _doubt(ports, principal, payment_id, again)\n",
        "    except OutcomeUnknown:\n        report = _not_sent(prepared)\n",
        USE + "test_submit_payment.py",
    ),
    _p(
        "a new key for every try",
        _SUBMIT,
        "            key=payment.key,\n",
        '            key=ports.ids.new("key"),\n',
        USE + "test_check_payment.py",
    ),
    _p(
        "a process that slept sends all the same",
        _SUBMIT,
        "if ports.clock.real_now() >= prepared.lease_until:",
        "if not prepared.lease_until:",
        USE + "test_submit_payment.py",
    ),
    _p(
        "unreachable on the second try frees the bill",
        _SUBMIT,
        "if again or ports.clock.real_now() >= prepared.lease_until:",
        "if ports.clock.real_now() >= prepared.lease_until:",
        USE + "test_submit_payment.py",
    ),
    _p(
        "the key's age counts from the last try",
        _SUBMIT,
        "submitted_at=payment.submitted_at or real_now",
        "submitted_at=real_now",
        USE + "test_check_payment.py",
    ),
    _p(
        "keys do not count the tries",
        "billing/payment_keys.py",
        "str(ordinal)",
        '"0"',
        USE + "test_submit_payment.py",
    ),
    _p(
        "keys do not name the tenant",
        "billing/payment_keys.py",
        "(tenant, connection, PAY,",
        "(connection, PAY,",
        CORE + "test_payment_keys.py",
    ),
    _p(
        "another amount settles",
        _APPLY,
        "if report.amount != payment.amount and",
        "if report.amount is None and",
        USE + "test_apply_payment_report.py",
    ),
    _p(
        "a hold ends by a report",
        _APPLY,
        " or payment.state is PaymentState.HOLD:\n        return None",
        ":\n        return None",
        USE + "test_apply_payment_report.py",
    ),
    _p(
        "a part payment closes the bill",
        _APPLY,
        "bill.state is BillState.OPEN and bill.balance.is_zero",
        "bill.state is BillState.OPEN",
        USE + "test_approve_quote.py",
    ),
    _p(
        "a late success is passed over in silence",
        _APPLY,
        "elif _contradicts(payment, report):",
        "elif payment.key == report:",
        USE + "test_apply_payment_report.py",
    ),
    _p(
        "finance is called again and again",
        _APPLY,
        "    if known:\n",
        "    if known and not late_key:\n",
        USE + "test_apply_payment_report.py",
    ),
    _p(
        "a key is reused past its window",
        _STATES,
        "can.idempotency is Idempotency.KEYED and age < can.key_window",
        "can.idempotency is Idempotency.KEYED",
        USE + "test_check_payment.py",
    ),
    _p(
        "a charge without a key is sent again",
        _STATES,
        "can.idempotency is Idempotency.KEYED and age < can.key_window",
        "age < can.key_window",
        USE + "test_check_payment.py",
    ),
    _p(
        "what cannot be known counts as failed",
        _STATES,
        "if found is None or can.lookup is Lookup.NONE:\n        return Doubt.HOLD",
        "if found is None or can.lookup is Lookup.NONE:\n        return Doubt.FAIL",
        USE + "test_check_payment.py",
    ),
    _p(
        "an eventual lookup is believed at once",
        _STATES,
        "can.lookup is Lookup.EVENTUAL and age < can.lookup_horizon",
        "can.lookup is Lookup.EVENTUAL and age < timedelta(0)",
        USE + "test_check_payment.py",
    ),
    _p(
        "a success may be undone",
        _STATES,
        "_S.SUCCEEDED: frozenset(),",
        "_S.SUCCEEDED: frozenset({_S.FAILED}),",
        CORE + "test_payments.py",
    ),
    _p(
        "an old absence is acted upon",
        _CHECK,
        "if found is None and ports.clock.real_now() - asked_at >= ANSWER_LIFE:",
        "if found is None and asked_at is None:",
        USE + "test_check_payment.py",
    ),
    _p(
        "what was accepted and is gone is sent again",
        _CHECK,
        "if payment.state in (PaymentState.PENDING, PaymentState.REQUIRES_ACTION):",
        "if payment.key is None:",
        USE + "test_check_payment.py",
    ),
    _p(
        "a doubt never becomes a hold",
        _CHECK,
        "ports.clock.real_now() - since >= DOUBT_LIFE",
        "ports.clock.real_now() - since >= DOUBT_LIFE * 1000",
        USE + "test_do_duty.py",
    ),
    _p(
        "an old approval is sent after all",
        _CHECK,
        "fresh = ports.clock.real_now() - approved_at < APPROVAL_LIFE",
        "fresh = approved_at.tzinfo is not None",
        USE + "test_check_payment.py",
    ),
    _p(
        "another connection speaks about our payment",
        _WEBHOOK,
        "if payment.connection_id != connection_id:",
        "if payment.connection_id is None:",
        USE + "test_apply_webhook.py",
    ),
    _p(
        "an unanswered webhook counts as applied",
        "billing/use_cases/do_duty.py",
        "        _give_back(ports, principal, duty, type(failed).__name__)\n        return\n",
        "        done = bool(str(failed))\n",
        USE + "test_apply_webhook.py",
    ),
    _p(
        "the reconciler meddles with requests in flight",
        "billing/use_cases/reconcile_payments.py",
        "return ports.clock.real_now() - payment.submitted_at < SUBMIT_LEASE",
        "return False",
        USE + "test_reconcile_payments.py",
    ),
    _p(
        "a yes may be taken back by a no",
        "billing/use_cases/decline_quote.py",
        "if quote.status is QuoteStatus.APPROVED:",
        "if quote.status is QuoteStatus.EXPIRED:",
        USE + "test_decline_quote.py",
    ),
    _p(
        "two payments of a bill may be open",
        "billing/stores/migrations/initial_money.py",
        '        ["tenant_id", "bill_id"],\n        unique=True,\n        sqlite_where',
        '        ["tenant_id", "bill_id"],\n        sqlite_where',
        STORES + "/test_payments.py",
    ),
    _p(
        "tenants see each other",
        "billing/stores/scope.py",
        '[table.c.tenant_id == bindparam("who_tenant")]',
        '[table.c.tenant_id != bindparam("who_tenant") + "?"]',
        STORES,
    ),
    _p(
        "a worker that lost its lease closes the duty",
        "billing/stores/duties.py",
        "_D.fence == duty.fence, ",
        "",
        USE + "test_do_duty.py",
    ),
    _p(
        "one cent is lost in a split",
        _MONEY,
        "for i in by_remainder[: size - sum(shares)]:",
        "for i in by_remainder[: size - sum(shares) - 1]:",
        CORE + "test_money.py",
    ),
    _p(
        "halves are rounded down",
        _MONEY,
        "round(self.amount_minor * ratio)",
        "int(self.amount_minor * ratio)",
        CORE + "test_money.py",
    ),
    _p(
        "yen have cents",
        _MONEY,
        "if len(places) != exponent or bool(point) != bool(exponent):",
        "if len(places) > max(exponent, 2):",
        CORE + "test_money.py",
    ),
    _p(
        "a disputed part is payable",
        "billing/bills.py",
        "due = self.balance - disputed",
        "due = self.balance",
        CORE + "test_bills.py",
    ),
    _p(
        "an approval is not bound to the method",
        "billing/quotes.py",
        '            "method": self.method_id,\n',
        "",
        CORE + "test_quotes.py",
    ),
    _p(
        "audit entries do not hang together",
        "billing/audit.py",
        "[previous, entry.number, row]",
        "[entry.number, row]",
        CORE + "test_audit.py",
    ),
    _p(
        "the provider's error counts as nothing sent",
        "payments/stripe.py",
        "        if not is_definite(answer):\n            raise _in_doubt(answer)\n",
        "",
        "tests/payments/test_stripe.py",
    ),
    _p(
        "an old webhook is as good as a new one",
        "payments/_signatures.py",
        "apart > TOLERANCE.total_seconds()",
        "apart > TOLERANCE.total_seconds() * 1000",
        "tests/payments/test_stripe_webhooks.py",
    ),
    _p(
        "any signature verifies",
        "payments/_signatures.py",
        "return any(results)",
        "return bool(results)",
        "tests/payments/test_stripe_webhooks.py",
    ),
)


@dataclass(frozen=True, slots=True)
class Hunt:
    """How many plants were tried and which were not found."""

    tried: int
    findings: tuple[Finding, ...]
    seconds: float


def hunt(folder: Path, plants: Sequence[Plant] = PLANTS) -> Hunt:
    """Plant each bug in a copy of the tree in `folder` and expect its tests to fail."""
    begun = time.monotonic()
    copy_tree(folder)
    findings = []
    sound = run_tests(folder, sorted({plant.tests for plant in plants}))
    if sound != GREEN:
        findings.append(Finding("G0", "no plant", f"the tests are not green: {sound}"))
    for plant in plants:
        file = folder / plant.file
        text = file.read_text()
        file.write_text(text.replace(plant.sound, plant.broken))
        try:
            code = run_tests(folder, [plant.tests])
        finally:
            file.write_text(text)
        if code != RED:
            findings.append(Finding("G0", plant.file, f"not noticed ({code}): {plant.bug}"))
    return Hunt(len(plants), tuple(findings), time.monotonic() - begun)


def copy_tree(folder: Path) -> None:
    for name in CODE:
        ignored = shutil.ignore_patterns("__pycache__", ".data")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)


def run_tests(folder: Path, tests: Sequence[str]) -> int:
    """pytest's exit code over `tests` in the copy: 0 green, 1 red, anything else is no answer."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-m", "not postgres", *tests]
    # Stale byte code would hide a plant of the same length.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=LIMIT_S
        ).returncode
    except subprocess.TimeoutExpired:
        return -1
