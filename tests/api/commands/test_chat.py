"""`chat` against a real server, through a pipe, as a customer would use it."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from api.cli import main
from api.demo import sample_invoice_paths
from tests.api.commands.conftest import clean_environment

ROOT = Path(__file__).parents[3]
PDF = next(path for path in sample_invoice_paths() if path.stem.endswith("HB-100"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a demo server that runs for this module."""
    folder = tmp_path_factory.mktemp("served")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--port", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--data-dir", str(folder / "data")],
            env=clean_environment() | {"PYTHONPATH": str(ROOT)},
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server)
        yield folder / "data"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not answer in a minute")


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


class Chat(Protocol):
    def __call__(self, who: str, *lines: str) -> Done: ...


@pytest.fixture
def chat(served: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Talk as `tenant/customer`, a line each."""

    def talk(who: str, *lines: str) -> Done:
        tenant, customer = who.split("/")
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(line + "\n" for line in lines)))
        args = ["chat", "--tenant", tenant, "--customer", customer, "--data-dir", str(served)]
        return Done(main(args), *capsys.readouterr())

    return talk


def test_it_reads_a_pipe_and_prints_no_prompt(served: Path) -> None:
    command = [sys.executable, "-m", "api.cli", "chat", "--tenant", "harbor"]
    done = subprocess.run(
        [*command, "--customer", "c-june", "--data-dir", str(served)],
        input="what do I owe?",
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "$141.33" in done.stdout


def test_a_customer_asks_understands_and_pays(chat: Chat) -> None:
    talk = ["what do I owe?", "why is my electricity bill higher than last month?", "pay HB-100"]
    done = chat("harbor/c-nora", *talk, "/approve", "what do I owe?", "/quit", "unheard")
    assert (done.code, done.err) == (0, "")
    out = done.out
    # In the order of the talk: the bills, the difference, the quote, the receipt, what is left.
    places = [out.index(words) for words in ("$145.28", "$9.30", "/approve pays it", "Paid: ")]
    assert places == sorted(places)
    assert "Paid: $97.40 for bill HB-100. Your receipt is R-0" in out
    assert "$47.88" in out[places[-1] :]
    assert "$145.28" not in out[places[-1] :]


def test_nothing_is_paid_after_a_no(chat: Chat) -> None:
    done = chat("harbor/c-priya", "/approve", "pay HB-103", "/decline", "/approve")
    assert "nothing was charged" in done.out
    assert "Paid" not in done.out
    assert done.err.count("no payment is open") == 2


def test_what_the_terminal_says_itself_is_in_the_customers_language(chat: Chat) -> None:
    done = chat("skylink/c-jonas", "/approve", "SK-25 bezahlen", "/decline")
    assert "keine Zahlung ist offen" in done.err
    assert "59,29\u00a0€" in done.out
    assert "mit SEPA-Lastschrift •••• 7743" in done.out
    assert "/approve bezahlt, /decline nicht" in done.out
    assert "nothing" not in done.out


def test_a_declined_card_says_why_and_the_exit_code_tells(chat: Chat) -> None:
    done = chat("harbor/c-luis", "pay HB-091", "/approve")
    assert "HB-091" in done.out
    assert "did not go through" in done.out
    assert "too little money" in done.out
    assert done.code == 1


def test_a_document_goes_along_with_the_next_message(chat: Chat) -> None:
    done = chat("harbor/c-nora", f"/upload {PDF}", "is this right?")
    assert done.code == 0
    assert done.out.count("Number     HB-100") == 2
    assert "HB-100" in done.out


def test_a_file_that_is_no_document_is_refused_and_the_talk_goes_on(
    chat: Chat, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("hello")
    lines = [f"/upload {tmp_path / 'note.txt'}", "/upload /gone", "/dance", "what do I owe?"]
    done = chat("harbor/c-owen", *lines)
    assert done.code == 1
    assert done.err.count("\n") == 3
    assert "there is no /dance" in done.err
    assert done.out


def test_whoever_is_no_customer_is_refused_before_the_talk(chat: Chat) -> None:
    done = chat("harbor/c-rita", "hello")
    assert (done.code, done.out) == (1, "")
    assert "no customer 'c-rita'" in done.err


def test_load_and_doctor_work_beside_the_running_server(
    served: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from api.demo import world_text

    world = tmp_path / "world.yaml"
    world.write_text(world_text())
    assert main(["load", str(world), "--data-dir", str(served)]) == 0
    assert "nothing changed" in capsys.readouterr().out
    main(["doctor", "--data-dir", str(served)])
    assert "runs at http://127.0.0.1:" in capsys.readouterr().out


def test_a_second_server_says_who_holds_the_folder(
    served: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--data-dir", str(served)]) == 1
    err = capsys.readouterr().err
    assert "is used by another server" in err
    assert err.count("\n") == 1


def test_without_a_server_it_says_how_to_start_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["chat", "--tenant", "harbor", "--customer", "c-nora", "--data-dir", str(home)]
    assert main(args) == 1
    assert "serve --demo" in capsys.readouterr().err
    assert os.listdir(home)


def test_a_server_that_went_away_is_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.write(write, b"hello\n")
    os.close(write)
    with os.fdopen(read) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        args = ["chat", "--tenant", "harbor", "--customer", "c-nora", "--data-dir", str(home)]
        assert main([*args, "--url", "http://127.0.0.1:9"]) == 1
    assert "does not answer" in capsys.readouterr().err
