"""The index over a real embedded store: what is found, by whom, and what it leaves on the disk."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from billing.errors import IndexUnavailable
from billing.ids import CustomerId, TenantId, UploadId
from ingestion.embeddings import Hashing, Vector
from ingestion.index import PIECES, ChromaIndex, SmallModel

HARBOR, LUND = TenantId("harbor"), TenantId("l")
NORA, OMAR = CustomerId("c-nora"), CustomerId("c-omar")
MOBILE = ("Lund Mobile AB\nCustomer since 2019", "Mobile plan  20.00\nRoaming outside EU  12.50")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ChromaIndex]:
    made = ChromaIndex(tmp_path / "index", Hashing(b"salt"), b"salt", open_at_once=2)
    yield made
    made.close()


def found(
    index: ChromaIndex, asked: str, who: CustomerId = NORA, tenant: TenantId = HARBOR
) -> list[tuple[str, int]]:
    return [(hit.upload_id, hit.page) for hit in index.search(tenant, who, asked, 5)]


def test_the_page_that_speaks_of_it_is_found_for_its_customer_alone(index: ChromaIndex) -> None:
    index.put(HARBOR, NORA, UploadId("up-1"), MOBILE)
    index.put(HARBOR, OMAR, UploadId("up-2"), ["Roaming outside EU"])
    index.put(LUND, NORA, UploadId("up-3"), ["Roaming outside EU"])
    assert found(index, "which invoice had the roaming charge?") == [("up-1", 2)]
    assert found(index, "roaming", OMAR) == [("up-2", 1)]
    assert found(index, "roaming", NORA, LUND) == [("up-3", 1)]
    assert found(index, "golf lessons") == []


def test_a_document_put_again_or_forgotten_is_not_found_by_what_it_said(
    index: ChromaIndex,
) -> None:
    index.put(HARBOR, NORA, UploadId("up-1"), MOBILE)
    index.put(HARBOR, NORA, UploadId("up-1"), ["Balcony repair"])
    assert found(index, "roaming") == []
    assert found(index, "balcony") == [("up-1", 1)]
    index.forget(HARBOR, UploadId("up-1"))
    assert found(index, "balcony") == []


def test_what_was_put_is_there_after_a_restart_and_after_many_tenants(
    index: ChromaIndex,
) -> None:
    tenants = [TenantId(f"t{number}") for number in range(5)]
    for tenant in tenants:
        index.put(tenant, NORA, UploadId("up-1"), [f"Fibre line {tenant}"])
    index.close()
    assert [found(index, "fibre", NORA, tenant) for tenant in tenants] == [[("up-1", 1)]] * 5


def test_no_text_and_no_name_of_a_tenant_is_on_the_disk(index: ChromaIndex, tmp_path: Path) -> None:
    index.put(TenantId("harbor-power"), NORA, UploadId("up-1"), ["Xylophone hire"])
    index.close()
    files = [path.read_bytes().lower() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"up-1" in body for body in files)
    assert not any(b"xylophone" in body or b"harbor-power" in body for body in files)


def test_a_very_long_document_costs_no_more_than_its_share(index: ChromaIndex) -> None:
    row = "alpha bravo charlie delta echo foxtrot golf hotel"
    pages = ["\n".join(f"{row} {number}" for number in range(400))] * 50
    index.put(HARBOR, NORA, UploadId("up-1"), pages)
    hits = index.search(HARBOR, NORA, "foxtrot", 100)
    assert 0 < len(hits) <= PIECES


def test_an_index_nobody_used_loads_no_library(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from ingestion.index import ChromaIndex; from ingestion.embeddings import Hashing\n"
        f"index = ChromaIndex(Path({str(tmp_path / 'none')!r}), Hashing(b's'), b's')\n"
        "assert index.search('t', 'c', 'roaming', 5) == ()\n"
        "index.forget('t', 'up'); index.close()\n"
        "assert not index.is_open and 'chromadb' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert not (tmp_path / "none").exists()


class Outside(Hashing):
    """A maker of vectors outside of the house: it notes what it is told, and may be slow."""

    is_outside = True

    def __init__(self) -> None:
        super().__init__(b"salt")
        self.told: list[str] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.told += texts
        self.begun.set()
        self.go_on.wait(timeout=10)
        return super().embed(texts)


def test_a_slow_maker_of_vectors_holds_up_no_other_company(tmp_path: Path) -> None:
    maker = Outside()
    index = ChromaIndex(tmp_path / "index", maker, b"salt")
    index.put(HARBOR, NORA, UploadId("up-1"), MOBILE)
    index.put(LUND, NORA, UploadId("up-2"), MOBILE)
    maker.begun.clear()
    maker.go_on.clear()
    hits: list[tuple[str, int]] = []
    slow = threading.Thread(target=lambda: hits.extend(found(index, "roaming")))
    slow.start()
    assert maker.begun.wait(timeout=10)
    other = threading.Thread(target=lambda: index.forget(LUND, UploadId("up-2")))
    other.start()
    other.join(timeout=5)
    was_held_up = other.is_alive()
    maker.go_on.set()
    slow.join(timeout=10)
    other.join(timeout=10)
    index.close()
    assert not was_held_up
    assert hits == [("up-1", 2)]


def test_what_leaves_the_house_is_discreet(tmp_path: Path) -> None:
    maker = Outside()
    index = ChromaIndex(tmp_path / "index", maker, b"salt")
    page = "Roaming 12.50\nCustomer number: 771234\nnora@home.test\nDE89 3704 0044 0532 0130 00"
    index.put(HARBOR, NORA, UploadId("up-1"), [page])
    assert index.search(HARBOR, NORA, "roaming of nora@home.test", 5)
    assert index.search(LUND, NORA, "nothing is here", 5) == ()
    index.close()
    told = " ".join(maker.told)
    assert "roaming" in told
    assert not [part for part in ("771234", "home", "3704", "nothing") if part in told]


def test_a_server_that_is_away_is_unavailable() -> None:
    index = ChromaIndex("http://127.0.0.1:9", Hashing(b"s"), b"s")
    with pytest.raises(IndexUnavailable):
        index.search(HARBOR, NORA, "roaming", 5)


def test_a_model_that_is_not_here_is_named_and_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="all-MiniLM-L6-v2"):
        SmallModel(tmp_path)
    assert list(tmp_path.iterdir()) == []
