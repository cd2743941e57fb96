from dataclasses import replace
from datetime import date

import pytest

from billing.bills import Bill, BillState
from billing.money import Money
from billing.uploads import Verdict
from billing.verdicts import Judgement, judge, looks_like
from tests.builders import february, january, money, tenant

OURS = "DE75512108001245126199"
THEIRS = "DE89370400440532013000"


def _document(**changes: object) -> dict[str, object]:
    """What a reader makes of a good copy of HB-100."""
    fields: dict[str, object] = {
        "invoice_number": "HB-100",
        "issue_date": "2026-03-01",
        "due_date": "2026-03-20",
        "seller_name": "Harbor Power & Water Inc.",
        "currency": "USD",
        "total_amount": "97.40",
        "fields": {},
    }
    return fields | changes


def _judge(
    document: dict[str, object],
    *bills: Bill,
    ibans: tuple[str, ...] = (),
    duplicate: bool = False,
) -> Judgement:
    return judge(document, bills or (february(),), tenant(ibans=ibans), duplicate=duplicate)


def test_our_open_bill_is_known() -> None:
    found = _judge(_document())
    assert (found.verdict, found.bill_id) == (Verdict.KNOWN_OPEN, "HB-100")


@pytest.mark.parametrize("number", ["hb 100", "HB100", "Hb-100", " HB-100 "])
def test_numbers_match_however_they_are_printed(number: str) -> None:
    assert _judge(_document(invoice_number=number)).bill_id == "HB-100"


def test_without_a_number_amount_and_day_decide() -> None:
    found = _judge(_document(invoice_number=None))
    assert (found.verdict, found.bill_id) == (Verdict.KNOWN_OPEN, "HB-100")
    assert _judge(_document(invoice_number=None, currency="EUR")).verdict is Verdict.NOT_OURS
    other_day = _document(invoice_number=None, issue_date="2026-01-09", due_date=None)
    assert _judge(other_day).verdict is Verdict.NOT_OURS


def test_two_bills_that_fit_by_amount_are_no_match() -> None:
    twin = replace(february(), id=january().id, number="HB-101")
    assert _judge(_document(invoice_number=None), february(), twin).bill_id is None


def test_a_paid_bill_is_not_paid_again() -> None:
    paid = replace(january(), paid=money("88.10"))
    found = _judge(_document(invoice_number="HB-090", total_amount="88.10"), paid)
    assert (found.verdict, found.bill_id) == (Verdict.ALREADY_PAID, "HB-090")


def test_another_amount_shows_both() -> None:
    found = _judge(_document(total_amount="197.40"))
    assert found.verdict is Verdict.AMOUNT_DIFFERS
    assert (found.reasons[0].document, found.reasons[0].ours) == ("197.40 USD", "97.40 USD")


def test_another_sum_to_pay_is_another_amount() -> None:
    raised = _document(fields={"amount_due": {"value": "150.00"}})
    assert _judge(raised).verdict is Verdict.AMOUNT_DIFFERS
    carried = {"amount_due": {"value": "150.00"}, "previous_balance": {"value": "52.60"}}
    assert _judge(_document(fields=carried)).verdict is Verdict.KNOWN_OPEN


def test_what_is_left_to_pay_is_the_same_bill() -> None:
    partly = replace(february(), paid=money("40.00"))
    assert _judge(_document(total_amount="57.40"), partly).verdict is Verdict.KNOWN_OPEN


@pytest.mark.parametrize("total", ["97.405", "NaN", "1E+30", "97,40", "-97.40"])
def test_an_amount_that_is_none_of_ours_differs(total: str) -> None:
    assert _judge(_document(total_amount=total)).verdict is Verdict.AMOUNT_DIFFERS


def test_another_currency_is_another_amount() -> None:
    assert _judge(_document(currency="EUR")).verdict is Verdict.AMOUNT_DIFFERS
    assert _judge(_document(currency=None)).verdict is Verdict.KNOWN_OPEN


def test_a_foreign_bank_account_is_a_changed_payee() -> None:
    redirected = _document(fields={"iban": {"value": "DE89 3704 0044 0532 0130 00"}})
    found = _judge(redirected, ibans=(OURS,))
    assert (found.verdict, found.bill_id) == (Verdict.PAYEE_CHANGED, "HB-100")
    assert found.reasons[0].document == THEIRS


def test_our_own_bank_account_is_fine_however_it_is_printed() -> None:
    fields = {"iban": {"value": "de75 5121 0800 1245 1261 99"}}
    found = _judge(_document(fields=fields), ibans=(OURS,))
    assert found.verdict is Verdict.KNOWN_OPEN


def test_any_bank_account_is_foreign_to_a_company_without_one() -> None:
    found = _judge(_document(fields={"iban": {"value": OURS}}), ibans=())
    assert found.verdict is Verdict.PAYEE_CHANGED


def test_our_number_under_another_name_is_a_changed_payee() -> None:
    found = _judge(_document(seller_name="Harbor Power & Water Collections Ltd"))
    assert (found.verdict, found.bill_id) == (Verdict.PAYEE_CHANGED, "HB-100")


def test_our_name_with_another_bank_account_warns_even_without_a_bill() -> None:
    fake = _document(invoice_number="HB-999", total_amount="5.00", fields={"iban": THEIRS})
    found = _judge(fake, ibans=(OURS,))
    assert (found.verdict, found.bill_id) == (Verdict.PAYEE_CHANGED, None)


def test_a_changed_payee_is_said_before_anything_else() -> None:
    redirected = _document(total_amount="999.00", fields={"iban": THEIRS})
    assert _judge(redirected, ibans=(OURS,), duplicate=True).verdict is Verdict.PAYEE_CHANGED


def test_somebody_elses_invoice_is_not_ours() -> None:
    foreign = _document(
        invoice_number="2026-77", seller_name="Lund AB", fields={"iban": {"value": THEIRS}}
    )
    found = _judge(foreign)
    assert (found.verdict, found.bill_id) == (Verdict.NOT_OURS, None)


def test_the_same_sum_on_the_same_day_from_another_seller_is_not_ours() -> None:
    found = _judge(_document(invoice_number=None, seller_name="Lund AB"))
    assert (found.verdict, found.bill_id) == (Verdict.NOT_OURS, None)


def test_the_same_file_again_is_a_duplicate() -> None:
    found = _judge(_document(), duplicate=True)
    assert (found.verdict, found.bill_id) == (Verdict.DUPLICATE_UPLOAD, "HB-100")


def test_drafts_do_not_exist_and_void_bills_are_not_owed() -> None:
    draft = replace(february(), state=BillState.DRAFT)
    assert _judge(_document(), draft).bill_id is None
    void = replace(february(), state=BillState.VOID)
    found = _judge(_document(), void)
    assert (found.verdict, found.reasons[0].code) == (Verdict.NOT_OURS, "void")


def test_an_empty_document_is_not_ours() -> None:
    assert _judge({}).verdict is Verdict.NOT_OURS
    assert _judge({"invoice_number": 7, "fields": "x"}).verdict is Verdict.NOT_OURS


def test_yen_have_no_places() -> None:
    yen = replace(february(), amount=Money(1200, "JPY"))
    found = _judge(_document(total_amount="1200", currency="JPY"), yen)
    assert found.verdict is Verdict.KNOWN_OPEN


@pytest.mark.parametrize(
    ("seller", "same"),
    [
        ("HARBOR POWER AND WATER", True),
        ("Harbor Power & Water, Inc.", True),
        ("Hárbor Power & Water", True),
        ("Harbor Power", False),
        ("Hаrbor Power & Water", False),  # a Cyrillic a
        ("Harbor Power & Water Refunds", False),
        ("", False),
    ],
)
def test_a_name_is_ours_give_or_take_its_legal_form(seller: str, same: bool) -> None:
    assert looks_like(seller, tenant()) is same


def test_days_of_the_document_count_as_printed() -> None:
    by_due_date = _document(invoice_number=None, issue_date=None)
    late = replace(february(), due_on=date(2026, 3, 21))
    assert _judge(by_due_date).bill_id == "HB-100"
    assert _judge(by_due_date, late).bill_id is None
