"""Customers, people and staff in SQL; whatever names a human is sealed."""

from typing import Final

from sqlalchemy import bindparam

from billing.customers import Customer, Person, Staff
from billing.ids import CustomerId, MethodId, PersonId
from billing.principal import Role
from billing.stores.columns import Found
from billing.stores.crypto import Owner
from billing.stores.folding import fold_email, fold_number
from billing.stores.schema_people import CUSTOMERS_TABLE, PEOPLE, STAFF_TABLE
from billing.stores.sealing import SealedRepository

_C: Final = CUSTOMERS_TABLE.c
_P: Final = PEOPLE.c
_EMAIL: Final = "email"
_ACCOUNT: Final = "account"


class SqlCustomers(SealedRepository):
    """`ports.Customers`."""

    __slots__ = ()

    def get(self, customer_id: CustomerId) -> Customer:
        wanted = self._kept(
            "get", lambda: self._select(CUSTOMERS_TABLE).where(_C.id == bindparam("id"))
        )
        return self._customer(self._found(wanted, "customer", id=customer_id))

    def lock(self, customer_id: CustomerId) -> None:
        wanted = self._select(CUSTOMERS_TABLE, _C.id).where(_C.id == customer_id)
        if self._scope.on_postgres:
            # Not the key: rows that refer to the customer may be added meanwhile.
            wanted = wanted.with_for_update(key_share=True)
        self._found(wanted, "customer")

    def put(self, customer: Customer) -> None:
        self._upsert(CUSTOMERS_TABLE, self._values(customer), "customer")

    def add(self, customer: Customer) -> bool:
        return self._add(CUSTOMERS_TABLE, self._values(customer))

    def _values(self, customer: Customer) -> dict[str, object]:
        personal = {
            "name": customer.name,
            "email": customer.email,
            "company": customer.company,
            "account_number": customer.account_number,
            "address": customer.address,
            "vat_id": customer.vat_id,
            "po_number": customer.po_number,
            "invoice_recipient": customer.invoice_recipient,
        }
        owner = Owner("customer", customer.id, customer.id)
        return {
            "id": customer.id,
            "language": customer.language,
            "default_method_id": customer.default_method_id,
            "personal": self._seal(owner, self._place("customers.personal", customer.id), personal),
            "email_index": self._email_index(customer.email),
            "account_index": self._account_index(customer.account_number),
        }

    def person(self, person_id: PersonId) -> Person:
        wanted = self._kept("person", lambda: self._select(PEOPLE).where(_P.id == bindparam("id")))
        return self._person(self._found(wanted, "person", id=person_id))

    def put_person(self, person: Person) -> None:
        owner = Owner("person", person.id, person.customer_id)
        personal = {"name": person.name, "email": person.email}
        values = {
            "id": person.id,
            "customer_id": person.customer_id,
            "role": person.role,
            "personal": self._seal(owner, self._place("people.personal", person.id), personal),
            "email_index": self._email_index(person.email),
        }
        self._upsert(PEOPLE, values, "person")

    def people(self, customer_id: CustomerId) -> tuple[Person, ...]:
        statement = self._select(PEOPLE).where(_P.customer_id == customer_id).order_by(_P.id)
        return tuple(self._person(row) for row in self._all(statement))

    def find_by_email(self, email: str) -> tuple[Person, ...]:
        wanted = self._blind_to_find(_EMAIL, fold_email(email))
        statement = self._select(PEOPLE).where(_P.email_index == wanted)
        return tuple(self._person(row) for row in self._all(statement.order_by(_P.id)))

    def find_by_account_number(self, number: str) -> Customer | None:
        index = self._blind_to_find(_ACCOUNT, fold_number(number))
        statement = self._select(CUSTOMERS_TABLE).where(_C.account_index == index)
        row = self._one(statement.order_by(_C.id).limit(1))
        return None if row is None else self._customer(row)

    def staff(self, staff_id: PersonId) -> Staff:
        wanted = self._select(STAFF_TABLE).where(STAFF_TABLE.c.id == staff_id)
        return self._staff(self._found(wanted, "staff"))

    def all_staff(self) -> tuple[Staff, ...]:
        statement = self._select(STAFF_TABLE).order_by(STAFF_TABLE.c.id)
        return tuple(self._staff(row) for row in self._all(statement))

    def put_staff(self, staff: Staff) -> None:
        owner, place = Owner("staff", staff.id), self._place("staff.personal", staff.id)
        values = {
            "id": staff.id,
            "role": staff.role,
            "personal": self._seal(owner, place, {"email": staff.email}),
        }
        self._upsert(STAFF_TABLE, values, "staff")

    def _email_index(self, email: str | None) -> bytes | None:
        return None if email is None else self._blind(_EMAIL, fold_email(email))

    def _account_index(self, number: str | None) -> bytes | None:
        return None if number is None else self._blind(_ACCOUNT, fold_number(number))

    def _staff(self, row: Found) -> Staff:
        place = self._place("staff.personal", row.id)
        personal = self._unseal(Owner("staff", row.id), place, row.personal)
        return Staff(id=PersonId(row.id), email=personal.words("email"), role=Role(row.role))

    def _customer(self, row: Found) -> Customer:
        customer_id = CustomerId(row.id)
        owner = Owner("customer", customer_id, customer_id)
        personal = self._unseal(owner, self._place("customers.personal", row.id), row.personal)
        return Customer(
            id=customer_id,
            name=personal.words("name"),
            language=row.language,
            email=personal.maybe_words("email"),
            company=personal.maybe_words("company"),
            account_number=personal.maybe_words("account_number"),
            default_method_id=None
            if row.default_method_id is None
            else MethodId(row.default_method_id),
            address=personal.maybe_words("address"),
            vat_id=personal.maybe_words("vat_id"),
            po_number=personal.maybe_words("po_number"),
            invoice_recipient=personal.maybe_words("invoice_recipient"),
        )

    def _person(self, row: Found) -> Person:
        customer_id = CustomerId(row.customer_id)
        owner = Owner("person", row.id, customer_id)
        personal = self._unseal(owner, self._place("people.personal", row.id), row.personal)
        return Person(
            id=PersonId(row.id),
            customer_id=customer_id,
            name=personal.words("name"),
            email=personal.maybe_words("email"),
            role=Role(row.role),
        )
