"""A conversation waits for a document that a worker reads."""

from dataclasses import replace

from billing.ids import ConversationId, UploadId
from billing.ports import Ports
from billing.principal import Principal
from billing.uploads import Upload, UploadState


def wait_for_reading(
    ports: Ports, principal: Principal, upload_id: UploadId, conversation_id: ConversationId | None
) -> Upload:
    """The upload, and a word owed to this conversation once it is read; at once if it is by now.

    Raises `NotFound`.
    """
    with ports.store.write(principal) as tx:
        tx.customers.lock(principal.require_customer())  # before the reader, or after: not between
        upload = tx.uploads.get(upload_id)
        if upload.state is not UploadState.PROCESSING or conversation_id is None:
            return upload
        waiting = replace(upload, conversation_id=conversation_id)
        tx.uploads.put(waiting)
        return waiting
