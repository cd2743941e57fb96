"""What PayPal's vault keeps: saved wallets and cards, and the page on which a wallet is saved.

A method is `paypal.ID` or `card.ID` with us, or the id alone: PayPal wants its kind beside the id
when it charges (payment method tokens 3.1), which every charge says by itself. PayPal-Request-Ids
are kept for three hours here.
"""

from typing import Final

from billing.capabilities import PageKind
from billing.errors import MethodUnusable, NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState, SavedMethod
from payments._paypal.account import Account, in_doubt, unavailable
from payments._paypal.wire import Json, SetupToken, VaultList, VaultToken
from payments._paypal.words import CUSTOMER_ID, OBJECT_ID, TYPES, VAULT_ID
from payments._wire import parse

PAGE_TYPES: Final = frozenset({"paypal"})
"""A page of PayPal's saves wallets; saved cards are charged, but no page of theirs takes one."""
_PATH: Final = "/v3/vault/payment-tokens"
_PAGE: Final = 20
_MAX_PAGES: Final = 50


class Vault:
    """The verbs of one account about saved ways to pay."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def saved(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        """Those of the types that we charge."""
        _require(CUSTOMER_ID.fullmatch(customer_ref))
        found: list[SavedMethod] = []
        for number in range(1, _MAX_PAGES + 1):
            query = {"page_size": _PAGE, "page": number, "total_required": "true"}
            answer = self._account.read(_PATH, customer_id=customer_ref, **query)
            page = parse(VaultList, answer.data) if answer.ok else None
            if page is None:
                raise unavailable(answer)
            tokens = (parse(VaultToken, each) for each in page.payment_tokens)
            methods = (token.saved(customer_ref) for token in tokens if token is not None)
            found += [method for method in methods if method is not None]
            if number >= page.total_pages:
                return tuple(found)
        raise ProviderUnavailable("too many saved methods at PayPal to read them all")

    def make_default(self, customer_ref: str, method_ref: str) -> None:
        """PayPal knows no default, ours is in our rows; but it must be this customer's method.

        Raises `MethodUnusable` when PayPal no longer has it for this customer.
        """
        _, vault_id = _parts(method_ref)
        _require(CUSTOMER_ID.fullmatch(customer_ref) and VAULT_ID.fullmatch(vault_id))
        answer = self._account.ask("GET", f"{_PATH}/{vault_id}")
        if answer.status == 404 and answer.is_definite:
            raise MethodUnusable("removed")
        if not answer.ok:
            raise unavailable(answer) if answer.is_definite else in_doubt(answer)
        token = parse(VaultToken, answer.data)
        if token is None:
            raise ProviderUnavailable("PayPal's answer is not readable")
        if token.customer is not None and token.customer.id != customer_ref:
            raise MethodUnusable("removed")

    def remove(self, method_ref: str) -> None:
        """Delete it; one that is gone already is no error."""
        _, vault_id = _parts(method_ref)
        _require(VAULT_ID.fullmatch(vault_id))
        answer = self._account.ask("DELETE", f"{_PATH}/{vault_id}")
        if answer.ok or (answer.status == 404 and answer.is_definite):
            return
        raise unavailable(answer) if answer.is_definite else in_doubt(answer)

    def open_page(self, request: PageRequest) -> OpenedPage:
        """The page on which the customer agrees that the wallet is saved.

        PayPal names no end of it; its guides say three days.
        """
        if not request.types & PAGE_TYPES:
            raise NotOffered("a page of PayPal's saves PayPal wallets only")
        body: Json = {
            "payment_source": {
                "paypal": {
                    "usage_type": "MERCHANT",
                    "customer_type": "CONSUMER",
                    "experience_context": {
                        "return_url": request.return_url,
                        "cancel_url": request.return_url,
                        "shipping_preference": "NO_SHIPPING",
                    },
                }
            }
        }
        if request.customer_ref is not None:
            body["customer"] = {"id": request.customer_ref}
        answer = self._account.ask("POST", "/v3/vault/setup-tokens", body, key=request.key)
        if not answer.ok:
            raise unavailable(answer) if answer.is_definite else in_doubt(answer)
        setup = parse(SetupToken, answer.data)
        url = None if setup is None else self._account.page_url(setup.links, "approve")
        if setup is None or url is None:
            raise OutcomeUnknown("PayPal's page has no address that a customer can be sent to")
        customer = setup.customer.id if setup.customer is not None else request.customer_ref
        return OpenedPage(setup.id, url, None, customer)

    def look_up_page(self, setup_id: str) -> PageReport:
        """What became of it; a wallet whose owner agreed is saved now."""
        if not OBJECT_ID.fullmatch(setup_id):
            raise ProviderUnavailable(f"that is no page of PayPal's for {PageKind.ADD_METHOD}")
        setup = self._account.fetch(SetupToken, f"/v3/vault/setup-tokens/{setup_id}")
        if setup is None:
            return PageReport(setup_id, PageState.EXPIRED)
        if setup.status in ("CREATED", "PAYER_ACTION_REQUIRED"):
            return PageReport(setup_id, PageState.OPEN)
        if setup.status not in ("APPROVED", "VAULTED", "TOKENIZED"):
            return PageReport(setup_id, PageState.FAILED)
        method = self._kept(setup)
        return PageReport(setup_id, PageState.DONE, method)

    def _kept(self, setup: SetupToken) -> SavedMethod:
        """The wallet behind an approved page; asked again, the same one."""
        body = {"payment_source": {"token": {"id": setup.id, "type": "SETUP_TOKEN"}}}
        try:
            answer = self._account.ask("POST", _PATH, body, key=f"{setup.id}-save")
        except OutcomeUnknown as doubt:
            why = str(doubt)
        else:
            token = parse(VaultToken, answer.data) if answer.ok else None
            customer = setup.customer.id if setup.customer is not None else ""
            method = None if token is None else token.saved(customer)
            if method is not None:
                return method
            why = f"PayPal saved no wallet that we can charge: status {answer.status}"
            if answer.is_definite and customer and setup.status != "APPROVED":
                # Saved hours ago, and the answer was lost: clear only where there is one.
                others = [one for one in self.saved(customer) if one.type in PAGE_TYPES]
                if len(others) == 1:
                    return others[0]
        raise ProviderUnavailable(why)


def vault_id_of(method_ref: str) -> str | None:
    """PayPal's own id in our name of a method; None for what is neither."""
    vault_id = _parts(method_ref)[1]
    return vault_id if VAULT_ID.fullmatch(vault_id) else None


def _parts(method_ref: str) -> tuple[str | None, str]:
    kind, dot, vault_id = method_ref.partition(".")
    known = bool(dot) and kind in TYPES and VAULT_ID.fullmatch(vault_id) is not None
    return (kind, vault_id) if known else (None, method_ref)


def _require(well_formed: object) -> None:
    if not well_formed:
        raise ProviderUnavailable("that is no customer or method of PayPal's")
