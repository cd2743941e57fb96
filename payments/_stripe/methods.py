"""The ways to pay that Stripe keeps for a customer: list, choose, forget."""

import stripe
from stripe.params import CustomerPaymentMethodListParams

from billing.errors import MethodUnusable, ProviderUnavailable
from billing.hosted_pages import SavedMethod
from payments._stripe.account import PAGE, Account, ask, in_doubt, unavailable
from payments._stripe.wire import Method, Named, Refusal, is_definite
from payments._stripe.words import OBJECT_ID
from payments._wire import parse


class Methods:
    """The verbs of one account about saved methods."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._methods = account.v1.payment_methods

    def saved(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        """Those of the types that we charge, newest first."""
        _require_id(customer_ref)
        listing = self._account.v1.customers.payment_methods

        def ask_after(last: str | None) -> stripe.StripeObject:
            params: CustomerPaymentMethodListParams = {"limit": PAGE}
            if last is not None:
                params["starting_after"] = last
            return listing.list(customer_ref, params)

        found = [
            parse(Method, item) for page in self._account.pages(ask_after) for item in page.data
        ]
        methods = (m.saved(customer_ref) for m in found if m is not None)
        return tuple(method for method in methods if method is not None)

    def one(self, method_ref: str, customer_ref: str) -> SavedMethod | None:
        """The method in our words; None for a type that we do not charge."""
        method = self._account.fetch(Method, lambda: self._methods.retrieve(method_ref))
        return method.saved(method.customer or customer_ref)

    def make_default(self, customer_ref: str, method_ref: str) -> None:
        """Raises `MethodUnusable` when Stripe no longer has it for this customer."""
        _require_id(customer_ref, method_ref)
        customers = self._account.v1.customers
        answer = ask(
            lambda: customers.update(
                customer_ref, {"invoice_settings": {"default_payment_method": method_ref}}
            )
        )
        if not isinstance(answer, Refusal):
            return
        if not is_definite(answer):
            raise in_doubt(answer)
        if answer.status in (400, 404) and answer.code == "resource_missing":
            raise MethodUnusable("removed")
        raise unavailable(answer)

    def remove(self, method_ref: str) -> None:
        """Detach it; one that is detached or gone already is no error."""
        _require_id(method_ref)
        answer = ask(lambda: self._methods.detach(method_ref))
        if not isinstance(answer, Refusal):
            return
        if not is_definite(answer):
            raise in_doubt(answer)
        if answer.status == 404 or (answer.status == 400 and not self._is_kept(method_ref)):
            return
        raise unavailable(answer)

    def _is_kept(self, method_ref: str) -> bool:
        answer = self._account.read(lambda: self._methods.retrieve(method_ref))
        if isinstance(answer, Refusal):
            if answer.status == 404 and is_definite(answer):
                return False
            raise unavailable(answer)
        method = parse(Method, answer)
        return method is None or method.customer is not None


def new_customer(account: Account, customer: str, key: str) -> str:
    """Stripe's id of a customer made for ours; the same key again gives the same one.

    Only our id goes out, no name and no address.
    """
    made = account.make(
        Named,
        lambda: account.v1.customers.create(
            {"metadata": {"customer": customer}}, {"idempotency_key": f"{key}-customer"}
        ),
    )
    return made.id


def _require_id(*refs: str) -> None:
    if not all(OBJECT_ID.fullmatch(ref) for ref in refs):
        raise ProviderUnavailable("that is no customer or method of Stripe's")
