"""Uploaded documents in SQL; bytes and fields are sealed under the person's key."""

from datetime import datetime
from typing import Final

from sqlalchemy import func

from billing.errors import NotFound
from billing.ids import BillId, CustomerId, PersonId, UploadId
from billing.stores.columns import Found
from billing.stores.crypto import Owner
from billing.stores.schema_people import UPLOAD_BYTES, UPLOADS
from billing.stores.sealing import SealedRepository
from billing.uploads import Upload, UploadState, Verdict

_U: Final = UPLOADS.c


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
        read = self._select(UPLOADS).where(
            _U.customer_id == self._principal.require_customer(),
            _U.sha256 == sha256,
            _U.state == UploadState.READ,
        )
        row = self._one(read.order_by(_U.uploaded_at, _U.id).limit(1))
        return None if row is None else self._upload(row)

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
        )


def _owner(row: Found) -> Owner:
    return Owner("person", row.person_id, CustomerId(row.customer_id))
