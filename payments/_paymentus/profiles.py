"""The ways to pay that Paymentus keeps for a customer: list, prefer, forget."""

from billing.errors import MethodUnusable, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import SavedMethod
from payments._paymentus.account import Account, NotThere, in_doubt, unavailable
from payments._paymentus.wire import OBJECT_ID, Json, Profile, Refusal, Wishes
from payments._wire import parse

_MAX_PAGES = 20


class Profiles:
    """The verbs of one biller about saved methods."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def saved(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        """The cards and bank accounts that can be charged; none of one who is not there."""
        _require(customer_ref)
        try:
            rows = self._rows(f"customers/{customer_ref}/profiles")
        except NotThere:
            return ()
        read = [parse(Profile, row) for row in rows]
        kept = [each.saved(customer_ref) for each in read if each is not None]
        return tuple(each for each in kept if each is not None)

    def _rows(self, path: str) -> list[Json]:
        """All pages. The list is whole as a rule, so that the first one is asked for plainly."""
        found, cursor, more = self._account.page("profiles", path)
        for _ in range(_MAX_PAGES):
            if not more:
                return found
            if cursor is None:
                break
            rows, after, more = self._account.page("profiles", path, cursor=cursor)
            found += rows
            cursor = after if after != cursor else None
        raise ProviderUnavailable("Paymentus's list of saved methods does not end")

    def prefer(self, customer_ref: str, method_ref: str) -> None:
        """Make it the customer's default there; raises `MethodUnusable` for none of theirs."""
        _require(customer_ref)
        _require(method_ref)
        path, body = f"customers/{customer_ref}/preferences", {"defaultProfileId": method_ref}
        answer = self._account.ask("PUT", path, {**body})
        if isinstance(answer, Refusal):
            if not answer.is_definite:
                raise in_doubt(answer)
            if answer.status not in (404, 422):
                raise unavailable(answer)
            raise MethodUnusable("removed")
        wishes = parse(Wishes, answer)
        if wishes is None or wishes.default_profile_id != method_ref:
            raise OutcomeUnknown("Paymentus's answer is not about this way to pay")

    def remove(self, method_ref: str) -> None:
        """Forget it; one that is gone already is no error."""
        _require(method_ref)
        answer = self._account.ask("DELETE", f"profiles/{method_ref}")
        if isinstance(answer, Refusal) and answer.status != 404:
            raise unavailable(answer) if answer.is_definite else in_doubt(answer)
        if isinstance(answer, Refusal) and not answer.is_definite:
            raise in_doubt(answer)


def _require(ref: str) -> None:
    if not OBJECT_ID.fullmatch(ref):
        raise ProviderUnavailable("that is no customer or saved method of Paymentus's")
