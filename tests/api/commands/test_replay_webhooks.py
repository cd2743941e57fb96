"""`replay-webhooks` as an operator uses it: which, why, and back in line for the worker."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.bootstrap import make_ports
from api.cli import main
from api.settings import Settings
from billing.duties import DutyKind
from billing.ids import ConnectionId, TenantId
from billing.principal import system
from billing.repositories import About, InboxRow
from billing.use_cases.do_duty import do_duty
from billing.use_cases.receive_webhook import receive_webhook

HARBOR = TenantId("harbor")
SANDBOX = ConnectionId("sandbox")
WEBHOOKS = frozenset({DutyKind.APPLY_WEBHOOK})
FIRST = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def minutes(number: int) -> str:
    return (FIRST + timedelta(minutes=number)).isoformat().replace("+00:00", "Z")


@pytest.fixture
def received(home: Path) -> Path:
    """Three webhooks a minute apart: applied, given up, applied; none about anything of ours."""
    ports = make_ports(Settings(data_dir=home))
    who = system(HARBOR)
    for number in range(3):
        at = FIRST + timedelta(minutes=number)
        about = About.OTHER
        row = InboxRow(f"evt_{number}", SANDBOX, "customer.updated", None, None, at, about=about)
        receive_webhook(ports, who, row)
    with ports.store.write(who) as tx:
        for number in (0, 2):
            tx.inbox.applied(SANDBOX, f"evt_{number}", FIRST)
        tx.inbox.failed(SANDBOX, "evt_1", "no such payment here", dead_at=FIRST)
        for number in range(3):
            tx.duties.close(DutyKind.APPLY_WEBHOOK, f"{SANDBOX}/evt_{number}")
    ports.store.close()
    return home


def replay(home: Path, *more: str, tenant: str = "harbor") -> int:
    return main(["replay-webhooks", "--data-dir", str(home), "--tenant", tenant, *more])


def applied(home: Path) -> list[str]:
    """What is applied after the worker worked, of those that were not before."""
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.read(system(HARBOR)) as tx:
            waiting = [row.event_id for row in tx.inbox.list() if row.applied_at is None]
        for _ in range(20):
            now, lease = ports.clock.real_now(), timedelta(minutes=1)
            duty = ports.store.directory.claim_duty(now, lease, WEBHOOKS)
            if duty is None:
                break
            do_duty(ports, duty)
        with ports.store.read(system(HARBOR)) as tx:
            return [each for each in waiting if tx.inbox.get(SANDBOX, each).applied_at is not None]
    finally:
        ports.store.close()


def test_the_dead_are_shown_with_their_reason_and_applied_again(
    received: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(received, "--dead") == 0
    line = "evt_1  sandbox  customer.updated  given up: no such payment here"
    assert capsys.readouterr().out == f"{line}\n1 in line to be applied again\n"
    assert applied(received) == ["evt_1"]
    assert replay(received, "--dead") == 0
    assert capsys.readouterr().out == "0 in line to be applied again\n"


def test_by_id_in_the_order_given(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(received, "--id", "evt_2", "--id", "evt_0") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "evt_2  sandbox  customer.updated  applied"
    assert out[-1] == "2 in line to be applied again"
    assert sorted(applied(received)) == ["evt_0", "evt_2"]


def test_by_time_half_open(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(received, "--since", minutes(1), "--until", minutes(2)) == 0
    assert capsys.readouterr().out.startswith("evt_1  ")
    assert applied(received) == ["evt_1"]


def test_a_dry_run_leaves_them(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(received, "--since", minutes(0), "--dry-run") == 0
    out = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in out[:-1]] == ["evt_2", "evt_1", "evt_0"]
    assert out[-1] == "3 would be applied again; nothing was changed (--dry-run)"
    assert applied(received) == []


@pytest.mark.parametrize(
    ("more", "code", "sentence"),
    [
        ([], 2, "--id, --since, --until, --dead"),
        (["--id", "evt_1", "--dead"], 2, "not both"),
        (["--since", minutes(2), "--until", minutes(1)], 2, "ends before it begins"),
        (["--id", "evt_9"], 1, "never received"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(
    received: Path,
    more: list[str],
    code: int,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert replay(received, *more) == code
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert sentence in err
    assert applied(received) == []


def test_another_companys_events_are_not_found(
    received: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(received, "--id", "evt_1", tenant="skylink") == 1
    assert replay(received, "--since", minutes(0), tenant="skylink") == 0
    assert "0 in line" in capsys.readouterr().out
    assert replay(received, "--dead", tenant="nobody") == 1
    assert "there is no such company" in capsys.readouterr().err
