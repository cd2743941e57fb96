"""The ways to pay that Square keeps for a customer: list, check, forget."""

from billing.errors import MethodUnusable, ProviderUnavailable
from billing.hosted_pages import SavedMethod
from payments._square.account import ONCE, Account, Call, in_doubt, unavailable
from payments._square.wire import Bank, Card, Json, Refusal
from payments._square.words import METHOD_ID, OBJECT_ID
from payments._wire import parse

_CARD, _BANK = "ccof:", "bact:"


class Methods:
    """The verbs of one seller about what is on file."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._cards, self._banks = account.api.cards, account.api.bank_accounts

    def saved(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        """The cards and bank accounts that can be charged."""
        _require(OBJECT_ID.fullmatch(customer_ref))
        cards, banks = self._cards, self._banks

        def cards_after(cursor: str | None) -> object:
            return cards.list(cursor=cursor, customer_id=customer_ref, request_options=ONCE)

        def banks_after(cursor: str | None) -> object:
            return banks.list(cursor=cursor, customer_id=customer_ref, request_options=ONCE)

        found: list[Card | Bank | None] = [
            parse(Card, item) for item in self._account.listed("cards", cards_after)
        ]
        found += [parse(Bank, item) for item in self._account.listed("bank_accounts", banks_after)]
        # Square was asked for this customer's; one that says it is another's is not shown.
        return tuple(
            each.saved(customer_ref)
            for each in found
            if each is not None and each.enabled and each.customer_id == customer_ref
        )

    def make_default(self, customer_ref: str, method_ref: str) -> None:
        """Square keeps no default: this only makes sure that the method is there to be one.

        Raises `MethodUnusable` when it is not, or no longer, this customer's, and `OutcomeUnknown`
        when Square does not say.
        """
        _require(OBJECT_ID.fullmatch(customer_ref))
        _require(METHOD_ID.fullmatch(method_ref))
        for member, get in self._getters(method_ref):
            answer = self._account.ask(get)
            if not isinstance(answer, Refusal):
                found = _method(member, answer)
                if found is None:
                    raise ProviderUnavailable("Square's answer is not readable")
                if found.enabled and found.customer_id == customer_ref:
                    return
                break
            if not answer.is_definite:
                raise in_doubt(answer)
            if answer.status not in (400, 404):
                raise unavailable(answer)
        raise MethodUnusable("removed")

    def remove(self, method_ref: str) -> None:
        """Disable it, for good; one that is disabled or gone already is no error."""
        _require(METHOD_ID.fullmatch(method_ref))
        disable_card, disable_bank = self._cards.disable, self._banks.disable_bank_account
        if not method_ref.startswith(_BANK):
            answer = self._account.ask(lambda: disable_card(method_ref, request_options=ONCE))
            if self._is_gone(answer):
                return
        if not method_ref.startswith(_CARD):
            answer = self._account.ask(lambda: disable_bank(method_ref, request_options=ONCE))
            if self._is_gone(answer) or not self._is_kept(method_ref):
                return
            raise ProviderUnavailable("Square still has the method")

    def _is_gone(self, answer: Json | Refusal) -> bool:
        """Whether it was disabled by this; raises when Square does not say."""
        if not isinstance(answer, Refusal):
            return True
        if not answer.is_definite:
            raise in_doubt(answer)
        if answer.status not in (400, 404):
            raise unavailable(answer)
        return False

    def _is_kept(self, bank_ref: str) -> bool:
        get = self._banks.get
        answer = self._account.read(lambda: get(bank_ref, request_options=ONCE))
        if isinstance(answer, Refusal):
            if answer.status == 404 and answer.is_definite:
                return False
            raise unavailable(answer)
        bank = parse(Bank, answer.get("bank_account"))
        return bank is None or bank.enabled

    def _getters(self, method_ref: str) -> list[tuple[str, Call]]:
        card, bank = self._cards.get, self._banks.get
        asks: list[tuple[str, Call]] = []
        if not method_ref.startswith(_BANK):
            asks.append(("card", lambda: card(method_ref, request_options=ONCE)))
        if not method_ref.startswith(_CARD):
            asks.append(("bank_account", lambda: bank(method_ref, request_options=ONCE)))
        return asks


def _method(member: str, answer: Json) -> Card | Bank | None:
    subject = answer.get(member)
    return parse(Card, subject) if member == "card" else parse(Bank, subject)


def _require(good: object) -> None:
    if not good:
        raise ProviderUnavailable("that is no customer or method of Square's")
