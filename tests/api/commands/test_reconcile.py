"""`reconcile` as an operator uses it: all doubts at once, and the ends of holds."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.bootstrap import make_ports
from api.cli import main
from api.settings import Settings
from billing.customers import Staff
from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.ids import BillId, ConnectionId, CustomerId, MethodId, PaymentId, PersonId, TenantId
from billing.money import Money
from billing.payments import Payment, PaymentState
from billing.principal import Role, system
from billing.refunds import Refund

ANNA, BEN = "st-harbor-finance", "st-harbor-admin"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def doubtful(home: Path, name: str) -> Payment:
    """A payment of Nora's that was being sent when its server died."""
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.write(system(TenantId("harbor"))) as tx:
            method = tx.methods.get(MethodId("pm-nora-visa"))
            payment = Payment(
                id=PaymentId(name),
                customer_id=CustomerId("c-nora"),
                bill_id=BillId("HB-100"),
                amount=Money(9740, "USD"),
                state=PaymentState.UNKNOWN,
                created_at=ports.clock.now(),
                submitted_at=ports.clock.real_now(),
                method_id=method.id,
                connection_id=method.connection_id,
                key=f"ba-{name}",
            )
            tx.payments.add(payment)
        return payment
    finally:
        ports.store.close()


def test_reconcile_finds_out_what_became_of_a_payment(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doubtful(home, "pay-x")
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    out, err = capsys.readouterr()
    assert out == "harbor  pay-x  bill HB-100  97.40 USD  unknown -> succeeded\n"
    assert err == "looked at 1: 0 could not be asked about, 0 on hold; 0 open differences\n"
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    assert capsys.readouterr().out == ""


def test_reconcile_says_when_a_provider_could_not_be_asked(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful(home, "pay-y")
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:9")
    assert main(["reconcile", "--data-dir", str(home)]) == 1
    out, err = capsys.readouterr()
    assert "pay-y" in out
    assert "still unknown" in out
    assert "1 could not be asked about" in err


def in_books(home: Path, *rows: Refund | Discrepancy, state: PaymentState) -> None:
    """The doubtful payment `pay-z` in another state, and rows beside it."""
    doubtful(home, "pay-z")
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.write(system(TenantId("harbor"))) as tx:
            payment = tx.payments.get(PaymentId("pay-z"))
            tx.payments.update(replace(payment, state=state), was=payment.state)
            for row in rows:
                if isinstance(row, Refund):
                    tx.refunds.add(row)
                else:
                    tx.discrepancies.find(row)
    finally:
        ports.store.close()


def resolve(
    home: Path, subject: str, by: str, outcome: str = "failed", *, tenant: str = "harbor"
) -> int:
    what = ["--resolve", subject, "--tenant", tenant, "--outcome", outcome]
    why = ["--evidence", "the bank's line 12", "--by", by]
    return main(["reconcile", "--data-dir", str(home), *what, *why])


def test_a_small_hold_is_ended_by_one_name_and_a_contradiction_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_books(home, state=PaymentState.HOLD)
    assert resolve(home, "pay-z", ANNA, "succeeded") == 1
    assert "does not have it" in capsys.readouterr().err
    assert resolve(home, "pay-z", ANNA) == 0
    assert capsys.readouterr().out == "pay-z is now failed\n"


def test_a_large_hold_waits_for_a_second_name_and_reconcile_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = Money(900_00, "USD")
    back = Refund("ref-z", PaymentId("pay-big"), large, PaymentState.HOLD, NOON, key="ba-ref-z")
    paid_in_full(home, "pay-big", large, back)
    hire(home, "st-harbor-twin", "victor.lang@harbor-power.example")
    for by in (ANNA, "Victor.Lang@harbor-power.example", "st-harbor-twin"):
        assert resolve(home, "ref-z", by) == 0
        waits = "ref-z waits for a second person who says failed too, with evidence and"
        assert capsys.readouterr().out.startswith(waits)
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    out, err = capsys.readouterr()
    assert "ref-z  refund of pay-big  900.00 USD  still hold: a human decides\n" in out
    assert "1 on hold" in err
    assert "--resolve ID --tenant T --outcome succeeded|failed" in err
    assert f"ref-z  finance:{ANNA} says failed: a second person must agree" in out
    assert resolve(home, "ref-z", BEN) == 0
    assert capsys.readouterr().out == "ref-z is now failed\n"


def test_open_discrepancies_are_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = Discrepancy(
        id="dis-1",
        connection_id=ConnectionId("conn-x"),
        kind=DiscrepancyKind.CHARGED_UNKNOWN,
        provider_ref="pi_9",
        found_at=NOON,
        theirs=Money(500, "USD"),
    )
    in_books(home, found, state=PaymentState.FAILED)
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    out, err = capsys.readouterr()
    line = "dis-1  charged_unknown  pi_9  no payment of ours  ours -, theirs 5.00 USD"
    assert out == f"harbor  {line}\n"
    assert "1 open differences" in err
    assert "/reconciliation/discrepancies/ID/close" in err


def test_columns_stand_below_each_other(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = Money(900_00, "USD")
    backs = [
        Refund(name, PaymentId("pay-big"), Money(minor, "USD"), PaymentState.HOLD, NOON,
               ordinal=n, key=f"ba-{name}", provider_ref=ref)
        for n, (name, minor, ref) in enumerate((("ref-1", 500, None), ("ref-long", 12_345, "re_7")))
    ]  # fmt: skip
    paid_in_full(home, "pay-big", large, *backs)
    assert main(["reconcile", "--data-dir", str(home)]) == 0
    called = ", the provider calls it re_7"
    assert capsys.readouterr().out.splitlines() == [
        "harbor  ref-1     refund of pay-big    5.00 USD  still hold: a human decides",
        f"harbor  ref-long  refund of pay-big  123.45 USD  still hold: a human decides{called}",
    ]


@pytest.mark.parametrize(
    ("tenant", "subject", "says"),
    [
        ("nobody", "pay-z", "there are: brook, harbor, "),
        ("harbor", "pay-none", "harbor has no payment or refund of this id"),
        ("skylink", "pay-z", "skylink has no payment or refund of this id"),
    ],
)
def test_what_is_not_there_is_not_resolved(
    home: Path, capsys: pytest.CaptureFixture[str], tenant: str, subject: str, says: str
) -> None:
    in_books(home, state=PaymentState.HOLD)
    assert resolve(home, subject, ANNA.replace("harbor", tenant), tenant=tenant) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), says in err) == ("", 1, True)


def test_a_hold_that_ended_does_not_end_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_books(home, state=PaymentState.HOLD)
    assert resolve(home, "pay-z", ANNA) == 0
    assert resolve(home, "pay-z", BEN, "succeeded") == 1
    assert "the payment is failed, not on hold" in capsys.readouterr().err


@pytest.mark.parametrize(
    "by", ["anna", "  ", "st-harbor-support", "st-skylink-finance", "operator"]
)
def test_whoever_is_not_staff_that_may_ends_nothing_and_reads_who_may(
    home: Path, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_books(home, state=PaymentState.HOLD)
    assert resolve(home, "pay-z", by) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"no member of staff {by!r} who is finance or admin; there are: " in err
    assert err.endswith("st-harbor-admin (admin), st-harbor-finance (finance)\n")


def test_without_anybody_who_says_so_it_is_a_wrong_call(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert resolve(home, "pay-z", "") == 2
    assert "--by" in capsys.readouterr().err


def hire(home: Path, name: str, email: str) -> None:
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.write(system(TenantId("harbor"))) as tx:
            tx.customers.put_staff(Staff(PersonId(name), email, Role.FINANCE))
    finally:
        ports.store.close()


def paid_in_full(home: Path, name: str, amount: Money, *backs: Refund) -> None:
    """A payment the provider knows nothing of, and refunds of it that are on hold."""
    ports = make_ports(Settings(data_dir=home))
    try:
        with ports.store.write(system(TenantId("harbor"))) as tx:
            method = tx.methods.get(MethodId("pm-nora-visa"))
            tx.payments.add(
                Payment(
                    id=PaymentId(name),
                    customer_id=CustomerId("c-nora"),
                    bill_id=BillId("HB-100"),
                    amount=amount,
                    state=PaymentState.SUCCEEDED,
                    created_at=ports.clock.now(),
                    method_id=method.id,
                    connection_id=method.connection_id,
                    key=f"ba-{name}",
                    provider_ref="pi_unknown",
                )
            )
            for back in backs:
                tx.refunds.add(back)
    finally:
        ports.store.close()
