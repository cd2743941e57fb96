"""The composition root's part for documents: their index, their pages as text and as pictures.

Each function imports what it needs when it is called, as in `bootstrap.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from api.settings import Settings
from billing.errors import InvalidRequest
from billing.ports import ArticleIndex, Ports, Store

if TYPE_CHECKING:
    from ingestion.index import ChromaIndex
    from ingestion.read_invoice import InvoiceReader


def make_index(settings: Settings, store: Store) -> "ChromaIndex":
    """The index of documents: at `CHROMA_URL`, else embedded in the data folder, for one server.

    Opened at its first use. Raises `InvalidRequest` where the model of `EMBEDDINGS` is missing.
    """
    from ingestion.embeddings import Embedder, Endpoint, Hashing
    from ingestion.index import ChromaIndex, SmallModel

    salt = store.directory.salt()
    embedder: Embedder = Hashing(salt)
    if settings.embeddings.startswith("openai:"):
        key = settings.openai_api_key
        base = settings.openai_base_url or "https://api.openai.com/v1"
        name = settings.embeddings.removeprefix("openai:")
        embedder = Endpoint(name, base, key.get_secret_value() if key is not None else "unset")
    elif settings.embeddings == "onnx-minilm":
        try:
            embedder = SmallModel()
        except FileNotFoundError as missing:
            raise InvalidRequest(str(missing)) from None
    return ChromaIndex(settings.chroma_url or settings.data_dir / "index", embedder, salt)


def make_articles(index: "ChromaIndex") -> ArticleIndex:
    """The index of help articles, in the same store."""
    from ingestion.knowledge_index import ChromaArticles

    return ChromaArticles(index)


def prepare_index(settings: Settings, ports: Ports) -> None:
    """At start: where this server keeps no index by this maker yet, owe it for all documents and
    articles.
    """
    from hashlib import sha256

    from billing.use_cases.index_articles import owe_all_articles
    from billing.use_cases.index_upload import owe_all_indexing

    maker = sha256(f"{settings.embeddings} {settings.chroma_url}".encode()).hexdigest()[:16]
    folder = settings.data_dir / "index"
    for mark, owe_all in (
        (folder / f"begun-{maker}", owe_all_indexing),
        (folder / f"begun-articles-{maker}", owe_all_articles),
    ):
        if not mark.exists():
            owe_all(ports)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            mark.touch()


def make_page_texts(reader: "InvoiceReader") -> Callable[[bytes, str], Sequence[str]]:
    """What is seen on each page, for the index; refusals in billing's words."""
    from billing.verdicts import DocumentRefused
    from ingestion.errors import Unreadable

    def texts(data: bytes, recognised: str) -> Sequence[str]:
        try:
            return reader.page_texts(data, recognised=recognised)
        except Unreadable as refused:
            raise DocumentRefused(refused.code, refused.sentence) from refused

    return texts


def make_picture(reader: "InvoiceReader") -> Callable[[bytes, int], bytes]:
    """One page of a document as a PNG file; raises `DocumentRefused` and `ingestion`'s `Busy`."""
    from billing.verdicts import DocumentRefused
    from ingestion.errors import Unreadable

    def picture(data: bytes, page: int) -> bytes:
        try:
            return reader.picture(data, page)
        except Unreadable as refused:
            raise DocumentRefused(refused.code, refused.sentence) from refused

    return picture


def make_reading(
    reader: "InvoiceReader", *, scans: bool = False
) -> Callable[[bytes], Mapping[str, object]]:
    """The reader of documents as billing knows it: refusals in its own words.

    Without `scans` pictures of pages are for later (`ReadLater`): they take seconds.
    """
    from billing.verdicts import DocumentRefused, ReadLater
    from ingestion.errors import IsScan, Unreadable
    from ingestion.learned import with_asides

    def reading(data: bytes) -> Mapping[str, object]:
        try:
            return with_asides(reader.read(data, scans=scans))
        except IsScan:
            raise ReadLater from None
        except Unreadable as refused:
            raise DocumentRefused(refused.code, refused.sentence) from refused

    return reading
