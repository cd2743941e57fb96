"""The worker's part of reading: documents that take longer than an answer may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from billing.duties import Duty
from billing.errors import NotFound
from billing.ids import UploadId
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.uploads import Upload, UploadState
from billing.use_cases._note import note
from billing.use_cases._telling import owe_telling_of_upload
from billing.use_cases.read_invoice import Reading, kept_or_forgotten, read_invoice

KEPT: Final = timedelta(minutes=5)
"""Longer than a document of several scanned pages may take."""

TRIES: Final = 4
GIVEN_UP: Final = "too_complex"


def reads_uploads(reading: Reading) -> Callable[[Ports, Principal, Duty], bool | timedelta]:
    """The handler of READ_UPLOAD: `reading` takes the time it needs and never says `ReadLater`."""

    def handle(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
        upload_id = UploadId(duty.subject)
        try:
            with ports.store.write(principal) as tx:
                upload = tx.uploads.get(upload_id)
                tx.duties.keep(duty, ports.clock.real_now() + KEPT)
        except NotFound:
            return True
        if upload.state is not UploadState.PROCESSING:
            return True
        speaker = _owner(principal, upload)
        if duty.attempts >= TRIES:
            _give_up(ports, speaker, upload_id)
            return True
        return read_invoice(ports, speaker, upload_id, reading).state is not UploadState.PROCESSING

    return handle


def _owner(principal: Principal, upload: Upload) -> Principal:
    """Whose document it is: it is held against nobody else's bills."""
    member = Role.CUSTOMER_MEMBER
    return Principal(
        principal.tenant, member, upload.customer_id, upload.person_id, session="reader"
    )


def _give_up(ports: Ports, speaker: Principal, upload_id: UploadId) -> None:
    """A document that ended its readers time and again is refused, and whoever waits is told."""
    with ports.store.write(speaker) as tx:
        tx.customers.lock(speaker.require_customer())
        upload = tx.uploads.get(upload_id)
        if upload.state is not UploadState.PROCESSING:
            return
        done = replace(upload, state=UploadState.REFUSED, refusal=GIVEN_UP)
        done = kept_or_forgotten(tx, done)
        tx.uploads.put(done)
        note(ports, tx, "upload.read", upload_id, {"state": "refused", "verdict": GIVEN_UP})
        owe_telling_of_upload(ports, tx, done)
