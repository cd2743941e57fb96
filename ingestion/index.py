"""The index of documents in Chroma: which page of a customer's documents speaks of something.

One collection per tenant, a filter by customer inside; help articles have collections of their own
(`knowledge_index`). Only vectors and ids are kept there, never a text. This is the one file that
imports `chromadb`, and only at the first use: it takes seconds and 80 MB, which a server without
documents never pays.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from billing.errors import BillingError, IndexUnavailable
from billing.ids import CustomerId, TenantId, UploadId
from billing.uploads import PageHit
from ingestion.embeddings import Embedder, Vector, unit, words_of

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

OPEN_AT_ONCE: Final = 16
"""Collections that stay in memory, 2.6 MB each; before one more, all are closed (20 ms)."""

WORDS_A_PIECE: Final = 8
"""About a row or two: in a longer piece the one word that was asked for would drown."""

PIECES_A_PAGE: Final = 120
PIECES: Final = 600
_ASKED: Final = 24
_CLOSE_TO_BEST: Final = 0.7
MINILM_FOLDER: Final = Path(".cache", "chroma", "onnx_models", "all-MiniLM-L6-v2", "onnx")
_MINILM_BATCH: Final = 32


class ChromaIndex:
    """`billing.ports.PageIndex`: `place` is the folder of an embedded store or a server's URL.

    An embedded store belongs to one process. Safe to call from several threads.
    """

    def __init__(
        self, place: Path | str, embedder: Embedder, salt: bytes, open_at_once: int = OPEN_AT_ONCE
    ) -> None:
        self._place = place
        self._embedder = embedder
        self._salt = salt
        self._most = open_at_once
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._close: Callable[[], None] | None = None
        self._open: dict[str, Collection] = {}

    @property
    def is_open(self) -> bool:
        """Whether it was used since the process started."""
        return self._client is not None

    @property
    def embedder(self) -> Embedder:
        """The maker of its vectors."""
        return self._embedder

    @property
    def is_outside(self) -> bool:
        """Whether texts leave the house to become vectors, as far as `discreet` lets them."""
        return self._embedder.is_outside

    def put(
        self, tenant: TenantId, customer: CustomerId, upload: UploadId, pages: Sequence[str]
    ) -> None:
        """Makes a document's pages findable for its customer, in place of what was known of it."""
        pieces = list(_pieces([self._told(text) for text in pages]))
        vectors = self._embedder.embed([text for _, text in pieces])  # never under the lock
        rows = [
            (at, page, vector)
            for at, ((page, _), vector) in enumerate(zip(pieces, vectors, strict=True))
            if any(vector)
        ]
        self.forget(tenant, upload)
        if not rows:
            return
        with self.collection(tenant, make=True) as found:
            if found is not None:
                found.add(
                    ids=[f"{upload}:{at}" for at, _, _ in rows],
                    embeddings=exact([vector for _, _, vector in rows]),
                    metadatas=[
                        {"customer": customer, "upload": upload, "page": page}
                        for _, page, _ in rows
                    ],
                )

    def forget(self, tenant: TenantId, upload: UploadId) -> None:
        """Nothing of this document is found any more."""
        with self.collection(tenant, make=False) as found:
            if found is not None:
                found.delete(where={"upload": upload})

    def search(
        self, tenant: TenantId, customer: CustomerId, text: str, limit: int
    ) -> tuple[PageHit, ...]:
        """Pages of this customer that speak of it, best first; none where the text says nothing."""
        if not words_of(text):
            return ()
        with self.collection(tenant, make=False) as found:
            if found is None:
                return ()
        # It may ask a slow endpoint, and the lock is everybody's.
        (vector,) = self._embedder.embed([self._told(text)])
        with self.collection(tenant, make=False) as found:
            if found is None:
                return ()
            return _best(_asked(found, customer, vector), self._embedder.floor, limit)

    def _told(self, text: str) -> str:
        """What the maker of vectors is told of a text."""
        if not self.is_outside:
            return text
        from ingestion.discreet import discreet  # with the labels of all languages
        from ingestion.draft import Draft

        return discreet(Draft({}), text)

    def close(self) -> None:
        """Lets the store go; a later call opens it again."""
        with self._lock:
            self._open.clear()
            self._client, close, self._close = None, self._close, None
            if close is not None:
                close()

    @contextmanager
    def collection(
        self, tenant: TenantId, *, make: bool, of: str = "pages"
    ) -> Iterator["Collection | None"]:
        """The tenant's collection, None where it has none; whatever goes wrong in Chroma is ours.

        One at a time: an embedded store is one file. `of`: what it holds.
        """
        with self._lock:
            try:
                yield self._opened(self._name(tenant, of), make)
            except BillingError:
                raise
            except Exception as failed:
                # Its kinds of errors differ by release and by transport; a closed one is reopened.
                self.close()
                raise IndexUnavailable from failed

    def _name(self, tenant: TenantId, of: str) -> str:
        """Letters and digits of a fixed length, whatever the tenant is called: Chroma wants 3 and
        more. Vectors of another maker are another collection.
        """
        text = f"{tenant}\n{self._embedder.name}".encode()
        return f"{of}-" + blake2b(text, digest_size=16, key=self._salt[:64]).hexdigest()

    def _opened(self, name: str, make: bool) -> "Collection | None":
        if name in self._open:
            return self._open[name]
        if not make and self._is_unused():
            return None
        if len(self._open) >= self._most:
            self.close()  # the only way in which the library gives memory and files back
        found = self._from_store(name, make)
        if found is not None:
            self._open[name] = found
        return found

    def _is_unused(self) -> bool:
        """Whether an embedded store holds nothing yet: asking it would only load the library."""
        return isinstance(self._place, Path) and not (self._place / "chroma.sqlite3").exists()

    def _from_store(self, name: str, make: bool) -> "Collection | None":
        from chromadb.errors import NotFoundError

        if self._client is None:
            self._client, self._close = _connected(self._place)
        # No embedding function but our own vectors: the library's default one downloads a model.
        if make:
            return self._client.get_or_create_collection(
                name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
        try:
            return self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return None


def _connected(place: Path | str) -> tuple["ClientAPI", Callable[[], None]]:
    """A client of the store there, and what lets it go. It reports to nobody."""
    import chromadb
    from chromadb.api.client import Client
    from chromadb.config import Settings

    if isinstance(place, str):
        url = urlsplit(place)
        port = url.port or (443 if url.scheme == "https" else 80)
        client = chromadb.HttpClient(
            host=url.hostname or "",
            port=port,
            ssl=url.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
        return client, lambda: None
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = Settings(
        is_persistent=True, persist_directory=str(place), anonymized_telemetry=False
    )
    embedded = Client(settings=settings)
    return embedded, embedded.close


def _asked(found: "Collection", customer: CustomerId, vector: Vector) -> list[PageHit]:
    answer = found.query(
        query_embeddings=exact([vector]),
        n_results=_ASKED,
        where={"customer": customer},
        include=["metadatas", "distances"],
    )
    rows, distances = answer["metadatas"], answer["distances"]
    if rows is None or distances is None:
        return []
    return [
        PageHit(UploadId(str(row["upload"])), _page_of(row), 1.0 - float(distance))
        for row, distance in zip(rows[0], distances[0], strict=True)
        if row["customer"] == customer
    ]


def exact(vectors: Sequence[Vector]) -> list[Sequence[float] | Sequence[int]]:
    """Lists are invariant: the library takes them only under this name."""
    return [*vectors]


def _page_of(row: Mapping[str, object]) -> int:
    page = row["page"]
    return page if isinstance(page, int) else 1


def _best(hits: Sequence[PageHit], floor: float, limit: int) -> tuple[PageHit, ...]:
    """Each page once, best first; what is far behind the best is only noise beside it."""
    pages: dict[tuple[UploadId, int], PageHit] = {}
    for hit in sorted(hits, key=lambda each: -each.closeness):
        pages.setdefault((hit.upload_id, hit.page), hit)
    best = max((hit.closeness for hit in hits), default=0.0)
    least = max(floor, _CLOSE_TO_BEST * best)
    return tuple(hit for hit in pages.values() if hit.closeness >= least)[:limit]


def _pieces(pages: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Pages (from 1) cut into rows, short rows together, until each has enough to say."""
    left = PIECES
    for number, text in enumerate(pages, start=1):
        for piece in _cut(text)[: min(PIECES_A_PAGE, left)]:
            yield number, piece
            left -= 1


def _cut(text: str) -> list[str]:
    pieces: list[str] = []
    held: list[str] = []
    for row in text.splitlines():
        words = words_of(row)
        if held and len(held) + len(words) > WORDS_A_PIECE:
            pieces.append(" ".join(held))
            held = []
        while len(words) > WORDS_A_PIECE:
            pieces.append(" ".join(words[:WORDS_A_PIECE]))
            words = words[WORDS_A_PIECE:]
        held += words
    return [*pieces, " ".join(held)] if held else pieces


class SmallModel:
    """all-MiniLM-L6-v2 on this machine's processor. Used only where its files are here already."""

    name = "onnx-minilm"
    floor = 0.3
    is_outside = False

    def __init__(self, home: Path | None = None) -> None:
        """Raises `FileNotFoundError`, with a sentence that names the model, where it is not."""
        folder = (home or Path.home()) / MINILM_FOLDER
        if not (folder / "model.onnx").is_file() or not (folder / "tokenizer.json").is_file():
            raise FileNotFoundError(
                "EMBEDDINGS=onnx-minilm needs the model all-MiniLM-L6-v2 (80 MB, downloaded from "
                f"the Internet by chromadb's ONNXMiniLM_L6_V2) in {folder}; nothing is downloaded "
                "here. Fetch it there, or use EMBEDDINGS=hashing"
            )

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

        model = ONNXMiniLM_L6_V2(preferred_providers=["CPUExecutionProvider"])
        found: list[Vector] = []
        for start in range(0, len(texts), _MINILM_BATCH):
            part = model(list(texts[start : start + _MINILM_BATCH]))
            found += [unit([float(number) for number in vector]) for vector in part]
        return found
