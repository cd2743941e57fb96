import pytest

from billing.bills import BillState
from billing.errors import NotFound
from billing.ids import BillId
from billing.use_cases.download_document import download_document
from tests.billing.use_cases.till import HB_100, WORKER, MakeTill, Till
from tests.builders import OMAR, bill, principal


def test_a_customers_own_bill_comes_with_whose_it_is(till: Till) -> None:
    facts = download_document(till.ports, till.who, BillId(HB_100))
    assert (facts.bill.number, facts.customer.id, facts.tenant.currency) == (
        HB_100,
        "c-nora",
        "USD",
    )


def test_anothers_is_not_found(till: Till) -> None:
    with pytest.raises(NotFound):
        download_document(till.ports, principal(OMAR), BillId(HB_100))


def test_a_draft_is_for_staff_alone(make_till: MakeTill) -> None:
    till = make_till(bill("HB-DRAFT", state=BillState.DRAFT))
    with pytest.raises(NotFound):
        download_document(till.ports, till.who, BillId("HB-DRAFT"))
    assert download_document(till.ports, WORKER, BillId("HB-DRAFT")).bill.id == "HB-DRAFT"
