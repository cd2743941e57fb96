from dataclasses import replace
from datetime import date

import pytest

from billing.bills import Bill, BillState
from billing.money import Money
from billing.seller_names import looks_like, name_key
from billing.uploads import Verdict
from billing.verdicts import NOTHING_BEFORE, Before, Judgement, judge, sender_of
from tests.builders import february, january, money, tenant

OURS = "DE75512108001245126199"
THEIRS = "DE89370400440532013000"
AGAIN = Before(same_file=True)


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
    before: Before = NOTHING_BEFORE,
    legal_name: str | None = None,
) -> Judgement:
    company = tenant(ibans=ibans)
    if legal_name is not None:
        company = replace(company, name=legal_name, legal_name=legal_name)
    return judge(document, bills or (february(),), company, before)


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
    assert _judge(redirected, ibans=(OURS,), before=AGAIN).verdict is Verdict.PAYEE_CHANGED


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
    found = _judge(_document(), before=AGAIN)
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lund AB", "LUND A.B."),
        ("Lund S. A.", "Lund"),
        ("Müller & Söhne GmbH & Co. KG", "Mueller und Soehne"),
        ("Café Río S.L.", "CAFE RIO"),
        ("Société Dupont SARL", "Societe Dupont"),
    ],
)
def test_one_company_has_one_key_however_it_is_written(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_companies_have_different_keys() -> None:
    names = ("Lund AB", "Lund Collections AB", "Lind AB", "Lund Services AB", "A B Smith")
    assert len({name_key(name) for name in names}) == len(names)


NORTHWIND = "Northwind Energy"


@pytest.mark.parametrize(
    "seller", ["Northwind Energy Services Ltd.", "NORTHWIND ENERGY GROUP", "Northwind Energy SA"]
)
def test_our_bill_under_the_companys_longer_legal_name_is_ours(seller: str) -> None:
    found = _judge(_document(seller_name=seller), legal_name=NORTHWIND)
    assert (found.verdict, found.bill_id) == (Verdict.KNOWN_OPEN, "HB-100")
    unnumbered = _document(seller_name=seller, invoice_number=None)
    assert _judge(unnumbered, legal_name=NORTHWIND).verdict is Verdict.KNOWN_OPEN


def test_a_longer_legal_name_is_believed_only_with_our_amount_and_our_account() -> None:
    seller = "Northwind Energy Services Ltd."
    more = _document(seller_name=seller, total_amount="197.40")
    assert _judge(more, legal_name=NORTHWIND).verdict is Verdict.PAYEE_CHANGED
    silent = _document(seller_name=seller, total_amount=None)
    assert _judge(silent, legal_name=NORTHWIND).verdict is Verdict.PAYEE_CHANGED
    redirected = _document(seller_name=seller, fields={"iban": THEIRS})
    redirect = _judge(redirected, legal_name=NORTHWIND, ibans=(OURS,))
    assert redirect.verdict is Verdict.PAYEE_CHANGED
    unknown = _document(seller_name=seller, invoice_number="X-1", total_amount="1.00")
    assert _judge(unknown, legal_name=NORTHWIND).verdict is Verdict.NOT_OURS


@pytest.mark.parametrize(
    "seller", ["Northwind Collections Ltd", "Southwind Energy", "Energy Services", "Services Ltd"]
)
def test_another_company_with_our_number_and_amount_is_another_payee(seller: str) -> None:
    found = _judge(_document(seller_name=seller), legal_name=NORTHWIND)
    assert found.verdict is Verdict.PAYEE_CHANGED


def test_another_file_of_the_same_invoice_is_a_duplicate_too() -> None:
    found = _judge(_document(), before=Before(same_invoice=True))
    assert (found.verdict, found.reasons[0].code) == (Verdict.DUPLICATE_UPLOAD, "same_invoice")


def _from_lund(**changes: object) -> dict[str, object]:
    document = _document(invoice_number="2026-77", seller_name="Lund AB", total_amount="12.00")
    return document | {"fields": {"iban": {"value": THEIRS}}} | changes


def test_the_same_foreign_invoice_with_another_account_is_a_changed_payee() -> None:
    found = _judge(_from_lund(), before=Before(same_invoice=True, iban=OURS))
    assert (found.verdict, found.bill_id) == (Verdict.PAYEE_CHANGED, None)
    assert (found.reasons[0].document, found.reasons[0].ours) == (THEIRS, OURS)
    same = _judge(_from_lund(), before=Before(same_invoice=True, iban=THEIRS.lower()))
    assert same.verdict is Verdict.DUPLICATE_UPLOAD


def test_a_senders_new_account_on_a_new_invoice_is_said() -> None:
    found = _judge(_from_lund(), before=Before(iban=OURS))
    assert found.verdict is Verdict.NOT_OURS
    assert [reason.code for reason in found.reasons] == ["no_such_bill", "iban_before"]


def test_a_sender_is_known_by_its_vat_id_its_name_or_its_account() -> None:
    vat = {"seller_vat_id": {"value": "SE 5560-1234 5601"}}
    assert sender_of(_from_lund(fields=vat)) == "vat SE556012345601"
    assert sender_of(_from_lund(seller_name="LUND A.B.")) == sender_of(_from_lund())
    assert sender_of(_from_lund(seller_name="Lind AB")) != sender_of(_from_lund())
    assert sender_of(_from_lund(seller_name=None)) == f"iban {THEIRS}"
    assert sender_of({}) is None


def test_days_of_the_document_count_as_printed() -> None:
    by_due_date = _document(invoice_number=None, issue_date=None)
    late = replace(february(), due_on=date(2026, 3, 21))
    assert _judge(by_due_date).bill_id == "HB-100"
    assert _judge(by_due_date, late).bill_id is None
