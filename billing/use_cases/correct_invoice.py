"""The customer corrects what was read in a document of theirs."""

from collections.abc import Mapping

from billing.errors import Conflict, InvalidRequest
from billing.ids import UploadId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.upload_fields import CUSTOMER, KINDS, WrongValue, as_printed, changed, checked
from billing.upload_hints import lessons
from billing.uploads import Upload, UploadState
from billing.use_cases._note import note
from billing.use_cases.index_upload import owe_indexing
from billing.use_cases.read_invoice import judged, kept_or_forgotten
from billing.verdicts import sender_of


class NotRead(Conflict):
    """A document that is not read (yet) has nothing to correct."""


def correct_invoice(
    ports: Ports, principal: Principal, upload_id: UploadId, values: Mapping[str, str | None]
) -> Upload:
    """The upload with these values in place of the read ones, and the verdict on them.

    None: the document does not say it. Bills are never changed, and a warning about the payee
    stays: what is printed is judged, too. Where the page has the value, the label beside it is
    learned for later documents of the same sender. Raises `NotFound`, `NotRead`, and `WrongValue`
    for a value or a field that cannot be.
    """
    principal.require_customer()
    if not values:
        raise InvalidRequest("name a field and its value")
    with ports.store.write(principal) as tx:
        tx.customers.lock(principal.require_customer())
        upload = tx.uploads.get(upload_id)
        if upload.state is not UploadState.READ:
            raise NotRead("this document has not been read")
        right = _checked(upload, values)
        judged_so = judged(tx, upload, changed(upload.fields, right, CUSTOMER))
        done = kept_or_forgotten(tx, judged_so)
        tx.uploads.put(done)
        if done is not judged_so:
            owe_indexing(ports, tx, upload_id)
        _learn(ports, tx, upload, right)
        details = {"fields": ",".join(sorted(right)), "verdict": str(done.verdict)}
        note(ports, tx, "upload.corrected", upload_id, details)
        return done


def _checked(upload: Upload, values: Mapping[str, str | None]) -> dict[str, str | None]:
    stated = values.get("currency") or upload.fields.get("currency")
    currency = stated.strip().upper() if isinstance(stated, str) else None
    if "currency" in values and values["currency"] is not None:
        currency = checked("currency", values["currency"], None)
    right: dict[str, str | None] = {}
    for name, value in values.items():
        if name not in KINDS:
            raise WrongValue(name)
        right[name] = None if value is None else checked(name, value, currency)
    return right


def _learn(ports: Ports, tx: Tx, upload: Upload, values: Mapping[str, str | None]) -> None:
    printed = as_printed(upload.fields)
    sender = sender_of(printed)
    if sender is None:
        return
    for field, label in lessons(printed, values):
        tx.uploads.teach(sender, field, label, ports.clock.now())
