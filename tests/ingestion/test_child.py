"""The parsing child: what hurts it is an ordinary refusal in bounded time; nobody else notices."""

import contextlib
import json
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.child import Caps, scan_caps
from ingestion.errors import (
    Broken,
    Encrypted,
    IsScan,
    NotAnInvoice,
    TooComplex,
    TooLarge,
    Unreadable,
    UnsupportedFile,
)
from ingestion.read_invoice import InvoiceReader, read_invoice
from tests.ingestion import hostile
from tests.ingestion.readers.scanned import Scanner, saved

SAMPLES = Path(__file__).parents[2] / "api" / "demo" / "invoices"
BILL = (SAMPLES / "harbor-electricity-HB-100.pdf").read_bytes()
WALL = 3


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader(caps=Caps(cpu_seconds=WALL, wall_seconds=WALL)) as made:
        made.read(BILL)  # a warm server: what is timed is the file, not the start
        yield made


HURTFUL: dict[str, tuple[Callable[[], bytes], type[Unreadable]]] = {
    "flate_bomb": (hostile.flate_bomb, TooComplex),
    "form_fan": (hostile.form_fan, Unreadable),
    "many_glyphs": (hostile.many_glyphs, TooComplex),
    "many_pages": (hostile.many_pages, TooComplex),
    "form_loop": (hostile.form_loop, Unreadable),
    "cyclic_pages": (hostile.cyclic_pages, Unreadable),
    "deep_arrays": (hostile.deep_arrays, Unreadable),
    "deep_object": (hostile.deep_object, Unreadable),
    "previous_loop": (hostile.previous_loop, Unreadable),
    "no_pages": (hostile.no_pages, Broken),
    "giant_page": (hostile.giant_page, Unreadable),
    "locked": (lambda: hostile.encrypted(BILL, "user-secret"), Encrypted),
    "billion_laughs": (lambda: hostile.LAUGHS, Broken),
    "external_entity": (lambda: hostile.XXE, Broken),
    "external_entity_utf16": (lambda: hostile.XXE_UTF16, Broken),
    "deep_xml": (lambda: hostile.DEEP_XML, TooComplex),
    "fat_xml": (lambda: hostile.FAT_XML, TooComplex),
    "other_xml": (lambda: b"<rss version='2.0'><channel/></rss>", NotAnInvoice),
    "empty": (lambda: b"", Broken),
    "blank": (lambda: b" \n\t" * 40, Broken),
    "html": (lambda: b"<!DOCTYPE html><html><body>invoice</body></html>", UnsupportedFile),
    "program": (lambda: b"MZ\x90\x00" + b"\x00" * 200, UnsupportedFile),
    "archive": (lambda: b"PK\x03\x04" + b"\x00" * 200, UnsupportedFile),
    "text": (lambda: b"just some words, and no file format at all", UnsupportedFile),
    "header_only": (lambda: b"%PDF-1.7\n", Broken),
    "too_large": (lambda: b"%PDF-1.7\n" + b"0" * (20 * 1024 * 1024), TooLarge),
}


@pytest.mark.parametrize("name", HURTFUL)
def test_a_hurtful_file_is_one_refusal_within_the_caps(reader: InvoiceReader, name: str) -> None:
    make, kind = HURTFUL[name]
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with pytest.raises(kind) as refused:
        reader.read(data)
    assert time.perf_counter() - started < WALL + 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert refused.value.sentence.endswith(".")
    assert "\n" not in refused.value.sentence


def test_the_next_file_is_read_as_if_nothing_had_happened(reader: InvoiceReader) -> None:
    with pytest.raises(TooComplex):
        reader.read(hostile.flate_bomb())
    assert reader.read(BILL).value("total_amount") == "97.40"


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_cut_short_gives_a_draft_or_a_refusal(reader: InvoiceReader, tenth: int) -> None:
    total: str | None = None
    with contextlib.suppress(Unreadable):
        total = reader.read(BILL[: len(BILL) * tenth // 10]).value("total_amount")
    assert total in (None, "97.40")


def test_a_file_locked_for_its_owner_only_is_read(reader: InvoiceReader) -> None:
    assert reader.read(hostile.encrypted(BILL, "")).value("invoice_number") == "HB-100"


@pytest.mark.parametrize("body", [hostile.XXE, hostile.LAUGHS, hostile.DEEP_XML, b"<broken"])
def test_a_hostile_attachment_leaves_the_page_to_be_read(
    reader: InvoiceReader, body: bytes
) -> None:
    draft = reader.read(hostile.with_attachment(BILL, "factur-x.xml", body))
    assert draft.value("total_amount") == "97.40"
    assert draft.fields["total_amount"].source == "page"


def test_a_killed_server_is_replaced_for_the_next_file(reader: InvoiceReader) -> None:
    reader.read(BILL)
    first = reader.server_pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert reader.read(BILL).value("invoice_number") == "HB-100"
    assert reader.server_pid not in (None, first)


def test_no_process_runs_before_the_first_file_and_none_after_close() -> None:
    made = InvoiceReader()
    pids = [made.server_pid]
    made.read(BILL)
    pids.append(made.server_pid)
    made.close()
    assert pids[0] is None
    pid = pids[1]
    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()


def test_an_idle_server_ends_and_comes_back() -> None:
    with InvoiceReader(caps=Caps(idle_seconds=1)) as made:
        made.read(BILL)
        first = made.server_pid
        assert first is not None
        for _ in range(100):
            if not Path(f"/proc/{first}").exists() or made.server_pid != first:
                break
            time.sleep(0.05)
        assert made.server_pid != first
        assert made.read(BILL).value("invoice_number") == "HB-100"


def test_the_server_has_no_environment_to_steal_and_a_network_of_its_own(
    reader: InvoiceReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVIDER_SECRET", "canary-91")
    with InvoiceReader() as made:
        made.read(BILL)
        pid = made.server_pid
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        # The kernel decides whether a process may leave the host's network; root always may.
        if os.geteuid() == 0:
            assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
    assert b"canary" not in environment
    assert environment.count(b"=") <= 2


def test_a_scan_is_read_by_children_of_a_class_of_its_own() -> None:
    scan = saved(Scanner().scan(BILL), "PDF", resolution=150)
    with InvoiceReader() as made:
        with pytest.raises(IsScan):
            made.read(scan, scans=False)
        pids = [made.scan_server_pid]
        draft = made.read(scan)
        pids.append(made.scan_server_pid)
        assert pids[0] is None
        pid = pids[1]
        assert pid is not None
        limits = Path(f"/proc/{pid}/environ").read_bytes()
        assert limits.count(b"=") <= 2
        if os.geteuid() == 0:
            assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
        # Seen once is enough: the index, and a model's answer, go by what left with the draft.
        (text,) = made.page_texts(scan, scans=False, recognised=draft.recognised)
        doubted = replace(
            draft, fields={n: f for n, f in draft.fields.items() if n != "invoice_number"}
        )
        answered = made.accept(scan, doubted, {"invoice_number": "HB-100"}, scans=False)
    assert not Path(f"/proc/{pid}").exists()
    assert "HB-100" in text
    assert answered.fields["invoice_number"].source == "model"
    assert draft.value("total_amount") == "97.40"
    assert draft.fields["invoice_number"].source == "ocr"


def test_a_scan_that_outgrows_its_memory_is_one_refusal_and_others_are_read() -> None:
    small = Caps(memory_bytes=400 * 1024 * 1024, scans=1)
    scan = saved(Scanner(dpi=200).scan(BILL), "PNG")
    with InvoiceReader(scan_caps=small) as made:
        with pytest.raises(TooComplex):
            made.read(scan)
        assert made.read(BILL).value("invoice_number") == "HB-100"


def test_caps_travel_to_the_server_as_one_word() -> None:
    caps = scan_caps()
    assert Caps.parse(caps.text()) == caps
    assert (caps.memory_bytes >> 20, caps.scans, caps.longest) == (1024, 4, 130)
    assert Caps().longest == 10


def test_several_threads_read_at_once(reader: InvoiceReader) -> None:
    totals: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: totals.append(reader.read(BILL).value("total_amount")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert totals == ["97.40"] * 6


def test_a_single_file_needs_no_reader_of_its_own_and_its_name_proves_nothing() -> None:
    draft = read_invoice(BILL, filename_hint="../../etc/passwd.exe")
    assert json.loads(json.dumps(draft.to_json()))["total_amount"] == "97.40"
