"""Read an uploaded document and hold it against the ledger. It causes nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, cast

from billing._view_values import instant_view
from billing.bills import Bill, BillQuery, BillState
from billing.duties import DutyKind
from billing.ids import UploadId
from billing.ports import Ports, SecondLook, Tx
from billing.principal import Principal
from billing.tenants import JsonValue
from billing.upload_fields import (
    LEARNED,
    PAYEE,
    RECOGNISED,
    as_printed,
    changed,
    without_learned,
)
from billing.upload_hints import beside_of, hinted
from billing.upload_rules import categorised
from billing.uploads import Upload, UploadState, Verdict
from billing.use_cases._note import note
from billing.use_cases._telling import owe_telling_of_upload
from billing.use_cases.index_upload import owe_indexing
from billing.verdicts import (
    Before,
    DocumentRefused,
    Judgement,
    ReadLater,
    content_of,
    is_foreign,
    judge,
    names_seller,
    printed_iban,
    sender_of,
)

Reading = Callable[[bytes], Mapping[str, object]]
"""A reader of documents: bytes to the object of `extract --json`; raises `DocumentRefused`, and
`ReadLater` for what takes longer than an answer may."""

CANDIDATES: Final = 200
_ISSUED: Final = frozenset({BillState.OPEN, BillState.PAID, BillState.VOID})


def read_invoice(
    ports: Ports, principal: Principal, upload_id: UploadId, reading: Reading
) -> Upload:
    """The upload with its fields and verdict, or refused with a code.

    One already read is only judged anew: its bill may have been paid since. One that takes long
    stays `processing`, and a worker is owed to read it. The reader runs outside of any transaction,
    for it may take seconds. Raises `NotFound`.
    """
    with ports.store.read(principal) as tx:
        upload = tx.uploads.get(upload_id)
        known = upload.fields if upload.state is UploadState.READ else None
        if upload.state is UploadState.REFUSED:
            return upload
        if known is not None and judged(tx, upload, known) == upload:
            return upload
        data = tx.uploads.bytes_of(upload_id) if known is None else b""
        may_ask = tx.tenants.this().policy.uploads_ask_model
    try:
        result = (
            known
            if known is not None
            else _read(reading, data, ports.second_look if may_ask else None)
        )
    except ReadLater:
        return read_later(ports, principal, upload_id)
    return _store(ports, principal, upload_id, result)


def read_later(ports: Ports, principal: Principal, upload_id: UploadId) -> Upload:
    """Owe the worker the reading of this upload; it stays `processing` until then."""
    with ports.store.write(principal) as tx:
        upload = tx.uploads.get(upload_id)
        if upload.state is UploadState.PROCESSING:
            tx.duties.owe(DutyKind.READ_UPLOAD, upload_id, ports.clock.real_now())
        return upload


def _read(
    reading: Reading, data: bytes, second_look: SecondLook | None
) -> Mapping[str, JsonValue] | DocumentRefused:
    try:
        read = reading(data)
        if second_look is not None:
            read = second_look(data, read)
        # The reader's object is JSON by its contract; its confidences are the only fractions.
        return cast(Mapping[str, JsonValue], read)
    except DocumentRefused as refused:
        return refused


def _store(
    ports: Ports,
    principal: Principal,
    upload_id: UploadId,
    result: Mapping[str, JsonValue] | DocumentRefused,
) -> Upload:
    with ports.store.write(principal) as tx:
        tx.customers.lock(principal.require_customer())  # two readers, a correction: one by one
        upload = tx.uploads.get(upload_id)
        if upload.state is UploadState.REFUSED:
            return upload  # another reader was faster
        first = upload.state is UploadState.PROCESSING
        if isinstance(result, DocumentRefused):
            done = replace(upload, state=UploadState.REFUSED, refusal=result.reason)
        elif first:
            done = _first_read(tx, upload, result)
        else:
            done = judged(tx, upload, upload.fields)
        judged_so, done = done, kept_or_forgotten(tx, done)
        tx.uploads.put(done)
        details = {"state": str(done.state), "verdict": str(done.verdict or done.refusal)}
        note(ports, tx, "upload.read", upload_id, details)
        if first or done is not judged_so:
            owe_indexing(ports, tx, upload_id)
        if first:
            owe_telling_of_upload(ports, tx, done)
        return done


def _first_read(tx: Tx, upload: Upload, read: Mapping[str, JsonValue]) -> Upload:
    """What earlier corrections taught is applied once, before the first verdict."""
    sender = sender_of(read)
    labels = list(dict.fromkeys(pair.label for pair in beside_of(read)))
    hints = tx.uploads.taught(sender, labels) if sender is not None and labels else ()
    taken = hinted(read, hints)
    fields = changed(read, taken, LEARNED) if taken else read
    done = judged(tx, upload, fields)
    category = categorised(done, tx.tenants.this())
    return replace(
        done,
        category=category.category,
        fields={**done.fields, "categorised": category.as_json()},
    )


def kept_or_forgotten(tx: Tx, done: Upload) -> Upload:
    """Of what was refused only the refusal is kept; somebody else's invoice is no record of ours.

    The latter goes unless the company's policy keeps it, also when it is given a second time.
    """
    if done.state is UploadState.REFUSED:
        tx.uploads.forget_bytes(done.id)
        return done
    tenant = tx.tenants.this()
    foreign = done.verdict is Verdict.NOT_OURS or (
        done.verdict is Verdict.DUPLICATE_UPLOAD and done.bill_id is None
    )
    if tenant.policy.uploads_keep_foreign or not foreign:
        return done
    printed = as_printed(done.fields)
    # Where the page names no seller, the customer's word counts; a page that says us is kept.
    if not is_foreign(printed if names_seller(printed) else done.fields, tenant):
        return done
    tx.uploads.forget_bytes(done.id)
    gone = ("page_images", RECOGNISED)
    kept = {name: value for name, value in done.fields.items() if name not in gone}
    return replace(done, fields=kept)


def judged(tx: Tx, upload: Upload, fields: Mapping[str, JsonValue]) -> Upload:
    """The upload as read with these fields and the verdict on them.

    What is printed is judged first: no correction takes a warning about the payee away, and the
    payee is judged as printed whatever was corrected. What was learned is shown, never judged.
    """
    printed = as_printed(fields)
    verdict, earlier = _judgement(tx, upload, printed)
    if printed is not fields and verdict.verdict is not Verdict.PAYEE_CHANGED:
        stated = as_printed(without_learned(fields), only=PAYEE)
        verdict, earlier = _judgement(tx, upload, stated)
    again = earlier if verdict.verdict is Verdict.DUPLICATE_UPLOAD else None
    return replace(
        upload,
        state=UploadState.READ,
        fields={**fields, "reasons": _reasons(verdict), "duplicate_of": _named(again)},
        verdict=verdict.verdict,
        bill_id=verdict.bill_id,
    )


def _judgement(
    tx: Tx, upload: Upload, fields: Mapping[str, JsonValue]
) -> tuple[Judgement, Upload | None]:
    """The verdict on these fields, and the earlier upload that this one repeats, if any."""
    content, sender = content_of(fields), sender_of(fields)
    same_file = _earlier(upload, tx.uploads.by_sha256(upload.sha256))
    same = _earlier(upload, tx.uploads.by_content(content) if content is not None else None)
    sent = tx.uploads.of_sender(sender, upload) if sender is not None else None
    before = Before(
        same_file=same_file is not None,
        same_invoice=same is not None,
        iban=printed_iban(as_printed(sent.fields)) if sent is not None else None,
    )
    return judge(fields, _candidates(tx, fields), tx.tenants.this(), before), same_file or same


def _earlier(upload: Upload, other: Upload | None) -> Upload | None:
    """`other` where it came before this upload."""
    if other is None or (other.uploaded_at, other.id) >= (upload.uploaded_at, upload.id):
        return None
    return other


def _named(upload: Upload | None) -> dict[str, JsonValue] | None:
    if upload is None:
        return None
    return {"id": upload.id, "uploaded_at": instant_view(upload.uploaded_at)}


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
