"""A new e-mail address counts: the code that was sent to it is told to us."""

import hmac
from dataclasses import replace
from typing import Final

from billing.address_changes import MOST_TRIES, AddressState
from billing.customers import Customer
from billing.errors import InvalidRequest, NotEligible
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases._note import note, tell
from billing.use_cases.owe_letters import owe_letter
from billing.use_cases.update_billing_details import address_letter

ADDRESS_CHANGED: Final = "address_changed"
"""The letter that tells the old address."""


def confirm_email(ports: Ports, principal: Principal, code: str) -> Customer:
    """The customer with the new address; the old one is told.

    Raises `Forbidden` unless an administrator of the account tells it, `NotEligible('no_code')`
    where no address waits (any more), `InvalidRequest` for a wrong code, which counts: after five
    of them the address waits no longer.
    """
    customer_id = principal.require_customer_admin()
    wrong = False
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)
        waiting = tx.address_changes.waiting()
        if waiting is None or waiting.expires_at <= ports.clock.real_now():
            raise NotEligible("no_code")
        digits = "".join(char for char in code if char.isalnum())
        wrong = not hmac.compare_digest(digits.encode(), waiting.code.encode())
        if wrong:
            tries = waiting.tries + 1
            over = tries >= MOST_TRIES
            state = AddressState.REPLACED if over else AddressState.WAITING
            tx.address_changes.put(replace(waiting, tries=tries, state=state))
            note(ports, tx, "customer.wrong_code", customer_id, {"change": waiting.id})
        else:
            customer = tx.customers.get(customer_id)
            # The one that is replaced now is told, whatever it was when this was asked for.
            waiting = replace(waiting, state=AddressState.CONFIRMED, old_email=customer.email)
            tx.customers.put(replace(customer, email=waiting.email))
            tx.address_changes.put(waiting)
            note(ports, tx, "customer.address_changed", customer_id, {"change": waiting.id})
            tell(ports, tx, "customer.details_changed", customer_id, {"fields": "email"})
            if waiting.old_email:
                owe_letter(ports, tx, address_letter(ports, waiting, ADDRESS_CHANGED))
        customer = tx.customers.get(customer_id)
    if wrong:
        raise InvalidRequest("this is not the code that was sent")
    return customer
