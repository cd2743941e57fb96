"""`token`: who may be spoken for, and that nothing but the token is printed."""

from pathlib import Path

import pytest

from api.cli import main
from api.clocks import SystemClock
from api.keys import installation_keys
from api.session import Tokens
from api.settings import Settings
from billing.principal import Principal, Role

NORA = ["token", "--tenant", "harbor", "--customer", "c-nora"]


def verified(token: str, home: Path) -> Principal:
    secret = installation_keys(Settings(data_dir=home)).secret_key
    return Tokens(secret, SystemClock()).verify(token.strip())


def test_it_prints_the_token_and_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NORA, "--data-dir", str(home)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    who = verified(out, home)
    assert (who.tenant, who.customer, who.person) == ("harbor", "c-nora", "c-nora")
    assert who.role is Role.CUSTOMER_ADMIN
    assert who.session.startswith("ses_")


def test_only_a_token_asked_for_it_may_approve(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*NORA, "--data-dir", str(home)])
    assert verified(capsys.readouterr().out, home).scopes == frozenset()
    main([*NORA, "--scope", "approve", "--data-dir", str(home)])
    assert verified(capsys.readouterr().out, home).scopes == {"approve"}


def test_a_role_chooses_the_person_who_has_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bayside = ["token", "--tenant", "harbor", "--customer", "c-bayside", "--data-dir", str(home)]
    main([*bayside, "--role", "customer_member"])
    who = verified(capsys.readouterr().out, home)
    assert (who.role, who.person) == (Role.CUSTOMER_MEMBER, "p-marco")
    main([*bayside, "--person", "p-dana"])
    assert verified(capsys.readouterr().out, home).person == "p-dana"


def test_a_named_person_keeps_their_own_role(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["token", "--tenant", "harbor", "--customer", "c-bayside", "--person", "p-marco"]
    main([*args, "--data-dir", str(home)])
    assert verified(capsys.readouterr().out, home).role is Role.CUSTOMER_MEMBER


def test_staff_speak_in_their_own_role(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harbor = ["token", "--tenant", "harbor", "--data-dir", str(home)]
    assert main([*harbor, "--staff", "st-harbor-finance"]) == 0
    who = verified(capsys.readouterr().out, home)
    assert (who.role, who.person, who.customer) == (Role.FINANCE, "st-harbor-finance", None)
    assert main([*harbor, "--role", "support"]) == 0
    assert verified(capsys.readouterr().out, home).role is Role.SUPPORT


def test_staff_may_take_less_than_their_own_role_and_be_named_by_e_mail(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = ["--staff", "Ruth.Oakes@harbor-power.example", "--role", "support"]
    assert main(["token", "--tenant", "harbor", "--data-dir", str(home), *anna]) == 0
    who = verified(capsys.readouterr().out, home)
    assert (who.role, who.person) == (Role.SUPPORT, "st-harbor-admin")


def test_a_link_signs_staff_in_at_the_public_address(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://billing.example/")
    args = ["token", "--tenant", "harbor", "--role", "admin", "--link", "--data-dir", str(home)]
    assert main(args) == 0
    address, _, token = capsys.readouterr().out.partition("?token=")
    assert address == "https://billing.example/console"
    assert verified(token, home).role is Role.ADMIN


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            ["--tenant", "nobody", "--customer", "c-nora"],
            "there are: brook, harbor, lumen, skylink",
        ),
        (["--tenant", "harbor", "--customer", "c-rita"], "'harbor' has no customer 'c-rita'"),
        (["--tenant", "harbor", "--customer", "c-nora", "--person", "p-dana"], "no person"),
        (
            ["--tenant", "harbor", "--staff", "anna"],
            "no member of staff 'anna'; there are: st-harbor-admin (admin), "
            "st-harbor-finance (finance), st-harbor-support (support)",
        ),
        (["--tenant", "harbor", "--staff", "st-skylink-support"], "no member of staff"),
        (
            ["--tenant", "harbor", "--staff", "st-harbor-finance", "--role", "admin"],
            "st-harbor-finance is finance, and gets no token as admin",
        ),
    ],
)
def test_whoever_is_unknown_is_refused_in_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], args: list[str], sentence: str
) -> None:
    assert main(["token", *args, "--data-dir", str(home)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert sentence in err


@pytest.mark.parametrize(
    "args",
    [
        ["--tenant", "harbor"],
        ["--customer", "c-nora"],
        ["--tenant", "harbor", "--role", "support", "--customer", "c-nora"],
        ["--tenant", "harbor", "--role", "support", "--scope", "approve"],
        ["--tenant", "harbor", "--staff", "x", "--role", "customer_admin"],
        ["--tenant", "harbor", "--customer", "c-nora", "--link"],
        ["--tenant", "harbor", "--customer", "c-nora", "--scope", "everything"],
        ["--tenant", "harbor", "--customer", "c-nora", "--role", "system"],
    ],
)
def test_a_contradiction_is_a_wrong_call(
    home: Path, capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    assert main(["token", *args, "--data-dir", str(home)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_without_data_it_says_how_to_get_some_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    assert main([*NORA, "--data-dir", str(nowhere)]) == 1
    assert "serve --demo" in capsys.readouterr().err
    assert not nowhere.exists()
