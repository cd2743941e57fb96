"""E-mail a receipt once more, to the address on file: nobody can name another."""

from billing.errors import InvalidRequest, NotOffered
from billing.ids import ReceiptId
from billing.letters import OutboxRow
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases._note import note
from billing.use_cases.owe_letters import owe_letter, receipt_row


def send_receipt(ports: Ports, principal: Principal, receipt_id: ReceiptId) -> OutboxRow:
    """Owe the e-mail; raises `NotOffered` where no mail server is configured, `NotFound` for what
    is another's, `InvalidRequest` when the customer has no address.
    """
    if ports.letters is None or not ports.letters.sends_email:
        raise NotOffered("no e-mail is sent from here")
    with ports.store.write(principal) as tx:
        receipt = tx.payments.receipt_by_id(receipt_id)
        if not tx.customers.get(receipt.customer_id).email:
            raise InvalidRequest("there is no e-mail address on file")
        row = receipt_row(ports, receipt.customer_id, receipt.id)
        owe_letter(ports, tx, row)
        note(ports, tx, "receipt.sent_again", receipt.id, {"letter": row.id})
        return row
