"""Take a customer's document: check, store, read it in the cage, hold it against the ledger."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing.errors import Forbidden, TooMany
from billing.ids import UploadId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.uploads import Upload, UploadState
from billing.use_cases.read_invoice import read_invoice

PER_DAY: Final = 100
MEDIA: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"<?xml", "application/xml"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


class UploadsRefused(Forbidden):
    """The company does not take uploads."""


@dataclass(frozen=True, slots=True)
class Uploading:
    """`reading` turns bytes into the contracted fields, somewhere safe."""

    ports: Ports
    reading: Callable[[bytes], Mapping[str, object]]

    def take(self, principal: Principal, data: bytes) -> Upload:
        """Store and read one document; the result's state says `read` or `refused` and why.

        Raises `UploadsRefused`, and `TooMany` above the plan's limit or a hundred a day.
        """
        now = self.ports.clock.now()
        upload = Upload(
            id=UploadId(self.ports.ids.new("up")),
            customer_id=principal.require_customer(),
            person_id=principal.require_person(),
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            media_type=_media_type(data),
            state=UploadState.PROCESSING,
            uploaded_at=now,
        )
        with self.ports.store.write(principal) as tx:
            tx.customers.lock(upload.customer_id)  # the caps count what is committed
            _require_allowed(tx)
            limit = _plan_limit(tx)
            if tx.uploads.count_since(now - timedelta(days=1)) >= PER_DAY:
                raise TooMany("too many uploads in a day")
            if limit is not None and tx.uploads.count_since(now - timedelta(days=30)) >= limit:
                raise TooMany("the plan's uploads are used up")
            tx.uploads.add(upload, data)
        return read_invoice(self.ports, principal, upload.id, self.reading)


def _require_allowed(tx: Tx) -> None:
    if not tx.tenants.this().policy.uploads_accepted:
        raise UploadsRefused("this company takes no uploads")


def _plan_limit(tx: Tx) -> int | None:
    """The month's uploads that the plan includes, none where it does not name them; None without
    a limit.
    """
    feature = tx.tenants.this().policy.uploads_limit
    subscription = tx.plans.subscription() if feature else None
    if feature is None or subscription is None:
        return None
    plan = tx.plans.get(subscription.plan_id)
    return plan.limit(feature) if plan.includes(feature) else 0


def _media_type(data: bytes) -> str:
    """By the first bytes only: names and declared types are the sender's words."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    known = [media for magic, media in MEDIA if start.startswith(magic)]
    return known[0] if known else "application/octet-stream"
