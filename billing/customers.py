"""Customers (the accounts that owe), people (the humans in them) and staff."""

from dataclasses import dataclass

from billing.ids import CustomerId, MethodId, PersonId
from billing.principal import Role


@dataclass(frozen=True, slots=True)
class Customer:
    """An account. Whatever names a human or says where they live is encrypted at rest.

    `invoice_recipient` is whom invoices are for the attention of, `po_number` what they quote.
    """

    id: CustomerId
    name: str
    language: str
    email: str | None = None
    company: str | None = None
    account_number: str | None = None
    default_method_id: MethodId | None = None
    address: str | None = None
    vat_id: str | None = None
    po_number: str | None = None
    invoice_recipient: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A human who may speak for a customer."""

    id: PersonId
    customer_id: CustomerId
    name: str
    email: str | None
    role: Role


@dataclass(frozen=True, slots=True)
class Staff:
    """A human who works for the tenant."""

    id: PersonId
    email: str
    role: Role
