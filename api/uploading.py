"""Take a customer's document: check, store, read it in the cage, hold it against the ledger."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing.errors import BillingError, Forbidden, StoreUnavailable, TooMany
from billing.ids import UploadId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.uploads import Upload, UploadState
from billing.use_cases.read_invoice import read_invoice, read_later

PER_DAY: Final = 100
BATCH: Final = 20
BATCH_SECONDS: Final = 10.0
"""How long the files of a batch are read at once; those left over are read by the worker."""

MEDIA: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"<?xml", "application/xml"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
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

        One that takes long (a scan) stays `processing`, and a worker reads it. Raises
        `UploadsRefused`, and `TooMany` above the plan's limit or a hundred a day.
        """
        stored = self._keep(principal, data)
        return read_invoice(self.ports, principal, stored.id, self.reading)

    def take_all(
        self,
        principal: Principal,
        files: Sequence[bytes],
        *,
        seconds: float = BATCH_SECONDS,
    ) -> list[Upload | BillingError]:
        """As `take` for several, each for itself: what is wrong with one is its own answer."""
        ends = time.monotonic() + seconds
        return [self._take_one(principal, data, time.monotonic() < ends) for data in files]

    def _take_one(self, principal: Principal, data: bytes, now: bool) -> Upload | BillingError:
        try:
            stored = self._keep(principal, data)
        except BillingError as refused:
            return refused
        try:
            if now:
                return read_invoice(self.ports, principal, stored.id, self.reading)
            return read_later(self.ports, principal, stored.id)
        except StoreUnavailable:
            return stored  # it is kept; asking for it once more reads it

    def _keep(self, principal: Principal, data: bytes) -> Upload:
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
        return upload


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
