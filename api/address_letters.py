"""Letters about a new e-mail address: the code to the new one, and word of it to the old one."""

from typing import Final

from billing.address_changes import AddressState
from billing.letters import Letter, OutboxRow
from billing.ports import Tx
from billing.use_cases.confirm_email import ADDRESS_CHANGED
from billing.use_cases.update_billing_details import CONFIRM_ADDRESS
from billing.words import Formats, Words

KINDS: Final = frozenset({CONFIRM_ADDRESS, ADDRESS_CHANGED})


def address_letter(tx: Tx, row: OutboxRow, formats: Formats) -> Letter | None:
    """The letter as the rows say now; None when there is no address to send it to, or its
    code counts no more.
    """
    change = tx.address_changes.get(row.subject)
    customer, tenant = tx.customers.get(change.customer_id), tx.tenants.this()
    words = Words(customer.language, formats)
    asks = row.kind == CONFIRM_ADDRESS
    if asks and change.state is not AddressState.WAITING:
        return None  # a newer one took its place: a code that is nothing would only count as wrong
    to = change.email if asks else change.old_email
    if not to:
        return None
    said = {"company": tenant.legal_name, "name": customer.name, "code": change.code}
    subject = words.say(f"letter.{row.kind}.subject", **said)
    body = words.say(f"letter.{row.kind}.body", **said)
    return Letter(
        id=row.id,
        channel=row.channel,
        to=to,
        subject=subject,
        body=body,
        kind=row.kind,
        created_at=row.created_at,
    )
