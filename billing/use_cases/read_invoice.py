"""Read an uploaded document and hold it against the ledger. It causes nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, cast

from billing.bills import Bill, BillQuery, BillState
from billing.ids import UploadId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.tenants import JsonValue
from billing.uploads import Upload, UploadState
from billing.use_cases._note import note
from billing.verdicts import DocumentRefused, Judgement, judge

Reading = Callable[[bytes], Mapping[str, object]]
"""A reader of documents: bytes to the object of `extract --json`; raises `DocumentRefused`."""

CANDIDATES: Final = 200
_ISSUED: Final = frozenset({BillState.OPEN, BillState.PAID, BillState.VOID})


def read_invoice(
    ports: Ports, principal: Principal, upload_id: UploadId, reading: Reading
) -> Upload:
    """The upload with its fields and verdict, or refused with a code.

    One already read is only judged anew: its bill may have been paid since. The reader runs outside
    of any transaction, for it may take seconds. Raises `NotFound`.
    """
    with ports.store.read(principal) as tx:
        upload = tx.uploads.get(upload_id)
        known = upload.fields if upload.state is UploadState.READ else None
        if upload.state is UploadState.REFUSED:
            return upload
        if known is not None and _judged(tx, upload, known) == upload:
            return upload
        data = tx.uploads.bytes_of(upload_id) if known is None else b""
    result = known if known is not None else _read(reading, data)
    return _store(ports, principal, upload_id, result)


def _read(reading: Reading, data: bytes) -> Mapping[str, JsonValue] | DocumentRefused:
    try:
        # The reader's object is JSON by its contract; its confidences are the only fractions.
        return cast(Mapping[str, JsonValue], reading(data))
    except DocumentRefused as refused:
        return refused


def _store(
    ports: Ports,
    principal: Principal,
    upload_id: UploadId,
    result: Mapping[str, JsonValue] | DocumentRefused,
) -> Upload:
    with ports.store.write(principal) as tx:
        upload = tx.uploads.get(upload_id)
        if upload.state is UploadState.REFUSED:
            return upload  # another reader was faster
        if isinstance(result, DocumentRefused):
            done = replace(upload, state=UploadState.REFUSED, refusal=result.reason)
        else:
            done = _judged(tx, upload, result)
        tx.uploads.put(done)
        details = {"state": str(done.state), "verdict": str(done.verdict or done.refusal)}
        note(ports, tx, "upload.read", upload_id, details)
        return done


def _judged(tx: Tx, upload: Upload, fields: Mapping[str, JsonValue]) -> Upload:
    earlier = tx.uploads.by_sha256(upload.sha256)
    verdict = judge(
        fields,
        _candidates(tx, fields),
        tx.tenants.this(),
        duplicate=earlier is not None and earlier.id != upload.id,
    )
    return replace(
        upload,
        state=UploadState.READ,
        fields={**fields, "reasons": _reasons(verdict)},
        verdict=verdict.verdict,
        bill_id=verdict.bill_id,
    )


def _candidates(tx: Tx, fields: Mapping[str, JsonValue]) -> tuple[Bill, ...]:
    """The bill of that number, and the newest ones for a match by amount and day."""
    number = fields.get("invoice_number")
    named = tx.bills.find(number.strip()) if isinstance(number, str) else None
    newest = tx.bills.list(BillQuery(states=_ISSUED, limit=CANDIDATES)).items
    return newest if named is None else (named, *newest)


def _reasons(verdict: Judgement) -> list[JsonValue]:
    return [
        {"code": reason.code, "document": reason.document, "ours": reason.ours}
        for reason in verdict.reasons
    ]
