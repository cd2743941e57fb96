"""Whether bills, payments, cases and plans stand as a claim says, by the marks of their cards."""

from collections.abc import Sequence
from typing import Final

from agent._claims import Claim, ClaimMention
from agent._known import Facts
from agent._standing import BillLine

_MARKS: Final = {
    Claim.SUSPENDED: frozenset({"suspended", "status:suspended", "status:past_due"}),
    Claim.DISPUTED: frozenset({"disputed"}),
    Claim.CLOSED: frozenset({"status:closed", "status:resolved", "status:solved"}),
    Claim.ENDED: frozenset({"plan_ends", "status:expired", "status:cancelled", "status:ended"}),
}
_PAID: Final = frozenset({"paid", "void"})


def stands(mention: ClaimMention, lines: Sequence[BillLine], facts: Facts) -> bool:
    """Whether the claim holds of these bills, or of all that the cards show where it names none."""
    claim = mention.claim
    marks = facts.standing.marks
    bills = [line for line in lines if line.due is not None]
    match claim:
        case Claim.OVERDUE:
            return any("overdue" in line.marks for line in bills)
        case Claim.ON_TIME:
            known = bool(bills) or facts.nothing_owed
            return known and not any("overdue" in line.marks for line in bills)
        case Claim.UNPAID:
            return not facts.nothing_owed and _open(mention.text.lower(), bills, facts)
        case Claim.PARTLY:
            return any("partially_paid" in line.marks for line in bills)
        case Claim.FAILED:
            # Nothing known of any payment leaves a denial; one in doubt or done has not failed.
            untold = not facts.payment_succeeded and (facts.unpaid_bills or not facts.payments_for)
            return "failed" in marks or bool(untold and not facts.payment_pending)
        case Claim.SURCHARGE:
            return any(_is_surcharge(each) for each in facts.standing.references)
        case _:
            return bool(marks & _MARKS.get(claim, frozenset()))


def _open(text: str, bills: Sequence[BillLine], facts: Facts) -> bool:
    if "never paid" in text and facts.payments_for:
        return False
    if text.startswith(("nothing", "no payment")) and any(
        "partially_paid" in line.marks for line in bills
    ):
        return False
    return not bills or any(not line.marks & _PAID for line in bills)


def _is_surcharge(text: str) -> bool:
    lowered = text.lower()
    words = ("late fee", "surcharge", "mahngeb", "säumnis", "recargo", "frais de retard", "penalty")
    return any(word in lowered for word in words)
