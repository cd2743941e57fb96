"""Keep the index of documents as the documents are: a duty of whoever keeps the index."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from billing.duties import Duty, DutyKind
from billing.errors import NotFound
from billing.ids import UploadId
from billing.ports import PageIndex, Ports, Store, Tx
from billing.principal import Principal, system
from billing.upload_fields import RECOGNISED
from billing.uploads import UploadQuery, UploadState
from billing.verdicts import DocumentRefused

PageTexts = Callable[[bytes, str], Sequence[str]]
"""A document's bytes, and what a reader kept for itself of its pictures (or nothing), to what is
seen on each page, from the first; raises `DocumentRefused`."""

KEPT: Final = timedelta(minutes=5)
"""Longer than the pages of a document take to be read, also from pixels."""


def owe_indexing(ports: Ports, tx: Tx, upload_id: UploadId) -> None:
    """Owe it after a document was read, and after it or its bytes were removed: it is forgotten."""
    if ports.index is not None:
        tx.duties.owe(DutyKind.INDEX_UPLOAD, upload_id, ports.clock.real_now())


def owe_all_indexing(ports: Ports) -> None:
    """For an index that is new: owe it for every document that was read."""
    store: Store = ports.store
    for tenant in store.directory.tenants():
        cursor: str | None = None
        while True:
            with store.write(system(tenant)) as tx:
                query = UploadQuery(state=UploadState.READ, limit=200, cursor=cursor)
                page = tx.uploads.list(query)
                for upload in page.items:
                    owe_indexing(ports, tx, upload.id)
            cursor = page.next_cursor
            if cursor is None:
                break


def indexes_uploads(page_texts: PageTexts) -> Callable[[Ports, Principal, Duty], bool]:
    """The handler of INDEX_UPLOAD: reads the pages anew; only what a reader saw in pictures of them
    is kept, for it takes seconds, sealed with the fields."""

    def handle(ports: Ports, principal: Principal, duty: Duty) -> bool:
        if ports.index is not None:
            _index(ports, ports.index, principal, duty, page_texts)
        return True

    return handle


def _index(
    ports: Ports, index: PageIndex, principal: Principal, duty: Duty, page_texts: PageTexts
) -> None:
    upload_id, tenant = UploadId(duty.subject), principal.tenant
    try:
        with ports.store.write(principal) as tx:
            upload, data = tx.uploads.get(upload_id), tx.uploads.bytes_of(upload_id)
            may_leave = tx.tenants.this().policy.uploads_ask_model
            tx.duties.keep(duty, ports.clock.real_now() + KEPT)
        if index.is_outside and not may_leave:
            index.forget(tenant, upload_id)
            return
        recognised = str(upload.fields.get(RECOGNISED, ""))
        pages = page_texts(data, recognised) if upload.state is UploadState.READ else ()
    except (NotFound, DocumentRefused):
        index.forget(tenant, upload_id)
        return
    index.put(tenant, upload.customer_id, upload_id, pages)
    try:
        with ports.store.read(principal) as tx:
            tx.uploads.bytes_of(upload_id)
    except NotFound:  # removed while its pages were read
        index.forget(tenant, upload_id)
