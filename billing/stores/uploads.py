"""Uploaded documents in SQL; bytes and fields are sealed under the person's key."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func

from billing.errors import NotFound
from billing.ids import BillId, ConversationId, CustomerId, PersonId, UploadId
from billing.repositories import Page
from billing.stores.columns import Found, Query
from billing.stores.crypto import Owner
from billing.stores.pages import after, after_values, cursor_of, page_size, paged
from billing.stores.schema_people import UPLOAD_BYTES, UPLOAD_HINTS, UPLOADS
from billing.stores.sealing import SealedRepository
from billing.upload_fields import KINDS, as_printed, without_learned
from billing.uploads import Category, Upload, UploadQuery, UploadState, Verdict
from billing.verdicts import content_of, sender_of

_U: Final = UPLOADS.c
_H: Final = UPLOAD_HINTS.c
OTHERS_NEEDED: Final = 2
"""How many other customers must have taught a hint before it holds for all of the tenant's.
Never one for an amount: two who conspire must not say what a third one owes."""


class SqlUploads(SealedRepository):
    """`ports.Uploads`."""

    __slots__ = ()

    def add(self, upload: Upload, data: bytes) -> None:
        self._add_new(UPLOADS, self._values(upload), "upload")
        owner = Owner("person", upload.person_id, upload.customer_id)
        values = {
            "upload_id": upload.id,
            "customer_id": upload.customer_id,
            "person_id": upload.person_id,
            "data": self._seal(owner, self._place("upload_bytes.data", upload.id), data),
        }
        self._add_new(UPLOAD_BYTES, values, "upload")

    def get(self, upload_id: UploadId) -> Upload:
        return self._upload(self._found(self._select(UPLOADS).where(_U.id == upload_id), "upload"))

    def bytes_of(self, upload_id: UploadId) -> bytes:
        wanted = self._select(UPLOAD_BYTES).where(UPLOAD_BYTES.c.upload_id == upload_id)
        row = self._found(wanted, "upload")
        place = self._place("upload_bytes.data", row.upload_id)
        return self._unseal_bytes(_owner(row), place, row.data)

    def put(self, upload: Upload) -> None:
        values = self._values(upload)
        if self._run(self._change(UPLOADS).where(_U.id == upload.id).values(**values)) != 1:
            raise NotFound("upload")

    def by_sha256(self, sha256: str) -> Upload | None:
        same = self._read().where(_U.sha256 == sha256)
        return self._first(same.order_by(_U.uploaded_at, _U.id))

    def by_content(self, content: str) -> Upload | None:
        index = self._blind_to_find("uploads.content", content)
        same = self._read().where(_U.content_index == index)
        return self._first(same.order_by(_U.uploaded_at, _U.id))

    def of_sender(self, sender: str, before: Upload) -> Upload | None:
        index = self._blind_to_find("uploads.sender", sender)
        earlier = self._read().where(
            _U.sender_index == index, _U.uploaded_at < before.uploaded_at, _U.id != before.id
        )
        return self._first(earlier.order_by(_U.uploaded_at.desc(), _U.id.desc()))

    def list(self, query: UploadQuery) -> Page[Upload]:
        limit = page_size(query.limit)
        wanted = self._select(UPLOADS)
        if query.state is not None:
            wanted = wanted.where(_U.state == query.state)
        if query.category is not None:
            wanted = wanted.where(_U.category == query.category)
        values: dict[str, object] = {}
        if query.cursor is not None:
            wanted = wanted.where(after(_U.uploaded_at, _U.id))
            values = after_values(query.cursor, days=False)
        newest = wanted.order_by(_U.uploaded_at.desc(), _U.id.desc()).limit(limit + 1)
        rows = self._all(newest, **values)
        return paged(rows, limit, self._upload, lambda row: cursor_of(row.uploaded_at, row.id))

    def forget_bytes(self, upload_id: UploadId) -> None:
        self._run(self._remove(UPLOAD_BYTES).where(UPLOAD_BYTES.c.upload_id == upload_id))

    def teach(self, sender: str, field: str, label: str, at: datetime) -> None:
        customer = self._principal.require_customer()
        hint: dict[str, object] = {
            "sender": self._blind("upload_hints.sender", sender).hex(),
            "field": field,
            "label": self._blind("upload_hints.label", label).hex(),
            "taught_by": self._blind("upload_hints.teacher", customer).hex(),
            "taught_at": at,
        }
        self._add(UPLOAD_HINTS, hint)

    def taught(self, sender: str, labels: Sequence[str]) -> frozenset[tuple[str, str]]:
        mine = self._hashed("teacher", self._principal.require_customer())
        printed = {self._hashed("label", label): label for label in labels}
        rows = self._all(
            self._select(UPLOAD_HINTS).where(
                _H.sender == self._hashed("sender", sender), _H.label.in_(sorted(printed))
            )
        )
        teachers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            teachers[row.field, printed[row.label]].add(row.taught_by)
        return frozenset(
            hint
            for hint, who in teachers.items()
            if mine in who or (len(who) >= OTHERS_NEEDED and KINDS.get(hint[0]) != "amount")
        )

    def _read(self) -> Query:
        """The customer's uploads that were read."""
        customer = self._principal.require_customer()
        return self._select(UPLOADS).where(_U.customer_id == customer, _U.state == UploadState.READ)

    def _first(self, wanted: Query) -> Upload | None:
        row = self._one(wanted.limit(1))
        return None if row is None else self._upload(row)

    def _hashed(self, what: str, text: str) -> str:
        return self._blind_to_find(f"upload_hints.{what}", text).hex()

    def _index(self, purpose: str, text: str | None) -> bytes | None:
        return None if text is None else self._blind(f"uploads.{purpose}", text)

    def count_since(self, since: datetime) -> int:
        statement = self._select(UPLOADS, func.count()).where(_U.uploaded_at >= since)
        return self._count(statement)

    def _values(self, upload: Upload) -> dict[str, object]:
        owner = Owner("person", upload.person_id, upload.customer_id)
        place = self._place("uploads.fields", upload.id)
        return {
            "id": upload.id,
            "customer_id": upload.customer_id,
            "person_id": upload.person_id,
            "sha256": upload.sha256,
            "size": upload.size,
            "media_type": upload.media_type,
            "state": upload.state,
            "uploaded_at": upload.uploaded_at,
            "fields": self._seal(owner, place, dict(upload.fields)),
            "verdict": upload.verdict,
            "bill_id": upload.bill_id,
            "refusal": upload.refusal,
            "category": upload.category,
            "conversation_id": upload.conversation_id,
            "content_index": self._index("content", content_of(without_learned(upload.fields))),
            # By what is printed: a correction makes no other sender.
            "sender_index": self._index("sender", sender_of(as_printed(upload.fields))),
        }

    def _upload(self, row: Found) -> Upload:
        return Upload(
            id=UploadId(row.id),
            customer_id=CustomerId(row.customer_id),
            person_id=PersonId(row.person_id),
            sha256=row.sha256,
            size=row.size,
            media_type=row.media_type,
            state=UploadState(row.state),
            uploaded_at=row.uploaded_at,
            fields=self._unseal(
                _owner(row), self._place("uploads.fields", row.id), row.fields
            ).members,
            verdict=None if row.verdict is None else Verdict(row.verdict),
            bill_id=None if row.bill_id is None else BillId(row.bill_id),
            refusal=row.refusal,
            category=None if row.category is None else Category(row.category),
            conversation_id=None
            if row.conversation_id is None
            else ConversationId(row.conversation_id),
        )


def _owner(row: Found) -> Owner:
    return Owner("person", row.person_id, CustomerId(row.customer_id))
