"""Read an invoice the customer uploaded and hold it against the ledger."""

from pydantic import BaseModel, Field

from billing.errors import NotFound
from billing.ids import UploadId
from billing.uploads import UploadState
from billing.use_cases.read_invoice import read_invoice
from billing.use_cases.wait_for_reading import wait_for_reading
from tools._context import ToolContext
from tools._tool import Access, Arguments, Tool, ToolFailed, ToolResult
from tools._uploads import shown_upload, why_unreadable


class ReadInvoiceArguments(Arguments):
    """Which upload; left out: the newest attached to this message."""

    upload_id: str | None = Field(None, description="One of attached_uploads")


class ReadInvoice:
    """Here is an invoice I got."""

    name = "read_invoice"
    description = (
        "Reads an uploaded invoice and says what it is: known, already paid, another amount, a "
        "changed payee, a duplicate, or not ours. Use it when the customer attached a document."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = ReadInvoiceArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """Fields and verdict as a card; a changed payee ends the turn with the server's warning.

        So does a document that takes longer to read: the conversation is told when it is done.
        """
        wanted = ReadInvoiceArguments.model_validate(arguments)
        if wanted.upload_id is None and not context.attachments:
            raise ToolFailed(context.words.say("upload.none"))
        upload_id = UploadId(wanted.upload_id or context.attachments[-1])
        try:
            upload = read_invoice(context.ports, context.principal, upload_id, context.reading)
            if upload.state is UploadState.PROCESSING:
                thread = context.conversation_id
                upload = wait_for_reading(context.ports, context.principal, upload_id, thread)
        except NotFound:
            raise ToolFailed(context.words.say("error.not_found")) from None
        if upload.state is UploadState.REFUSED:
            raise ToolFailed(context.words.say(why_unreadable(upload)))
        return shown_upload(context, upload)


TOOL: Tool = ReadInvoice()
