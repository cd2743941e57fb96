"""The composition root: which clock, which database, which model, and nothing too early."""

import base64
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.bootstrap import (
    make_clock,
    make_container,
    make_memory,
    make_store,
    make_tokens,
    run_migrations,
)
from api.clocks import SystemClock
from api.documents import make_reading
from api.keys import MissingKeys
from api.models import make_assistant
from api.session import Unauthenticated
from api.settings import Settings
from billing.ids import ConversationId, PersonId, TenantId
from billing.principal import Principal, Role
from billing.verdicts import DocumentRefused
from ingestion.read_invoice import InvoiceReader

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
RING = SecretStr("k1:" + base64.b64encode(b"1" * 32).decode())


def test_the_day_comes_from_the_command_then_the_environment_then_the_world(
    tmp_path: Path,
) -> None:
    plain = Settings(data_dir=tmp_path)
    dated = plain.model_copy(update={"billing_clock": MARCH})
    assert make_clock(dated, APRIL).now().month == 4
    assert make_clock(dated).now().month == 3
    clock = make_clock(plain)
    assert abs((clock.now() - clock.real_now()).total_seconds()) < 1
    SystemClock(MARCH).remember(tmp_path)
    assert make_clock(plain).now().month == 3
    assert make_clock(dated, APRIL).now().month == 4


def test_the_database_is_made_once_in_a_folder_of_our_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert run_migrations(settings)
    assert not run_migrations(settings)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    store = make_store(settings)
    assert store.directory.tenants() == ()
    salt = store.directory.salt()
    store.close()
    again = make_store(settings)
    assert again.directory.salt() == salt
    again.close()


def test_a_shared_database_is_not_opened_without_keys(tmp_path: Path) -> None:
    url = "postgresql+psycopg://app@127.0.0.1:9/billing"
    with pytest.raises(MissingKeys):
        make_store(Settings(data_dir=tmp_path, database_url=url))


def test_tokens_are_the_installations_own(tmp_path: Path) -> None:
    who = Principal(TenantId("harbor"), Role.ADMIN, person=PersonId("st-1"))
    settings = [
        Settings(data_dir=tmp_path, secret_key=SecretStr(key * 48), credential_keys=RING)
        for key in "aab"
    ]
    mine, same, other = (make_tokens(each, make_clock(each)) for each in settings)
    assert same.verify(mine.issue(who)).person == "st-1"
    with pytest.raises(Unauthenticated):
        other.verify(mine.issue(who))


def test_without_redis_the_memory_reads_the_transcript(tmp_path: Path) -> None:
    memory = make_memory(Settings(data_dir=tmp_path), None)
    key = memory.key(TenantId("harbor"), PersonId("p-nora"), ConversationId("cnv_1"))
    assert memory.recall(key, lambda: []).messages == ()


@pytest.mark.parametrize("model", ["builtin", "openai:some-model"])
def test_an_assistant_is_made_without_asking_anybody(tmp_path: Path, model: str) -> None:
    settings = Settings(data_dir=tmp_path, model=model, openai_base_url="http://127.0.0.1:9/v1")
    assert callable(make_assistant(settings).run)


def test_a_document_nobody_can_read_is_refused_in_billings_words() -> None:
    reader = InvoiceReader()
    reading = make_reading(reader)
    with pytest.raises(DocumentRefused) as refused:
        reading(b"")
    reader.close()
    assert refused.value.reason
    assert refused.value.sentence


def test_a_turn_waits_until_the_assistant_is_there(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    run_migrations(settings)
    container = make_container(settings, redis_url=None, sandbox_url=None, as_of=MARCH)
    assert not container.ready.is_set()
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(container.turns()))
    waiting.start()
    assert found == []
    container.warm_up()
    waiting.join(10)
    assert found == [container.turns()]
    assert container.ports.clock.now().date() == MARCH.date()
    container.close()
